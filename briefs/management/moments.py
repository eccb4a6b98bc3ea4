"""Moments as commands take them."""

import datetime as dt

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime


def moment(text: str, option: str) -> dt.datetime:
    """A day, which is its beginning, or a moment; in the site's time zone unless it names one.

    Raises CommandError, naming the option.
    """
    try:
        found = parse_datetime(text)
        if found is None and (day := parse_date(text)):
            found = dt.datetime.combine(day, dt.time.min)
    except ValueError:  # well written, and no such day
        found = None
    if found is None:
        raise CommandError(f"{option} is {text!r}; write 2026-01-31 or 2026-01-31T12:00+05:00.")
    return found if timezone.is_aware(found) else timezone.make_aware(found)
