"""What a reader missed: which two editions to compare, from a day or a number that they know."""

import datetime as dt
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from briefs.models.dates import bounds
from briefs.models.edition import Edition
from briefs.search.filters import LARGEST_NUMBER

type Pair = tuple[Edition, Edition]


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """When a reader last read: as they said it, and the edition that they then could read.

    `edition` is None where there was none yet.
    """

    said: str
    edition: Edition | None


class Asked(forms.Form):
    """What changed since a day or an edition (`since`), or between two editions.

    `editions` are all of a brief's, the latest first.
    """

    since = forms.CharField(required=False, max_length=40)
    first = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_NUMBER)
    second = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_NUMBER)

    def __init__(self, query: Any, *, editions: list[Edition]) -> None:
        super().__init__(query)
        self.editions = editions

    def clean_since(self) -> Since | None:
        """The edition that the reader read, by its number or a day."""
        said = _in_ascii_digits(self.cleaned_data["since"])
        if not said:
            return None
        if re.fullmatch(r"\d{1,3}", said):  # four digits are a year
            return Since(said=said, edition=self._numbered(int(said)))
        return Since(said=said, edition=_read_on(*_days(said), self.editions))

    def clean_first(self) -> Edition | None:
        """The edition to compare from."""
        number = self.cleaned_data["first"]
        return self._numbered(number) if number else None

    def clean_second(self) -> Edition | None:
        """The edition to compare with."""
        number = self.cleaned_data["second"]
        return self._numbered(number) if number else None

    def _numbered(self, number: int) -> Edition:
        for edition in self.editions:
            if edition.number == number:
                return edition
        text = _("This brief has no edition %(number)s.")
        raise ValidationError(text, code="no-edition", params={"number": number})

    @property
    def pair(self) -> Pair | None:
        """The two editions to compare; None where nothing is asked, or nothing has changed."""
        current, oldest = self.editions[0], self.editions[-1]
        said = self.cleaned_data
        if since := said["since"]:
            changed = since.edition not in (None, current)
            return (since.edition, current) if changed else None
        if said["first"] or said["second"]:
            return said["first"] or oldest, said["second"] or current
        return None


def _in_ascii_digits(text: str) -> str:
    """A text with the digits of any script as 0 to 9: an Urdu keyboard has its own."""
    return "".join(str(int(char)) if char.isdecimal() else char for char in text)


def _days(said: str) -> tuple[dt.date, dt.date]:
    """The first and the last day that a year, a month or a day means."""
    earliest = latest = None
    if re.fullmatch(r"\d{4}(-\d{2}){0,2}", said):
        with suppress(ValidationError):
            earliest, latest = bounds(said)
    if earliest is None or latest is None:
        text = _(
            "“%(value)s” is no date and no edition: write a day, a month or a year, such as "
            "2021-09-01, or the number of the edition that you read."
        )
        raise ValidationError(text, code="no-date", params={"value": said})
    return earliest, latest


def _read_on(earliest: dt.date, latest: dt.date, editions: list[Edition]) -> Edition | None:
    """The edition that somebody read within these days.

    Where several were current in turn, the first of them: rather show a change that the reader
    has seen than leave one out.
    """
    days = [(timezone.localdate(edition.published_at), edition) for edition in editions]
    before = [edition for day, edition in days if day < earliest]
    within = [edition for day, edition in days if earliest <= day <= latest]
    return before[0] if before else within[-1] if within else None
