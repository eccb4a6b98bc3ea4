"""Finding: from what a reader asks to a page of publications, exact totals and facets."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from math import ceil
from operator import and_, itemgetter

from pyroaring import BitMap

from briefs.models.publication import Publication
from briefs.search import calendar, fulltext, postings
from briefs.search.facets import LABELS, MODELS, Facet, all_facets
from briefs.search.filters import PAGE_SIZE, Asked, date_range
from briefs.search.lookups import InBitmap  # noqa: F401  (registers the lookup)
from briefs.search.postings import Postings
from briefs.search.query import Query, parse
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
    query = parse(asked.get("q") or "")
    parts = _parts(index, tree, asked, query)
    matches = reduce(and_, parts.values(), index.listed)
    page, size = asked.get("page") or 1, asked.get("page_size") or PAGE_SIZE
    pages = max(1, ceil(len(matches) / size))
    if page > pages:
        raise NoSuchPage
    sort = asked.get("sort") or "relevance"
    if sort == "relevance" and not query.all_of:
        sort = "newest"
    ids = _page_of_ids(index, matches, query, sort, offset=(page - 1) * size, limit=size)
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


def _parts(index: Postings, tree: TopicTree, asked: Asked, query: Query) -> dict[str, BitMap]:
    """What each filter in use lets through, by facet."""
    parts: dict[str, BitMap] = {}
    for name, values in _selected(asked).items():
        if not values or name == "year":
            continue
        if name == "topic":
            parts[name] = tree.union(index, values)
        else:
            parts[name] = index.any_of(name, values)
    if any(date_range(asked)):
        parts["year"] = calendar.between(index, *date_range(asked))
    if query:
        parts["q"] = _with_words(index, query)
    return parts


def _with_words(index: Postings, query: Query) -> BitMap:
    """The publications that have what a query asks for, and nothing that it excludes."""
    questions = [query.all_of] if query.all_of else []
    if query.none_of:
        questions.append((query.none_of,))
    found = fulltext.matching(questions)
    wanted = found.pop(0) if query.all_of else index.listed
    return wanted.difference(*found)


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
    index: Postings, matches: BitMap, query: Query, sort: str, *, offset: int, limit: int
) -> list[int]:
    if sort == "relevance":
        best_first = fulltext.ranked(query.all_of)
        return _by_rank(index, matches, best_first, offset=offset, limit=limit)
    if sort == "title":
        by_title = Publication.objects.filter(pk__in_bitmap=matches).order_by("title_key", "pk")
        return list(by_title.values_list("pk", flat=True)[offset : offset + limit])
    return calendar.in_order_of_date(
        index, matches, offset=offset, limit=limit, newest_first=sort != "oldest"
    )


def _by_rank(
    index: Postings,
    matches: BitMap,
    best_first: Iterable[tuple[int, float]],
    *,
    offset: int,
    limit: int,
) -> list[int]:
    """Those of the matches at offset to offset + limit: best first, among equals the newest."""
    page: list[int] = []
    for _rank, equals in groupby(best_first, key=itemgetter(1)):
        ids = BitMap([pk for pk, _rank in equals]) & matches
        if len(ids) > offset:
            page += calendar.in_order_of_date(
                index, ids, offset=offset, limit=limit - len(page), newest_first=True
            )
        if len(page) == limit:
            break
        offset = max(0, offset - len(ids))
    return page
