"""Images: uploaded here, and pasted into bodies as Markdown."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from briefs.admin.noun import NounAdmin
from briefs.models.image import Image


@admin.register(Image)
class ImageAdmin(NounAdmin):
    """Pictures. A file stays what it is, for published editions show it."""

    list_display = ["alt", "credit", "width", "height", "markdown", "uploaded_at"]
    search_fields = ["alt", "credit", "file"]
    date_hierarchy = "uploaded_at"
    ordering = ["-uploaded_at", "-pk"]
    fieldsets = [
        (None, {"fields": ["file", "alt", "credit"]}),
        (_("In a brief"), {"fields": ["markdown"], "description": _("Paste this into the body.")}),
    ]

    def get_readonly_fields(self, _request: HttpRequest, obj: Any = None) -> list[str]:
        return ["file", "markdown"] if obj else ["markdown"]

    def has_delete_permission(self, _request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="Markdown")
    def markdown(self, image: Image) -> str:
        """What to paste; a new image has it once it is saved."""
        return image.markdown if image.pk else "–"
