"""Facets: for each way to narrow a list, the values that it offers and how many each gives.

Counts are disjunctive: those of a facet leave its own selection out and honour all others.
"""

import heapq
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pyroaring import BitMap

from briefs.models import kinds
from briefs.models.actor import Actor
from briefs.models.agreement import Agreement
from briefs.models.names import Keyed
from briefs.models.region import Region
from briefs.models.tag import Tag
from briefs.models.topic import Topic
from briefs.search import nouns
from briefs.search.postings import Postings
from briefs.search.topics import TopicTree

LARGEST = 10

LABELS = {
    "topic": _("Topic"),
    "actor": _("Actor"),
    "agreement": _("Agreement"),
    "tag": _("Tag"),
    "author": _("Author"),
    "region": _("Region"),
    "language": _("Language"),
    "kind": _("Kind"),
    "year": _("Year"),
}
MODELS: dict[str, type[Keyed]] = {
    "topic": Topic,
    "actor": Actor,
    "agreement": Agreement,
    "tag": Tag,
    "author": Actor,
    "region": Region,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A value of a facet: `value` as it stands in a URL, `count` what choosing it gives."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A facet with its largest values, selected ones first."""

    name: str
    label: str
    choices: list[Choice]

    @property
    def largest(self) -> int:
        """The largest count, to which bars are drawn."""
        return max((choice.count for choice in self.choices), default=0)


def largest(
    values: Mapping[str, BitMap], base: BitMap, selected: Collection[str], limit: int
) -> dict[str, int]:
    """The values with most publications of `base`, and the selected ones: value to count.

    Looks at large postings first and stops when no other can enter.
    """
    best: list[int] = []  # a heap of the largest counts so far
    candidates: list[tuple[int, str]] = []
    for value, ids in sorted(values.items(), key=lambda item: (-len(item[1]), item[0])):
        if len(best) == limit and len(ids) < best[0]:
            break
        if count := base.intersection_cardinality(ids):
            candidates.append((-count, value))
            heapq.heappush(best, count)
            if len(best) > limit:
                heapq.heappop(best)
    top = heapq.nsmallest(limit, candidates)
    found = {
        value: base.intersection_cardinality(values.get(value, BitMap())) for value in selected
    }
    return found | {value: -count for count, value in top}


def all_facets(
    postings: Postings,
    tree: TopicTree,
    bases: Mapping[str, BitMap],
    selected: Mapping[str, Collection[str]],
) -> list[Facet]:
    """Every facet; `bases` has, for each, the publications that the other filters leave.

    One query for labels, whatever the size.
    """
    counts: dict[str, dict[str, int]] = {}
    for name in LABELS:
        values = tree.postings(postings) if name == "topic" else postings.facet(name)
        limit = len(values) if name == "year" else LARGEST
        counts[name] = largest(values, bases[name], selected[name], limit)
    rows = _rows(counts, tree)
    return [
        Facet(
            name=name,
            label=str(label),
            choices=_choices(name, counts[name], selected[name], rows.get(name, {})),
        )
        for name, label in LABELS.items()
    ]


def _rows(counts: Mapping[str, Mapping[str, int]], tree: TopicTree) -> dict[str, dict[str, Any]]:
    """The nouns behind the values of reference facets by key: one query."""
    wanted: dict[type[Keyed], set[str]] = {}
    for name, model in MODELS.items():
        if model is not Topic:
            wanted.setdefault(model, set()).update(counts[name])
    found = nouns.by_key(wanted)
    return {name: tree.topics if model is Topic else found[model] for name, model in MODELS.items()}


def _choices(
    name: str, counts: Mapping[str, int], selected: Collection[str], rows: Mapping[str, Any]
) -> list[Choice]:
    choices = [
        Choice(value=slug, label=label, count=count, selected=value in selected)
        for value, count in counts.items()
        for slug, label in _said(name, value, rows)
    ]
    if name == "year":
        return sorted(choices, key=lambda choice: choice.value, reverse=True)
    return sorted(choices, key=lambda choice: (not choice.selected, -choice.count, choice.label))


def _said(name: str, value: str, rows: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """The slug and label of a value; nothing where its row is gone."""
    if name not in MODELS:
        yield value, label_of(name, value)
    elif row := rows.get(value):
        yield row.slug, row.label


def label_of(name: str, value: str) -> str:
    """What readers call a value that is no row: a kind, a language, a year."""
    match name:
        case "kind":
            return kinds.label_of(value)
        case "language":
            return language_name(value)
        case _:
            return value


def language_name(tag: str) -> str:
    """The language's name in the reader's language; its tag where nobody knows it."""
    for known in (tag.lower(), tag.split("-")[0].lower()):
        if name := LANG_INFO.get(known, {}).get("name"):
            return gettext(name)
    return tag
