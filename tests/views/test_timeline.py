"""The timeline: what readers may see of dated facts, drawn, as a table and as data."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from briefs.models import Agreement, Event, Milestone, Participant, Party, Position
from briefs.publishing import publish, withdraw
from briefs.search.calendar_units import MOST, UNITS, fitting
from tests.factories import (
    make_actor,
    make_agreement,
    make_brief,
    make_event,
    make_evidence,
    make_milestone,
    make_topic,
)

URL = "/timeline/"


def stated(*claims: Any, **words: Any) -> Any:
    """Publish a brief that says all of these; gives the brief."""
    brief = make_brief()
    for claim in claims:
        make_evidence(brief, **{claim._meta.model_name: claim}, **words)
    publish(brief)
    return brief


def rows(client: Client, query: str = "") -> list[str]:
    """The rows of the table, each as text with one space between words."""
    page = html.fromstring(client.get(URL + query).text)
    return [" ".join(row.text_content().split()) for row in page.xpath("//table[@role]/tbody/tr")]


def found(client: Client, query: str = "") -> list[str]:
    """What the data has, by what it is about."""
    return [fact["what"] for fact in client.get(f"/timeline.json{query}").json()["results"]]


@pytest.fixture
def accord(db: None) -> Agreement:
    """An agreement on energy of two parties, with a step of both, one of Ann's, and one to come."""
    energy = make_topic(slug="energy", name="Energy")
    gas = make_topic(slug="gas", name="Gas", parent=energy)
    ann, bob = make_actor(slug="ann", name="Ann"), make_actor(slug="bob", name="Bob")
    accord = make_agreement(slug="accord", title="Accord")
    accord.topics.add(gas)
    parties = [Party.objects.create(agreement=accord, actor=actor) for actor in (ann, bob)]
    stated(
        *parties,
        make_milestone(accord, date="2014", status="signed"),
        make_milestone(accord, actor=ann, date="2016-05", status="ratified"),
    )
    stated(make_milestone(accord, date="2031", status="in-force"), assertion="expected")
    return accord


@pytest.fixture
def others(accord: Agreement) -> None:
    """A meeting, an office, and what nobody may see."""
    meeting = make_event(slug="met", title="A meeting", date="2015-03-01")
    Participant.objects.create(event=meeting, actor=make_actor(slug="cid", name="Cid"))
    office = Position.objects.create(
        holder=make_actor(slug="dee", name="Dee"), title="Minister", start="2010", end="2018-07"
    )
    stated(meeting, office, make_event(title="Undated"))
    make_event(title="Unsaid", date="2015")
    make_evidence(make_brief(), event=make_event(title="In a draft", date="2015"))


def test_facts_stand_in_the_order_of_time_with_their_passages(client: Client, others: None) -> None:
    told = rows(client)

    assert [row.partition("Some words.")[0].strip() for row in told] == [
        "1. 2010 Minister took office Dee",
        "2. 2014 Accord signed",
        "3. 1 March 2015 A meeting meeting Cid",
        "4. May 2016 Accord ratified Ann",
        "5. July 2018 Minister left office Dee",
        "6. 2031 Accord (expected) entered into force",
    ]
    assert "Some words. expected" in told[-1]


def test_only_what_readers_may_see_is_there(client: Client, others: None) -> None:
    for address in (URL, "/timeline.csv", "/timeline.json"):
        response = client.get(address)
        said = response.text if not response.streaming else response.getvalue().decode()
        assert "A meeting" in said
        assert not [word for word in ("Unsaid", "In a draft", "Undated") if word in said]


def test_what_is_withdrawn_goes(client: Client, db: None) -> None:
    brief = stated(make_event(title="A meeting", date="2015"))
    assert found(client) == ["A meeting"]

    withdraw(brief, reason="A mistake.")

    assert found(client) == []
    assert "No dated fact matches" in client.get(URL).text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?actor=ann", ["Accord", "Accord", "Accord"]),
        ("?actor=bob", ["Accord", "Accord"]),
        ("?actor=cid&actor=dee", ["Minister", "A meeting", "Minister"]),
        ("?topic=energy", ["Accord"] * 3),
        ("?agreement=accord&kind=ratified", ["Accord"]),
        ("?kind=event", ["A meeting"]),
        ("?kind=took-office&kind=meeting", ["Minister", "A meeting"]),
        ("?from=2015&to=2016", ["A meeting", "Accord"]),
        ("?from=2014-06&to=2014-07", ["Accord"]),
        ("?from=2018-08", ["Accord"]),
        ("?to=2010", ["Minister"]),
        ("?actor=cid&topic=energy", []),
        ("?page_size=10&page=1&utm_source=x", ["Minister", "Accord", "A meeting", "Accord"]),
    ],
)
def test_facts_are_filtered_like_briefs(
    client: Client, others: None, query: str, expected: list[str]
) -> None:
    assert found(client, query)[: len(expected) or 1] == expected
    assert len(rows(client, query)) == len(found(client, query))


@pytest.mark.parametrize(
    ("query", "name", "text"),
    [
        ("?topic=nope", "topic", "There is no topic “nope”."),
        ("?actor=%00", "actor", ""),
        ("?kind=policy-brief", "kind", "There is no kind “policy-brief”."),
        ("?from=13/2020", "from", "“13/2020” is no date"),
        ("?to=soon", "to", "“soon” is no date"),
        ("?from=2020&to=2019", "to", "This period ends before it starts."),
        ("?zoom=week", "zoom", "There is no zoom “week”"),
        ("?page=0", "page", ""),
    ],
)
def test_what_is_no_value_is_refused_beside_its_control(
    client: Client, accord: Agreement, query: str, name: str, text: str
) -> None:
    response = client.get(URL + query)
    assert response.status_code == 400
    if text:
        page = html.fromstring(response.text)
        assert text in page.xpath(f"string(//p[@id='e-{name}'])")
        assert f"{name}: {text}" in client.get(f"/timeline.json{query}").text
    assert client.get(f"/timeline.csv{query}").status_code == 400


def test_a_page_past_the_last_one_is_not_there(client: Client, accord: Agreement) -> None:
    assert client.get(f"{URL}?page=2").status_code == 404
    assert client.get("/timeline.json?page=2").status_code == 404


def test_a_fact_is_drawn_as_long_as_its_date_is_imprecise_and_as_it_is_asserted(
    client: Client, accord: Agreement
) -> None:
    page = html.fromstring(client.get(f"{URL}?from=2014&to=2016").text)
    marks = page.xpath("//svg[@role='group']//a[starts-with(@href, '#fact-')]/rect[@class='act']")

    assert [float(mark.get("width").rstrip("%")) > 5 for mark in marks] == [True, False]
    future = html.fromstring(client.get(f"{URL}?from=2031").text)
    assert future.xpath("//figure//rect[@class='act']/@data-assertion") == ["expected"]
    assert "(expected)" in future.xpath("string(//figure//title)")


@pytest.fixture
def many(db: None) -> None:
    """Sixty meetings, one a month from 2015 on."""
    months = [f"{2015 + n // 12}-{n % 12 + 1:02}" for n in range(60)]
    stated(*(make_event(title=f"Meeting of {month}", date=month) for month in months))


def test_many_facts_are_counted_by_period_and_each_period_leads_into_itself(
    client: Client, many: None
) -> None:
    page = html.fromstring(client.get(f"{URL}?zoom=year").text)
    links = page.xpath("//figure//a")

    assert [link.xpath("string(title)").strip() for link in links] == [
        f"{year}: 12 dated facts" for year in range(2015, 2020)
    ]
    assert links[1].get("href") == "/timeline/?from=2016&to=2016"
    assert len(rows(client, links[1].get("href").removeprefix(URL))) == 12


def test_a_period_leads_out_and_to_those_beside_it(client: Client, many: None) -> None:
    page = html.fromstring(client.get(f"{URL}?from=2016&to=2016&kind=meeting").text)
    ways = {link.text_content().strip(): link.get("href") for link in page.xpath("//nav//a")}

    assert ways["Out to 2010s"] == "/timeline/?kind=meeting&from=2010&to=2019"
    assert ways["The whole line"] == "/timeline/?kind=meeting"
    assert ways["Before: 2015"] == "/timeline/?kind=meeting&from=2015&to=2015"
    assert ways["After: 2017"] == "/timeline/?kind=meeting&from=2017&to=2017"


def test_the_same_counts_are_a_table_and_data(client: Client, many: None) -> None:
    page = html.fromstring(client.get(f"{URL}?zoom=year").text)
    cells = [
        " ".join(row.text_content().split()) for row in page.xpath("//details//table/tbody/tr")
    ]
    data = client.get("/timeline.json?zoom=year").json()

    assert cells[0] == "2015 12 12 0 0 12 0 0 0 0"
    assert data["count"] == 60
    assert data["pages"] == 2
    assert data["periods"][0] == {"from": "2015", "to": "2015", "event": {"stated": 12}}


def test_the_csv_has_every_fact_with_the_passage_that_states_it(
    client: Client, others: None
) -> None:
    response = client.get("/timeline.csv")
    table = list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))

    assert response["Content-Disposition"] == 'attachment; filename="timeline.csv"'
    assert [row["date"] for row in table][:3] == ["2010", "2014", "2015-03-01"]
    assert table[1]["earliest"] == "2014-01-01"
    assert table[1]["agreements"] == "Accord"
    assert table[-1]["assertion"] == "expected"
    assert "#passage-" in table[-1]["passage"]


def test_open_periods_and_ages_long_past_are_drawn(client: Client, db: None) -> None:
    stated(
        make_event(title="Old", date="0900"),
        make_event(title="Since", date="2014/.."),
        make_event(title="Until", date="../1950"),
        make_event(title="Last", date="9999-12-31"),
    )
    assert client.get(URL).status_code == 200
    assert found(client, "?from=2020&to=2020") == ["Since"]
    assert found(client, "?to=0950") == ["Old", "Until"]
    assert client.get(f"{URL}?zoom=day").status_code == 200


def test_as_many_facts_as_there_may_be_cost_as_many_queries(
    client: Client, others: None, queries: Callable[[str], int]
) -> None:
    few = {url: queries(url) for url in (URL, "/timeline.json", f"{URL}?actor=ann&topic=gas")}
    agreement = Agreement.objects.get()
    stated(*(make_milestone(agreement, date=f"{1950 + n}") for n in range(70)))

    assert all(queries(url) <= number for url, number in few.items())
    assert max(few.values()) < 30


@given(
    days=st.tuples(st.dates(), st.dates()).map(sorted),
    zoom=st.sampled_from(["", *(unit.name for unit in UNITS)]),
)
def test_any_period_is_cut_into_columns_without_gap_or_overlap(
    days: list[dt.date], zoom: str
) -> None:
    first, last = days
    columns = list(fitting(first, last, zoom).columns(first, last))

    assert len(columns) <= MOST + 2
    assert columns[0].first <= first
    assert columns[-1].last >= last
    for before, after in pairwise(columns):
        assert after.first - before.last == dt.timedelta(days=1)


def test_the_navigation_leads_there(client: Client, db: None) -> None:
    assert 'href="/timeline/"' in client.get("/").text
    assert Event.objects.count() == Milestone.objects.count() == 0
    assert client.get(URL).status_code == 200
