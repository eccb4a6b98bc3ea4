"""A list's twins: the same briefs in the same order, all of them, and never an old one."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from briefs.formats import files, lists
from briefs.models import Brief, Publication
from briefs.publishing import publish, remove, withdraw
from tests.factories import again, published
from tests.formats.reading import SLUGS, text_of
from tests.views.test_finder import slugs

WHOLE = ["bib", "csv", "ris"]
ENDINGS = [*WHOLE, "atom"]

pytestmark = pytest.mark.django_db


def listed(client: Client, ending: str, query: str = "") -> list[str]:
    """The slugs in a twin of a list."""
    response = client.get(f"/briefs.{ending}?{query}")
    assert response.status_code == 200
    return SLUGS[ending](text_of(response))


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("ending", ENDINGS)
class TestTwins:
    @pytest.mark.parametrize(
        "query",
        [
            "",
            "sort=oldest",
            "sort=title",
            "topic=energy",
            "q=about",
            "q=about&sort=title",
            "topic=gas&tag=fact&published_after=2021",
            "published_after=2022",
            "utm_source=letter",
        ],
    )
    def test_has_the_lists_own_briefs_in_its_order(
        self, client: Client, ending: str, query: str
    ) -> None:
        assert listed(client, ending, query) == slugs(client.get(f"/briefs/?{query}").text)

    def test_a_value_that_is_none_is_refused_in_plain_words(
        self, client: Client, ending: str
    ) -> None:
        response = client.get(f"/briefs.{ending}?topic=nope&page=0")

        assert response.status_code == 400
        assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert "topic: There is no topic “nope”." in response.text
        assert "page: " in response.text

    @pytest.mark.django_db(transaction=True)  # PostgreSQL notes at its end what it has changed
    def test_who_has_it_already_is_told_that_nothing_changed(
        self, client: Client, ending: str
    ) -> None:
        url = f"/briefs.{ending}?topic=energy"
        tag = client.get(url).headers["ETag"]

        assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
        assert client.get(f"{url}&tag=fact", headers={"If-None-Match": tag}).status_code == 200
        withdraw(Brief.objects.get(slug="on-gas"), reason="Wrong.")
        assert client.get(url, headers={"If-None-Match": tag}).status_code == 200

    def test_a_release_that_writes_it_otherwise_gives_it_anew(
        self, client: Client, ending: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        if ending == "atom":  # its tag is of its bytes
            return
        url = f"/briefs.{ending}"
        tag = client.get(url).headers["ETag"]
        monkeypatch.setattr(files, "_way", lambda: "of another release")

        assert client.get(url, headers={"If-None-Match": tag}).status_code == 200

    def test_its_head_says_what_it_would_be_and_has_no_body(
        self, client: Client, ending: str
    ) -> None:
        whole, head = client.get(f"/briefs.{ending}"), client.head(f"/briefs.{ending}")

        assert text_of(head) == ""
        assert head.headers["Content-Type"] == whole.headers["Content-Type"]
        assert head.headers["ETag"] == whole.headers["ETag"]

    def test_is_only_read(self, client: Client, ending: str) -> None:
        assert client.post(f"/briefs.{ending}").status_code == 405


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_published_or_taken_back_shows_at_once(client: Client, ending: str) -> None:
    first = published(slug="first", published_on=dt.date(2020, 1, 1))
    assert listed(client, ending) == ["first"]
    brief = Brief.objects.create(slug="second", title="Second", summary="S.", body="B.")
    assert listed(client, ending) == ["first"]
    publish(brief)
    assert listed(client, ending) == ["second", "first"]
    withdraw(brief, reason="Wrong.")
    assert listed(client, ending) == ["first"]
    publish(brief, note="Right again.")
    assert listed(client, ending) == ["second", "first"]
    remove(brief, reason="The law.")
    assert listed(client, ending) == ["first"]
    moved = Brief.objects.get(key=first.publication.brief_key)
    moved.slug = "renamed"
    again(moved)
    assert listed(client, ending) == ["renamed"]


@pytest.mark.parametrize("ending", WHOLE)
class TestLongLists:
    @pytest.fixture(autouse=True)
    def seven_briefs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lists, "BATCH", 2)
        for number in range(7):
            published(slug=f"brief-{number}", published_on=dt.date(2020 + number, 1, 1))

    @pytest.mark.parametrize("sort", ["newest", "oldest", "title", "relevance"])
    def test_are_whole_whatever_page_is_asked_for(
        self, client: Client, ending: str, sort: str
    ) -> None:
        found = listed(client, ending, f"q=words&sort={sort}&page=9&page_size=10")

        assert sorted(found) == [f"brief-{number}" for number in range(7)]
        assert found == slugs(client.get(f"/briefs/?q=words&sort={sort}").text)

    def test_ask_one_query_for_each_batch(
        self, client: Client, ending: str, django_assert_num_queries: Callable[..., Any]
    ) -> None:
        response = client.get(f"/briefs.{ending}")
        with django_assert_num_queries(4):
            text_of(response)

    def test_leave_out_what_is_withdrawn_while_they_are_sent(
        self, client: Client, ending: str
    ) -> None:
        response = client.get(f"/briefs.{ending}")
        withdraw(Brief.objects.get(slug="brief-3"), reason="Wrong.")

        assert "brief-3" not in SLUGS[ending](text_of(response))

    def test_follow_each_other_only_as_far_as_they_are_read(
        self, client: Client, ending: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("briefs.formats.files.PIECE", 1)
        response = client.get(f"/briefs.{ending}")
        pieces = iter(response.streaming_content)  # type: ignore[attr-defined]
        next(pieces)
        Publication.objects.update(state="archived")

        assert len(list(pieces)) <= 2


def test_a_list_says_where_its_twins_are(three: None, client: Client) -> None:
    page = client.get("/briefs/?topic=energy&page=1&utm_source=x").text

    for ending in ENDINGS:
        assert page.count(f'href="/briefs.{ending}?topic=energy"') == 2, ending
    assert 'href="/feeds/briefs.atom"' in client.get("/").text
    assert 'href="/briefs.atom?topic=energy"' in client.get("/topics/energy/").text
    assert "/briefs.csv" not in client.get("/briefs/?topic=nope").text
