"""What the timeline draws: lanes with a bar for each column, or with a mark for each fact.

Across all is in per cent of the line's width, so that it fills what room there is; down it is
in pixels.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from briefs.models.dated import Lane, Told
from briefs.models.evidence import Assertion
from briefs.search.dated import Counted

NARROWEST, LABEL, USUAL = 24, 68, 560  # pixels: a column, its label, a line without need of more
HEAD, TALLEST, ROW, FOOT = 26, 64, 26, 28
SHORTEST, APART = 0.7, 3.2  # per cent: a single day; from one number to the next
# As they are drawn from the axis up.
_MARKS = (
    Assertion.STATED,
    Assertion.CLAIMED,
    Assertion.PROMISED,
    Assertion.EXPECTED,
    Assertion.DENIED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rect:
    """A bar or a mark, drawn as its facts are asserted."""

    x: float
    width: float
    y: float
    height: float
    assertion: str

    @property
    def end(self) -> float:
        """Where it ends."""
        return round(self.x + self.width, 3)

    @property
    def foot(self) -> float:
        """Its lower edge."""
        return round(self.y + self.height, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A column: its label, if there is room for it; its bars, and where they lead."""

    x: float
    width: float
    label: str
    counted: Counted
    url: str
    bars: list[Rect]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A fact on the line, with its number in the table."""

    number: int
    rect: Rect
    told: Told

    @property
    def rects(self) -> list[Rect]:
        """What it is drawn as."""
        return [self.rect]

    @property
    def middle(self) -> float:
        """Where its number stands."""
        return round(self.rect.x + self.rect.width / 2, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A lane, from its top to its axis."""

    label: str
    top: int
    axis: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """All of it. `width` is what it needs at the least."""

    slots: list[Slot]
    marks: list[Mark]
    bands: list[Band]
    width: int
    height: int


def bars(columns: Sequence[Counted], urls: Sequence[str]) -> Drawing:
    """How many facts there are when: in each lane, the most there fill its height."""
    lanes = [lane for lane in Lane if any(column.of(lane) for column in columns)]
    bands = _bands(dict.fromkeys(lanes, TALLEST))
    most = {lane: max(column.of(lane) for column in columns) for lane in lanes}
    slots = _slots(columns, urls)
    drawn = [
        Slot(
            x=slot.x,
            width=slot.width,
            label=slot.label,
            counted=slot.counted,
            url=slot.url,
            bars=[
                bar
                for lane, band in zip(lanes, bands, strict=True)
                for bar in _stacked(slot, lane, band, most[lane])
            ],
        )
        for slot in slots
    ]
    return _drawing(drawn, [], bands)


def _stacked(slot: Slot, lane: Lane, band: Band, most: int) -> list[Rect]:
    found, height = [], 0.0
    for assertion in _MARKS:
        if count := slot.counted.of(lane, [assertion]):
            own = max(1.5, round(TALLEST * count / most, 1))
            height += own
            found.append(
                Rect(
                    x=round(slot.x + slot.width * 0.12, 3),
                    width=round(slot.width * 0.76, 3),
                    y=round(band.axis - height, 1),
                    height=own,
                    assertion=assertion,
                )
            )
    return found


def marks(columns: Sequence[Counted], facts: Sequence[Told]) -> Drawing:
    """Each fact as a mark, as long as its date is imprecise; in rows where they'd overlap."""
    origin, end = columns[0].column.first, columns[-1].column.last
    rows: dict[Lane, list[float]] = {}  # until where each row is taken
    placed = []
    for number, fact in enumerate(facts, 1):
        x, width = _extent(fact, origin, end)
        taken = rows.setdefault(fact.dated.lane, [])
        row = next((row for row, until in enumerate(taken) if until <= x), len(taken))
        taken[row : row + 1] = [x + max(width, APART)]
        placed.append((number, fact, x, width, row))
    lanes = [lane for lane in Lane if lane in rows]
    bands = dict(zip(lanes, _bands({lane: len(rows[lane]) * ROW for lane in lanes}), strict=True))
    found = [
        Mark(
            number=number,
            told=fact,
            rect=Rect(
                x=x,
                width=width,
                y=bands[fact.dated.lane].axis - row * ROW - 11,
                height=7,
                assertion=fact.assertion,
            ),
        )
        for number, fact, x, width, row in placed
    ]
    return _drawing(_slots(columns, [""] * len(columns)), found, list(bands.values()))


def _extent(fact: Told, origin: dt.date, end: dt.date) -> tuple[float, float]:
    """Where a fact begins on the line, and how long it is there."""
    first = min(max(fact.dated.first or origin, origin), end)
    last = max(min(fact.dated.last or end, end), first)
    x, until = (
        _at(first, origin, end),
        _at(last + dt.timedelta(days=1) if last < dt.date.max else last, origin, end),
    )
    width = round(max(SHORTEST, until - x), 3)
    return min(x, 100 - width), width


def _at(day: dt.date, origin: dt.date, end: dt.date) -> float:
    return round(100 * (day - origin).days / ((end - origin).days + 1), 3)


def _bands(heights: dict[Lane, int]) -> list[Band]:
    found, top = [], 0
    for lane, height in heights.items():
        axis = top + HEAD + height
        found.append(Band(label=str(lane.label), top=top, axis=axis))
        top = axis
    return found


def _slots(columns: Sequence[Counted], urls: Sequence[str]) -> list[Slot]:
    origin, end = columns[0].column.first, columns[-1].column.last
    every = ceil(LABEL * len(columns) / _width(len(columns)))
    found = []
    for number, (counted, url) in enumerate(zip(columns, urls, strict=True)):
        x = _at(counted.column.first, origin, end)
        after = columns[number + 1].column.first if number + 1 < len(columns) else None
        found.append(
            Slot(
                x=x,
                width=round((_at(after, origin, end) if after else 100) - x, 3),
                label=counted.column.label if number % every == 0 else "",
                counted=counted,
                url=url if counted.total else "",
                bars=[],
            )
        )
    return found


def _width(columns: int) -> int:
    return max(USUAL, NARROWEST * columns)


def _drawing(slots: list[Slot], marks: list[Mark], bands: list[Band]) -> Drawing:
    return Drawing(
        slots=slots,
        marks=marks,
        bands=bands,
        width=_width(len(slots)),
        height=bands[-1].axis + FOOT,
    )
