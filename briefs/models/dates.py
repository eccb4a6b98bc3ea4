"""Imprecise dates: EDTF text with the first and the last day that it can mean.

EDTF is ISO 8601-2:2019's Extended Date/Time Format (https://www.loc.gov/standards/datetime/):
``2014``, ``2021-09``, ``2021-12-01``, ``2023~`` (approximate), ``2018?`` (uncertain),
``2014/2018`` (from, to), ``2014/..`` (open end).
"""

import datetime as dt
import re
import time
from calendar import monthrange
from functools import lru_cache
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

MAX_LENGTH = 40

Bounds = tuple[dt.date | None, dt.date | None]

_PLAIN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@lru_cache(maxsize=4096)
def bounds(text: str) -> Bounds:
    """First and last day that an EDTF text can mean; None at an open end, or for no text.

    Raises ValidationError for a text that is no date, for a year outside 1 to 9999, for an
    interval open at both ends and for one that ends before it starts. Parsing takes
    milliseconds, but for a plain day, month or year: parse at save.
    """
    if not text:
        return None, None
    if plain := _PLAIN.fullmatch(text):
        return _plain(*(int(part) for part in plain.groups() if part))
    if len(text) > MAX_LENGTH or text.startswith("/") or text.endswith("/"):
        raise _no_date()
    # Here, because it takes as long to import as all the rest of a page, and readers need
    # no parsing.
    from edtf import EDTFParseException, parse_edtf

    try:
        parsed = parse_edtf(text)
        earliest = _day(parsed.lower_strict())
        latest = _day(parsed.upper_strict())
    except (EDTFParseException, ValueError, OverflowError, AttributeError, TypeError) as error:
        raise _no_date() from error
    if earliest is None and latest is None:
        raise _no_date()
    if earliest and latest and earliest > latest:
        raise ValidationError(_("This period ends before it starts."), code="reversed")
    return earliest, latest


def _plain(year: int, month: int | None = None, day: int | None = None) -> Bounds:
    """Those of a year, a month or a day, which need no parser; readers ask by these."""
    try:
        if month is None:
            return dt.date(year, 1, 1), dt.date(year, 12, 31)
        first = dt.date(year, month, 1 if day is None else day)
    except ValueError as error:
        raise _no_date() from error
    return first, first if day is not None else first.replace(day=monthrange(year, month)[1])


def _day(moment: time.struct_time | float) -> dt.date | None:
    """The day of a parser's answer, which is an infinity at an open end."""
    if isinstance(moment, float):
        return None
    return dt.date(moment.tm_year, moment.tm_mon, moment.tm_mday)


def _no_date() -> ValidationError:
    return ValidationError(
        _(
            "Write a year, a month or a day, such as 2014, 2021-09 or 2021-12-01; "
            "add ~ where it is approximate, and a slash for a period (2014/2018)."
        ),
        code="no-date",
    )


def validate_edtf(text: str) -> None:
    """Raise ValidationError unless the text is a date that `bounds` understands."""
    bounds(text)


class EdtfField(models.CharField):  # type: ignore[type-arg]
    """An imprecise date as EDTF text; empty where it isn't known."""

    default_validators = [validate_edtf]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", MAX_LENGTH)
        kwargs.setdefault("blank", True)
        kwargs.setdefault(
            "help_text", _("As precise as it is known: 2014, 2021-09, 2021-12-01, 2023~.")
        )
        super().__init__(*args, **kwargs)


class EdtfBoundField(models.DateField):  # type: ignore[type-arg]
    """The earliest or latest day of an EdtfField beside it, computed at every save."""

    def __init__(
        self, *args: Any, of: str = "", bound: Literal["earliest", "latest"], **kwargs: Any
    ) -> None:
        self.of = of
        self.bound = bound
        kwargs.update(null=True, blank=True, editable=False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of, "bound": self.bound}

    def pre_save(self, model_instance: models.Model, add: bool) -> dt.date | None:
        earliest, latest = bounds(getattr(model_instance, self.of))
        day = earliest if self.bound == "earliest" else latest
        setattr(model_instance, self.attname, day)
        return day


class DateIsParsed(models.CheckConstraint):
    """The database's own rule. Forms can't break it: the days are computed as they save."""

    def validate(self, *_args: Any, **_kwargs: Any) -> None:
        """Nothing to check before the days are there."""


def date_is_parsed(field: str, name: str) -> DateIsParsed:
    """The rule that an EdtfField's text and its two days belong together."""
    earliest, latest = f"{field}_earliest", f"{field}_latest"
    unknown = models.Q(**{field: "", f"{earliest}__isnull": True, f"{latest}__isnull": True})
    # Each way says which days it has: a comparison with none is neither true nor false, and
    # a CHECK lets that through.
    known = ~models.Q(**{field: ""}) & (
        models.Q(**{f"{earliest}__isnull": False, f"{latest}__isnull": True})
        | models.Q(**{f"{earliest}__isnull": True, f"{latest}__isnull": False})
        | models.Q(
            **{
                f"{earliest}__isnull": False,
                f"{latest}__isnull": False,
                f"{earliest}__lte": models.F(latest),
            }
        )
    )
    return DateIsParsed(name=name, condition=unknown | known)
