"""Units of the calendar, from a century to a day: what the timeline is drawn by."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FEW, MOST = 32, 400  # columns that are looked through at a glance; that are drawn at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit of so many `years` or `months`, or of a day; `say` gives a column's label."""

    name: str
    label: str | Promise
    years: int = 0
    months: int = 0
    say: Callable[[dt.date], str]

    def start(self, day: dt.date) -> dt.date:
        """The first day of the unit that a day lies in."""
        if self.years:
            return dt.date(max(1, day.year - day.year % self.years), 1, 1)
        return day.replace(day=1) if self.months else day

    def next(self, start: dt.date) -> dt.date | None:
        """The first day of the unit after one; None where the calendar ends."""
        try:
            if self.years:
                year = start.year - start.year % self.years + self.years
                return dt.date(year, 1, 1)
            if self.months:
                return (start + dt.timedelta(days=31)).replace(day=1)
            return start + dt.timedelta(days=1)
        except (ValueError, OverflowError):
            return None

    def columns(self, first: dt.date, last: dt.date) -> Iterator["Column"]:
        """The units from one day to another, the last one whole."""
        start: dt.date | None = self.start(first)
        while start and start <= last:
            after = self.next(start)
            end = after - dt.timedelta(days=1) if after else dt.date.max
            yield Column(unit=self, first=start, last=end)
            start = after

    def number(self, first: dt.date, last: dt.date) -> int:
        """About how many columns there are from one day to another."""
        days = (last - first).days + 1
        return days // (self.years * 365 or self.months * 30 or 1) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One unit, as a period with its first and its last day."""

    unit: Unit
    first: dt.date
    last: dt.date

    @property
    def label(self) -> str:
        """What readers call it."""
        return self.unit.say(self.first)

    @property
    def query(self) -> dict[str, str]:
        """The parameters that ask for it."""
        length = {"month": 7, "day": 10}.get(self.unit.name, 4)
        return {"from": self.first.isoformat()[:length], "to": self.last.isoformat()[:length]}


def _decade(day: dt.date) -> str:
    return _("%(year)ss") % {"year": day.year - day.year % 10}


def _century(day: dt.date) -> str:
    return f"{day.year}–{day.year - day.year % 100 + 99}"


UNITS = (
    Unit(name="century", label=gettext_lazy("Centuries"), years=100, say=_century),
    Unit(name="decade", label=gettext_lazy("Decades"), years=10, say=_decade),
    Unit(name="year", label=gettext_lazy("Years"), years=1, say=lambda day: str(day.year)),
    Unit(
        name="month",
        label=gettext_lazy("Months"),
        months=1,
        say=lambda day: date_format(day, "M Y"),
    ),
    Unit(name="day", label=gettext_lazy("Days"), say=lambda day: date_format(day, "j M")),
)


def possible(first: dt.date, last: dt.date) -> list[Unit]:
    """The units in which a period can be drawn, the coarsest first; one at least."""
    return [unit for unit in UNITS if unit.number(first, last) <= MOST] or [UNITS[0]]


def fitting(first: dt.date, last: dt.date, asked: str = "") -> Unit:
    """The unit asked for, if a period can be drawn so; else the finest seen at a glance."""
    units = possible(first, last)
    for unit in units:
        if unit.name == asked:
            return unit
    return next((unit for unit in units[::-1] if unit.number(first, last) <= FEW), units[0])
