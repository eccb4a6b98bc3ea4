"""What the pages of images and attachments have in common."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from briefs.admin.file_erasure import ask_and_erase_file, may_erase
from briefs.admin.noun import NounAdmin, NounForm
from briefs.models.upload import Upload


class UploadField(forms.FileField):
    """A file, which becomes what `check` makes of it, or is refused with its sentence."""

    def __init__(self, check: Callable[[Any], Any], *, accept: str, **kwargs: Any) -> None:
        self.check = check
        kwargs.setdefault("label", _("File"))
        super().__init__(widget=forms.FileInput(attrs={"accept": accept}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        return self.check(super().clean(data, initial))


class UploadAdmin(NounAdmin):
    """Files that editors upload; what they are is found once, what is said of them may change.

    `words` are the fields that editors fill in, `about` what is shown of the file. Nothing is
    deleted here, for published editions show it.
    """

    add_form: type[NounForm]
    words: tuple[str, ...]
    about: tuple[str, ...]
    date_hierarchy = "uploaded_at"
    ordering = ["-uploaded_at", "-pk"]

    def keep(self, row: Any, upload: Any) -> None:
        """Take what a new row's form made of its upload."""
        raise NotImplementedError

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj is None:
            kwargs["form"] = self.add_form
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return [(None, {"fields": ["upload", *self.words]})]
        about = (None, {"fields": [*self.about, *self.words]})
        if obj.erased_at:
            return [about, (_("In a brief"), {"fields": ["used"]})]
        pasted = {"fields": ["markdown", "used"], "description": _("Paste this into the body.")}
        erasing = [(_("Erasing"), {"fields": ["erasing"]})] if may_erase(request) else []
        return [about, (_("In a brief"), pasted), *erasing]

    def get_readonly_fields(self, _request: HttpRequest, obj: Any = None) -> list[str]:
        return [] if obj is None else [*self.about, "markdown", "used", "erasing"]

    def get_urls(self) -> list[URLPattern]:
        erase = self.admin_site.admin_view(self.erase_view)
        name = f"briefs_{self.opts.model_name}_erase"
        return [path("<int:pk>/erase/", erase, name=name), *super().get_urls()]

    def erase_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the reason, then erase the file."""
        upload = self.get_object(request, str(pk)) if may_erase(request) else None
        if upload is None:
            raise PermissionDenied
        return ask_and_erase_file(self, request, upload)

    @admin.display(description=_("file"))
    def erasing(self, row: Upload) -> SafeString:
        """The way to erase it."""
        url = reverse(f"admin:briefs_{row._meta.model_name}_erase", args=[row.pk])
        return format_html('<a href="{}">{}</a>', url, _("Erase the file …"))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            self.keep(obj, form.cleaned_data["upload"])
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, _request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="Markdown", empty_value="–")
    def markdown(self, row: Any) -> SafeString | None:
        """What to paste; a click selects it whole."""
        if row.erased_at:
            return None
        return format_html('<code class="paste" dir="ltr">{}</code>', row.markdown)

    @admin.display(description=_("used in"))
    def used(self, row: Upload) -> SafeString:
        """Links that look for it: only who asks makes the database read through all bodies."""
        return format_html_join(
            " · ",
            '<a href="{}?{}">{}</a>',
            (
                (
                    reverse(f"admin:briefs_{noun}_changelist"),
                    urlencode({f"{field}__contains": row.mark}),
                    label,
                )
                for noun, field, label in (
                    ("brief", "body", _("briefs as they are at the desk")),
                    ("edition", "body_markdown", _("published editions")),
                )
            ),
        )
