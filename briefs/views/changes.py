"""What a reader missed: which two editions to compare, from a day or a number that they know."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from briefs.models.edition import Edition
from briefs.models.period import Period, in_ascii_digits, period_of
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
        said = in_ascii_digits(self.cleaned_data["since"])
        if not said:
            return None
        if re.fullmatch(r"\d{1,3}", said):  # four digits are a year
            return Since(said=said, edition=self._numbered(int(said)))
        return Since(said=said, edition=_read_within(_period(said), self.editions))

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


def _period(said: str) -> Period:
    try:
        return period_of(said)
    except ValidationError:
        text = _(
            "“%(value)s” is no date and no edition: write a day, a month or a year, such as "
            "2021-09-01, or the number of the edition that you read."
        )
        raise ValidationError(text, code="no-date", params={"value": said}) from None


def _read_within(period: Period, editions: list[Edition]) -> Edition | None:
    """The edition that somebody read within some days.

    Where several were current in turn, the first of them: rather show a change that the reader
    has seen than leave one out.
    """
    days = [(timezone.localdate(edition.published_at), edition) for edition in editions]
    before = [edition for day, edition in days if day < period.first]
    within = [edition for day, edition in days if period.first <= day <= period.last]
    return before[0] if before else within[-1] if within else None
