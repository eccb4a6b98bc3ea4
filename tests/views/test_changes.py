"""What changed since a reader last read: asked by a day or by the number of an edition."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from briefs.models import Brief, Change, Publication
from briefs.publishing import publish, remove, replace, withdraw
from tests.factories import again, make_brief, published

pytestmark = pytest.mark.django_db

PATH = "/briefs/gas/changes/"
NO_DATE = "is no date and no edition: write a day, a month or a year, such as 2021-09-01"


def noon(month: int, day: int) -> dt.datetime:
    return dt.datetime(2026, month, day, 12, tzinfo=dt.UTC)


@pytest.fixture
def brief() -> Brief:
    """Three editions, of March, April and May."""
    brief = make_brief(slug="gas", title="Gas")
    publish(brief, at=noon(3, 10))
    for month in (4, 5):
        brief.body = f"Words of month {month}."
        again(brief, note=f"Month {month}.", at=noon(month, 10))
    return brief


def asked(client: Client, **query: Any) -> Any:
    return client.get(PATH, query)


@pytest.mark.parametrize(
    ("since", "first"),
    [
        pytest.param("2026-03-20", 1, id="a day on which the first was current"),
        pytest.param("2026-03-10", 1, id="the day of the first"),
        pytest.param("2026-05-09", 2, id="the day before the last"),
        pytest.param("2026-05-10", 2, id="the day of the last: it may have been read before"),
        pytest.param("2026-03", 1, id="the month of the first"),
        pytest.param("2026-05", 2, id="a month in which two were current"),
        pytest.param("2026", 1, id="a year in which all came out"),
        pytest.param(" 2026-03-20 ", 1, id="spaces"),
        pytest.param("۲۰۲۶-۰۳-۲۰", 1, id="Urdu digits"),
        pytest.param("1", 1, id="the number of the first"),
        pytest.param("2", 2, id="the number of the second"),
        pytest.param("۲", 2, id="an Urdu number"),
    ],
)
def test_a_reader_is_led_to_what_changed_since(
    brief: Brief, client: Client, since: str, first: int
) -> None:
    response = asked(client, since=since)

    assert response.status_code == 302
    assert response.headers["Location"] == f"/briefs/gas/editions/{first}..3/"
    assert client.get(response.headers["Location"]).status_code == 200


@pytest.mark.parametrize("since", ["2026-05-11", "2026-06", "2199", "3"])
def test_where_nothing_changed_the_page_says_so(brief: Brief, client: Client, since: str) -> None:
    page = asked(client, since=since)

    assert page.status_code == 200
    assert (
        "Nothing has changed since: edition 3, of 10 May 2026, is still the current one."
        in page.text
    )


@pytest.mark.parametrize("since", ["2026-03-09", "2026-02", "2025", "0001"])
def test_where_the_brief_was_not_published_yet_the_page_says_so(
    brief: Brief, client: Client, since: str
) -> None:
    page = asked(client, since=since)

    assert page.status_code == 200
    assert "It wasn’t published yet: the first edition is of 10 March 2026." in page.text
    assert 'href="/briefs/gas/"' in page.text


@pytest.mark.parametrize(
    "since",
    ["soon", "13/2020", "2026-13", "2026-02-30", "2026-3-1", "2026~", "2014/2018", "-1", "0000",
        "1.5", "<b>", "م" * 30, "12345"],
)  # fmt: skip
def test_what_is_no_date_is_refused_beside_the_control_and_kept(
    brief: Brief, client: Client, since: str
) -> None:
    page = asked(client, since=since)

    assert page.status_code == 400
    assert NO_DATE in page.text
    assert 'aria-invalid="true" aria-describedby="e-since"' in page.text
    assert page.context["asked"]["since"].value() == since


def test_what_is_too_long_is_refused(brief: Brief, client: Client) -> None:
    assert asked(client, since="2" * 500).status_code == 400


@pytest.mark.parametrize("query", [{"since": "9"}, {"since": "0"}, {"first": "9", "second": "1"}])
def test_an_edition_that_there_is_not_is_refused(
    brief: Brief, client: Client, query: dict[str, str]
) -> None:
    page = asked(client, **query)

    assert page.status_code == 400
    assert "This brief has no edition" in page.text


@pytest.mark.parametrize(
    ("query", "editions"),
    [
        ({"first": 1, "second": 2}, "1..2"),
        ({"first": 3, "second": 1}, "3..1"),
        ({"first": 2}, "2..3"),
        ({"second": 2}, "1..2"),
        ({"first": 1, "second": 2, "since": ""}, "1..2"),
        ({"since": ["", "2"]}, "2..3"),
    ],
)
def test_any_two_editions_can_be_compared(
    brief: Brief, client: Client, query: dict[str, Any], editions: str
) -> None:
    assert asked(client, **query).headers["Location"] == f"/briefs/gas/editions/{editions}/"


@pytest.mark.parametrize("number", ["x", "-1", "0", "9" * 30])
def test_a_number_that_is_none_is_refused_beside_its_control(
    brief: Brief, client: Client, number: str
) -> None:
    page = asked(client, first=number, second=1)

    assert page.status_code == 400
    assert 'id="e-first"' in page.text


def test_nothing_asked_shows_all_editions_and_both_forms(brief: Brief, client: Client) -> None:
    page = asked(client)

    assert page.status_code == 200
    for words in ("Month 5.", "Month 4.", "update", 'name="since"', 'name="first"'):
        assert words in page.text


@pytest.mark.parametrize("path", ["", "editions/1/", "editions/1..2/"])
def test_a_brief_of_several_editions_asks_when_it_was_last_read(
    brief: Brief, client: Client, path: str
) -> None:
    page = client.get(f"/briefs/gas/{path}").text

    assert '<form class="ask" action="/briefs/gas/changes/">' in page
    assert 'name="since"' in page


def test_a_brief_of_one_edition_does_not(client: Client) -> None:
    published(slug="gas")

    assert 'name="since"' not in client.get("/briefs/gas/").text
    assert "Nothing has changed since" in asked(client, since="1").text


def test_a_renamed_brief_keeps_the_question(brief: Brief, client: Client) -> None:
    brief.slug = "natural-gas"
    again(brief)

    response = asked(client, since="2026-03")

    assert response.status_code == 301
    assert response.headers["Location"] == "/briefs/natural-gas/changes/?since=2026-03"


def test_a_removed_brief_tells_nothing(brief: Brief, client: Client) -> None:
    remove(brief, reason="A court ordered it.")

    page = asked(client, since="1")

    assert page.status_code == 410
    assert "Month" not in page.text


@pytest.mark.parametrize("leave", ["withdraw", "replace"])
def test_what_is_still_readable_is_told_under_its_notice(
    brief: Brief, client: Client, leave: str
) -> None:
    if leave == "withdraw":
        withdraw(brief, reason="Wrong figures.")
    else:
        replace(brief, successor=published(slug="better").publication)

    page = asked(client)

    assert page.status_code == 200
    assert 'class="notice"' in page.text


def test_of_a_draft_nobody_can_ask(client: Client) -> None:
    make_brief(slug="gas")

    assert asked(client).status_code == 404


def test_it_can_only_be_looked_at(brief: Brief, client: Client) -> None:
    assert client.post(PATH).status_code == 405
    assert client.head(PATH).status_code == 200


def test_a_minor_edit_moves_no_date_that_readers_see(brief: Brief, client: Client) -> None:
    assert "updated on 10 May 2026" in client.get("/briefs/gas/").text
    brief.body = "A typo less."
    publish(brief, change=Change.MINOR, at=noon(6, 10))

    head = client.get("/briefs/gas/").text.partition('<div class="brief-text">')[0]

    assert "updated on 10 May 2026" in head
    assert "June" not in head
    assert Publication.objects.get().updated_on == dt.date(2026, 5, 10)


def test_many_editions_take_as_many_queries_as_few(
    brief: Brief, queries: Callable[[str], int]
) -> None:
    paths = [PATH, "/briefs/gas/", "/briefs/gas/editions/1..2/"]
    few = [queries(path) for path in paths]
    for number in range(12):
        brief.title = f"Gas {number}"
        again(brief)

    assert [queries(path) for path in paths] == few
