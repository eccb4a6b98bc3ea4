"""Ranked: the values of a facet, the most frequent first, in a tree of unions.

Eight neighbours have a node with the union of their publications, eight of those nodes have one,
and so on: one look at a node tells that none of its values can be among the largest of a list, be
they eight or five hundred. So a list of forty briefs costs some dozens of looks, and not one for
each of five thousand actors.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import reduce
from heapq import heappop, heappush
from operator import or_

from pyroaring import BitMap

_BITS = 3
_EIGHT = 1 << _BITS

type Value = tuple[int, str, BitMap]  # how many publications a value has
type Level = list[BitMap | None]  # a node's union, once somebody has asked for it


class Ranked:
    """Values that some publication has, by size and name; they never change."""

    def __init__(self, values: list[Value]) -> None:
        self.values = values
        self._nodes = _empty(len(values))  # by level: the lowest first

    @classmethod
    def of(cls, values: Mapping[str, BitMap]) -> "Ranked":
        """Those of some values that have a publication."""
        sized = ((len(ids), value, ids) for value, ids in values.items() if ids)
        return cls(sorted(sized, key=_place))

    def after(
        self, changed: Iterable[str], before: Mapping[str, BitMap], now: Mapping[str, BitMap]
    ) -> "Ranked":
        """The same when some values have changed, without a look at the others."""
        values, moved = self.values.copy(), []
        for value in changed:
            places = []
            if ids := before.get(value):
                places.append(bisect_left(values, (-len(ids), value), key=_place))
                del values[places[-1]]
            if ids := now.get(value):
                places.append(bisect_left(values, (-len(ids), value), key=_place))
                values.insert(places[-1], (len(ids), value, ids))
            if len(places) == 1:  # all behind it move
                places.append(len(values))
            moved += [places] if places else []
        newer = Ranked(values)
        for level, (old, new) in enumerate(zip(self._nodes, newer._nodes, strict=False), 1):
            new[: len(old)] = old[: len(new)]
            for places in moved:
                start, end = (place >> _BITS * level for place in sorted(places))
                new[start : end + 1] = [None] * len(new[start : end + 1])
        return newer

    def __len__(self) -> int:
        return len(self.values)

    def largest(self, base: BitMap, limit: int) -> dict[str, int]:
        """The values with most publications of `base`, and how many, the largest first.

        Among equals, those that have most publications in all.
        """
        search = _Search(self, base, limit)
        search.look(len(self._nodes), 0)
        return {self.values[-at][1]: found for found, at in sorted(search.best, reverse=True)}

    def nodes(self, level: int) -> Level:
        """The unions of a level, from 1; None where nobody has asked for one."""
        return self._nodes[level - 1]

    def united(self, level: int, at: int) -> BitMap:
        """What a node's values have together; kept, for whoever asks next."""
        if level == 1:
            parts = [ids for _size, _value, ids in self.values[_eight(at)]]
        else:
            below = enumerate(self.nodes(level - 1)[_eight(at)], at << _BITS)
            parts = [known or self.united(level - 1, each) for each, known in below]
        # One by one: a union of all at once leaves three times as much memory in pieces.
        united = self.nodes(level)[at] = reduce(or_, parts)
        return united


class _Search:
    """For the largest values of a base: `best` is a heap of their counts, each with its place."""

    def __init__(self, ranked: Ranked, base: BitMap, limit: int) -> None:
        self.best: list[tuple[int, int]] = []
        self._ranked = ranked
        self._limit = limit
        self._least = 0  # a count has to be larger to enter
        self._count = base.intersection_cardinality

    def look(self, level: int, start: int) -> None:
        """Go through eight nodes of a level, or, at level 0, eight values."""
        if not level:
            self._weigh(start)
            return
        values, nodes, count = self._ranked.values, self._ranked.nodes(level), self._count
        for at in range(start, min(start + _EIGHT, len(nodes))):
            if values[at << _BITS * level][0] <= self._least:
                return
            # The most frequent are met in any case.
            if not at or count(nodes[at] or self._ranked.united(level, at)) > self._least:
                self.look(level - 1, at << _BITS)

    def _weigh(self, start: int) -> None:
        for at, (size, _value, ids) in enumerate(
            self._ranked.values[_eight(start >> _BITS)], start
        ):
            if size <= self._least:
                return
            if (found := self._count(ids)) > self._least:
                heappush(self.best, (found, -at))
                if len(self.best) > self._limit:
                    heappop(self.best)
                if len(self.best) == self._limit:
                    self._least = self.best[0][0]


def _place(sized: Value) -> tuple[int, str]:
    return -sized[0], sized[1]


def _empty(values: int) -> list[Level]:
    """As many levels as it takes until one has eight nodes or fewer."""
    levels: list[Level] = []
    while values > _EIGHT:
        values = (values + _EIGHT - 1) >> _BITS
        levels.append([None] * values)
    return levels


def _eight(at: int) -> slice:
    """The nodes or values beneath a node."""
    return slice(at << _BITS, (at + 1) << _BITS)
