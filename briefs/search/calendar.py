"""Days as postings: a range of dates, and the order newest first, from bitmaps alone.

Each publication is in a posting of its year, its month and its day. A range is the union of
the whole years in it, the whole months at its ends and the days at theirs. The newest of any
set are found by walking years, months and days, skipping those before the page by their
cardinality alone: page 50,000 costs what page 1 does.
"""

import calendar
import datetime as dt
from collections.abc import Iterator

from pyroaring import BitMap

from briefs.search.postings import Postings


def between(postings: Postings, first: dt.date | None, last: dt.date | None) -> BitMap:
    """The publications of the days from first to last, both included; None: no bound."""
    first, last = first or dt.date.min, last or dt.date.max
    found: list[BitMap] = []
    for year, ids in postings.facet("year").items():
        start, end = dt.date(int(year), 1, 1), dt.date(int(year), 12, 31)
        if first <= start and end <= last:
            found.append(ids)
        elif start <= last and first <= end:
            found.extend(_within_year(postings, int(year), first, last))
    return BitMap.union(BitMap(), *found)


def _within_year(postings: Postings, year: int, first: dt.date, last: dt.date) -> Iterator[BitMap]:
    for month in range(1, 13):
        days = calendar.monthrange(year, month)[1]
        start, end = dt.date(year, month, 1), dt.date(year, month, days)
        if first <= start and end <= last:
            yield postings.of("month", f"{year:04}-{month:02}")
        elif start <= last and first <= end:
            for day in range(1, days + 1):
                date = dt.date(year, month, day)
                if first <= date <= last:
                    yield postings.of("day", date.isoformat())


def in_order_of_date(
    postings: Postings, ids: BitMap, *, offset: int, limit: int, newest_first: bool
) -> list[int]:
    """Those of the ids at offset to offset + limit when ordered by day, then by id."""
    page: list[int] = []
    for day_ids, skip in _days(postings, ids, offset, newest_first=newest_first):
        ordered = sorted(day_ids, reverse=newest_first)
        page.extend(ordered[skip : skip + limit - len(page)])
        if len(page) == limit:
            break
    return page


def place(
    postings: Postings, ids: BitMap, day: dt.date, publication: int, *, newest_first: bool
) -> int:
    """How many of the ids stand before a publication of a day, whether it is one of them or not."""
    one, farthest = dt.timedelta(days=1), dt.date.max if newest_first else dt.date.min
    place = 0
    if day != farthest:
        others = (day + one, None) if newest_first else (None, day - one)
        place = ids.intersection_cardinality(between(postings, *others))
    of_day = ids & postings.of("day", day.isoformat())
    not_after = of_day.rank(publication)  # those up to and including it
    if newest_first:
        return place + len(of_day) - not_after
    return place + not_after - (publication in of_day)


def days(postings: Postings, ids: BitMap, *, newest_first: bool) -> Iterator[int]:
    """All of the ids, ordered by day, then by id; read on as far as one likes."""
    for day_ids, _skip in _days(postings, ids, 0, newest_first=newest_first):
        yield from sorted(day_ids, reverse=newest_first)


def _days(
    postings: Postings, ids: BitMap, offset: int, *, newest_first: bool, within: str = ""
) -> Iterator[tuple[BitMap, int]]:
    """Day by day from the offset on: the ids of the day, and how many of them to skip.

    `within` is the year or the month that all of the ids are of.
    """
    level = _LEVELS[len(within)]
    parts = postings.parts(level, within) if within else postings.facet(level)
    known, left = postings.facet(level), len(ids)
    for part in sorted(parts, reverse=newest_first):
        if not (here := ids & known[part]):
            continue
        left -= len(here)
        if len(here) <= offset:
            offset -= len(here)
        else:
            if level == "day" or len(here) == 1:  # whichever day that one is of
                yield here, offset
            else:
                yield from _days(postings, here, offset, newest_first=newest_first, within=part)
            offset = 0
        if not left:
            break


_LEVELS = {0: "year", len("2021"): "month", len("2021-09"): "day"}
