"""Moments in words."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format


def in_words(at: dt.datetime) -> str:
    """A moment in the site's time zone, which is named."""
    zone = timezone.get_current_timezone_name()
    return f"{date_format(timezone.localtime(at), 'DATETIME_FORMAT')} ({zone})"
