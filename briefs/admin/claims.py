"""Claims: their rows in an agreement's or actor's form, and the passages that speak for them.

They are edited with the noun that they belong to; pages of their own exist for the evidence
form's autocomplete, and the first page doesn't list them.
"""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from briefs.admin.noun import RowAdmin, Rows, date_of
from briefs.admin.sight import passages_of
from briefs.editorial import versions
from briefs.editorial.shapes import owner_of
from briefs.models.actor import Position
from briefs.models.agreement import Body, Party, Place, Relation
from briefs.models.milestone import Milestone
from briefs.models.reservation import Reservation
from briefs.models.succession import Succession
from briefs.models.term import Term
from briefs.models.version import Way
from briefs.templatetags.chancery import asserted

LISTED = 3  # passages of a claim that its row names
READERS_SEE = gettext_lazy("Readers see a claim only when a published passage states it.")


class WithPassages(BaseModelAdmin):  # type: ignore[type-arg]
    """Claims, each with the number of passages that speak for it."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        claims: QuerySet[Any] = super().get_queryset(request)
        counted: QuerySet[Any] = claims.annotate(passage_count=Count("evidence"))
        told = passages_of(request).select_related("attributed_to").order_by("pk")
        return counted.prefetch_related(Prefetch("evidence", told, to_attr="told"))

    @admin.display(description=gettext_lazy("passages"))
    def passages(self, claim: Any) -> SafeString | str:
        """The passages that speak for a claim, what became of each, and a link to one more."""
        count: int | None = getattr(claim, "passage_count", None)
        if count is None:
            return _("Save first, then add the passages that state it.")
        name = claim._meta.model_name
        found = ngettext("%(count)s passage", "%(count)s passages", count) % {"count": count}
        evidence = reverse("admin:briefs_evidence_changelist")
        link = format_html('<a href="{}?{}__id__exact={}">{}</a>', evidence, name, claim.pk, found)
        return format_html(
            '{} · <a href="{}?{}={}">{}</a>{}',
            link if count else _("none: readers don’t see it"),
            *(reverse("admin:briefs_evidence_add"), name, claim.pk, _("add a passage")),
            _listed(getattr(claim, "told", [])),
        )


def _listed(passages: list[Any]) -> SafeString:
    """The first few passages: their words, how they say it, and what became of them."""
    rows = [
        (
            reverse("admin:briefs_evidence_change", args=[passage.pk]),
            passage,
            ", ".join(filter(None, (asserted(passage), str(passage.brief_title or "")))),
            passage.state,
            passage.get_state_display() or _("in no edition yet"),
        )
        for passage in passages[:LISTED]
    ]
    row = '<li><a href="{}" dir="auto">{}</a> <small>{}</small> <b data-state="{}">{}</b></li>'
    return format_html('<ul class="told-passages">{}</ul>', format_html_join("", row, rows))


class ClaimRows(WithPassages, Rows):
    """Rows of claims."""

    readonly_fields = ["passages"]


class ClaimAdmin(WithPassages, RowAdmin):
    """A claim's own page, which the first page doesn't list: to add one, and to look at it.

    It is changed and deleted in the form of the noun that it belongs to, whose versions keep it.
    """

    actions = None
    list_select_related: ClassVar[Any] = ["agreement"]
    readonly_fields: ClassVar[Any] = ["passages"]
    autocomplete_fields: ClassVar[Any] = ["agreement"]
    ordering: ClassVar[Any] = ["agreement__title", "pk"]

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        return {}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        # Not by permission: whoever deletes the noun deletes its claims.
        raise PermissionDenied

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        claim = context.get("original")
        if claim is not None:
            owner = owner_of(claim)
            form = reverse(f"admin:briefs_{owner._meta.model_name}_change", args=[owner.pk])
            text = _('It is edited in the form of <a href="{}">{}</a>.')
            context |= {"show_delete": False, "edited_in": format_html(text, form, owner)}
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        with versions.editing(owner_of(obj), by=request.user, way=Way.FORM):
            super().save_model(request, obj, form, change)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # Autocomplete takes this queryset as it is, without list_select_related.
        return super().get_queryset(request).select_related(*self.list_select_related)


POSITION_DATES = [date_of(Position, name) for name in ("start", "end", "as_of")]


@admin.register(Position)
class PositionAdmin(ClaimAdmin):
    """Offices that people held."""

    list_display = ["title", "holder", "of", *POSITION_DATES, "passages"]
    list_select_related = ["holder", "of"]
    search_fields = ["title", "holder__name", "holder__names__name", "of__name"]
    autocomplete_fields = ["holder", "of"]
    ordering = ["holder__name", "start_earliest", "pk"]
    date_hierarchy = "start_earliest"
    fields = ["holder", "title", "of", ("start", "end"), "as_of", "passages"]


@admin.register(Succession)
class SuccessionAdmin(ClaimAdmin):
    """Who came after whom."""

    list_display = ["successor", "kind", "predecessor", date_of(Succession), "passages"]
    list_select_related = ["successor", "predecessor"]
    list_filter = ["kind"]
    search_fields = ["successor__name", "predecessor__name"]
    autocomplete_fields = ["successor", "predecessor"]
    ordering = ["successor__name", "pk"]
    fields = ["successor", ("kind", "predecessor"), "date", "passages"]


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
    """The steps of agreements."""

    list_display = ["status", "actor", date_of(Milestone), "agreement", "note", "passages"]
    list_select_related = ["agreement", "actor"]
    list_filter = ["status"]
    search_fields = ["agreement__title", "actor__name", "status", "date", "note"]
    autocomplete_fields = ["agreement", "actor"]
    date_hierarchy = "date_earliest"
    fields = ["agreement", ("status", "actor"), "date", "note", "passages"]


@admin.register(Reservation)
class ReservationAdmin(ClaimAdmin):
    """What parties said of agreements."""

    list_display = ["text", "kind", "actor", date_of(Reservation), "agreement", "passages"]
    list_select_related = ["agreement", "actor"]
    list_filter = ["kind"]
    search_fields = ["agreement__title", "actor__name", "text"]
    autocomplete_fields = ["agreement", "actor"]
    fields = ["agreement", ("kind", "actor"), "date", "text", "passages"]


@admin.register(Term)
class TermAdmin(ClaimAdmin):
    """Figures and provisions of agreements."""

    list_display = ["label", "value", "unit", "agreement", "passages"]
    search_fields = ["agreement__title", "label", "value", "unit"]
    fields = [
        "agreement",
        "label",
        ("value", "unit"),
        ("quantity", "price_year"),
        "passages",
    ]


@admin.register(Place)
class PlaceAdmin(ClaimAdmin):
    """Places that agreements are about."""

    list_display = ["name", "role", "country", "agreement", "passages"]
    search_fields = ["agreement__title", "name", "role"]
    fields = ["agreement", "name", "role", "country", "passages"]


@admin.register(Body)
class BodyAdmin(ClaimAdmin):
    """Bodies that agreements set up."""

    list_display = ["actor", "agreement", "note", "passages"]
    list_select_related = ["agreement", "actor"]
    search_fields = ["agreement__title", "actor__name", "note"]
    autocomplete_fields = ["agreement", "actor"]
    fields = ["agreement", "actor", "note", "passages"]


@admin.register(Relation)
class RelationAdmin(ClaimAdmin):
    """How agreements stand to each other."""

    list_display = ["agreement", "kind", "to", "passages"]
    list_select_related = ["agreement", "to"]
    list_filter = ["kind"]
    search_fields = ["agreement__title", "kind", "to__title"]
    autocomplete_fields = ["agreement", "to"]
    fields = ["agreement", "kind", "to", "passages"]
