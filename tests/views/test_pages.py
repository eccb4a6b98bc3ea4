"""The readers' pages: each opens, asks little of the database, and fails kindly."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from briefs.models import Actor, Brief, BriefAuthor, Topic
from briefs.publishing import publish
from tests.factories import (
    again,
    make_actor,
    make_agreement,
    make_brief,
    make_event,
    make_evidence,
    make_milestone,
    make_region,
    make_source,
    make_topic,
)
from tests.spoken import seen

PAGES = [
    "/",
    "/briefs/",
    "/briefs/?q=gas&topic=energy&actor=russia&published_after=2021",
    "/briefs/pakistan-stream-pipeline-in-figures/",
    "/briefs/pakistan-stream-pipeline-in-figures/editions/1/",
    "/briefs/pakistan-stream-pipeline-in-figures/editions/1..1/",
    "/briefs/pakistan-stream-pipeline-in-figures/changes/",
    "/briefs/pakistan-stream-pipeline-in-figures/changes/?since=2021-09",
    "/briefs/islamabad-bayan-april-2021/",
    "/actors/",
    "/actors/russia/",
    "/actors/sergey-lavrov/",
    "/topics/",
    "/topics/security/",
    "/agreements/",
    "/agreements/pakistan-stream-gas-pipeline/",
    "/events/",
    "/tags/",
    "/tags/jmcc/",
]


def test_every_page_opens_and_needs_no_cookie(seed: None, client: Client) -> None:
    for url in PAGES:
        response = client.get(url)

        assert response.status_code == 200, url
        assert "Content-Security-Policy" in response.headers, url
        assert not response.cookies, url


def test_pages_refuse_to_be_posted_to(db: None, client: Client) -> None:
    for url in PAGES:
        assert client.post(url).status_code == 405, url


@pytest.mark.parametrize(
    "noun", ["briefs", "actors", "topics", "agreements", "events", "tags"], ids=str
)
def test_what_does_not_exist_is_not_found(db: None, client: Client, noun: str) -> None:
    response = client.get(f"/{noun}/no-such-thing/")

    assert response.status_code == 404
    assert b"<h1" in response.content


@pytest.mark.parametrize("noun", ["actors", "agreements", "events", "tags"])
class TestIndexes:
    def test_past_the_last_page_there_is_none(self, db: None, client: Client, noun: str) -> None:
        assert client.get(f"/{noun}/?page=99").status_code == 404

    @pytest.mark.parametrize("page", ["0", "x", "9" * 30])
    def test_a_page_that_is_no_number_is_refused(
        self, db: None, client: Client, noun: str, page: str
    ) -> None:
        assert client.get(f"/{noun}/?page={page}").status_code == 400

    def test_a_search_that_finds_nothing_says_so(self, db: None, client: Client, noun: str) -> None:
        response = client.get(f"/{noun}/?q=zebra")

        assert response.status_code == 200
        assert b"zebra" in response.content


def test_actors_are_found_by_any_of_their_names(seed: None, client: Client) -> None:
    for name in ("Россия", "RF", "روس", "Russian Federation", "rossiya"):
        assert "/actors/russia/" in client.get("/actors/", {"q": name}).text, name


def test_an_empty_site_invites_to_write(db: None, client: Client) -> None:
    for url in ("/", "/briefs/", "/actors/", "/topics/", "/agreements/", "/events/", "/tags/"):
        assert client.get(url).status_code == 200, url
    assert "/admin/" in client.get("/").text


def fill(number: int, nouns: dict[str, Any]) -> None:
    """Publish briefs that have everything a page shows."""
    for _ in range(number):
        brief = make_brief(authors=(make_actor(), nouns["author"]), body="Some words. More words.")
        brief.topics.set([nouns["topic"], make_topic(parent=nouns["topic"])])
        brief.actors.set([nouns["actor"], make_actor()])
        brief.agreements.set([nouns["agreement"], make_agreement()])
        brief.regions.set([make_region()])
        brief.sources.set([make_source()])
        brief.tags.add("tagged", f"tag {brief.pk}")
        milestone = make_milestone(nouns["agreement"], date="2021")
        event = make_event(date="2020")
        event.agreements.add(nouns["agreement"])
        for claim in ({"milestone": milestone}, {"event": event}):
            make_evidence(brief, attributed_to=make_actor(), source=make_source(), **claim)
        publish(brief)


def test_pages_need_as_many_queries_for_many_rows_as_for_few(
    db: None, queries: Callable[[str], int]
) -> None:
    nouns = {
        "topic": make_topic(slug="topic"),
        "actor": make_actor(slug="actor"),
        "author": make_actor(slug="author"),
        "agreement": make_agreement(slug="agreement"),
    }
    fill(2, nouns)
    slug = Brief.objects.earliest("pk").slug
    urls = [
        "/",
        "/briefs/",
        "/briefs/?topic=topic&q=words&sort=title",
        f"/briefs/{slug}/",
        *("/actors/", "/actors/actor/", "/actors/author/", "/topics/", "/topics/topic/"),
        *("/agreements/", "/agreements/agreement/", "/events/", "/tags/", "/tags/tagged/"),
    ]
    few = {url: queries(url) for url in urls}
    fill(12, nouns)
    many = {url: queries(url) for url in urls}

    assert few == many
    assert max(many.values()) <= 40, many


class TestABrief:
    def test_shows_facts_evidence_sources_and_editions(self, seed: None, client: Client) -> None:
        page = client.get("/briefs/pakistan-stream-pipeline-in-figures/").text

        assert "Facts in this brief" in page
        assert 'data-assertion="expected"' in page
        assert "paragraph 2" in page
        assert "Sources" in page
        assert "Edition 1" in page

    def test_evidence_links_to_a_mark_in_the_text(self, seed: None, client: Client) -> None:
        page = client.get("/agreements/pakistan-stream-gas-pipeline/").text
        start = page.index('href="/briefs/pakistan-stream-pipeline-in-figures/#passage-')
        url, anchor = page[start + 6 : page.index('"', start + 6)].split("#")

        assert f'id="{anchor}"' in client.get(url).text

    def test_keeps_its_text_when_the_brief_is_edited(self, db: None, client: Client) -> None:
        brief = make_brief(slug="kept", body="First words.")
        publish(brief)
        brief.body = "Draft words."
        brief.title = "Draft title"
        brief.save()

        page = client.get("/briefs/kept/").text

        assert "First words." in page
        assert "Draft" not in page

    def test_shows_a_new_edition_and_keeps_the_old_one(self, db: None, client: Client) -> None:
        brief = make_brief(slug="kept", body="First words.")
        publish(brief)
        brief.body = "Second words."
        publish(brief, note="Words replaced.")

        assert "Second words." in client.get("/briefs/kept/").text
        assert "First words." in client.get("/briefs/kept/editions/1/").text
        difference = seen(client.get("/briefs/kept/editions/1..2/").text)
        assert "<del>First</del>" in difference
        assert "<ins>Second</ins>" in difference
        assert client.get("/briefs/kept/editions/3/").status_code == 404

    def test_a_draft_has_no_page(self, db: None, client: Client) -> None:
        make_brief(slug="draft")

        assert client.get("/briefs/draft/").status_code == 404

    def test_a_renamed_brief_redirects_for_ever(self, db: None, client: Client) -> None:
        brief = make_brief(slug="old")
        publish(brief)
        brief.slug = "new"
        again(brief)

        for path in ("", "editions/1/", "editions/1..2/"):
            response = client.get(f"/briefs/old/{path}")
            assert (response.status_code, response.headers["Location"]) == (
                301,
                f"/briefs/new/{path}",
            )

    def test_an_urdu_brief_reads_from_right_to_left(self, seed: None, client: Client) -> None:
        page = client.get("/briefs/islamabad-bayan-april-2021/").text

        assert '<div class="body" lang="ur" dir="rtl">' in page


def test_slugs_of_any_script_have_pages(db: None, client: Client) -> None:
    topic = Topic.objects.create(slug="قومی-سلامتی", name="قومی سلامتی")
    brief = make_brief(slug="краткий-обзор", title="Краткий обзор")
    BriefAuthor.objects.create(brief=brief, actor=Actor.objects.create(slug="a", name="A"))
    brief.topics.add(topic)
    brief.tags.add("علاقائی امن")
    publish(brief)

    page = client.get("/briefs/краткий-обзор/")
    assert page.status_code == 200
    assert client.get("/topics/قومی-سلامتی/").status_code == 200
    assert client.get("/briefs/", {"topic": "قومی-سلامتی"}).status_code == 200
    tag = brief.tags.get()
    assert client.get(tag.get_absolute_url()).status_code == 200
