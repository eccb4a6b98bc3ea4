"""Regions: parts of the world."""

from django.contrib import admin

from briefs.admin.fields import NamesField
from briefs.admin.noun import NounAdmin, NounForm, languages
from briefs.models.region import Region


class RegionForm(NounForm):
    """A region, its names by the line."""

    names = NamesField()


@admin.register(Region)
class RegionAdmin(NounAdmin):
    """Parts of the world that briefs are about."""

    form = RegionForm
    list_display = ["name", languages, "slug"]
    search_fields = ["name", "slug"]
    ordering = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "names"]
