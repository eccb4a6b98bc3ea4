"""Postings: for each facet value, the publications that have it, as a roaring bitmap.

Kept in the database in blocks of 65,536 publication ids and changed in the transaction that
publishes, so that index and content can't disagree. Each process holds the bitmaps in memory
and catches up by version number: one cheap query a request.

The facets are ``topic actor agreement author tag region`` (values: keys),
``language kind`` (codes), ``year month day`` (``2021``, ``2021-09``, ``2021-09-01``) and
``listed`` (one value: all that lists show).
"""

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import connection, transaction
from django.db.models import Max, Q
from pyroaring import BitMap

from briefs.models.edition import Edition
from briefs.models.posting import IndexVersion, Posting, SearchText
from briefs.models.publication import Publication, Standing
from briefs.search.fulltext import text_of

# The facets whose values are rows, and where an edition's card names them.
REFERENCES = {
    "topic": "topics",
    "actor": "actors",
    "agreement": "agreements",
    "author": "authors",
    "tag": "tags",
    "region": "regions",
}
_BLOCK = 1 << 16

type Values = frozenset[tuple[str, str]]  # (facet, value)
NOTHING: Values = frozenset()


class Postings:
    """The bitmaps in this process's memory, as of one version of the index."""

    def __init__(self) -> None:
        self.version = 0
        self.maps: dict[str, dict[str, BitMap]] = defaultdict(dict)
        self._parts: dict[str, dict[str, list[str]]] = {}

    def of(self, facet: str, value: str) -> BitMap:
        """The publications that have the value; don't change the bitmap."""
        return self.maps[facet].get(value) or BitMap()

    def facet(self, facet: str) -> Mapping[str, BitMap]:
        """Value to publications, for each value that some publication has or had."""
        return self.maps[facet]

    def parts(self, facet: str, whole: str) -> list[str]:
        """The months of a year or the days of a month that some publication has or had."""
        if facet not in self._parts:
            groups: dict[str, list[str]] = defaultdict(list)
            for value in self.maps[facet]:
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

    def catch_up(self, version: int) -> "Postings":
        """These postings at a newer version, in a new object: readers keep the one they have."""
        newer = Postings()
        newer.version = version
        for facet, values in self.maps.items():
            newer.maps[facet] = dict(values)
        changed: set[tuple[str, str]] = set()
        rows = Posting.objects.filter(version__gt=self.version)
        for row in rows.values_list("facet", "value", "block", "bitmap").iterator():
            facet, value, block, stored = row
            found = newer.maps[facet].get(value)
            if (facet, value) not in changed:
                found = found.copy() if found else BitMap()
                changed.add((facet, value))
            assert found is not None
            found.remove_range(block * _BLOCK, (block + 1) * _BLOCK)
            found |= BitMap.deserialize(bytes(stored))
            newer.maps[facet][value] = found
        return newer


_memory: dict[str, Postings] = {}
_lock = threading.Lock()


def current() -> Postings:
    """The postings as the database has them now; makes the index if nobody has yet."""
    version = _version() or rebuild()
    known = _memory.get(connection.alias)
    if known is not None and known.version == version:
        return known
    with _lock:
        known = _memory.get(connection.alias)
        if known is None or known.version > version:  # nothing yet, or another database's
            known = Postings()
        _memory[connection.alias] = known = known.catch_up(version)
    return known


def forget() -> None:
    """Drop what this process holds in memory; the next reader loads it anew."""
    with _lock:
        _memory.clear()


def put(edition: Edition, *, before: Values) -> None:
    """Index a publication's new current edition. Call inside the publish transaction.

    `before` is what `values_of` gave for the edition that was indexed until now, NOTHING
    where there was none.
    """
    if not _lock_version():
        return
    _move(edition.publication_id, before, values_of(edition))
    text = text_of(edition)
    SearchText.objects.bulk_create(
        [text],
        update_conflicts=True,
        unique_fields=["publication"],
        update_fields=["title", "summary", "body"],
    )


def drop(edition: Edition) -> None:
    """Take a publication out of the index. Call inside the transaction that unlists it."""
    if not _lock_version():
        return
    _move(edition.publication_id, values_of(edition), NOTHING)
    SearchText.objects.filter(publication_id=edition.publication_id).delete()


def values_of(edition: Edition) -> Values:
    """The facet values under which an edition is found; follows `publication`."""
    day = edition.publication.published_on.isoformat()
    values = {
        ("listed", "1"),
        ("kind", edition.kind),
        ("language", edition.language),
        *(("year", day[:4]), ("month", day[:7]), ("day", day)),
    }
    for facet, plural in REFERENCES.items():
        values.update((facet, ref["key"]) for ref in edition.card[plural])
    return frozenset(values)


@transaction.atomic
def rebuild() -> int:
    """Make the whole index anew from the current editions; returns its version.

    Does nothing where another process has done so in the meantime.
    """
    row = _version_row()
    if row.version:
        return row.version
    # Above every version that a process may hold in memory.
    version = 1 + (Posting.objects.aggregate(newest=Max("version"))["newest"] or 0)
    Posting.objects.all().delete()
    SearchText.objects.all().delete()
    blocks: dict[tuple[str, str, int], BitMap] = defaultdict(BitMap)
    texts: list[SearchText] = []
    for edition in _listed_editions():
        number = edition.publication_id
        for facet, value in values_of(edition):
            blocks[facet, value, number // _BLOCK].add(number)
        texts.append(text_of(edition))
        if len(texts) == 500:
            SearchText.objects.bulk_create(texts)
            texts.clear()
    SearchText.objects.bulk_create(texts)
    Posting.objects.bulk_create(
        (
            Posting(facet=facet, value=value, block=block, bitmap=ids.serialize(), version=version)
            for (facet, value, block), ids in blocks.items()
        ),
        batch_size=1000,
    )
    row.version = version
    row.save(update_fields=["version"])
    return version


def _listed_editions() -> Iterable[Edition]:
    editions = Edition.objects.filter(current_of__state=Standing.PUBLISHED)
    return editions.select_related("publication").order_by("publication_id").iterator(500)


def _move(number: int, before: Values, after: Values) -> None:
    """Take a publication out of the values it no longer has, and into the new ones."""
    changes = {pair: pair in after for pair in before ^ after}
    if not changes:
        return
    version = IndexVersion.objects.get(name="postings").version
    block = number // _BLOCK
    stored: dict[tuple[str, str], BitMap] = {}
    wanted = Q(*(Q(facet=facet, value=value) for facet, value in changes), _connector=Q.OR)
    rows = Posting.objects.filter(wanted, block=block)
    for facet, value, bitmap in rows.values_list("facet", "value", "bitmap"):
        stored[facet, value] = BitMap.deserialize(bytes(bitmap))
    for pair, belongs in changes.items():
        ids = stored.setdefault(pair, BitMap())
        if belongs:
            ids.add(number)
        else:
            ids.discard(number)
    Posting.objects.bulk_create(
        [
            Posting(
                facet=facet, value=value, block=block, bitmap=ids.serialize(), version=version
            )
            for (facet, value), ids in stored.items()
        ],
        update_conflicts=True,
        unique_fields=["facet", "value", "block"],
        update_fields=["bitmap", "version"],
    )


def _version() -> int:
    versions = IndexVersion.objects.filter(name="postings").values_list("version", flat=True)
    return versions.first() or 0


def _version_row() -> IndexVersion:
    """The version's row, locked until the transaction ends: one writer at a time."""
    IndexVersion.objects.bulk_create([IndexVersion()], ignore_conflicts=True)
    return IndexVersion.objects.select_for_update().get(name="postings")


def _lock_version() -> bool:
    """Raise the version for a change to come; False where there is no index yet to change.

    (It is made from the editions at the next look, this change included.)
    """
    row = _version_row()
    if not row.version:
        return False
    row.version += 1
    row.save(update_fields=["version"])
    return True
