"""Readers meet an actor under its name in their language; programs under the collection's."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from briefs.models import Actor, ActorName, Participant, Party, Position
from briefs.publishing import publish
from tests.factories import (
    make_actor,
    make_agreement,
    make_brief,
    make_event,
    make_evidence,
    make_topic,
)

pytestmark = pytest.mark.django_db

RUSSIAN = {"accept-language": "ru"}


def named(actor: Actor, text: str, language: str, kind: str = "short", **given: str) -> None:
    ActorName.objects.create(actor=actor, name=text, language=language, kind=kind, **given)


@pytest.fixture
def collection() -> None:
    """A brief about Russia, by one who has a Russian name, with facts."""
    russia = make_actor(name="Russia", slug="russia")
    named(russia, "Россия", "ru")
    named(russia, "روس", "ur")
    adviser = make_actor(name="Nikolai Patrushev", slug="patrushev", kind="person")
    named(adviser, "Николай Патрушев", "ru")
    topic = make_topic(slug="gas", name="Gas", names={"ru": "Газ"})
    accord = make_agreement(slug="accord", title="Accord", names={"ru": "Соглашение"})
    brief = make_brief(slug="brief", authors=(adviser,), body="He is adviser. Both signed.")
    brief.actors.add(russia)
    brief.topics.add(topic)
    brief.agreements.add(accord)
    office = Position.objects.create(holder=adviser, title="adviser", of=russia)
    party = Party.objects.create(agreement=accord, actor=russia)
    event = make_event(slug="talks", title="Talks")
    Participant.objects.create(event=event, actor=russia)
    make_evidence(brief, exact="He is adviser", position=office, attributed_to=adviser)
    make_evidence(brief, exact="Both signed", party=party)
    make_evidence(brief, exact="signed", event=event)
    brief.refresh_from_db()
    publish(brief)


PAGES = {
    "/actors/": ["Россия", "Николай Патрушев"],
    "/actors/russia/": ["Россия", "Николай Патрушев"],
    "/actors/patrushev/": ["Николай Патрушев", "Россия"],
    "/agreements/accord/": ["Россия"],
    "/events/talks/": ["Россия"],
    "/briefs/": ["Россия", "Николай Патрушев", "Газ", "Соглашение"],
    "/briefs/brief/": ["Россия", "Николай Патрушев", "Газ", "Соглашение"],
    "/briefs/brief/editions/1/": ["Россия", "Николай Патрушев"],
    "/suggest/?q=russia": ["Россия"],
}


@pytest.mark.usefixtures("collection")
def test_every_page_names_actors_in_the_readers_language(client: Client) -> None:
    for url, names in PAGES.items():
        page = html.fromstring(client.get(url, headers=RUSSIAN).text)
        (main,) = page.xpath("//main") or [page]
        said = main.text_content()
        assert [name for name in names if name not in said] == [], url
        if url != "/suggest/?q=russia":  # it shows what was meant
            for name in page.xpath("//bdi[not(@lang)] | //h1 | //li/a"):
                assert name.text_content().strip() not in ("Russia", "Nikolai Patrushev"), url


@pytest.mark.usefixtures("collection")
def test_who_has_no_name_there_is_called_as_in_the_collection(client: Client) -> None:
    page = client.get("/actors/patrushev/", headers={"accept-language": "ur"}).text
    assert '<h1 dir="auto">Nikolai Patrushev</h1>' in page


@pytest.mark.usefixtures("collection")
def test_the_collections_own_language_has_the_name_that_briefs_use(client: Client) -> None:
    named(Actor.objects.get(slug="russia"), "Russian Federation", "en", "official")
    for url in ("/actors/russia/", "/briefs/brief/", "/briefs/"):
        page = client.get(url).text
        assert "Russia<" in page, url
        assert "Russian Federation</a>" not in page, url


@pytest.mark.usefixtures("collection")
def test_the_api_answers_everybody_in_the_collections_language(client: Client) -> None:
    for url in ("/api/v1/briefs", "/api/v1/briefs/brief"):
        plain, asked = client.get(url), client.get(url, headers=RUSSIAN)
        assert asked.json() == plain.json()
        assert "Россия" not in asked.text


def test_a_list_is_in_the_order_of_the_names_that_it_shows(client: Client) -> None:
    for plain, russian in (("Austria", "Я"), ("Belgium", "Б"), ("Chad", ""), ("Denmark", "А")):
        actor = make_actor(name=plain)
        if russian:
            named(actor, russian, "ru")

    def shown(**headers: str) -> list[str]:
        page = html.fromstring(client.get("/actors/", headers=headers).text)
        return [a.text_content() for a in page.xpath("//ul[contains(@class, 'index')]/li/a")]

    assert shown() == ["Austria", "Belgium", "Chad", "Denmark"]
    assert shown(**{"accept-language": "ru"}) == ["Chad", "А", "Б", "Я"]


class TestTheActorsPage:
    def names(self, client: Client, **headers: Any) -> list[tuple[str, str, str]]:
        """Each name: its language as tagged, itself, what is said of it."""
        page = html.fromstring(client.get("/actors/burma/", headers=headers).text)
        return [
            (row.find("bdi").get("lang"), row.findtext("bdi"), row.findtext("span"))
            for row in page.xpath("//aside//li[bdi[@lang]]")
        ]

    def test_says_of_a_former_name_that_it_is_one_and_when_it_was(self, client: Client) -> None:
        burma = make_actor(name="Myanmar", slug="burma")
        named(burma, "Burma", "en", "former", start="1948", end="1989", origin="article")
        assert self.names(client) == [("en", "Burma", "former name, 1948 to 1989")]

    def test_has_the_readers_language_first_and_former_names_last(self, client: Client) -> None:
        burma = make_actor(name="Myanmar", slug="burma")
        named(burma, "Burma", "en", "former", origin="article")
        named(burma, "Republic of Myanmar", "en", "official", origin="article")
        named(burma, "Мьянма", "ru", origin="article")
        named(burma, "Mjanma", "ru", "transliteration", origin="article")

        assert self.names(client) == [
            ("en", "Republic of Myanmar", "official name"),
            ("en", "Burma", "former name"),
            ("ru", "Мьянма", "short name"),
            ("ru-Latn", "Mjanma", "transliteration, Latin"),
        ]
        russian = [name for _tag, name, _said in self.names(client, **RUSSIAN)]
        assert russian == ["Мьянма", "Mjanma", "Republic of Myanmar", "Burma"]

    def test_is_found_by_a_former_name_and_says_so(self, client: Client) -> None:
        named(make_actor(name="Myanmar", slug="burma"), "Burma", "en", "former")
        found = client.get("/suggest/", {"q": "burm"}).text
        assert "<bdi>Burma</bdi>" in found
        assert "<bdi>former name of Myanmar</bdi>" in found


@pytest.mark.usefixtures("collection")
def test_the_readers_language_costs_two_queries_at_most(
    client: Client, queries: Callable[[str], int]
) -> None:
    for url in (url for url in PAGES if url != "/suggest/?q=russia"):
        plain = queries(url)
        client.get(url, headers=RUSSIAN)
        with CaptureQueriesContext(connection) as captured:
            client.get(url, headers=RUSSIAN)
        assert len(captured) <= plain + 2, url
