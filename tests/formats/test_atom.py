"""Feeds: what feed readers get, and that they never mistake one brief for another."""

import datetime as dt
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from briefs.models import Brief, Topic
from briefs.models.edition import Change
from briefs.publishing import publish
from tests.factories import again, make_actor, make_brief, make_topic, published
from tests.formats.reading import from_atom, text_of

pytestmark = pytest.mark.django_db


def feed(client: Client, url: str = "/briefs.atom") -> Any:
    """A feed as its readers have it."""
    response = client.get(url)
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return from_atom(text_of(response))


def rels(found: Any) -> dict[str, str]:
    """The feed's links, by what they are."""
    return {link.rel: link.href for link in found.feed.links}


def asked(url: str) -> dict[str, str]:
    """The parameters in an address."""
    return dict(parse_qsl(urlsplit(url).query))


def test_an_entry_says_what_the_list_says(client: Client) -> None:
    authors = (make_actor(slug="anna", name="Anna"), make_actor(slug="boris", name="Борис"))
    brief = make_brief(
        slug="gas",
        title="Gas < oil & “coal”",
        summary="Less <b>gas</b> & more.",
        authors=authors,
        tags=("Pipes",),
        language="ru",
        published_on=dt.date(2021, 9, 30),
    )
    brief.topics.add(make_topic(slug="energy", name="Energy"))
    edition = publish(brief)

    [entry] = feed(client).entries

    assert entry.id == f"urn:uuid:{edition.publication.brief_key}"
    assert entry.title == "Gas < oil & “coal”"
    assert entry.title_detail.language == "ru"
    assert entry.summary == "Less &lt;b&gt;gas&lt;/b&gt; &amp; more."
    assert entry.link == "http://testserver/briefs/gas/"
    assert [(each.name, each.href) for each in entry.authors] == [
        ("Anna", "http://testserver/actors/anna/"),
        ("Борис", "http://testserver/actors/boris/"),
    ]
    assert [(tag.term, tag.label, tag.scheme) for tag in entry.tags] == [
        ("energy", "Energy", "http://testserver/topics/"),
        ("pipes", "Pipes", "http://testserver/tags/"),
    ]
    assert entry.published == entry.updated == "2021-09-30T00:00:00+00:00"


def test_a_feed_says_what_it_is(client: Client) -> None:
    found = feed(client, "/feeds/briefs.atom")

    assert found.feed.title == "Chancery: Briefs"
    assert found.feed.author_detail.name == "Chancery"
    assert found.feed.updated == "1970-01-01T00:00:00+00:00"
    assert rels(found)["self"] == "http://testserver/feeds/briefs.atom"
    assert rels(found)["alternate"] == "http://testserver/briefs/"


@pytest.mark.usefixtures("three")
class TestAFilteredFeed:
    def test_is_called_by_its_filters_and_knows_its_page(self, client: Client) -> None:
        found = feed(client, "/briefs.atom?topic=gas&published_after=2021&utm_source=x")

        query = "?topic=gas&published_after=2021"
        assert found.feed.title == "Chancery: Topic: Gas, Published from: 2021"
        assert rels(found)["self"] == f"http://testserver/briefs.atom{query}"
        assert rels(found)["alternate"] == f"http://testserver/briefs/{query}"

    def test_keeps_its_id_when_a_topic_is_renamed(self, client: Client) -> None:
        before = feed(client, "/briefs.atom?topic=gas").feed.id
        Topic.objects.filter(slug="gas").update(slug="natural-gas")

        assert feed(client, "/briefs.atom?topic=gas").feed.id == before
        assert feed(client, "/briefs.atom?topic=natural-gas&page=1").feed.id == before
        assert feed(client, "/briefs.atom?topic=energy").feed.id != before
        assert feed(client, "/briefs.atom?topic=gas&q=about").feed.id != before


def test_long_lists_are_paged(client: Client) -> None:
    for number in range(25):
        published(slug=f"brief-{number:02}", published_on=dt.date(2020, 1, number + 1))

    seen: list[str] = []
    ids = set()
    url = "http://testserver/briefs.atom?page_size=10"
    while url:
        found = feed(client, url)
        seen += [entry.link for entry in found.entries]
        ids.add(found.feed.id)
        url = rels(found).get("next", "")

    newest = [f"http://testserver/briefs/brief-{number:02}/" for number in range(24, -1, -1)]
    assert seen == newest
    assert len(ids) == 1
    previous = asked(rels(found)["previous"])
    assert (previous["page"], previous["page_size"]) == ("2", "10")
    assert [entry.link for entry in feed(client, rels(found)["previous"]).entries] == newest[10:20]
    assert asked(rels(found)["last"]) == {"page": "3", "page_size": "10"}
    assert asked(rels(found)["first"]) == {"page": "1", "page_size": "10"}
    assert client.get("/briefs.atom?page_size=10&page=4").status_code == 404


class TestUpdates:
    @pytest.fixture
    def brief(self) -> Brief:
        brief = make_brief(slug="gas", published_on=dt.date(2021, 9, 30))
        publish(brief)
        return brief

    def test_an_update_is_news_and_the_entry_stays_the_same(
        self, client: Client, brief: Brief
    ) -> None:
        [before] = feed(client).entries
        brief.slug, brief.body = "natural-gas", "Other words."
        edition = again(brief)

        found = feed(client)
        [after] = found.entries

        assert after.id == before.id
        assert after.published == before.published
        assert after.updated == found.feed.updated == edition.published_at.isoformat()

    def test_a_minor_edit_is_none(self, client: Client, brief: Brief) -> None:
        [before] = feed(client).entries
        brief.body = "Other words."
        publish(brief, change=Change.MINOR)

        [after] = feed(client).entries

        assert after.updated == before.updated

    def test_a_retraction_is_told_in_the_title(self, client: Client, brief: Brief) -> None:
        publish(brief, note="Made up.", change=Change.RETRACTION)

        [entry] = feed(client).entries

        assert entry.title == f"Retracted: {brief.title}"

    def test_what_is_published_today_has_its_moment(self, client: Client) -> None:
        edition = published(published_on=timezone.localdate())

        [entry] = feed(client).entries

        assert entry.updated == edition.published_at.isoformat()


def test_what_xml_can_not_say_is_left_out(client: Client) -> None:
    published(title="A\x0btitle", summary="A \x01summary.", tags=("a\x02tag",))

    [entry] = feed(client).entries

    assert entry.title == "Atitle"
    assert entry.summary == "A summary."
    assert entry.tags[0].label == "atag"
