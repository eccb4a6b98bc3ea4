"""Tags: free keywords."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from taggit import models as taggit

from briefs.admin.mergeable import Mergeable
from briefs.models.tag import Tag

# taggit registers a page for tags of its own, which no brief has.
admin.site.unregister(taggit.Tag)


@admin.register(Tag)
class TagAdmin(Mergeable):
    """Keywords that editors give freely."""

    list_display = ["name", "slug", "briefs"]
    search_fields = ["name", "slug"]
    ordering = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        tags: QuerySet[Tag] = super().get_queryset(request)
        return tags.annotate(brief_count=Count("desk_rows"))

    @admin.display(description=_("briefs"), ordering="brief_count")
    def briefs(self, tag: Tag) -> int:
        """How many briefs at the desk have it."""
        count: int = tag.brief_count
        return count
