"""Imprecise dates: what is understood, what is refused, and the two days kept beside."""

import calendar
import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from briefs.models import Event, Milestone, Position
from briefs.models.dates import bounds
from tests.factories import make_actor, make_agreement, make_event, make_milestone


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        pytest.param("2014", "2014-01-01", "2014-12-31", id="year"),
        pytest.param("2021-09", "2021-09-01", "2021-09-30", id="month"),
        pytest.param("2020-02", "2020-02-01", "2020-02-29", id="leap month"),
        pytest.param("2021-12-01", "2021-12-01", "2021-12-01", id="day"),
        pytest.param("2023~", "2023-01-01", "2023-12-31", id="approximate"),
        pytest.param("2018?", "2018-01-01", "2018-12-31", id="uncertain"),
        pytest.param("2018-05-02%", "2018-05-02", "2018-05-02", id="both"),
        pytest.param("2014/2018", "2014-01-01", "2018-12-31", id="period"),
        pytest.param("2014-06/2014-06-03", "2014-06-01", "2014-06-03", id="mixed period"),
        pytest.param("1984?/2004~", "1984-01-01", "2004-12-31", id="period of doubt"),
        pytest.param("0001/9999", "0001-01-01", "9999-12-31", id="all of time"),
    ],
)
def test_a_date_means_its_first_to_its_last_day(text: str, earliest: str, latest: str) -> None:
    assert bounds(text) == (day(earliest), day(latest))


def test_an_open_end_has_no_day() -> None:
    assert bounds("2014/..") == (day("2014-01-01"), None)
    assert bounds("../2014") == (None, day("2014-12-31"))


def test_no_date_has_no_days() -> None:
    assert bounds("") == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2021-13", id="thirteenth month"),
        pytest.param("2021-00", id="month nought"),
        pytest.param("2021-02-30", id="thirtieth of February"),
        pytest.param("2021-02-29", id="leap day of a common year"),
        pytest.param("2021-9", id="one digit"),
        pytest.param("13/2020", id="month first"),
        pytest.param("/2020", id="start unsaid"),
        pytest.param("2020/", id="end unsaid"),
        pytest.param("../..", id="open at both ends"),
        pytest.param("..", id="dots alone"),
        pytest.param("/", id="slash alone"),
        pytest.param("2014/2015/2016", id="three years"),
        pytest.param("0000", id="year nought"),
        pytest.param("-0044", id="before year one"),
        pytest.param("10000", id="five digits"),
        pytest.param("y10000", id="long year"),
        pytest.param("٢٠٢١", id="Arabic digits"),
        pytest.param("２０２１", id="wide digits"),
        pytest.param("2021\0", id="NUL within"),
        pytest.param("\0", id="NUL alone"),
        pytest.param("2021" * 2500, id="ten thousand characters"),
        pytest.param("(" * 40, id="brackets"),
        pytest.param("soon", id="a word"),
        pytest.param(" ", id="a space"),
    ],
)
def test_nonsense_is_no_date(text: str) -> None:
    with pytest.raises(ValidationError, match="Write a year, a month or a day"):
        bounds(text)


def test_a_period_must_not_end_before_it_starts() -> None:
    with pytest.raises(ValidationError, match="This period ends before it starts"):
        bounds("2018/2014")


@settings(max_examples=12)  # a parse takes milliseconds
@given(st.dates(), st.sampled_from(["", "~", "?", "%"]))
def test_any_day_month_and_year_has_exact_bounds(date: dt.date, doubt: str) -> None:
    year, month = f"{date.year:04}", f"{date.year:04}-{date.month:02}"
    last = calendar.monthrange(date.year, date.month)[1]

    assert bounds(f"{date.isoformat()}{doubt}") == (date, date)
    assert bounds(f"{month}{doubt}") == (date.replace(day=1), date.replace(day=last))
    assert bounds(f"{year}{doubt}") == (dt.date(date.year, 1, 1), dt.date(date.year, 12, 31))


@settings(max_examples=12)
@given(st.dates(), st.dates())
def test_any_period_runs_from_its_first_to_its_last_day(one: dt.date, other: dt.date) -> None:
    first, last = sorted((one, other))
    assert bounds(f"{first}/{last}") == (first, last)
    if first < last:
        with pytest.raises(ValidationError, match="ends before it starts"):
            bounds(f"{last}/{first}")


@settings(max_examples=60)
@given(st.text(max_size=50) | st.text("0123456789-/.~?%XuyTZ[]{},", max_size=45))
def test_any_text_is_a_date_in_order_or_is_refused(text: str) -> None:
    try:
        earliest, latest = bounds(text)
    except ValidationError:
        return
    assert not text or earliest or latest
    assert not (earliest and latest) or earliest <= latest


@pytest.mark.django_db
def test_saving_computes_the_days() -> None:
    event = make_event(date="2021-09")
    assert (event.date_earliest, event.date_latest) == (day("2021-09-01"), day("2021-09-30"))

    event.date = "2021-09-07/.."
    event.save()
    event.refresh_from_db()
    assert (event.date_earliest, event.date_latest) == (day("2021-09-07"), None)

    event.date = ""
    event.save()
    event.refresh_from_db()
    assert (event.date_earliest, event.date_latest) == (None, None)


@pytest.mark.django_db
def test_creating_many_computes_the_days() -> None:
    agreement = make_agreement()
    Milestone.objects.bulk_create(
        Milestone(agreement=agreement, status="signed", date=date) for date in ("2014", "2015~")
    )
    days = Milestone.objects.order_by("date").values_list("date_earliest", "date_latest")
    assert list(days) == [bounds("2014"), bounds("2015")]


@pytest.mark.django_db
def test_saving_refuses_what_is_no_date() -> None:
    with pytest.raises(ValidationError, match="Write a year"):
        make_event(date="2021-13")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"date": "2021"}, id="text without days"),
        pytest.param({"date_earliest": day("2021-01-01")}, id="a day without text"),
        pytest.param(
            {
                "date": "2021",
                "date_earliest": day("2021-12-31"),
                "date_latest": day("2021-01-01"),
            },
            id="days in the wrong order",
        ),
    ],
)
def test_the_database_refuses_text_and_days_that_disagree(change: dict[str, object]) -> None:
    milestone = make_milestone()
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.filter(pk=milestone.pk).update(**change)


@pytest.mark.django_db
def test_a_form_takes_a_date_that_isnt_saved_yet() -> None:
    Event(slug="talks", title="Talks", kind="talks", date="2021-12-01").full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize("date", ["../..", "2021-13", "2018/2014"])
def test_a_form_names_the_date_that_is_wrong(date: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        Event(slug="talks", title="Talks", kind="talks", date=date).full_clean()
    assert list(refusal.value.message_dict) == ["date"]


@pytest.mark.django_db
def test_a_form_names_an_office_that_ends_before_it_starts() -> None:
    office = Position(holder=make_actor(), title="Envoy", start="2020", end="2010~")
    with pytest.raises(ValidationError) as refusal:
        office.full_clean()
    assert refusal.value.message_dict == {"end": ["The office ends before it starts."]}


@pytest.mark.django_db
def test_the_database_refuses_an_office_that_ends_before_it_starts() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Position.objects.create(holder=make_actor(), title="Envoy", start="2020", end="2010")
