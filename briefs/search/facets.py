"""Facets: for each way to narrow a list, the values that it offers and how many each gives.

Counts are disjunctive: those of a facet leave its own selection out and honour all others.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from pyroaring import BitMap

from briefs.languages import language_name
from briefs.models import kinds
from briefs.models.actor import Actor
from briefs.models.agreement import Agreement
from briefs.models.names import Keyed, readers_languages
from briefs.models.region import Region
from briefs.models.tag import Tag
from briefs.models.topic import Topic
from briefs.search.nouns import Noun
from briefs.search.ranked import Ranked
from briefs.search.snapshot import Snapshot

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
    """A facet with its largest values, selected ones first; `more`: whether it has others."""

    name: str
    choices: list[Choice]
    more: bool

    @property
    def label(self) -> str:
        """What readers call it."""
        return str(LABELS[self.name])

    @property
    def largest(self) -> int:
        """The largest count, to which bars are drawn."""
        return max((choice.count for choice in self.choices), default=0)


def largest(
    ranked: Ranked, base: BitMap, selected: Mapping[str, BitMap], limit: int = LARGEST
) -> dict[str, int]:
    """The values with most publications of `base`, and the selected ones: value to count."""
    found = {value: base.intersection_cardinality(ids) for value, ids in selected.items()}
    return found | ranked.largest(base, limit)


def all_facets(
    seen: Snapshot,
    bases: Mapping[str, BitMap],
    selected: Mapping[str, Collection[str]],
) -> list[Facet]:
    """Every facet; `bases` has, for each, the publications that the other filters leave.

    One query for labels, whatever the size.
    """
    counts: dict[str, dict[str, int]] = {}
    for name in LABELS:
        values, ranked = values_of(name, seen), ranked_of(name, seen)
        chosen = {value: values.get(value, BitMap()) for value in selected[name]}
        counts[name] = largest(ranked, bases[name], chosen, most_of(name, ranked))
    _named(counts, seen)  # all of them at once
    return [
        Facet(
            name=name,
            choices=choices_of(name, counts[name], selected[name], seen),
            more=LARGEST <= len(counts[name]) < len(ranked_of(name, seen)),
        )
        for name in LABELS
    ]


def values_of(name: str, seen: Snapshot) -> Mapping[str, BitMap]:
    """Each value of a facet to the publications that have it; topics with narrower ones."""
    if name == "topic":
        return seen.nouns.tree.postings(seen.postings)
    return seen.postings.facet(name)


def ranked_of(name: str, seen: Snapshot) -> Ranked:
    """The values that some publication has, the most frequent first; topics with narrower ones."""
    if name == "topic":
        return seen.nouns.tree.ranked(seen.postings)
    return seen.postings.ranked(name)


def most_of(name: str, ranked: Ranked) -> int:
    """How many values of a facet are shown: the largest, but every year."""
    return len(ranked) if name == "year" else LARGEST


def choices_of(
    name: str, counts: Mapping[str, int], selected: Collection[str], seen: Snapshot
) -> list[Choice]:
    """Values with their counts as readers choose from them: selected and largest first."""
    said = _said(name, counts, seen)
    choices = [
        Choice(value=said[value][0], label=said[value][1], count=count, selected=value in selected)
        for value, count in counts.items()
        if value in said
    ]
    if name == "year":
        return sorted(choices, key=lambda choice: choice.value, reverse=True)
    return sorted(choices, key=lambda choice: (not choice.selected, -choice.count, choice.label))


def _named(wanted: Mapping[str, Collection[str]], seen: Snapshot) -> dict[str, dict[str, Noun]]:
    """The nouns behind the values of facets by key: one query, or none."""
    keys: dict[type[Keyed], set[str]] = {}
    for name in wanted.keys() & MODELS.keys():
        keys.setdefault(MODELS[name], set()).update(wanted[name])
    found = seen.nouns.by_key(keys)
    return {name: found[MODELS[name]] for name in wanted.keys() & MODELS.keys()}


def _said(name: str, values: Collection[str], seen: Snapshot) -> dict[str, tuple[str, str]]:
    """The slugs and labels of values; not of those whose row is gone."""
    if name not in MODELS:
        return {value: (value, label_of(name, value)) for value in values}
    rows, languages = _named({name: values}, seen)[name], readers_languages()
    return {value: (row.slug, row.called(languages)) for value, row in rows.items()}


def label_of(name: str, value: str) -> str:
    """What readers call a value that is no row: a kind, a language, a year."""
    match name:
        case "kind":
            return kinds.label_of(value)
        case "language":
            return language_name(value)
        case _:
            return value
