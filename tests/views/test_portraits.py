"""Portraits: an actor's agreements by status, with whom and on what; a topic with what it has."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from lxml import html
from pytest_django import DjangoAssertNumQueries

from briefs.models import Actor, Agreement, Participant, Party, Topic, portrait
from briefs.publishing import publish
from tests.factories import (
    make_actor,
    make_agreement,
    make_brief,
    make_event,
    make_evidence,
    make_milestone,
    make_topic,
)


def page(client: Client, url: str) -> Any:
    main = html.fromstring(client.get(url).text).find(".//main")
    assert main is not None
    return main


def text(node: Any) -> str:
    return " ".join(node.text_content().split())


def section(client: Client, url: str, heading: str) -> Any:
    (found,) = page(client, url).xpath("//section[h2[normalize-space()=$h]]", h=heading)
    return found


def tied(
    *actors: Actor, status: str = "", assertion: str = "stated", topics: tuple[Topic, ...] = ()
) -> Agreement:
    """An agreement of these actors that has come so far, and the brief that states it."""
    agreement = make_agreement()
    agreement.topics.set(topics)
    brief = make_brief()
    brief.agreements.add(agreement)
    brief.actors.set(actors)
    brief.topics.set(topics)
    for actor in actors:
        party = Party.objects.create(agreement=agreement, actor=actor)
        make_evidence(brief, party=party, assertion=assertion)
    if status:
        make_evidence(brief, milestone=make_milestone(agreement, date="2014", status=status))
    publish(brief)
    return agreement


@pytest.fixture
def cast(db: None) -> tuple[Actor, Actor, Actor]:
    ann = make_actor(slug="ann", name="Annland")
    return ann, make_actor(slug="bor", name="Borduria"), make_actor(slug="car", name="Carpathia")


class TestAnActor:
    def test_has_its_agreements_by_status_those_that_hold_first(
        self, client: Client, cast: tuple[Actor, ...]
    ) -> None:
        ann, bor, _car = cast
        for status in ("signed", "", "terminated", "in-force", "signed"):
            tied(ann, bor, status=status)

        found = section(client, "/actors/ann/", "Agreements")

        groups = [text(each) for each in found.findall("h3")]
        assert groups == [
            *("in force 1", "signed 2", "terminated 1", "no stage is stated as reached 1"),
        ]
        assert [len(each.findall("div")) for each in found.findall("dl")] == [1, 2, 1, 1]

    def test_says_with_whom_and_how_often(self, client: Client, cast: tuple[Actor, ...]) -> None:
        ann, bor, car = cast
        tied(ann, bor)
        tied(ann, bor, car)
        tied(bor, car)

        found = section(client, "/actors/ann/", "With whom and on what")

        links = [(a.text, a.get("href")) for a in found.xpath(".//ul[1]/li/a")][:2]
        assert links == [("Borduria", "/actors/bor/"), ("Carpathia", "/actors/car/")]
        assert "Borduria 2 agreements Carpathia 1 agreement" in text(found)

    def test_is_with_nobody_of_whom_that_is_only_claimed(
        self, client: Client, cast: tuple[Actor, ...]
    ) -> None:
        ann, bor, _car = cast
        tied(ann, bor, assertion="claimed")

        assert "With whom and on what" not in text(page(client, "/actors/ann/"))

    def test_says_on_what_and_each_leads_to_the_list_that_has_as_many(
        self, client: Client, cast: tuple[Actor, ...]
    ) -> None:
        ann, bor, _car = cast
        energy = make_topic(slug="energy", name="Energy")
        gas = make_topic(slug="gas", name="Gas", parent=energy)
        tied(ann, topics=(energy,))
        tied(ann, bor, topics=(gas,))
        tied(bor, topics=(gas,))

        found = section(client, "/actors/ann/", "With whom and on what")

        rows = found.xpath(".//li[contains(a/@href, 'topic=')]")
        assert [text(row) for row in rows] == ["Energy 2", "Gas 1"]
        for row in rows:
            (url,) = row.xpath("a/@href")
            assert f"{row.find('data').text} brief" in client.get(url).text

    def test_narrows_its_briefs_by_kind_and_year(
        self, client: Client, cast: tuple[Actor, ...]
    ) -> None:
        tied(*cast)

        found = section(client, "/actors/ann/", "Briefs")

        for url in found.xpath(".//div[@class='narrowed']//a/@href"):
            assert url.startswith("/briefs/?actor=ann&")
            assert "1 brief" in client.get(url).text
        assert len(found.xpath(".//div[@class='narrowed']//a")) == 2

    def test_of_two_roles_at_an_event_has_the_event_once(
        self, client: Client, cast: tuple[Actor, ...]
    ) -> None:
        event, brief = make_event(), make_brief()
        for role in ("host", "signatory"):
            Participant.objects.create(event=event, actor=cast[0], role=role)
        make_evidence(brief, event=event)
        publish(brief)

        assert len(section(client, "/actors/ann/", "Events").findall("ol/li")) == 1


class TestATopic:
    @pytest.fixture
    def energy(self, cast: tuple[Actor, ...]) -> Topic:
        ann, bor, _car = cast
        energy = make_topic(slug="energy", name="Energy", definition="Heat and light.")
        gas = make_topic(slug="gas", name="Gas", parent=energy)
        tied(ann, topics=(energy,), status="signed")
        tied(ann, bor, topics=(gas,))
        return energy

    def test_counts_what_is_beneath_it_in(self, client: Client, energy: Topic) -> None:
        said = text(page(client, "/topics/energy/"))

        assert "Energy Heat and light. 2 briefs, with narrower topics" in said
        assert "Narrower topics Gas 1" in said
        assert "Energy Gas 1 brief On the timeline" in text(page(client, "/topics/gas/"))

    def test_has_its_actors_with_the_list_of_briefs_on_both(
        self, client: Client, energy: Topic
    ) -> None:
        rows = page(client, "/topics/energy/").xpath("//aside//ul[@class='tally']/li")

        assert [text(row) for row in rows] == ["Annland 2 briefs", "Borduria 1 brief"]
        assert rows[1].xpath("a/@href") == ["/actors/bor/", "/briefs/?topic=energy&actor=bor"]

    def test_has_the_agreements_beneath_it_with_their_status(
        self, client: Client, energy: Topic
    ) -> None:
        (aside,) = page(client, "/topics/energy/").xpath("//aside")

        assert "Agreements" in text(aside)
        assert "treaty, signed" in text(aside)
        assert len(aside.xpath(".//a[starts-with(@href, '/agreements/')]")) == 2


@pytest.mark.parametrize("noun", ["actor", "agreement", "topic"])
def test_a_portrait_leads_to_where_its_facts_are_drawn(
    client: Client, cast: tuple[Actor, ...], noun: str
) -> None:
    topic = make_topic()
    signed = tied(*cast, status="signed", topics=(topic,))
    nouns: dict[str, Any] = {"actor": cast[0], "agreement": signed, "topic": topic}
    links = page(client, nouns[noun].get_absolute_url()).xpath("//*[@class='drawn']/a/@href")

    assert links == [f"/{drawn}/?{noun}={nouns[noun].slug}" for drawn in ("timeline", "network")]
    assert all(page(client, url).xpath("//figure//a") for url in links)


def test_one_without_facts_leads_nowhere(client: Client, db: None) -> None:
    for noun in (make_actor(), make_agreement(), make_topic()):
        assert not page(client, noun.get_absolute_url()).xpath("//*[@class='drawn']")


def test_portraits_ask_as_many_queries_for_much_as_for_little(
    client: Client, cast: tuple[Actor, ...], queries: Callable[[str], int]
) -> None:
    topic = make_topic(slug="topic")

    def more(number: int) -> None:
        for _each in range(number):
            narrower = make_topic(parent=topic)
            tied(*cast, make_actor(), status="signed", topics=(topic, narrower))

    more(2)
    urls = ("/actors/ann/", "/topics/topic/", "/actors/ann/?as_of=2020")
    few = [queries(url) for url in urls]
    more(6)

    assert [queries(url) for url in urls] == few


def test_a_noun_of_which_nothing_is_claimed_is_read_by_one_query(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    actor, agreement, topic = make_actor(), make_agreement(), make_topic()

    with django_assert_num_queries(3):
        assert portrait.actor(actor.slug) == actor
        assert portrait.agreement(agreement.slug) == agreement
        assert portrait.topic(topic.slug) == topic
