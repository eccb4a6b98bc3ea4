"""What imprecise dates say of a day, a month or a year: yes, no, or that they leave it open."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from briefs.models import Milestone, Position
from briefs.models.dates import bounds
from briefs.models.period import is_past, period_of, was_in_office


def dated(row: Any, **dates: str) -> Any:
    """A row with dates, computed as saving computes them."""
    for name, text in dates.items():
        earliest, latest = bounds(text)
        setattr(row, name, text)
        setattr(row, f"{name}_earliest", earliest)
        setattr(row, f"{name}_latest", latest)
    return row


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021", "2021-01-01", "2021-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        (" 2021-09-01 ", "2021-09-01", "2021-09-01"),
        ("۲۰۲۱", "2021-01-01", "2021-12-31"),
    ],
)
def test_a_period_is_a_day_a_month_or_a_year(text: str, first: str, last: str) -> None:
    found = period_of(text)
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


@pytest.mark.parametrize("text", ["21", "2021-13", "2021-02-30", "13/2020", "2021~", "0000", "²"])
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="is no date"):
        period_of(text)


@pytest.mark.parametrize(
    ("date", "asked", "past"),
    [
        ("2014", "2014", True),
        ("2014", "2014-06", None),
        ("2014", "2013", False),
        ("2014", "2014-12-31", True),
        ("", "2014", None),
        ("../2014", "2013", None),
        ("2014/..", "2015", None),
        ("2021-12-01?", "2021-12-01", None),
        ("2021-12-01?", "2021-12-02", True),
        ("2021-12-01?", "2021-11-29", False),
        ("2023~", "2023", None),
        ("2023~", "2025", True),
        ("2023~", "2021", False),
        ("2021-09%", "2021-08-15", None),
        ("9999~", "9999", True),
    ],
)
def test_a_step_has_happened_once_its_last_day_is_past(
    date: str, asked: str, *, past: bool | None
) -> None:
    assert is_past(dated(Milestone(), date=date), "date", period_of(asked)) is past


@pytest.mark.parametrize(
    ("start", "end", "seen", "asked", "held"),
    [
        pytest.param("2018", "2022", "", "2020", True, id="between"),
        pytest.param("2018", "2022", "", "2017", False, id="before"),
        pytest.param("2018", "2022", "", "2023", False, id="after"),
        pytest.param("2018", "2022", "", "2018", True, id="some time in its first year"),
        pytest.param("2018", "2022", "", "2018-03", None, id="perhaps before it began"),
        pytest.param("2018", "2022", "", "2022-11-05", None, id="perhaps after it ended"),
        pytest.param("2018", "", "", "2020", None, id="no end is known"),
        pytest.param("2018", "", "2021", "2020", True, id="seen later"),
        pytest.param("", "2022", "", "2020", None, id="no start is known"),
        pytest.param("", "", "2021-04", "2021", True, id="seen in that year"),
        pytest.param("", "", "2021-04", "2021-04", True, id="seen in that month"),
        pytest.param("", "", "2021-04", "2021-04-15", None, id="seen in that month, not that day"),
        pytest.param("", "", "2021-04", "1990", None, id="only seen much later"),
        pytest.param("", "", "", "2021", None, id="no date at all"),
        pytest.param("2018~", "2022", "", "2017", None, id="about then"),
    ],
)
def test_an_office_was_held_as_far_as_its_dates_say(
    start: str, end: str, seen: str, asked: str, *, held: bool | None
) -> None:
    position = dated(Position(), start=start, end=end, as_of=seen)
    assert was_in_office(position, period_of(asked)) is held


days = st.dates(dt.date(2000, 1, 1), dt.date(2004, 12, 31))


def written(day: dt.date, precision: int) -> str:
    """A day as a year, a month or itself."""
    return day.isoformat()[:precision]


precisions = st.sampled_from([4, 7, 10])


@given(days, days, days, precisions, precisions, days, precisions)
def test_whatever_the_dates_mean_yes_and_no_are_true(
    one: dt.date,
    other: dt.date,
    seen: dt.date,
    start_as: int,
    end_as: int,
    asked_on: dt.date,
    asked_as: int,
) -> None:
    start, end = sorted((one, other))
    texts = {"start": written(start, start_as), "end": written(end, end_as), "as_of": ""}
    if start <= seen <= end:
        texts["as_of"] = written(seen, 7)
    asked = period_of(written(asked_on, asked_as))

    held = start <= asked.last and end >= asked.first

    answer = was_in_office(dated(Position(), **texts), asked)
    assert answer is None or answer is held
