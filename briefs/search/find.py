"""Finding: from what a reader asks to a page of publications, exact totals and facets."""

from dataclasses import dataclass

from briefs.search.cards import Card, cards
from briefs.search.facets import Facet, all_facets
from briefs.search.filters import Asked
from briefs.search.highlight import Highlighter
from briefs.search.matches import Matches, selected
from briefs.search.paging import Page, page_of
from briefs.search.snapshot import Snapshot
from briefs.search.ways_out import Correction, WayOut, correction, ways_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of an answer, and `cards`, its rows; `sort` is the order they are in.

    Where words are looked for, `highlighter` marks them. An empty answer has ways out.
    """

    total: int
    page: Page
    sort: str
    cards: list[Card]
    facets: list[Facet]
    highlighter: Highlighter | None
    correction: Correction | None
    ways_out: list[WayOut]


def find(asked: Asked, seen: Snapshot, *, texts: bool = False) -> Found:
    """The publications that match, counted exactly, with the facets to narrow them.

    `asked` is the cleaned data of a valid EditionFilter, `seen` its snapshot. With `texts`, cards
    have them where words are looked for: for passages. Raises NoSuchPage past the end.
    The number of queries doesn't depend on the size of the collection.
    """
    matches = Matches(asked, seen)
    index, parts, text = matches.index, matches.parts, matches.text
    page = page_of(matches, asked)
    return Found(
        total=len(matches),
        page=page,
        sort=matches.sort,
        cards=cards(page.ids, seen.nouns, texts=texts and text.is_ranked),
        facets=all_facets(seen, matches.bases(), selected(asked)),
        highlighter=text.highlighter() if text.is_ranked else None,
        correction=None if matches else correction(index, parts, text),
        ways_out=[] if matches else ways_out(index, parts, text),
    )
