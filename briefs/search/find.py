"""Finding: from what a reader asks to a page of publications, exact totals and facets."""

from dataclasses import dataclass

from briefs.models.publication import Publication
from briefs.search.facets import Facet, all_facets
from briefs.search.filters import Asked
from briefs.search.highlight import Highlighter
from briefs.search.labels import label_cards
from briefs.search.matches import Matches, selected
from briefs.search.paging import Page, page_of
from briefs.search.snapshot import Snapshot
from briefs.search.ways_out import Correction, WayOut, correction, ways_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of an answer, and `publications`, its rows; `sort` is the order they are in.

    Where words are looked for, the editions of the publications have their texts, in which
    `highlighter` marks what was found. An empty answer has ways out.
    """

    total: int
    page: Page
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
    page = page_of(matches, asked)
    cards = Publication.objects.cards(texts=text.is_ranked).order_by().in_bulk(page.ids)
    label_cards([card.edition for card in cards.values()], seen.nouns)
    return Found(
        total=len(matches),
        page=page,
        sort=matches.sort,
        publications=[cards[pk] for pk in page.ids if pk in cards],
        facets=all_facets(seen, matches.bases(), selected(asked)),
        highlighter=text.highlighter() if text.is_ranked else None,
        correction=None if matches else correction(index, parts, text),
        ways_out=[] if matches else ways_out(index, parts, text),
    )
