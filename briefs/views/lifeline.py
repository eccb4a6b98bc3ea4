"""An agreement's life as one line: its stages in time, imprecise dates as spans."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from briefs.models.claims import firmest
from briefs.models.disagreement import Sides
from briefs.models.milestone import Milestone

SHORTEST = 1.0  # per cent of the line's width: what a single day takes at the least
_MARGIN = 4.0  # per cent left free at each end


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stage on the line: `start` and `width` in per cent of it, `number` as in the list.

    Where accounts differ on its day, there are several of one number.
    """

    number: int
    start: float
    width: float
    middle: float
    assertion: str
    milestone: Milestone

    @property
    def end(self) -> float:
        """Where it ends."""
        return round(self.start + self.width, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """The start of a year on the line."""

    year: int
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifeline:
    """What is drawn; `first` and `last` are years."""

    spans: list[Span]
    ticks: list[Tick]
    first: int
    last: int


def lifeline(stages: Iterable[Sides[Milestone]]) -> Lifeline | None:
    """The line of an agreement's stages (evidence prefetched); None without a date."""
    dated = [
        (number, stage, start, stage.date_latest)
        for number, sides in enumerate(stages, 1)
        for stage in sides.claims
        if (start := stage.date_earliest or stage.date_latest)
    ]
    if not dated:
        return None
    first = min(start.year for _n, _s, start, _e in dated)
    last = max((end or start).year for _n, _s, start, end in dated)
    origin, end_of_line = dt.date(first, 1, 1), dt.date(last, 12, 31)
    days = (end_of_line - origin).days + 1

    def at(day: dt.date) -> float:
        return round(_MARGIN + (100 - 2 * _MARGIN) * (day - origin).days / days, 2)

    spans = []
    for number, stage, start, end in dated:
        begin = at(start)
        width = max(SHORTEST, round(at(end or end_of_line) - begin, 2))
        spans.append(
            Span(
                number=number,
                start=begin,
                width=width,
                middle=round(begin + width / 2, 2),
                assertion=firmest(stage),
                milestone=stage,
            )
        )
    step = max(1, (last - first + 1) // 8)
    ticks = [Tick(year=year, at=at(dt.date(year, 1, 1))) for year in range(first, last + 1, step)]
    return Lifeline(spans=spans, ticks=ticks, first=first, last=last)
