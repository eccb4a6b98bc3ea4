"""What templates say in words: imprecise dates, kinds, languages, assertions."""

import datetime as dt
import re
from collections.abc import Mapping

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from briefs.models import kinds
from briefs.models.evidence import Assertion, Evidence, firmest
from briefs.models.names import reads_right_to_left
from briefs.search import language_name

register = template.Library()

register.filter("firmest", firmest)
register.filter("kind", kinds.label_of)
register.filter("language", language_name)


@register.filter
def direction(language: str) -> str:
    """``rtl`` or ``ltr``, for text in a language."""
    return "rtl" if reads_right_to_left(language) else "ltr"


@register.filter
def day(iso: str | dt.date | None) -> str:
    """A date in words; also one that comes as ISO text."""
    if not iso:
        return ""
    date = dt.date.fromisoformat(iso) if isinstance(iso, str) else iso
    # E, not F: the month as it stands beside a day, in languages that inflect it.
    return date_format(date, "j E Y")


@register.filter
def edtf(text: str) -> str:
    """An imprecise date in words.

    >>> edtf("2023~")
    'about 2023'
    """
    if not text:
        return ""
    if "/" in text:
        start, end = text.split("/", 1)
        if start == "..":
            return _("until %(date)s") % {"date": edtf(end)}
        if end == "..":
            return _("from %(date)s on") % {"date": edtf(start)}
        return _("%(start)s to %(end)s") % {"start": edtf(start), "end": edtf(end)}
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


@register.filter
def percent(share: float) -> str:
    """A share in words; only what is nothing or all is called so.

    >>> percent(0.004)
    'less than 1\xa0%'
    """
    if 0 < share < 0.005:
        return _("less than 1\xa0%")
    rounded = round(share * 100)
    return _("%(number)s\xa0%%") % {"number": 99 if rounded == 100 and share < 1 else rounded}


@register.filter
def asserted(evidence: Evidence) -> str:
    """How a passage asserts its claim, in words: “claimed by Sergey Lavrov”."""
    label = str(Assertion(evidence.assertion).label)
    if evidence.attributed_to is None:
        return label
    return _("%(asserted)s by %(actor)s") % {"asserted": label, "actor": evidence.attributed_to}


@register.filter
def of(mapping: Mapping[str, object], name: str) -> object:
    """The value that a mapping has for a name that the template holds in a variable."""
    return mapping.get(name)
