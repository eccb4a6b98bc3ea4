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
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, IntegerField
from pyroaring import BitMap

from briefs.models.merger import Survivors, survivors
from briefs.models.posting import MAKING, IndexVersion, Posting, block_size
from briefs.models.prepared import Prepared, Slot
from briefs.search.ranked import Ranked
from briefs.search.rebuilding import make_if_small

# The facets whose values may be merged into one another, and of which noun these are.
NOUNS = {"topic": "topic", "actor": "actor", "author": "actor", "tag": "tag"}

type Changed = Mapping[str, Set[str]]  # by facet, the values whose publications are others now


class Postings:
    """The bitmaps in this process's memory, as of one version of the index.

    They never change: whoever has these goes on with them while others catch up.
    """

    def __init__(self, side: int = 0) -> None:
        self.version = 0
        self.making = MAKING
        self.side = side
        self.maps: dict[str, dict[str, BitMap]] = {}  # as written: editions name merged nouns
        self._survivors: Survivors = {}
        self._united: dict[str, dict[str, BitMap]] = {}  # of facets that have such nouns
        self._parts: dict[str, dict[str, list[str]]] = {}
        self._ranked: dict[str, Ranked] = {}

    def of(self, facet: str, value: str) -> BitMap:
        """The publications that have the value; don't change the bitmap."""
        return self.facet(facet).get(value) or BitMap()

    def facet(self, facet: str) -> Mapping[str, BitMap]:
        """Value to publications, for each value that some publication has or had."""
        return self._united.get(facet) or self.maps.get(facet, {})

    def ranked(self, facet: str) -> Ranked:
        """The values that some publication has, the most frequent first."""
        if facet not in self._ranked:
            self._ranked[facet] = Ranked.of(self.facet(facet))
        return self._ranked[facet]

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
        """These postings at a newer version, in a new object.

        It costs what has changed: all else is shared with this one.
        """
        newer = Postings(self.side)
        newer.version, newer.making = row.version, row.making
        newer.maps = self.maps.copy()
        changed = newer._read(since=self.version)
        newer._survivors = survivors()
        for facet, noun in NOUNS.items():
            newer._unite(facet, newer._survivors.get(noun, {}))
        newer._keep(self, changed)
        return newer

    def _read(self, *, since: int) -> Changed:
        """Read the blocks that were written after a version; 0 stands for all."""
        changed: dict[str, set[str]] = defaultdict(set)
        rows = _since(side=self.side, since=since) if since else _all(self.side)
        for facet, value, block, stored in rows:
            if facet not in changed:
                self.maps[facet] = dict(self.maps.get(facet, ()))
            values, ids = self.maps[facet], BitMap.deserialize(bytes(stored))
            if value in values:
                if value not in changed[facet]:
                    values[value] = BitMap(values[value])
                size = block_size(facet)
                values[value].remove_range(block * size, (block + 1) * size)
                values[value] |= ids
            else:
                values[value] = ids
            changed[facet].add(value)
        return changed

    def _unite(self, facet: str, survived: Mapping[str, str]) -> None:
        """Count what names a merged noun to the one that it was merged into."""
        values = dict(self.maps.get(facet, ()))
        merged = survived.keys() & values.keys()
        for value in merged:
            ids, survivor = values.pop(value), survived[value]
            values[survivor] = values.get(survivor, BitMap()) | ids
        if merged:
            self._united[facet] = values

    def _keep(self, before: "Postings", changed: Changed) -> None:
        """Take over what was found out of the postings before, as far as it still holds."""
        for facet, known in before._ranked.items():
            noun = NOUNS.get(facet, "")
            survived = self._survivors.get(noun, {})
            if survived == before._survivors.get(noun, {}):
                others = {survived.get(value, value) for value in changed.get(facet, ())}
                self._ranked[facet] = known.after(others, before.facet(facet), self.facet(facet))
        for facet, parts in before._parts.items():
            if self.maps[facet].keys() == before.maps[facet].keys():
                self._parts[facet] = parts


def _all(side: int) -> Iterator[tuple[str, str, int, bytes | memoryview]]:
    blocks = Posting.objects.filter(side=side).values_list("facet", "value", "block", "bitmap")
    return blocks.iterator(2000)


_since = Prepared(
    lambda: Posting.objects.filter(
        side=Slot("side", IntegerField()), version__gt=Slot("since", BigIntegerField())
    ).values_list("facet", "value", "block", "bitmap")
)
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
    if known.version > row.version:  # others have caught up since this request asked for versions
        now = _versions().get("postings")
        if now is not None and now.version > row.version:
            return at(now)
    if known.version < row.made or known.version > row.version:
        known = Postings(row.side)  # of an index that has been made anew, or of another database
    newer = known.catch_up(row)
    # What a transaction sees before its end may never come to be: it is not remembered.
    if not connection.in_atomic_block:
        _memory[connection.alias] = newer
    return newer


def versions() -> dict[str, IndexVersion]:
    """How new the postings, the nouns and all that is shown are: one query, or none."""
    return _seen.get() or _versions()


def _versions() -> dict[str, IndexVersion]:
    """The same; every request asks, so rows that are as they were aren't made into objects anew."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSIONS)
        rows = cursor.fetchall()
    known = _last.get(connection.alias)
    if known is None or known[0] != rows:
        found = (IndexVersion.from_db(connection.alias, _COLUMNS, row) for row in rows)
        known = _last[connection.alias] = (rows, {row.name: row for row in found})
    return known[1]  # not what another thread, which has read before, may have put there since


_COLUMNS = [field.attname for field in IndexVersion._meta.concrete_fields]
_VERSIONS = f"SELECT {', '.join(_COLUMNS)} FROM {IndexVersion._meta.db_table}"  # noqa: S608
_last: dict[str, tuple[list[tuple[Any, ...]], dict[str, IndexVersion]]] = {}  # by database


@contextmanager
def seen_once() -> Iterator[dict[str, IndexVersion]]:
    """The versions, which aren't asked for again within."""
    rows = versions()
    token = _seen.set(rows)
    try:
        yield rows
    finally:
        _seen.reset(token)


_seen: ContextVar[dict[str, IndexVersion]] = ContextVar("seen", default={})  # noqa: B039
