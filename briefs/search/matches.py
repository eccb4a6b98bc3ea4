"""What matches a reader's question, all of it, and the order that it was asked in."""

import datetime as dt
from array import array
from collections.abc import Iterator
from functools import reduce
from operator import and_

from django.db.models import QuerySet
from pyroaring import BitMap

from briefs.models.publication import Publication
from briefs.search import calendar
from briefs.search.facets import LABELS, MODELS
from briefs.search.filters import Asked, date_range
from briefs.search.lookups import InBitmap  # noqa: F401  (registers the lookup)
from briefs.search.postings import Postings
from briefs.search.query import parse
from briefs.search.snapshot import Snapshot
from briefs.search.text import Text
from briefs.search.topics import TopicTree

SPARE = 200  # titles that are looked through beyond those that should be enough


class Matches:
    """The publications that match: `ids`, and their order by `page` and `in_order`.

    `asked` is the cleaned data of a valid EditionFilter, `seen` its snapshot. `parts` is what each
    filter in use lets through, by facet; `sort` the order that holds.
    """

    def __init__(self, asked: Asked, seen: Snapshot) -> None:
        self.index = seen.postings
        self.text = Text(parse(asked.get("q") or ""), self.index)
        self.parts = _parts(self.index, seen.nouns.tree, asked, self.text)
        self.ids = reduce(and_, self.parts.values(), self.index.listed)
        self.sort = asked.get("sort") or "relevance"
        if self.sort == "relevance" and not self.text.is_ranked:
            self.sort = "newest"

    def __len__(self) -> int:
        return len(self.ids)

    def page(self, *, offset: int, limit: int) -> list[int]:
        """The ids at offset to offset + limit."""
        match self.sort:
            case "relevance":
                return self.text.page(self.ids, offset=offset, limit=limit)
            case "title":
                return self._page_by_title(offset, limit)
        return calendar.in_order_of_date(
            self.index, self.ids, offset=offset, limit=limit, newest_first=self.sort != "oldest"
        )

    def in_order(self) -> Iterator[int]:
        """All ids, read on as far as one likes. By title they cost a query, eight bytes each."""
        match self.sort:
            case "relevance":
                return self.text.in_order(self.ids)
            case "title":
                return iter(array("q", self._by_title().iterator(chunk_size=2000)))
        return calendar.days(self.index, self.ids, newest_first=self.sort != "oldest")

    def bases(self) -> dict[str, BitMap]:
        """For each facet, what all filters but its own leave."""
        return {name: self.base_of(name) for name in LABELS}

    def base_of(self, name: str) -> BitMap:
        """What all filters but a facet's own leave."""
        others = (ids for other, ids in self.parts.items() if other != name)
        return reduce(and_, others, self.index.listed)

    def _page_by_title(self, offset: int, limit: int) -> list[int]:
        """Of a list that has much of the shelf, found in the shelf's own order, from the nearer
        end; of one that has little of it, sorted by the database.
        """
        count, shelf = len(self), len(self.index.listed)
        limit = min(limit, count - offset)
        backwards = offset > count // 2
        skip = count - offset - limit if backwards else offset
        look = (skip + limit) * shelf * 3 // max(1, count * 2) + SPARE  # probably enough
        if look < count // 2:
            order = ("-title_key", "-pk") if backwards else ("title_key", "pk")
            rows = Publication.objects.order_by(*order).values_list("pk", flat=True)[:look]
            page = [pk for pk in rows if pk in self.ids][skip : skip + limit]
            if len(page) == limit:
                return page[::-1] if backwards else page
        return list(self._by_title()[offset : offset + limit])

    def _by_title(self) -> "QuerySet[Publication, int]":
        by_title = Publication.objects.filter(pk__in_bitmap=self.ids).order_by("title_key", "pk")
        return by_title.values_list("pk", flat=True)


def _parts(index: Postings, tree: TopicTree, asked: Asked, text: Text) -> dict[str, BitMap]:
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
        parts["q"] = text.ids()
    return parts


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
