"""Postings: for each facet value, the publications that have it, as a roaring bitmap.

Kept in the database in blocks (`briefs.models.posting`) and changed in the transaction that
publishes (`indexing`). Each process holds the bitmaps in memory and catches up by version number:
one cheap query a request.

The facets are ``topic actor agreement author tag region`` (values: keys),
``language kind`` (codes), ``year month day`` (``2021``, ``2021-09``, ``2021-09-01``) and
``listed`` (one value: all that lists show).

Postings are written under the keys that editions name. Where one of these was merged into
another since, readers of the postings see both united under the one that stayed: nothing is
rewritten, and undoing the merger parts them again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import connection
from pyroaring import BitMap

from briefs.models.merger import Merger, Survivors
from briefs.models.posting import MAKING, IndexVersion, Posting, block_size
from briefs.search.rebuilding import make_if_small

# The facets whose values may be merged into one another, and of which noun these are.
NOUNS = {"topic": "topic", "actor": "actor", "author": "actor", "tag": "tag"}

type BySize = list[tuple[int, str, BitMap]]  # how many publications a value has, the most first


def by_size(values: Mapping[str, BitMap]) -> BySize:
    """The values that some publication has, the most frequent first."""
    sized = ((len(ids), value, ids) for value, ids in values.items() if ids)
    return sorted(sized, key=lambda each: (-each[0], each[1]))


class Postings:
    """The bitmaps in this process's memory, as of one version of the index."""

    def __init__(self, side: int = 0) -> None:
        self.version = 0
        self.making = MAKING
        self.side = side
        self.maps: dict[str, dict[str, BitMap]] = {}  # as written: editions name merged nouns
        self._united: dict[str, dict[str, BitMap]] = {}  # of facets that have such nouns
        self._parts: dict[str, dict[str, list[str]]] = {}
        self._by_size: dict[str, BySize] = {}

    def of(self, facet: str, value: str) -> BitMap:
        """The publications that have the value; don't change the bitmap."""
        return self.facet(facet).get(value) or BitMap()

    def facet(self, facet: str) -> Mapping[str, BitMap]:
        """Value to publications, for each value that some publication has or had."""
        return self._united.get(facet) or self.maps.get(facet, {})

    def by_size(self, facet: str) -> BySize:
        """The values that some publication has, the most frequent first."""
        if facet not in self._by_size:
            self._by_size[facet] = by_size(self.facet(facet))
        return self._by_size[facet]

    def parts(self, facet: str, whole: str) -> list[str]:
        """The months of a year or the days of a month that some publication has or had."""
        if facet not in self._parts:
            groups: dict[str, list[str]] = defaultdict(list)
            for value in self.facet(facet):
                groups[value.rpartition("-")[0]].append(value)
            self._parts[facet] = groups
        return self._parts[facet].get(whole, [])

    @property
    def listed(self) -> BitMap:
        """All publications that lists show."""
        return self.of("listed", "1")

    def any_of(self, facet: str, values: Iterable[str]) -> BitMap:
        """The publications that have one of the values."""
        return BitMap.union(BitMap(), *(self.of(facet, value) for value in values))

    @property
    def is_outdated(self) -> bool:
        """Whether they were made by an earlier release, and are being made anew."""
        return self.making < MAKING

    def catch_up(self, row: IndexVersion) -> "Postings":
        """These postings at a newer version, in a new object: readers keep the one they have."""
        newer = Postings(self.side)
        newer.version, newer.making = row.version, row.making
        for facet, values in self.maps.items():
            newer.maps[facet] = dict(values)
        fresh: dict[tuple[str, str], BitMap] = {}
        rows = Posting.objects.filter(side=self.side)
        if self.version:
            rows = rows.filter(version__gt=self.version)
        blocks = rows.values_list("facet", "value", "block", "bitmap")
        for facet, value, block, stored in blocks.iterator(2000):
            if (facet, value) not in fresh:
                fresh[facet, value] = BitMap(self.maps.get(facet, {}).get(value, BitMap()))
                newer.maps.setdefault(facet, {})[value] = fresh[facet, value]
            ids, size = fresh[facet, value], block_size(facet)
            ids.remove_range(block * size, (block + 1) * size)
            ids |= BitMap.deserialize(bytes(stored))
        newer._unite(Merger.objects.survivors())
        return newer

    def _unite(self, survivors: Survivors) -> None:
        """Count what names a merged noun to the one that it was merged into."""
        for facet, noun in NOUNS.items():
            merged = survivors.get(noun, {}).keys() & self.facet(facet).keys()
            if not merged:
                continue
            values = dict(self.facet(facet))
            for value in merged:
                ids, survivor = values.pop(value), survivors[noun][value]
                values[survivor] = values.get(survivor, BitMap()) | ids
            self._united[facet] = values


_memory: dict[str, Postings] = {}  # by database; replaced whole, so threads need no lock


def current() -> Postings:
    """The postings as the database has them now; makes a small index if nobody has yet.

    Raises NotMadeYet where there is none.
    """
    return at(versions().get("postings"))


def at(row: IndexVersion | None) -> Postings:
    """The postings at a version, which the database has just told. Raises NotMadeYet."""
    if row is None or not row.is_current:
        row = make_if_small(row)
    known = _memory.get(connection.alias, Postings())
    if known.version == row.version:
        return known
    if known.version < row.made or known.version > row.version:
        known = Postings(row.side)  # of an index that has been made anew, or of another database
    newer = known.catch_up(row)
    # What a transaction sees before its end may never come to be: it is not remembered.
    if not connection.in_atomic_block:
        _memory[connection.alias] = newer
    return newer


def versions() -> dict[str, IndexVersion]:
    """How new the postings and the nouns are: one query."""
    return {row.name: row for row in IndexVersion.objects.all()}
