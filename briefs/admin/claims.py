"""Claims: their rows in an agreement's or actor's form, and the passages that speak for them.

Positions, parties, milestones, terms, places and relations are edited with the noun that
they belong to; pages of their own exist for the evidence form's autocomplete, and the first
page doesn't list them.
"""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from briefs.admin.noun import NounAdmin, Rows
from briefs.models.actor import Position
from briefs.models.agreement import Milestone, Party, Place, Relation, Term

READERS_SEE = gettext_lazy("Readers see a claim only when a published passage states it.")


class WithPassages(BaseModelAdmin):  # type: ignore[type-arg]
    """Claims, each with the number of passages that speak for it."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        claims: QuerySet[Any] = super().get_queryset(request)
        counted: QuerySet[Any] = claims.annotate(passage_count=Count("evidence"))
        return counted

    @admin.display(description=gettext_lazy("passages"))
    def passages(self, claim: Any) -> SafeString | str:
        """How many passages speak for a claim, with links to them and to one more."""
        count: int | None = getattr(claim, "passage_count", None)
        if count is None:
            return _("Save first, then add the passages that state it.")
        name = claim._meta.model_name
        found = ngettext("%(count)s passage", "%(count)s passages", count) % {"count": count}
        evidence = reverse("admin:briefs_evidence_changelist")
        link = format_html('<a href="{}?{}__id__exact={}">{}</a>', evidence, name, claim.pk, found)
        return format_html(
            '{} · <a href="{}?{}={}">{}</a>',
            link if count else _("none: readers don’t see it"),
            *(reverse("admin:briefs_evidence_add"), name, claim.pk, _("add a passage")),
        )


class ClaimRows(WithPassages, Rows):
    """Rows of claims."""

    readonly_fields = ["passages"]


class ClaimAdmin(WithPassages, NounAdmin):
    """A claim's own page, which the first page doesn't list."""

    list_select_related: ClassVar[Any] = ["agreement"]
    readonly_fields: ClassVar[Any] = ["passages"]
    autocomplete_fields: ClassVar[Any] = ["agreement"]
    ordering: ClassVar[Any] = ["agreement__title", "pk"]

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        return {}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # Autocomplete takes this queryset as it is, without list_select_related.
        return super().get_queryset(request).select_related(*self.list_select_related)


@admin.register(Position)
class PositionAdmin(ClaimAdmin):
    """Offices that people held."""

    list_display = ["title", "holder", "of", "start", "end", "as_of", "passages"]
    list_select_related = ["holder", "of"]
    search_fields = ["title", "holder__name", "holder__names__name", "of__name"]
    autocomplete_fields = ["holder", "of"]
    ordering = ["holder__name", "start_earliest", "pk"]
    date_hierarchy = "start_earliest"
    fields = ["holder", "title", "of", ("start", "end"), "as_of", "passages"]


@admin.register(Party)
class PartyAdmin(ClaimAdmin):
    """Who is party to an agreement."""

    list_display = ["actor", "role", "agreement", "passages"]
    list_select_related = ["agreement", "actor"]
    search_fields = ["agreement__title", "actor__name", "role"]
    autocomplete_fields = ["agreement", "actor"]
    fields = ["agreement", "actor", "role", "passages"]


@admin.register(Milestone)
class MilestoneAdmin(ClaimAdmin):
    """The stages of agreements."""

    list_display = ["status", "date", "agreement", "note", "passages"]
    list_filter = ["status"]
    search_fields = ["agreement__title", "status", "date", "note"]
    date_hierarchy = "date_earliest"
    fields = ["agreement", ("status", "date"), "note", "passages"]


@admin.register(Term)
class TermAdmin(ClaimAdmin):
    """Figures and provisions of agreements."""

    list_display = ["label", "value", "unit", "agreement", "passages"]
    search_fields = ["agreement__title", "label", "value", "unit"]
    fields = ["agreement", "label", ("value", "unit"), "passages"]


@admin.register(Place)
class PlaceAdmin(ClaimAdmin):
    """Places that agreements are about."""

    list_display = ["name", "role", "country", "agreement", "passages"]
    search_fields = ["agreement__title", "name", "role"]
    fields = ["agreement", "name", "role", "country", "passages"]


@admin.register(Relation)
class RelationAdmin(ClaimAdmin):
    """How agreements stand to each other."""

    list_display = ["agreement", "kind", "to", "passages"]
    list_select_related = ["agreement", "to"]
    list_filter = ["kind"]
    search_fields = ["agreement__title", "kind", "to__title"]
    autocomplete_fields = ["agreement", "to"]
    fields = ["agreement", "kind", "to", "passages"]
