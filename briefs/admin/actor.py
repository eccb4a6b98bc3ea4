"""Actors: states, people, organisations and bodies."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from briefs.admin.claims import READERS_SEE, ClaimRows
from briefs.admin.duplicates import warn_of_likely
from briefs.admin.mergeable import Mergeable
from briefs.admin.noun import Rows
from briefs.admin.states import choose_states
from briefs.editorial.countries import add_names
from briefs.models.actor import Actor, Position
from briefs.models.actor_name import ActorName
from briefs.models.identifier import Identifier
from briefs.models.succession import Succession
from briefs.models.version import Way


class NameRows(Rows):
    """Other names of an actor."""

    model = ActorName
    verbose_name_plural = _("other names: languages, scripts, spellings")
    fields = ["name", "language", "script", "kind", "start", "end", "origin"]
    readonly_fields = ["script"]


class IdentifierRows(Rows):
    """What other registries call an actor."""

    model = Identifier
    fields = ["scheme", "value"]
    verbose_name_plural = _("identifiers: what registries call it")


class PositionRows(ClaimRows):
    """Offices that an actor held."""

    model = Position
    fk_name = "holder"
    verbose_name_plural = _("positions held")
    related = ("holder", "of")
    autocomplete_fields = ["of"]
    fields = ["title", "of", "start", "end", "as_of", "passages"]


class PredecessorRows(ClaimRows):
    """Whom an actor came after."""

    model = Succession
    fk_name = "successor"
    verbose_name_plural = _("predecessors: states, bodies that it came after")
    related = ("predecessor",)
    autocomplete_fields = ["predecessor"]
    fields = ["kind", "predecessor", "date", "passages"]


@admin.register(Actor)
class ActorAdmin(Mergeable):
    """Whoever acts in briefs."""

    actions = ["merge", "name_states"]
    list_display = ["name", "kind", "other_names", "slug"]
    list_filter = ["kind"]
    search_fields = ["name", "slug", "names__name", "identifiers__value"]
    search_help_text = _("Any of its names, in any language, or an identifier")
    ordering = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [NameRows, IdentifierRows, PositionRows, PredecessorRows]
    fieldsets = [
        (None, {"fields": ["name", "slug", "kind"]}),
        (
            _("What readers should know"),
            {
                "fields": ["description"],
                "description": format_lazy(
                    "{} {}",
                    _("One or two sentences. Offices go below, each with its dates."),
                    READERS_SEE,
                ),
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Actor]:
        actors: QuerySet[Actor] = super().get_queryset(request)
        return actors.prefetch_related("names")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change:
            # All names are looked through for that: nobody's save waits for it.
            warn = partial(warn_of_likely, request, form.instance)
            transaction.on_commit(warn, robust=True)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.states_view)
        return [path("states/", view, name="briefs_actor_states"), *super().get_urls()]

    def states_view(self, request: HttpRequest) -> HttpResponse:
        """States chosen from a list."""
        return choose_states(self, request)

    @admin.action(permissions=["change"], description=_("Add a state’s names from the lists"))
    def name_states(self, request: HttpRequest, queryset: QuerySet[Actor]) -> None:
        """Give the chosen states the names that lists of countries have for their codes."""
        count = sum(add_names(actor, by=request.user, way=Way.ACTION) for actor in queryset)
        text = ngettext("%(count)s name was added.", "%(count)s names were added.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)

    @admin.display(description=_("other names"))
    def other_names(self, actor: Actor) -> str:
        """The first few of its names."""
        names = [name.name for name in actor.names.all()]
        return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
