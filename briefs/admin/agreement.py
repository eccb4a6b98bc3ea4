"""Agreements, with all that is claimed of them."""

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from briefs.admin.claims import READERS_SEE, ClaimRows
from briefs.admin.fields import NamesField
from briefs.admin.noun import NounAdmin, NounForm
from briefs.models.agreement import Agreement, Body, Party, Place, Relation
from briefs.models.evidence import Evidence
from briefs.models.life import status_of
from briefs.models.milestone import Milestone
from briefs.models.reservation import Reservation
from briefs.models.term import Term


class PartyRows(ClaimRows):
    """Who takes part."""

    model = Party
    related = ("actor",)
    autocomplete_fields = ["actor"]
    fields = ["actor", "role", "passages"]


class MilestoneRows(ClaimRows):
    """Its steps, of all parties or of one."""

    model = Milestone
    related = ("actor",)
    autocomplete_fields = ["actor"]
    fields = ["status", "actor", "date", "note", "passages"]


class ReservationRows(ClaimRows):
    """What parties said of it, and what is noted of it."""

    model = Reservation
    related = ("actor",)
    autocomplete_fields = ["actor"]
    fields = ["kind", "actor", "date", "text", "passages"]


class TermRows(ClaimRows):
    """Its figures and provisions."""

    model = Term
    fields = ["label", "value", "unit", "quantity", "price_year", "passages"]


class PlaceRows(ClaimRows):
    """Where it applies."""

    model = Place
    fields = ["name", "role", "country", "passages"]


class BodyRows(ClaimRows):
    """The bodies that it set up."""

    model = Body
    related = ("actor",)
    verbose_name_plural = _("bodies that it set up")
    autocomplete_fields = ["actor"]
    fields = ["actor", "note", "passages"]


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
    inlines = [
        PartyRows,
        MilestoneRows,
        ReservationRows,
        TermRows,
        PlaceRows,
        BodyRows,
        RelationRows,
    ]
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
        """What the steps come to that passages state as done."""
        status = status_of(list(agreement.parties.all()), list(agreement.milestones.all()))
        return str(status.label) if status else ""

    @admin.display(description=_("parties"))
    def with_parties(self, agreement: Agreement) -> str:
        """Who takes part."""
        return ", ".join(dict.fromkeys(row.actor.name for row in agreement.parties.all()))
