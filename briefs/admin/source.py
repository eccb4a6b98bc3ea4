"""Sources: what briefs and claims rest on."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from briefs.admin.noun import NounAdmin, date_of
from briefs.models.source import Source


@admin.register(Source)
class SourceAdmin(NounAdmin):
    """Articles, documents, speeches and pages that briefs cite."""

    list_display = ["title", "author", "publisher", date_of(Source), "kind"]
    list_filter = ["kind"]
    search_fields = ["title", "slug", "author", "publisher", "url"]
    ordering = ["title"]
    date_hierarchy = "date_earliest"
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": ["title", "slug", "kind"]}),
        (_("Where it appeared"), {"fields": ["author", "publisher", "date", "url"]}),
        (_("For readers"), {"fields": ["note"]}),
    ]
