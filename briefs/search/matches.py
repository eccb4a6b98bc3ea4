"""What matches a reader's question, all of it, and the order that it was asked in."""

import datetime as dt
from array import array
from collections.abc import Iterator
from functools import reduce
from operator import and_

from django.db.models import QuerySet
from pyroaring import BitMap

from briefs.models.prepared import Among  # noqa: F401  (registers the lookup)
from briefs.models.publication import Publication
from briefs.search import calendar
from briefs.search.facets import LABELS, MODELS
from briefs.search.filters import Asked, Cursor, date_range
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

    def cursor_at(self, publication: int) -> Cursor:
        """Where a match stands; `beside` knows it even when it is no match any more."""
        weighs = self.sort == "relevance"
        return Cursor(publication, self.text.weight(self.ids, publication) if weighs else None)

    def beside(self, seen: Cursor, *, limit: int, backwards: bool) -> list[int]:
        """The ids after a place in the list, or those right before it.

        None, too, where no such publication ever was.
        """
        shelf = Publication.objects.filter(pk=seen.publication)
        row = shelf.values_list("published_on", "title_key").first()
        if row is None:
            return []
        day, title = row
        if self.sort == "title":
            return self._beside_title(bytes(title), seen.publication, limit, backwards)
        before, is_there = self._before(seen, day)
        if backwards:
            first = max(0, before - limit)
            return self.page(offset=first, limit=before - first)
        return self.page(offset=before + is_there, limit=limit)

    def _before(self, seen: Cursor, day: dt.date) -> tuple[int, bool]:
        """How many of the matches stand before a place, and whether one stands in it."""
        heavier, equals = 0, self.ids
        if self.sort == "relevance":
            weight = seen.weight
            if weight is None:
                weight = self.text.weight(self.ids, seen.publication)
            heavier, equals = self.text.beside(self.ids, weight)
        newest_first = self.sort != "oldest"
        place = calendar.place(self.index, equals, day, seen.publication, newest_first=newest_first)
        return heavier + place, seen.publication in equals

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
        """From the end of the list that is nearer."""
        count = len(self)
        limit = min(limit, count - offset)
        backwards = offset > count // 2
        skip = count - offset - limit if backwards else offset
        page = self._titles(Publication.objects.all(), skip, limit, backwards=backwards)
        return page[::-1] if backwards else page

    def _beside_title(self, key: bytes, pk: int, limit: int, backwards: bool) -> list[int]:
        shelf = Publication.objects.all()
        if backwards:
            rows = shelf.filter(title_key__lte=key).exclude(title_key=key, pk__gte=pk)
            return self._titles(rows, 0, limit, backwards=True)[::-1]
        rows = shelf.filter(title_key__gte=key).exclude(title_key=key, pk__lte=pk)
        return self._titles(rows, 0, limit, backwards=False)

    def _titles(
        self, shelf: "QuerySet[Publication]", skip: int, limit: int, *, backwards: bool
    ) -> list[int]:
        """The matches by title, or backwards, after so many.

        Of a list that has much of the shelf they are found in the shelf's own order; of one that
        has little of it, sorted by the database.
        """
        count = len(self)
        order = ("-title_key", "-pk") if backwards else ("title_key", "pk")
        rows = shelf.order_by(*order).values_list("pk", flat=True)
        # Probably enough.
        look = (skip + limit) * len(self.index.listed) * 3 // max(1, count * 2) + SPARE
        if look < count // 2:
            page = [pk for pk in rows[:look] if pk in self.ids][skip : skip + limit]
            if len(page) == limit:
                return page
        return list(rows.filter(pk__among=self.ids)[skip : skip + limit])

    def _by_title(self) -> "QuerySet[Publication, int]":
        by_title = Publication.objects.filter(pk__among=self.ids).order_by("title_key", "pk")
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
