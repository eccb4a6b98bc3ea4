"""A brief's facts: in a box by noun, each with its sentence, how it is asserted, what is cited."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from lxml import html

from briefs.models import Brief, Party, Position, Term
from briefs.publishing import publish
from tests.factories import (
    again,
    make_actor,
    make_agreement,
    make_brief,
    make_event,
    make_evidence,
    make_source,
    published,
)

BODY = "It is long. Ann is minister. They met. It is not so long. It is long, we hear."
URL = "/briefs/sheet/"


@pytest.fixture
def sheet(db: None) -> None:
    """A brief that states a length twice and denies it once, an office and an event."""
    brief = make_brief(slug="sheet", title="Sheet", body=BODY)
    accord = make_agreement(slug="accord", title="Accord")
    length = Term.objects.create(agreement=accord, label="Length", value="5", unit="km")
    ann = make_actor(slug="ann", name="Ann", kind="person")
    office = Position.objects.create(holder=ann, title="Minister")
    source = make_source(slug="paper", title="Paper")
    brief.sources.add(source)
    passages: dict[str, dict[str, Any]] = {
        "It is long.": {"term": length, "source": source, "locator": "page 2"},
        "It is not so long.": {"term": length, "assertion": "denied", "attributed_to": ann},
        "It is long, we hear.": {"term": length, "assertion": "claimed"},
        "Ann is minister.": {"position": office},
        "They met.": {"event": make_event(slug="meeting", title="A meeting")},
    }
    for exact, how in passages.items():
        make_evidence(brief, exact=exact, **how)
    publish(brief)


def box(client: Client, url: str = URL) -> Any:
    """The facts box of a page."""
    (found,) = html.fromstring(client.get(url).text).xpath("//section[h2[@id='facts']]")
    return found


def words(node: Any) -> str:
    return " ".join(node.text_content().split())


@pytest.mark.usefixtures("sheet")
class TestTheBox:
    def test_has_agreements_actors_and_events_with_all_that_is_said_of_each(
        self, client: Client
    ) -> None:
        found = box(client)

        assert [h.text for h in found.findall("h3")] == ["Agreements", "Actors", "Events"]
        assert [a.get("href") for a in found.xpath("h4/a")] == [
            "/agreements/accord/",
            "/actors/ann/",
        ]
        assert found.xpath("ul[3]//a[text()='About this event']/@href") == ["/events/meeting/"]

    def test_says_how_each_passage_asserts_it_and_who_does(self, client: Client) -> None:
        rows = box(client).xpath("ul[1]/li")

        assert [row.find("a").get("data-assertion") for row in rows] == [
            *("stated", "denied", "claimed"),
        ]
        assert [words(row.find("span")) for row in rows] == ["stated", "denied by Ann", "claimed"]
        assert "source 1, page 2" in words(rows[0])

    def test_leads_to_the_sentence_and_to_its_place_in_the_edition(self, client: Client) -> None:
        page = html.fromstring(client.get(URL).text)
        for row in box(client).iter("li"):
            (sentence,) = row.xpath("a/@href")
            (cited,) = row.xpath(".//a[@class='cite']/@href")

            assert page.xpath(f"//mark[@id='{sentence[1:]}']"), sentence
            assert cited == f"{URL}editions/1/{sentence}"

    def test_of_a_former_edition_leads_to_that_edition(self, client: Client) -> None:
        brief = Brief.objects.get(slug="sheet")
        brief.body = f"{BODY} One sentence more."
        again(brief)

        for number in (1, 2):
            addresses = box(client, f"{URL}editions/{number}/").xpath(".//a[@class='cite']/@href")
            assert len(addresses) == 5
            assert all(a.startswith(f"{URL}editions/{number}/#") for a in addresses)


def test_a_passage_is_read_in_the_brief_until_an_edition_drops_it(client: Client, db: None) -> None:
    brief = make_brief(slug="sheet", body=BODY)
    party = Party.objects.create(agreement=make_agreement(slug="accord"), actor=make_actor())
    evidence = make_evidence(brief, exact="They met.", party=party)
    publish(brief)

    def links() -> list[Any]:
        page = html.fromstring(client.get("/agreements/accord/").text)
        (passage,) = page.xpath("//*[@class='passage']")
        return [*passage.xpath("a/@href"), *passage.xpath(".//a[@class='cite']/@href")]

    assert links() == [f"{URL}#{evidence.anchor}", f"{URL}editions/1/#{evidence.anchor}"]
    brief.body = "Nothing of it."
    again(brief)
    assert links() == [f"{URL}editions/1/#{evidence.anchor}"] * 2


class TestTheReference:
    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("en", "Ann, Bob: “Sheet”. Chancery, report, edition 1, 1 September 2021."),
            ("ru", "Ann, Bob: «Sheet». Chancery, доклад, 1-е издание, 1 сентября 2021."),
        ],
    )
    def test_names_the_edition_in_the_briefs_language(
        self, client: Client, db: None, language: str, said: str
    ) -> None:
        authors = (make_actor(name="Ann"), make_actor(name="Bob"))
        day = dt.date(2021, 9, 1)
        published(
            slug="sheet",
            title="Sheet",
            kind="report",
            language=language,
            authors=authors,
            published_on=day,
        )

        (line,) = html.fromstring(client.get(URL).text).find_class("citation")

        assert words(line) == f"{said} http://testserver{URL}editions/1/"


def test_a_brief_asks_as_many_queries_for_many_facts_as_for_few(
    client: Client, sheet: None, queries: Callable[[str], int]
) -> None:
    few = queries(URL)
    sentences = [f"Number {number} is said." for number in range(10)]
    brief = make_brief(slug="many", body=" ".join(sentences))
    for sentence in sentences:
        holder = make_actor(kind="person")
        make_evidence(
            brief,
            exact=sentence,
            position=Position.objects.create(holder=holder, of=make_actor(), title="Minister"),
            attributed_to=make_actor(),
            source=make_source(),
        )
    publish(brief)

    assert len(box(client, "/briefs/many/").findall(".//li")) == 10
    assert queries("/briefs/many/") <= few
