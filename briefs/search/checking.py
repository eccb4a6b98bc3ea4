"""Checking: whether the index says what the editions say, all of it, told in sentences.

Everything is read as it is at one moment, so that publishing goes on meanwhile; and in turn, so
that memory doesn't grow with the collection: postings for a million publications at a time.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import batched

from django.db import connection
from django.db.models import Max
from pyroaring import BitMap

from briefs.models.edition import Edition
from briefs.models.moment import one_moment
from briefs.models.posting import MAKING, Posting, SearchText, block_size
from briefs.models.publication import Publication
from briefs.search import fts5, fulltext, indexing, rebuilding, vocabulary
from briefs.search.sayings import BLOCK, Changes, weights

_WINDOW = 1 << 20  # publications: a whole number of blocks of every facet, and of words
_FEW = 5  # that are named where many differ

type Blocks = dict[indexing.Block, BitMap]


def differences(progress: Callable[[int], object] = lambda _taken: None) -> Iterator[str]:
    """What differs, a sentence each; nothing where the index is right.

    `progress` is told of each batch how many publications it had.
    """
    with one_moment():
        row = rebuilding.state()
        if not row.version:
            yield "There is no index yet."
            return
        if row.making != MAKING:
            yield f"The index was made in way {row.making}; this release makes it in way {MAKING}."
        known: set[str] = set()
        for window in range(0, _last(row.side) + 1, _WINDOW):
            expected: Blocks = defaultdict(BitMap)
            for first in range(window, window + _WINDOW, BLOCK):
                said = Changes(row.side, first // BLOCK)
                for batch in _editions(first, first + BLOCK):
                    for edition in batch:
                        _expect(expected, edition)
                    texts = {each.publication_id: fulltext.text_of(each) for each in batch}
                    for number, text in texts.items():
                        after = weights(text.title, text.summary, text.body)
                        said.put(number, before={}, after=after)
                    yield from _texts(row.side, texts)
                    yield from _words(row.side, known, texts.values())
                    progress(len(batch))
                yield from _sayings(said)
            yield from _postings(row.side, window, expected)
        yield from _texts_of_others(row.side)
        yield from _engine(row.side)


def _last(side: int) -> int:
    """The largest number of a publication that there is or that the index has."""
    last = Publication.objects.aggregate(last=Max("pk"))["last"] or 0
    blocks = Posting.objects.filter(side=side).values("facet").annotate(last=Max("block"))
    ends = ((each["last"] + 1) * block_size(each["facet"]) - 1 for each in blocks.order_by())
    return int(max([last, *ends]))


def _editions(first: int, end: int) -> Iterator[tuple[Edition, ...]]:
    within = rebuilding.editions(publication__gte=first, publication__lt=end)
    return batched(within.iterator(200), 200)


def _expect(expected: Blocks, edition: Edition) -> None:
    number = edition.publication_id
    for facet, value in indexing.values_of(edition):
        expected[facet, value, number // block_size(facet)].add(number)


def _postings(side: int, first: int, expected: Blocks) -> Iterator[str]:
    """Compare the blocks of a window; what is expected is used up."""
    stored = Posting.objects.filter(side=side)
    facets = {*stored.order_by().values_list("facet", flat=True).distinct()}
    for facet in sorted(facets):
        size = block_size(facet)
        rows = stored.filter(
            facet=facet, block__gte=first // size, block__lt=(first + _WINDOW) // size
        )
        for value, block, bitmap in rows.values_list("value", "block", "bitmap").iterator(2000):
            wanted = expected.pop((facet, value, block), BitMap())
            yield from _unlike(facet, value, wanted, BitMap.deserialize(bytes(bitmap)))
    for (facet, value, _block), wanted in sorted(expected.items()):
        yield from _unlike(facet, value, wanted, BitMap())


def _unlike(facet: str, value: str, wanted: BitMap, found: BitMap) -> Iterator[str]:
    if lacks := wanted - found:
        yield f"The posting {facet}={value} lacks {_named(lacks)}."
    if excess := found - wanted:
        yield f"The posting {facet}={value} wrongly has {_named(excess)}."


def _sayings(said: Changes) -> Iterator[str]:
    """Compare who is found by each word of a block."""
    for word, wanted, stored in said.unlike():
        if lacks := wanted[0] - stored[0]:
            yield f"The word “{word}” doesn't find {_named(lacks)}."
        if excess := stored[0] - wanted[0]:
            yield f"The word “{word}” wrongly finds {_named(excess)}."
        if not lacks and not excess:
            other = BitMap.union(*(one ^ other for one, other in zip(wanted, stored, strict=True)))
            yield f"The word “{word}” weighs otherwise than it should in {_named(other)}."


def _texts(side: int, texts: dict[int, fulltext.Text]) -> Iterator[str]:
    """Compare the texts that are kept of some publications, for phrases."""
    rows = SearchText.objects.filter(side=side, publication__in=texts)
    fields = ("title", "summary", "body")
    stored = {number: said for number, *said in rows.values_list("publication", *fields)}
    for number, text in texts.items():
        if number not in stored:
            yield f"The text of {_named([number])} is missing."
        elif stored[number] != [text.title, text.summary, text.body]:
            yield f"The text of {_named([number])} has other words than the edition."


def _texts_of_others(side: int) -> Iterator[str]:
    rows = SearchText.objects.filter(side=side)
    listed = Publication.objects.listed().order_by().values("pk")
    for number in rows.exclude(publication__in=listed).values_list("publication", flat=True):
        yield f"The text of {_named([number])} is kept, which no list shows."


def _words(side: int, known: set[str], texts: Iterable[fulltext.Text]) -> Iterator[str]:
    """Look up the words that haven't been; one that no text has any more does no harm."""
    said = {word for text in texts for word in vocabulary.kept(text.words)} - known
    if len(known) > 500_000:
        known.clear()
    known |= said
    for word, found in vocabulary.unlike(side, said):
        has = f"has the stem “{found}”" if found else "is missing"
        yield f"The word “{word}” {has} in the list of words."


def _engine(side: int) -> Iterator[str]:
    """Whether phrases are found in the texts that are kept; PostgreSQL looks into these."""
    if connection.vendor == "sqlite" and not fts5.is_whole(side):
        yield "The full-text engine finds phrases of other texts than are kept for it."


def _named(numbers: Iterable[int]) -> str:
    """Publications by their addresses, where there are many only some."""
    numbers = list(numbers)
    shown = dict(Publication.objects.filter(pk__in=numbers[:_FEW]).values_list("pk", "slug"))
    named = ", ".join(shown.get(each, f"number {each}") for each in numbers[:_FEW])
    more = len(numbers) - _FEW
    return f"{named} and {more} more" if more > 0 else named
