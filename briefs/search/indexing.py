"""Indexing: what is published goes into the index, in the transaction that publishes it.

So index and content can't disagree. Where the next index is being made on the other side, what it
has already changes there, too.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Q
from pyroaring import BitMap

from briefs.models.edition import Edition
from briefs.models.inserting import insert_values
from briefs.models.posting import SIDES, IndexVersion, Posting, block_size
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

type Values = frozenset[tuple[str, str]]  # (facet, value)
type Block = tuple[str, str, int]  # facet, value, number
NOTHING: Values = frozenset()


def put(edition: Edition, text: fulltext.Text, *, before: Values) -> None:
    """Index a publication's new current edition. Call inside the publish transaction.

    `text` is what `fulltext.text_of` gave for it; `before` what `values_of` gave for the edition
    that was indexed until now, NOTHING where there was none.
    """
    row = IndexVersion.objects.advance()
    number = edition.publication_id
    for side in row.sides_of(number):
        _move(row, side, number, before, values_of(edition))
        fulltext.write(side, number, text)


def put_first(editions: Sequence[Edition], texts: Sequence[fulltext.Text]) -> None:
    """Index first editions, many at a time. Call inside the publish transaction.

    `texts` are what `fulltext.text_of` gave for them, before they had a publication.
    """
    row = IndexVersion.objects.advance()
    for side in SIDES:
        New(
            side,
            [
                (edition, text)
                for edition, text in zip(editions, texts, strict=True)
                if side in row.sides_of(edition.publication_id)
            ],
        ).store(row)


def drop(edition: Edition) -> None:
    """Take a publication out of the index. Call inside the transaction that unlists it."""
    row = IndexVersion.objects.advance()
    for side in row.sides_of(edition.publication_id):
        _move(row, side, edition.publication_id, values_of(edition), NOTHING)
        fulltext.drop(side, edition.publication_id)


def forget(edition: Edition, *, is_current: bool) -> None:
    """Keep no word that this edition alone had, for it is erased. Call inside that transaction."""
    row = IndexVersion.objects.locked()
    for side in SIDES:
        # What is left of an old index has whatever was current then.
        if is_current or side not in row.sides_of(edition.publication_id):
            fulltext.drop(side, edition.publication_id)
        fulltext.forget(side, edition)


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


class New:
    """Publications that a side doesn't have yet, made ready for it without a query."""

    def __init__(self, side: int, found: Sequence[tuple[Edition, fulltext.Text]]) -> None:
        self.side = side
        self._blocks: dict[Block, BitMap] = defaultdict(BitMap)
        for edition, _text in found:
            number = edition.publication_id
            for facet, value in values_of(edition):
                self._blocks[facet, value, number // block_size(facet)].add(number)
        self._texts = fulltext.New(side, [(each.publication_id, text) for each, text in found])

    def store(self, row: IndexVersion) -> None:
        """Add them; each block is read and written once. `row` is the index's, locked."""
        named: dict[tuple[str, int], list[str]] = defaultdict(list)
        for facet, value, block in self._blocks:
            named[facet, block].append(value)
        stored = Posting.objects.filter(side=self.side)
        for (facet, block), values in named.items():
            rows = stored.filter(facet=facet, value__among=values, block=block)
            for value, bitmap in rows.values_list("value", "bitmap"):
                self._blocks[facet, value, block].update(BitMap.deserialize(bytes(bitmap)))
        _store(row, self.side, self._blocks)
        self._texts.store()


def _move(row: IndexVersion, side: int, number: int, before: Values, after: Values) -> None:
    """Take a publication out of the values it no longer has, and into the new ones."""
    changes = {(*pair, number // block_size(pair[0])): pair in after for pair in before ^ after}
    if not changes:
        return
    # The side is said of each: said once, SQLite looks through all that it has.
    wanted = [
        Q(side=side, facet=facet, value=value, block=block) for facet, value, block in changes
    ]
    stored = Posting.objects.filter(Q(*wanted, _connector=Q.OR))
    blocks: dict[Block, BitMap] = {
        (facet, value, block): BitMap.deserialize(bytes(bitmap))
        for facet, value, block, bitmap in stored.values_list("facet", "value", "block", "bitmap")
    }
    for each, belongs in changes.items():
        ids = blocks.setdefault(each, BitMap())
        if belongs:
            ids.add(number)
        else:
            ids.discard(number)
    _store(row, side, blocks)


def _store(row: IndexVersion, side: int, blocks: Mapping[Block, BitMap]) -> None:
    """Write blocks over what is stored of them."""
    insert_values(
        Posting,
        ("side", "facet", "value", "block", "bitmap", "version"),
        ((side, *block, ids.serialize(), row.version) for block, ids in blocks.items()),
        then="ON CONFLICT (side, facet, value, block) "
        "DO UPDATE SET bitmap = excluded.bitmap, version = excluded.version",
    )
