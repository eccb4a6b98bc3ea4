"""Finding: from what a reader asks to a page of publications, exact totals and facets."""

from collections.abc import Sized
from dataclasses import dataclass
from math import ceil

from briefs.models.publication import Publication
from briefs.search.facets import Facet, all_facets
from briefs.search.filters import PAGE_SIZE, Asked
from briefs.search.highlight import Highlighter
from briefs.search.labels import label_cards
from briefs.search.matches import Matches, selected
from briefs.search.snapshot import Snapshot
from briefs.search.ways_out import Correction, WayOut, correction, ways_out


class NoSuchPage(Exception):
    """The page asked for lies past the last one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of an answer. `sort` is the order it is in; pages count from 1.

    Where words are looked for, the editions of the publications have their texts, in which
    `highlighter` marks what was found. An empty answer has ways out.
    """

    total: int
    page: int
    pages: int
    page_size: int
    sort: str
    publications: list[Publication]
    facets: list[Facet]
    highlighter: Highlighter | None
    correction: Correction | None
    ways_out: list[WayOut]


def find(asked: Asked, seen: Snapshot) -> Found:
    """The publications that match, counted exactly, with the facets to narrow them.

    `asked` is the cleaned data of a valid EditionFilter, `seen` its snapshot. Raises NoSuchPage
    past the end.
    The number of queries doesn't depend on the size of the collection.
    """
    matches = Matches(asked, seen)
    index, parts, text = matches.index, matches.parts, matches.text
    page, size, pages = page_of(matches, asked)
    ids = matches.page(offset=(page - 1) * size, limit=size)
    cards = Publication.objects.cards(texts=text.is_ranked).order_by().in_bulk(ids)
    label_cards([card.edition for card in cards.values()], seen.nouns)
    return Found(
        total=len(matches),
        page=page,
        pages=pages,
        page_size=size,
        sort=matches.sort,
        publications=[cards[pk] for pk in ids if pk in cards],
        facets=all_facets(seen, matches.bases(), selected(asked)),
        highlighter=text.highlighter() if text.is_ranked else None,
        correction=None if matches else correction(index, parts, text),
        ways_out=[] if matches else ways_out(index, parts, text),
    )


def page_of(matches: Sized, asked: Asked, *, size: int = PAGE_SIZE) -> tuple[int, int, int]:
    """The number of the page that is asked for, its size, and how many there are.

    `size` is the usual one. Raises NoSuchPage past the end.
    """
    page, size = asked.get("page") or 1, asked.get("page_size") or size
    pages = max(1, ceil(len(matches) / size))
    if page > pages:
        raise NoSuchPage
    return page, size, pages
