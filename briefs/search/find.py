"""Finding: from what a reader asks to a page of publications, exact totals and facets."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from math import ceil
from operator import and_

from pyroaring import BitMap

from briefs.models.publication import Publication
from briefs.search import calendar
from briefs.search.facets import LABELS, MODELS, Facet, all_facets
from briefs.search.filters import PAGE_SIZE, Asked, date_range
from briefs.search.highlight import Highlighter
from briefs.search.labels import label_cards
from briefs.search.lookups import InBitmap  # noqa: F401  (registers the lookup)
from briefs.search.postings import Postings
from briefs.search.query import parse
from briefs.search.snapshot import Snapshot
from briefs.search.text import Text
from briefs.search.topics import TopicTree
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
    index, tree = seen.postings, seen.nouns.tree
    text = Text(parse(asked.get("q") or ""))
    parts = _parts(index, tree, asked, text)
    matches = reduce(and_, parts.values(), index.listed)
    page, size = asked.get("page") or 1, asked.get("page_size") or PAGE_SIZE
    pages = max(1, ceil(len(matches) / size))
    if page > pages:
        raise NoSuchPage
    sort = asked.get("sort") or "relevance"
    if sort == "relevance" and not text.is_ranked:
        sort = "newest"
    ids = _page_of_ids(index, matches, text, sort, offset=(page - 1) * size, limit=size)
    cards = Publication.objects.cards(texts=text.is_ranked).in_bulk(ids)
    label_cards([card.edition for card in cards.values()], seen.nouns)
    return Found(
        total=len(matches),
        page=page,
        pages=pages,
        page_size=size,
        sort=sort,
        publications=[cards[pk] for pk in ids if pk in cards],
        facets=all_facets(seen, _bases(index, parts), selected(asked)),
        highlighter=text.highlighter() if text.is_ranked else None,
        correction=None if matches else correction(index, parts, text),
        ways_out=[] if matches else ways_out(index, parts, text),
    )


def _parts(index: Postings, tree: TopicTree, asked: Asked, text: Text) -> dict[str, BitMap]:
    """What each filter in use lets through, by facet."""
    parts: dict[str, BitMap] = {}
    for name, values in selected(asked).items():
        if not values or name == "year":
            continue
        if name == "topic":
            parts[name] = tree.union(index, values)
        else:
            parts[name] = index.any_of(name, values)
    if any(date_range(asked)):
        parts["year"] = calendar.between(index, *date_range(asked))
    if text:
        parts["q"] = text.ids(index)
    return parts


def _bases(index: Postings, parts: Mapping[str, BitMap]) -> dict[str, BitMap]:
    """For each facet, what all filters but its own leave."""
    return {name: _all_but(name, index, parts) for name in LABELS}


def _all_but(name: str, index: Postings, parts: Mapping[str, BitMap]) -> BitMap:
    others = (ids for other, ids in parts.items() if other != name)
    return reduce(and_, others, index.listed)


def base_of(name: str, asked: Asked, seen: Snapshot) -> BitMap:
    """The publications that all filters but a facet's own leave."""
    text = Text(parse(asked.get("q") or ""))
    return _all_but(name, seen.postings, _parts(seen.postings, seen.nouns.tree, asked, text))


def selected(asked: Asked) -> dict[str, list[str]]:
    """The values chosen in each facet, as postings know them."""
    chosen = {name: [noun.key for noun in asked.get(name) or ()] for name in MODELS}
    return chosen | {
        "kind": list(asked.get("kind") or ()),
        "language": list(asked.get("language") or ()),
        "year": _whole_year(*date_range(asked)),
    }


def _whole_year(first: dt.date | None, last: dt.date | None) -> list[str]:
    """The one year that a range of dates is, if it is one."""
    if first and (first, last) == (dt.date(first.year, 1, 1), dt.date(first.year, 12, 31)):
        return [f"{first.year:04}"]
    return []


def _page_of_ids(
    index: Postings, matches: BitMap, text: Text, sort: str, *, offset: int, limit: int
) -> list[int]:
    if sort == "relevance":
        return text.page(index, matches, offset=offset, limit=limit)
    if sort == "title":
        by_title = Publication.objects.filter(pk__in_bitmap=matches).order_by("title_key", "pk")
        return list(by_title.values_list("pk", flat=True)[offset : offset + limit])
    return calendar.in_order_of_date(
        index, matches, offset=offset, limit=limit, newest_first=sort != "oldest"
    )
