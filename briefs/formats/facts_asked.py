"""The filter parameters of tables of facts: as on timeline and network, and the same there."""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs.formats.facts import TABLES, Column, Table
from briefs.models.actor import Actor
from briefs.models.agreement import Agreement, Party
from briefs.models.dates import EdtfBoundField
from briefs.models.evidence import Assertion, Evidence
from briefs.models.publication import Publication
from briefs.models.tie import TieKind
from briefs.models.topic import Topic
from briefs.search.fact_filter import FactForm
from briefs.search.filters import DayFilter, NounFilter, NounsFilter
from briefs.search.network import TieMatches
from briefs.search.tie_filter import PeriodFilter

# Tables whose facts are ties of the network, which hold at some time.
_TIES = {
    "party": TieKind.PARTY,
    "body": TieKind.BODY,
    "relation": TieKind.RELATION,
    "position": TieKind.OFFICE,
    "succession": TieKind.SUCCESSION,
}
_NOUNS: dict[str, type[Any]] = {"topic": Topic, "actor": Actor, "agreement": Agreement}


def _kinds() -> list[tuple[str, Any]]:
    columns = (column for table in TABLES.values() for column in table.columns)
    return [choice for column in columns if column.values for choice in column.values.choices]


class TableFilter(NounsFilter):
    """What somebody asks of a table. `is_valid()`, then `narrowed`."""

    kind = django_filters.MultipleChoiceFilter(
        choices=_kinds,
        error_messages={"invalid_choice": gettext_lazy("There is no kind “%(value)s”.")},
    )
    assertion = django_filters.MultipleChoiceFilter(choices=Assertion.choices)
    brief = NounFilter()
    vars()["from"] = DayFilter()  # a word that Python keeps for itself
    to = DayFilter(last=True)
    as_of = PeriodFilter()

    class Meta(NounsFilter.Meta):
        form = FactForm


def parameters(table: Table, column: Column) -> Iterator[str]:
    """The parameters that narrow a table by what a column says."""
    if column.name == table.claim and table.claim in _TIES:
        yield "as_of"
    if column.names in (Actor, Agreement, Topic) and column in table.columns:
        yield next(name for name, noun in _NOUNS.items() if noun is column.names)
        if column.name == "agreement":
            yield "topic"
    if column.values:
        yield "assertion" if column.values is Assertion else "kind"
    if column.field in _dates(table):
        yield from ("from", "to")
    if column.name == "brief":
        yield "brief"


def problems(table: Table, asked: TableFilter) -> dict[str, list[Any]]:
    """What is wrong with a query, by parameter."""
    if not asked.is_valid():
        return dict(asked.form.errors)
    known = {name for column in table.whole for name in parameters(table, column)}
    found: dict[str, list[Any]] = {
        name: [_("This table doesn’t name any.")]
        for name, value in asked.form.cleaned_data.items()
        if value and name not in known
    }
    slugs = {*asked.form.cleaned_data["brief"]}
    shelf = Publication.objects.filter(current__isnull=False, slug__in=slugs)
    if unknown := slugs - {*shelf.values_list("slug", flat=True)}:
        text = _("There is no brief “%(value)s”.")
        found["brief"] = [text % {"value": slug} for slug in sorted(unknown)]
    return found


def narrowed(table: Table, asked: TableFilter) -> QuerySet[Evidence]:
    """The public passages whose facts a query asks for: a query without problems."""
    cleaned = asked.form.cleaned_data
    found = Evidence.objects.public()
    if slugs := cleaned["brief"]:
        found = found.filter(edition__publication__slug__in=slugs)
    if said := cleaned["assertion"]:
        found = found.filter(assertion__in=said)
    if about := reduce(lambda one, other: one & other, _about(table, asked), Q()):
        found = found.filter(**{f"{table.claim}__in": table.model._default_manager.filter(about)})
    return found


def held(table: Table, asked: TableFilter) -> set[int] | None:
    """The rows of the facts that may have held at the time asked for; None where all do."""
    if not (period := asked.form.cleaned_data["as_of"]):
        return None
    kind = _TIES[table.claim]
    return {tie.pk for tie in TieMatches({"as_of": period}) if tie.kind == kind}


def _about(table: Table, asked: TableFilter) -> Iterator[Q]:
    """What has to be so of a fact, for each parameter."""
    cleaned = asked.form.cleaned_data
    for name in _NOUNS:
        if keys := [noun.key for noun in cleaned[name]]:
            if name == "topic":
                keys = asked.snapshot.nouns.tree.with_descendants(*keys)
            yield reduce(or_, _names(table, name, keys))
    if kinds := cleaned["kind"]:
        column = next(each for each in table.columns if each.values)
        yield Q(**{f"{column.field}__in": kinds})
    if cleaned["from"] or cleaned["to"]:
        days = (_within(name, cleaned["from"], cleaned["to"]) for name in _dates(table))
        yield reduce(or_, days)


def _names(table: Table, name: str, keys: list[str]) -> Iterator[Q]:
    for column in table.columns:
        if column.names is _NOUNS[name]:
            yield Q(**{f"{column.named}__key__in": keys})
        elif name == "topic" and column.name == "agreement":
            yield Q(agreement__topics__key__in=keys)
    if name == "actor" and table.claim == "milestone":  # a step of all parties is each one's
        parties = Party.objects.stated().filter(actor__key__in=keys)
        yield Q(actor=None, agreement__in=parties.values("agreement"))


def _dates(table: Table) -> list[str]:
    """The dates by which a fact stands in time."""
    fields = table.model._meta.concrete_fields
    names = [each.of for each in fields if isinstance(each, EdtfBoundField)]
    return [name for name in dict.fromkeys(names) if name != "as_of"]


def _within(name: str, first: Any, last: Any) -> Q:
    """Whether a date may be of the days from first to last; None: no bound."""
    earliest, latest = f"{name}_earliest", f"{name}_latest"
    found = ~Q(**{name: ""})
    if last:
        found &= Q(**{f"{earliest}__lte": last}) | Q(**{earliest: None})
    if first:
        found &= Q(**{f"{latest}__gte": first}) | Q(**{latest: None})
    return found
