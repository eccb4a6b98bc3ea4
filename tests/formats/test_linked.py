"""JSON-LD: nouns and briefs in the words of schema.org, and what is claimed as claims."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from lxml import html

from briefs.models import Actor, Position
from briefs.publishing import publish, withdraw
from tests.factories import (
    brief_of,
    make_actor,
    make_agreement,
    make_brief,
    make_event,
    make_evidence,
    make_milestone,
    make_topic,
    published,
)

SEED = {
    "actors/russia": "Country",
    "actors/sergey-lavrov": "Person",
    "agreements/pakistan-stream-gas-pipeline": "Project",
    "topics/security": "DefinedTerm",
    "events/pipeline-agreement-signed-2021": "Event",
    "briefs/pakistan-stream-pipeline-in-figures": "Article",
}


def said(client: Client, address: str) -> Any:
    """The twin of a page."""
    response = client.get(f"/{address}.jsonld")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/ld+json"
    return json.loads(response.content)


@pytest.mark.usefixtures("seed")
@pytest.mark.parametrize(("address", "kind"), SEED.items())
def test_each_page_has_a_twin_and_names_it(client: Client, address: str, kind: str) -> None:
    found = said(client, address)

    assert (found["@context"], found["@type"]) == ("https://schema.org", kind)
    assert found["@id"] == f"http://testserver/{address}/"
    page = html.fromstring(client.get(f"/{address}/").text)
    assert page.xpath("//link[@type='application/ld+json']/@href") == [f"/{address}.jsonld"]


@pytest.fixture
def claimed(db: None) -> None:
    """A minister, as is stated; another office of hers, as one side claims."""
    ann, pat = make_actor(slug="ann"), make_actor(slug="pat", name="Pat", kind="person")
    minister = Position.objects.create(holder=pat, of=ann, title="Minister", start="2020")
    envoy = Position.objects.create(holder=pat, title="Envoy", start="2021~")
    brief = make_brief(slug="brief", body="Some words. More words.")
    make_evidence(brief, position=minister)
    make_evidence(
        brief, position=envoy, exact="More words.", assertion="claimed", attributed_to=ann
    )
    publish(brief)


@pytest.mark.usefixtures("claimed")
def test_what_a_side_claims_is_its_claim_and_no_property(client: Client) -> None:
    found = said(client, "actors/pat")

    (office,) = found["hasOccupation"]
    assert office["hasOccupation"]["name"].startswith("Minister")
    assert office["startDate"] == "2020"
    envoy = next(claim for claim in found["subjectOf"] if claim["text"] == "Pat: Envoy")
    assert envoy["creativeWorkStatus"] == "claimed"
    assert envoy["author"]["@id"] == "http://testserver/actors/ann/"
    assert envoy["appearance"]["text"] == "More words."


@pytest.mark.usefixtures("claimed")
def test_a_renamed_noun_is_found_at_its_old_address(client: Client) -> None:
    pat = Actor.objects.get(slug="pat")
    pat.slug = "patricia"
    pat.save()

    response = client.get("/actors/pat.jsonld")

    assert (response.status_code, response["Location"]) == (301, "/actors/patricia.jsonld")
    assert client.get("/actors/nobody.jsonld").status_code == 404


def test_a_withdrawn_brief_says_so(client: Client, db: None) -> None:
    withdraw(brief_of(published(slug="brief")), reason="A mistake.")

    assert "A mistake." in said(client, "briefs/brief")["creativeWorkStatus"][0]


def test_a_draft_and_what_it_alone_states_have_none(client: Client, db: None) -> None:
    brief = make_brief(slug="draft")
    event = make_event(slug="event")
    make_evidence(brief, event=event)

    assert client.get("/briefs/draft.jsonld").status_code == 404
    assert client.get("/events/event.jsonld").status_code == 404


def test_queries_are_as_many_for_many_claims_as_for_few(
    db: None, queries: Callable[[str], int]
) -> None:
    treaty = make_agreement(slug="treaty")

    def fill(number: int) -> None:
        brief = make_brief()
        for _each in range(number):
            treaty.topics.add(make_topic())
            make_evidence(brief, milestone=make_milestone(treaty, actor=make_actor()))
        publish(brief)

    fill(1)
    few = queries("/agreements/treaty.jsonld")
    fill(6)

    assert queries("/agreements/treaty.jsonld") == few
