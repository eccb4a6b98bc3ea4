"""Finding: from what a reader asks to a page of publications, exact totals and facets."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from math import ceil
from operator import and_

from pyroaring import BitMap

from briefs.models.publication import Publication
from briefs.search import calendar, fulltext, postings
from briefs.search.facets import LABELS, MODELS, Facet, all_facets
from briefs.search.filters import PAGE_SIZE, Asked, date_range
from briefs.search.lookups import InBitmap  # noqa: F401  (registers the lookup)
from briefs.search.postings import Postings
from briefs.search.query import parse
from briefs.search.topics import TopicTree


class NoSuchPage(Exception):
    """The page asked for lies past the last one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of an answer. `sort` is the order it is in; pages count from 1."""

    total: int
    page: int
    pages: int
    page_size: int
    sort: str
    publications: list[Publication]
    facets: list[Facet]


def find(asked: Asked) -> Found:
    """The publications that match, counted exactly, with the facets to narrow them.

    `asked` is the cleaned data of a valid EditionFilter. Raises NoSuchPage past the end.
    The number of queries doesn't depend on the size of the collection.
    """
    index, tree = postings.current(), TopicTree()
    parts, ranked = _parts(index, tree, asked)
    matches = reduce(and_, parts.values(), index.listed)
    page, size = asked.get("page") or 1, asked.get("page_size") or PAGE_SIZE
    pages = max(1, ceil(len(matches) / size))
    if page > pages:
        raise NoSuchPage
    sort = asked.get("sort") or "relevance"
    if sort == "relevance" and ranked is None:
        sort = "newest"
    ids = _page_of_ids(index, matches, ranked, sort, offset=(page - 1) * size, limit=size)
    cards = Publication.objects.cards().in_bulk(ids)
    return Found(
        total=len(matches),
        page=page,
        pages=pages,
        page_size=size,
        sort=sort,
        publications=[cards[pk] for pk in ids if pk in cards],
        facets=all_facets(index, tree, _bases(index, parts), _selected(asked)),
    )


def _parts(
    index: Postings, tree: TopicTree, asked: Asked
) -> tuple[dict[str, BitMap], list[int] | None]:
    """What each filter in use lets through, by facet; and the text's ranking, best first."""
    parts: dict[str, BitMap] = {}
    ranked = None
    for name, values in _selected(asked).items():
        if not values or name == "year":
            continue
        if name == "topic":
            parts[name] = tree.union(index, values)
        else:
            parts[name] = index.any_of(name, values)
    if any(date_range(asked)):
        parts["year"] = calendar.between(index, *date_range(asked))
    if query := parse(asked.get("q") or ""):
        parts["q"] = index.listed - fulltext.unwanted(query)
        if query.all_of:
            ranked = fulltext.best_first(query)
            parts["q"] &= BitMap(ranked)
    return parts, ranked


def _bases(index: Postings, parts: Mapping[str, BitMap]) -> dict[str, BitMap]:
    """For each facet, what all filters but its own leave."""
    return {
        name: reduce(and_, (ids for other, ids in parts.items() if other != name), index.listed)
        for name in LABELS
    }


def _selected(asked: Asked) -> dict[str, list[str]]:
    """The values chosen in each facet, as postings know them."""
    chosen = {name: [str(row.key) for row in asked.get(name) or ()] for name in MODELS}
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
    index: Postings,
    matches: BitMap,
    ranked: list[int] | None,
    sort: str,
    *,
    offset: int,
    limit: int,
) -> list[int]:
    if sort == "relevance" and ranked is not None:
        return [pk for pk in ranked if pk in matches][offset : offset + limit]
    if sort == "title":
        by_title = Publication.objects.filter(pk__in_bitmap=matches).order_by("title_key", "pk")
        return list(by_title.values_list("pk", flat=True)[offset : offset + limit])
    return calendar.in_order_of_date(
        index, matches, offset=offset, limit=limit, newest_first=sort != "oldest"
    )
