"""The dated facts as a process remembers them: by value, as bitmaps, in the order of time."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from pyroaring import BitMap

from briefs.models.actor import Actor
from briefs.models.agreement import Agreement
from briefs.models.dated import KINDS, Dated, Lane, all_dated
from briefs.models.evidence import Assertion
from briefs.models.topic import Topic
from briefs.search.calendar_units import Column, Unit
from briefs.search.filters import Asked
from briefs.search.kept import Kept
from briefs.search.places import FACETS, PlaceMatches, Places


class Facts(Places[Dated]):
    """All facts in the order of time."""

    def __init__(self) -> None:
        rows = all_dated()
        self.days = [fact.day for fact in rows]
        self.spans = [(fact.first or dt.date.min, fact.last or dt.date.max) for fact in rows]
        self.ends = [fact.last or fact.day for fact in rows]
        super().__init__(rows, _values(rows))

    def between(self, first: dt.date | None, last: dt.date | None) -> BitMap:
        """The facts that may be of the days from first to last; None: no bound."""
        since, until = first or dt.date.min, last or dt.date.max
        return BitMap(
            place
            for place, (start, end) in enumerate(self.spans)
            if start <= until and end >= since
        )

    def places(self, first: dt.date, last: dt.date) -> tuple[int, int]:
        """From which place on, and before which, the facts of some days stand."""
        return bisect_left(self.days, first), bisect_right(self.days, last)


def _values(rows: Sequence[Dated]) -> dict[str, dict[str, list[int]]]:
    topics, actors, agreements = topics_upwards(), _keys(Actor), _keys(Agreement)
    found: dict[str, dict[str, list[int]]] = {
        name: defaultdict(list) for name in (*FACETS, "assertion")
    }
    for place, fact in enumerate(rows):
        found["assertion"][fact.assertion].append(place)
        found["kind"][fact.kind].append(place)
        found["kind"][fact.lane].append(place)
        for key in {key for topic in fact.topics for key in topics[topic]}:
            found["topic"][key].append(place)
        for actor in {*fact.actors}:
            found["actor"][actors[actor]].append(place)
        for agreement in fact.agreements:
            found["agreement"][agreements[agreement]].append(place)
    return found


def _keys(model: Any) -> dict[int, str]:
    return {pk: str(key) for pk, key in model.objects.order_by().values_list("pk", "key")}


def topics_upwards() -> dict[int, list[str]]:
    """The keys of each topic and of those that it stands beneath."""
    rows = {
        pk: (str(key), parent)
        for pk, key, parent in Topic.objects.values_list("pk", "key", "parent")
    }

    def upwards(pk: int | None) -> Iterator[str]:
        while pk:
            key, pk = rows[pk]
            yield key

    return {pk: list(upwards(pk)) for pk in rows}


_kept = Kept(Facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A column of the line, and how many facts it has of each lane and assertion."""

    column: Column
    counts: dict[tuple[Lane, str], int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def numbers(self) -> list[int]:
        """Those of each lane, then those of each assertion."""
        lanes = [self.of(lane) for lane in Lane]
        return [*lanes, *(self.of(assertions=[each]) for each in Assertion.values)]

    def of(self, lane: str = "", assertions: Collection[str] = ()) -> int:
        """Those of a lane, or of some assertions."""
        return sum(
            count
            for (each, assertion), count in self.counts.items()
            if (not lane or each == lane) and (not assertions or assertion in assertions)
        )


class FactMatches(PlaceMatches[Dated]):
    """The facts that match what is asked: the cleaned data of a valid FactFilter."""

    # Each lane, and after it the kinds of its facts.
    kinds: ClassVar[Mapping[str, Any]] = {
        value: label
        for lane in Lane
        for value, label in {lane.value: lane.label, **KINDS[lane]}.items()
    }

    def __init__(self, asked: Asked) -> None:
        self.facts = _kept.now()
        self.first, self.last = asked.get("from"), asked.get("to")
        dated = {"date": self.facts.between(self.first, self.last)}
        super().__init__(self.facts, asked, **(dated if self.first or self.last else {}))

    def counted(self, unit: Unit) -> list["Counted"]:
        """The columns of the line in a unit, each with its facts by lane and assertion.

        What began before the first column, or ends after the last one, is counted there.
        """
        if not self.extent:
            return []
        parts = {
            (lane, assertion): self.ids & self.facts.of("kind", lane) & ids
            for lane in Lane
            for assertion, ids in self.facts.values["assertion"].items()
        }
        columns = list(unit.columns(*self.extent))
        places = [self.facts.places(column.first, column.last) for column in columns]
        starts = [0, *(start for start, _end in places[1:])]
        return [
            Counted(
                column=column,
                counts={
                    part: count
                    for part, ids in parts.items()
                    if (count := ids.range_cardinality(start, end))
                },
            )
            for column, start, end in zip(
                columns, starts, [*starts[1:], len(self.facts.rows)], strict=True
            )
        ]

    @cached_property
    def extent(self) -> tuple[dt.date, dt.date] | None:
        """The days that the line has to show: those asked for, else those of the facts found."""
        if not self.ids:
            return None
        rows = self.facts.rows
        earliest, latest = rows[self.ids.min()].day, rows[self.ids.max()].day
        if not self.last:
            latest = max(map(self.facts.ends.__getitem__, self.ids))
        first, last = self.first or earliest, self.last or latest
        return min(first, last), max(first, last)
