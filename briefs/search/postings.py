"""Postings: for each facet value, the publications that have it, as a roaring bitmap.

Kept in the database in blocks of 65,536 publication ids and changed in the transaction that
publishes, so that index and content can't disagree. Each process holds the bitmaps in memory
and catches up by version number: one cheap query a request.

The facets are ``topic actor agreement author tag region`` (values: keys),
``language kind`` (codes), ``year month day`` (``2021``, ``2021-09``, ``2021-09-01``) and
``listed`` (one value: all that lists show).

Postings are written under the keys that editions name. Where one of these was merged into
another since, readers of the postings see both united under the one that stayed: nothing is
rewritten, and undoing the merger parts them again.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db import connection, transaction
from django.db.models import Q
from pyroaring import BitMap

from briefs.models.edition import Edition
from briefs.models.inserting import insert_values
from briefs.models.merger import Merger, Survivors
from briefs.models.posting import MAKING, IndexVersion, Posting, Saying, SearchText, Word
from briefs.models.publication import Standing
from briefs.search import fulltext

# The facets whose values are rows, and where an edition's card names them.
REFERENCES = {
    "topic": "topics",
    "actor": "actors",
    "agreement": "agreements",
    "author": "authors",
    "tag": "tags",
    "region": "regions",
}
# The facets whose values may be merged into one another, and of which noun these are.
NOUNS = {"topic": "topic", "actor": "actor", "author": "actor", "tag": "tag"}
_BLOCK = 1 << 16

type Values = frozenset[tuple[str, str]]  # (facet, value)
type Block = tuple[str, str, int]  # facet, value, number
NOTHING: Values = frozenset()
type BySize = list[tuple[int, str, BitMap]]  # how many publications a value has, the most first


def by_size(values: Mapping[str, BitMap]) -> BySize:
    """The values that some publication has, the most frequent first."""
    sized = ((len(ids), value, ids) for value, ids in values.items() if ids)
    return sorted(sized, key=lambda each: (-each[0], each[1]))


class Postings:
    """The bitmaps in this process's memory, as of one version of the index."""

    def __init__(self) -> None:
        self.version = 0
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

    def catch_up(self, version: int) -> "Postings":
        """These postings at a newer version, in a new object: readers keep the one they have."""
        newer = Postings()
        newer.version = version
        for facet, values in self.maps.items():
            newer.maps[facet] = dict(values)
        fresh: dict[tuple[str, str], BitMap] = {}
        rows = Posting.objects.filter(version__gt=self.version)
        for row in rows.values_list("facet", "value", "block", "bitmap").iterator():
            facet, value, block, stored = row
            if (facet, value) not in fresh:
                fresh[facet, value] = BitMap(self.maps.get(facet, {}).get(value, BitMap()))
                newer.maps.setdefault(facet, {})[value] = fresh[facet, value]
            ids = fresh[facet, value]
            ids.remove_range(block * _BLOCK, (block + 1) * _BLOCK)
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
    """The postings as the database has them now; makes the index if nobody has yet."""
    return at(versions().get("postings"))


def at(row: IndexVersion | None) -> Postings:
    """The postings at a version, which the database has just told."""
    if row and row.is_made:
        version, made = row.version, row.made
    else:
        version = made = rebuild()
    known = _memory.get(connection.alias, Postings())
    if known.version == version:
        return known
    if known.version < made or known.version > version:
        known = Postings()  # of an index that has been made anew, or of another database
    newer = known.catch_up(version)
    # What a transaction sees before its end may never come to be: it is not remembered.
    if not connection.in_atomic_block:
        _memory[connection.alias] = newer
    return newer


def put(edition: Edition, *, before: Values) -> None:
    """Index a publication's new current edition. Call inside the publish transaction.

    `before` is what `values_of` gave for the edition that was indexed until now, NOTHING
    where there was none.
    """
    if not IndexVersion.objects.advance():
        return
    _move(edition.publication_id, before, values_of(edition))
    fulltext.put([edition])


def put_first(editions: Sequence[Edition], texts: Sequence[fulltext.Text]) -> None:
    """Index first editions, many at a time. Call inside the publish transaction.

    `texts` are what `fulltext.text_of` gave for them, before they had a publication.
    """
    if not IndexVersion.objects.advance():
        return
    added: dict[Block, BitMap] = defaultdict(BitMap)
    for edition in editions:
        for facet, value in values_of(edition):
            added[facet, value, edition.publication_id // _BLOCK].add(edition.publication_id)
    _unite_with_stored(added)
    numbers = (edition.publication_id for edition in editions)
    fulltext.write(zip(numbers, texts, strict=True))


def drop(edition: Edition) -> None:
    """Take a publication out of the index. Call inside the transaction that unlists it."""
    if not IndexVersion.objects.advance():
        return
    _move(edition.publication_id, values_of(edition), NOTHING)
    fulltext.drop(edition.publication_id)


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
    row = IndexVersion.objects.locked()
    if row.is_made:
        return row.version
    # The present microsecond: above every version before, of this index or of one restored.
    version = time.time_ns() // 1000
    Posting.objects.all().delete()
    SearchText.objects.all().delete()
    Saying.objects.all().delete()
    Word.objects.all().delete()
    blocks: dict[Block, BitMap] = defaultdict(BitMap)
    fulltext.put(_placed(_listed_editions(), blocks))
    Posting.objects.bulk_create(
        (
            Posting(facet=facet, value=value, block=block, bitmap=ids.serialize(), version=version)
            for (facet, value, block), ids in blocks.items()
        ),
        batch_size=1000,
    )
    row.version = row.made = version
    row.making = MAKING
    row.save(update_fields=["version", "made", "making"])
    return version


def _placed(editions: Iterable[Edition], blocks: dict[Block, BitMap]) -> Iterator[Edition]:
    """The same editions, each added to the blocks of its values as it passes."""
    for edition in editions:
        number = edition.publication_id
        for facet, value in values_of(edition):
            blocks[facet, value, number // _BLOCK].add(number)
        yield edition


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
    _store({(*pair, block): ids for pair, ids in stored.items()}, version)


def _unite_with_stored(added: Mapping[Block, BitMap]) -> None:
    """Add publications to blocks of postings, each of which is read and written once."""
    version = IndexVersion.objects.get(name="postings").version
    values: dict[tuple[str, int], list[str]] = defaultdict(list)
    for facet, value, block in added:
        values[facet, block].append(value)
    for (facet, block), named in values.items():
        rows = Posting.objects.filter(facet=facet, value__in=named, block=block)
        for value, stored in rows.values_list("value", "bitmap"):
            added[facet, value, block].update(BitMap.deserialize(bytes(stored)))
    _store(added, version)


def _store(blocks: Mapping[Block, BitMap], version: int) -> None:
    """Write blocks over what is stored of them."""
    insert_values(
        Posting,
        ("facet", "value", "block", "bitmap", "version"),
        ((*block, ids.serialize(), version) for block, ids in blocks.items()),
        then="ON CONFLICT (facet, value, block) "
        "DO UPDATE SET bitmap = excluded.bitmap, version = excluded.version",
    )


def versions() -> dict[str, IndexVersion]:
    """How new the postings and the nouns are: one query."""
    return {row.name: row for row in IndexVersion.objects.all()}
