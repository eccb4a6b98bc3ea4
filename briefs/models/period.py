"""Period: the day, month or year that a reader asks about, and what imprecise dates say of it.

Each answer is one of three: yes, no, or None where the dates leave it open.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from briefs.models.dates import bounds

_ASKED = re.compile(r"\d{4}(-\d{2}){0,2}")
# In a year, a month, a day, by the length of their texts: the shortest of each.
_DAYS = {4: 365, 7: 28, 10: 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What was asked, as it was written, with its first and its last day."""

    said: str
    first: dt.date
    last: dt.date


def period_of(text: str) -> Period:
    """The period that ``2021``, ``2021-09`` or ``2021-09-01`` means, in digits of any script.

    Raises ValidationError for a text that is none of these.
    """
    said = in_ascii_digits(text.strip())
    if _ASKED.fullmatch(said):
        try:
            first, last = bounds(said)
        except ValidationError:
            first = last = None
        if first and last:
            return Period(said=said, first=first, last=last)
    raise ValidationError(
        _("“%(value)s” is no date: write a year, a month or a day, such as 2021-09."),
        code="date",
        params={"value": text},
    )


def in_ascii_digits(text: str) -> str:
    """A text with the digits of any script as 0 to 9: an Urdu keyboard has its own."""
    return "".join(str(int(char)) if char.isdecimal() else char for char in text)


def widened(row: Any, name: str) -> tuple[dt.date | None, dt.date | None]:
    """The days that an EDTF field of a row can mean; wider by one of its unit where it is “about”.

    EDTF's ``~``, ``?`` and ``%`` say that a date may be another: a day, a month or a year off.
    """
    text: str = getattr(row, name)
    first: dt.date | None = getattr(row, f"{name}_earliest")
    last: dt.date | None = getattr(row, f"{name}_latest")
    start, _slash, end = text.partition("/")
    return _moved(first, -_margin(start)), _moved(last, _margin(end or start))


def _margin(text: str) -> int:
    plain = text.rstrip("~?%")
    return _DAYS.get(len(plain), 365) if plain != text else 0


def _moved(day: dt.date | None, days: int) -> dt.date | None:
    try:
        return day and day + dt.timedelta(days=days)
    except OverflowError:
        return day


def is_past(row: Any, name: str, asked: Period) -> bool | None:
    """Whether what a row dates had happened by the end of a period."""
    first, last = widened(row, name)
    if last and last <= asked.last:
        return True
    return False if first and first > asked.last else None


def was_in_office(position: Any, asked: Period) -> bool | None:
    """Whether an office was held at some time in a period.

    Where its start or end isn't known, a day at which its holder is shown in office says that it
    had started and hadn't ended.
    """
    earliest, started = widened(position, "start")
    ended, latest = widened(position, "end")
    seen_first, seen_last = widened(position, "as_of")
    # By when it had certainly started; until when it certainly hadn't ended.
    started = min(filter(None, (started, seen_last)), default=None)
    ended = max(filter(None, (ended, seen_first)), default=None)
    if (earliest and earliest > asked.last) or (latest and latest < asked.first):
        return False
    if started and ended and started <= asked.last and ended >= asked.first:
        return True
    return None
