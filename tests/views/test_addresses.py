"""Readers who come by a former address are led on, and learn nothing that isn't public."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from lxml import html

from briefs.models import Tag
from briefs.publishing import publish
from tests.factories import (
    make_actor,
    make_agreement,
    make_brief,
    make_event,
    make_evidence,
    make_region,
    make_topic,
)


def rename(noun: Any, slug: str) -> None:
    noun.slug = slug
    noun.save()


def a_stated_event(slug: str) -> Model:
    event = make_event(slug=slug)
    brief = make_brief()
    make_evidence(brief, event=event)
    publish(brief)
    return event


def a_used_tag(slug: str) -> Model:
    publish(make_brief(tags=(slug,)))
    return Tag.objects.get(slug=slug)


NOUNS: dict[str, Callable[[str], Model]] = {
    "actors": lambda slug: make_actor(slug=slug),
    "topics": lambda slug: make_topic(slug=slug),
    "agreements": lambda slug: make_agreement(slug=slug),
    "events": a_stated_event,
    "tags": a_used_tag,
}


@pytest.mark.parametrize("noun", NOUNS)
def test_a_former_address_leads_to_the_present_one(db: None, client: Client, noun: str) -> None:
    row = NOUNS[noun]("old")
    for slug in ("newer", "قومی-سلامتی"):
        rename(row, slug)

    for slug in ("old", "newer"):
        response = client.get(f"/{noun}/{slug}/")

        assert response.status_code == 301
        # Not remembered: the noun may be given its old address back.
        assert "no-store" in response.headers["Cache-Control"]
        assert client.get(response.headers["Location"]).status_code == 200
    assert client.post(f"/{noun}/old/").status_code == 405


@pytest.mark.parametrize("noun", NOUNS)
def test_an_address_taken_back_is_the_nouns_own(db: None, client: Client, noun: str) -> None:
    row = NOUNS[noun]("old")
    for slug in ("new", "old"):
        rename(row, slug)

    assert client.get(f"/{noun}/old/").status_code == 200
    assert client.get(f"/{noun}/new/").headers["Location"] == f"/{noun}/old/"


def test_a_former_address_of_a_drafts_tag_leads_nowhere(db: None, client: Client) -> None:
    make_brief(tags=("codename",))
    rename(Tag.objects.get(), "secret")

    assert client.get("/tags/codename/").status_code == 404
    refused = client.get("/briefs/?tag=codename")
    assert refused.status_code == 400
    assert "secret" not in refused.text


def test_a_former_address_of_an_event_that_nobody_states_leads_nowhere(
    db: None, client: Client
) -> None:
    rename(make_event(slug="talks"), "secret-talks")

    response = client.get("/events/talks/")

    assert response.status_code == 404
    assert "secret" not in response.text


@pytest.fixture
def renamed(db: None) -> None:
    """A brief whose nouns were renamed after it was published; and another brief."""
    author = make_actor(slug="old-author")
    brief = make_brief(slug="found", authors=(author,), tags=("old-tag",))
    nouns: dict[str, tuple[Any, Model]] = {
        "topic": (brief.topics, make_topic(slug="old-topic")),
        "actor": (brief.actors, make_actor(slug="old-actor")),
        "agreement": (brief.agreements, make_agreement(slug="old-agreement")),
        "region": (brief.regions, make_region(slug="old-region")),
    }
    for relation, noun in nouns.values():
        relation.add(noun)
    publish(brief)
    publish(make_brief(slug="other"))
    for name, noun in [(n, row) for n, (_r, row) in nouns.items()] + [
        ("author", author),
        ("tag", Tag.objects.get()),
    ]:
        rename(noun, f"new-{name}")


@pytest.mark.usefixtures("renamed")
class TestFilters:
    @pytest.mark.parametrize("name", ["topic", "actor", "agreement", "region", "author", "tag"])
    def test_a_former_slug_is_understood(self, client: Client, name: str) -> None:
        response = client.get(f"/briefs/?{name}=old-{name}&sort=oldest&utm_source=x")

        assert response.status_code == 200
        page = html.fromstring(response.text)
        assert [link.get("href") for link in page.iterfind(".//h3/a")] == ["/briefs/found/"]
        canonical = page.find(".//link[@rel='canonical']")
        assert canonical is not None
        assert canonical.get("href") == f"/briefs/?{name}=new-{name}&sort=oldest"
        box = page.find(f".//input[@name='{name}'][@value='new-{name}']")
        assert box is not None
        assert box.get("checked") is not None

    def test_its_chip_removes_it(self, client: Client) -> None:
        page = client.get("/briefs/?topic=old-topic&actor=old-actor").text

        chips = [link.get("href") for link in html.fromstring(page).iterfind(".//a[@class='chip']")]
        assert chips == ["/briefs/?actor=new-actor", "/briefs/?topic=new-topic"]

    def test_both_slugs_are_one_choice(self, client: Client) -> None:
        page = client.get("/briefs/?topic=old-topic&topic=new-topic").text

        assert page.count('class="chip"') == 1

    def test_an_unknown_slug_beside_it_is_refused_as_ever(self, client: Client) -> None:
        response = client.get("/briefs/?topic=old-topic&topic=nope")

        assert response.status_code == 400
        assert "There is no topic “nope”." in response.text

    def test_htmx_shows_the_present_address(self, client: Client) -> None:
        response = client.get("/briefs/?topic=old-topic", headers={"HX-Request": "true"})

        assert response.headers["HX-Push-Url"] == "/briefs/?topic=new-topic"

    def test_the_links_of_an_old_edition_lead_on(self, client: Client) -> None:
        page = client.get("/briefs/found/").text

        for path in ("topics/old-topic", "actors/old-actor", "tags/old-tag", "actors/old-author"):
            assert f'href="/{path}/"' in page
            assert client.get(f"/{path}/", follow=True).status_code == 200

    def test_many_former_slugs_ask_no_more_than_one(
        self, client: Client, queries: Callable[[str], int]
    ) -> None:
        topics = [make_topic(slug=f"was-{number}") for number in range(8)]
        for number, topic in enumerate(topics):
            rename(topic, f"is-{number}")
        many = "&".join(f"topic=was-{number}" for number in range(8))

        assert queries(f"/briefs/?{many}") == queries("/briefs/?topic=was-0")
