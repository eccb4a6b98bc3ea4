"""Events: dated things that happened."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from briefs.admin.claims import READERS_SEE, WithPassages
from briefs.admin.noun import NounAdmin, Rows, date_of
from briefs.models.event import Event, Participant


class ParticipantRows(Rows):
    """Who took part."""

    model = Participant
    related = ("actor",)
    autocomplete_fields = ["actor"]
    fields = ["actor", "role"]


@admin.register(Event)
class EventAdmin(WithPassages, NounAdmin):
    """Meetings, talks, signatures, statements."""

    list_display = ["title", "kind", date_of(Event), "place", "passages"]
    list_filter = ["kind", ("topics", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["title", "slug", "place", "description", "actors__name"]
    ordering = ["-date_latest", "-pk"]
    date_hierarchy = "date_earliest"
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["agreements", "topics"]
    readonly_fields = ["passages"]
    inlines = [ParticipantRows]
    fieldsets = [
        (None, {"fields": ["title", "slug", "kind"]}),
        (_("When and where"), {"fields": ["date", "place"]}),
        (_("What it was about"), {"fields": ["description", "agreements", "topics"]}),
        (_("Evidence"), {"fields": ["passages"], "description": READERS_SEE}),
    ]
