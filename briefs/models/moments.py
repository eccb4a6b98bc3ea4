"""Dates and moments in words, in the reader's language."""

import datetime as dt
import re

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def in_words(at: dt.datetime) -> str:
    """A moment in the site's time zone, which is named."""
    return f"{minute(at)} ({timezone.get_current_timezone_name()})"


def minute(at: dt.datetime) -> str:
    """A moment that is past: nobody has to act by it, so its time zone isn't named."""
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def second(at: dt.datetime) -> str:
    """A moment as a log tells it."""
    return f"{minute(at)}:{at:%S}"


def day(iso: str | dt.date | None) -> str:
    """A date in words; also one that comes as ISO text."""
    if not iso:
        return ""
    date = dt.date.fromisoformat(iso) if isinstance(iso, str) else iso
    return date_format(date)


def period(start: str, end: str) -> str:
    """From one imprecise date to another, in words; an end that isn't known is open.

    >>> period("1948", "1989"), period("", "1989")
    ('1948 to 1989', 'until 1989')
    """
    first, last = (edtf(date) if date != ".." else "" for date in (start, end))
    if first and last:
        return _("%(start)s to %(end)s") % {"start": first, "end": last}
    if last:
        return _("until %(date)s") % {"date": last}
    return _("from %(date)s on") % {"date": first} if first else ""


def edtf(text: str) -> str:
    """An imprecise date in words.

    >>> edtf("2023~")
    'about 2023'
    """
    if not text:
        return ""
    if "/" in text:
        start, end = text.split("/", 1)
        return period(start, end)
    said = _plain(text.rstrip("~?%"))
    match text[-1]:
        case "~":
            return _("about %(date)s") % {"date": said}
        case "?":
            return _("%(date)s, uncertain") % {"date": said}
        case "%":
            return _("about %(date)s, uncertain") % {"date": said}
    return said


def _plain(text: str) -> str:
    """A year, month or day in words; any other EDTF as it is written."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return day(text)
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        return date_format(dt.date.fromisoformat(f"{text}-01"), "F Y")
    return text
