"""Places: rows that a process remembers in an order, and finds by what they have, as bitmaps.

What the facts of the timeline and the ties of the network have in common.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property, reduce
from operator import and_
from typing import Any, ClassVar

from pyroaring import BitMap

from briefs.search.facets import Choice, Facet, choices_of, largest
from briefs.search.filters import Asked
from briefs.search.ranked import Ranked
from briefs.search.snapshot import Snapshot

NOUNS = ("topic", "actor", "agreement")
FACETS = ("kind", *NOUNS)


class Places[Row]:
    """Rows in their order; `values` has, by facet and value, the places of those that have it."""

    def __init__(self, rows: list[Row], found: Mapping[str, Mapping[str, list[int]]]) -> None:
        self.rows = rows
        self.all = BitMap(range(len(rows)))
        self.values = {
            name: {value: BitMap(places) for value, places in values.items()}
            for name, values in found.items()
        }

    @cached_property
    def ranked(self) -> dict[str, Ranked]:
        """For each facet of nouns those that some row has, the most frequent first."""
        return {name: Ranked.of(self.values[name]) for name in NOUNS}

    def of(self, facet: str, value: str) -> BitMap:
        """The rows that have a value."""
        return self.values[facet].get(value, BitMap())


class PlaceMatches[Row]:
    """The rows that match what is asked: in each facet one of the values that are chosen.

    `kinds` are the values of that facet, in order, and what they are called.
    """

    kinds: ClassVar[Mapping[str, Any]]

    def __init__(self, places: Places[Row], asked: Asked, **more: BitMap) -> None:
        """`asked`: a valid form's cleaned data; `more`: what else rows have to be among."""
        self.places = places
        self.chosen = {"kind": list(asked.get("kind") or ())}
        self.chosen |= {name: [noun.key for noun in asked.get(name) or ()] for name in NOUNS}
        self.parts = {
            name: BitMap.union(BitMap(), *(places.of(name, value) for value in values))
            for name, values in self.chosen.items()
            if values
        } | more
        self.ids = reduce(and_, self.parts.values(), places.all)

    def __len__(self) -> int:
        return len(self.ids)

    def page(self, *, offset: int, limit: int) -> list[Row]:
        """The rows at offset to offset + limit."""
        return [self.places.rows[place] for place in self.ids[offset : offset + limit]]

    def __iter__(self) -> Iterator[Row]:
        return (self.places.rows[place] for place in self.ids)

    def facets(self, seen: Snapshot) -> list[Facet]:
        """Each facet with its ten largest values, counted without its own selection."""
        return [Facet(name=name, choices=self._choices(name, seen), more=False) for name in FACETS]

    def _choices(self, name: str, seen: Snapshot) -> list[Choice]:
        others = (ids for other, ids in self.parts.items() if other != name)
        base, chosen = reduce(and_, others, self.places.all), self.chosen[name]
        if name == "kind":
            return [
                Choice(value=kind, label=str(label), count=count, selected=kind in chosen)
                for kind, label in self.kinds.items()
                if (count := self.places.of(name, kind).intersection_cardinality(base))
                or kind in chosen
            ]
        selected = {value: self.places.of(name, value) for value in chosen}
        return choices_of(name, largest(self.places.ranked[name], base, selected), chosen, seen)
