"""Agreements, with all that is claimed of them."""

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from briefs.admin.claims import READERS_SEE, ClaimRows
from briefs.admin.fields import NamesField
from briefs.admin.noun import NounAdmin, NounForm
from briefs.models.agreement import (
    Agreement,
    Milestone,
    Party,
    Place,
    Relation,
    Term,
    status_of,
)
from briefs.models.evidence import Evidence


class PartyRows(ClaimRows):
    """Who takes part."""

    model = Party
    related = ("actor",)
    autocomplete_fields = ["actor"]
    fields = ["actor", "role", "passages"]


class MilestoneRows(ClaimRows):
    """Its stages."""

    model = Milestone
    fields = ["status", "date", "note", "passages"]


class TermRows(ClaimRows):
    """Its figures and provisions."""

    model = Term
    fields = ["label", "value", "unit", "passages"]


class PlaceRows(ClaimRows):
    """Where it applies."""

    model = Place
    fields = ["name", "role", "country", "passages"]


class RelationRows(ClaimRows):
    """What it is to other agreements."""

    model = Relation
    fk_name = "agreement"
    related = ("to",)
    verbose_name_plural = _("relations to other agreements")
    autocomplete_fields = ["to"]
    fields = ["kind", "to", "passages"]


class AgreementForm(NounForm):
    """An agreement, its names by the line."""

    names = NamesField()


@admin.register(Agreement)
class AgreementAdmin(NounAdmin):
    """What actors agreed on."""

    form = AgreementForm
    list_display = ["title", "kind", "stage", "with_parties", "slug"]
    list_filter = ["kind", "milestones__status", ("topics", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["title", "slug", "description", "actors__name"]
    ordering = ["title"]
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["topics"]
    inlines = [PartyRows, MilestoneRows, TermRows, PlaceRows, RelationRows]
    fieldsets = [
        (None, {"fields": ["title", "slug", "kind", "names"]}),
        (
            _("What it is about"),
            {
                "fields": ["description", "topics"],
                "description": format_lazy(
                    "{} {}", _("Parties, stages and figures go below, a row each."), READERS_SEE
                ),
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agreement]:
        agreements: QuerySet[Agreement] = super().get_queryset(request)
        stated = Prefetch("milestones__evidence", Evidence.objects.public())
        return agreements.prefetch_related("parties__actor", stated)

    @admin.display(description=_("stage"))
    def stage(self, agreement: Agreement) -> str:
        """The latest stage that a passage states as done."""
        status = status_of(list(agreement.milestones.all()))
        return str(status.label) if status else ""

    @admin.display(description=_("parties"))
    def with_parties(self, agreement: Agreement) -> str:
        """Who takes part."""
        return ", ".join(dict.fromkeys(row.actor.name for row in agreement.parties.all()))
