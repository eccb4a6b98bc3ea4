"""The API's briefs: the list with its facets, and each with its text and evidence."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from briefs.models import Brief, Publication
from briefs.publishing import archive, erase, remove, replace, withdraw
from tests.factories import again, brief_of, make_actor, make_brief, published, save

CARD = {
    *("slug", "url", "title", "summary", "kind", "language", "published_on", "updated_on"),
    *("edition", "authors", "topics", "actors", "agreements", "tags", "regions"),
}
WHOLE = CARD | {
    *("body_html", "body_markdown", "key_points", "sources", "license", "editions", "evidence"),
    "notice",
}
FACETS = ["topic", "actor", "agreement", "tag", "author", "region", "language", "kind", "year"]


def ask(client: Client, query: str = "") -> dict[str, Any]:
    """The answer to a list's query."""
    response = client.get(f"/api/v1/briefs?{query}")
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def slugs(answer: dict[str, Any]) -> list[str]:
    """The briefs of an answer, in order."""
    return [card["slug"] for card in answer["results"]]


@pytest.mark.usefixtures("three")
class TestTheList:
    def test_says_how_many_there_are_and_what_each_is(self, client: Client) -> None:
        answer = ask(client)

        assert (answer["count"], answer["page"], answer["pages"]) == (3, 1, 1)
        assert (answer["next"], answer["previous"]) == (None, None)
        assert slugs(answer) == ["on-nothing", "on-gas", "on-energy"]
        card = answer["results"][1]
        assert card.keys() == CARD
        assert card["url"] == "http://testserver/briefs/on-gas/"
        assert card["published_on"] == card["updated_on"] == "2021-09-30"
        assert card["topics"] == [
            {"slug": "gas", "name": "Gas", "url": "http://testserver/topics/gas/"}
        ]

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            pytest.param("topic=energy", ["on-gas", "on-energy"], id="a topic with its narrower"),
            pytest.param("topic=gas&topic=energy", ["on-gas", "on-energy"], id="or within"),
            pytest.param("tag=fact&published_after=2021-10", ["on-nothing"], id="and across"),
            pytest.param("q=energy", ["on-energy"], id="words"),
            pytest.param("sort=oldest", ["on-energy", "on-gas", "on-nothing"], id="an order"),
            pytest.param("utm_source=x", ["on-nothing", "on-gas", "on-energy"], id="unknown"),
        ],
    )
    def test_takes_the_filters_of_the_page(
        self, client: Client, query: str, found: list[str]
    ) -> None:
        assert slugs(ask(client, query)) == found

    def test_counts_each_facet_without_its_own_selection(self, client: Client) -> None:
        facets = ask(client, "topic=gas&published_after=2021&published_before=2021")["facets"]

        assert list(facets) == FACETS
        assert facets["topic"] == [
            {"value": "energy", "label": "Energy", "count": 1, "selected": False},
            {"value": "gas", "label": "Gas", "count": 1, "selected": True},
        ]
        assert facets["year"] == [{"value": "2021", "label": "2021", "count": 1, "selected": True}]

    def test_pages_lead_to_each_other(self, client: Client) -> None:
        for number in range(8):
            published(title=f"More {number}", tags=("fact",))

        first = ask(client, "page_size=10&tag=fact&utm_source=x")
        second = client.get(first["next"]).json()

        assert first["next"].startswith(
            "http://testserver/api/v1/briefs?page_size=10&tag=fact&page=2&"
        )
        assert slugs(client.get(second["previous"]).json()) == slugs(first)
        assert (len(first["results"]), len(second["results"])) == (10, 1)
        assert second["next"] is None

    def test_who_follows_next_gets_each_once_whatever_is_published_meanwhile(
        self, client: Client
    ) -> None:
        for number in range(25):
            published(title=f"More {number}", slug=f"more-{number}", tags=("more",))

        got: list[str] = []
        url = "http://testserver/api/v1/briefs?page_size=10&tag=more"
        while url:
            page = client.get(url).json()
            got += slugs(page)
            url = page["next"]
            published(title=f"Newest {len(got)}", tags=("more",))

        assert sorted(got) == sorted(f"more-{number}" for number in range(25))

    @pytest.mark.parametrize(
        ("query", "parameter"),
        [
            pytest.param("topic=nope", "topic", id="an unknown slug"),
            pytest.param("published_after=13/2020", "published_after", id="no date"),
            pytest.param("sort=x", "sort", id="no order"),
            pytest.param("page=0", "page", id="no page"),
            pytest.param("page_size=1000", "page_size", id="too large a page"),
            pytest.param("after=here", "after", id="no place"),
            pytest.param("before=-1", "before", id="no place before"),
            pytest.param("kind=novel", "kind", id="no kind"),
        ],
    )
    def test_a_value_that_is_none_is_refused_by_name(
        self, client: Client, query: str, parameter: str
    ) -> None:
        response = client.get(f"/api/v1/briefs?{query}")

        assert response.status_code == 400
        assert response["Content-Type"] == "application/problem+json"
        problem = response.json()
        assert problem["status"] == 400
        assert [error["parameter"] for error in problem["errors"]] == [parameter]
        assert problem["errors"][0]["detail"] in problem["detail"]

    def test_past_the_last_page_there_is_nothing(self, client: Client) -> None:
        response = client.get("/api/v1/briefs?page=2")

        assert response.status_code == 404
        assert response["Content-Type"] == "application/problem+json"

    def test_letters_are_letters(self, client: Client) -> None:
        published(title="روس اور پاکستان", language="ur")

        assert "روس اور پاکستان" in client.get("/api/v1/briefs").text


def test_a_facet_has_its_ten_largest_values_and_those_selected(client: Client, db: None) -> None:
    for number in range(12):
        for times in range(12 - number):
            published(title=f"{number} {times}", tags=(f"tag-{number:02}",))

    tags = ask(client, "tag=tag-11")["facets"]["tag"]

    assert [tag["value"] for tag in tags] == [f"tag-{number:02}" for number in (*range(10), 11)]
    assert [tag["count"] for tag in tags] == [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 1]
    assert [tag["value"] for tag in tags if tag["selected"]] == ["tag-11"]


class TestABrief:
    @pytest.mark.usefixtures("seed")
    def test_has_its_text_its_editions_and_the_passages_that_state_facts(
        self, client: Client
    ) -> None:
        answer = client.get("/api/v1/briefs/pakistan-stream-pipeline-in-figures").json()

        assert answer.keys() == WHOLE
        assert answer["notice"] is None
        assert [edition["number"] for edition in answer["editions"]] == [1]
        length = next(said for said in answer["evidence"] if "1,100 km" in said["quote"]["exact"])
        assert length["claim"] == "Pakistan Stream gas pipeline: Planned length: 1,100 km"
        assert length["assertion"] == "expected"
        assert "/editions/1/#passage-" in length["url"]
        assert ":~:text=" in length["url"]
        assert length["brief"]["slug"] == answer["slug"]
        assert length["source"].keys() == {"title", "locator"}

    def test_says_the_newest_edition_and_all_notes(self, client: Client, db: None) -> None:
        brief = brief_of(published(slug="brief", body="One."))
        save(brief, body="One. Two.")
        again(brief, note="Two is new.")

        answer = client.get("/api/v1/briefs/brief").json()

        assert answer["edition"] == 2
        assert answer["body_markdown"] == "One. Two."
        assert "<p>One. Two.</p>" in answer["body_html"]
        assert [edition["note"] for edition in answer["editions"]] == ["Two is new.", ""]
        assert answer["editions"][0]["url"] == "http://testserver/briefs/brief/editions/2/"

    def test_a_renamed_one_is_found_at_its_old_address(self, client: Client, db: None) -> None:
        brief = brief_of(published(slug="old"))
        save(brief, slug="new")
        again(brief)

        response = client.get("/api/v1/briefs/old")

        assert (response.status_code, response["Location"]) == (301, "/api/v1/briefs/new")

    def test_a_replaced_one_leads_to_what_replaces_it(self, client: Client, db: None) -> None:
        after = published(slug="after").publication
        replace(brief_of(published(slug="before")), successor=after)

        response = client.get("/api/v1/briefs/before")

        assert (response.status_code, response["Location"]) == (302, "/api/v1/briefs/after")

    def test_a_removed_one_is_gone(self, client: Client, db: None) -> None:
        remove(brief_of(published(slug="brief")), reason="The law.")

        response = client.get("/api/v1/briefs/brief")

        assert response.status_code == 410
        assert response.json()["detail"] == "The law."

    def test_one_whose_text_was_erased_is_gone(self, client: Client, db: None) -> None:
        withdraw(brief_of(published(slug="brief")), reason="A mistake.")
        chief = User.objects.create_superuser("chief")
        erase(Publication.objects.get().edition, by=chief, reason="The law.")

        response = client.get("/api/v1/briefs/brief")

        assert response.status_code == 410
        assert "was erased on" in response.json()["detail"]

    @pytest.mark.parametrize(
        ("leave", "state"),
        [
            pytest.param(lambda b: withdraw(b, reason="A mistake."), "withdrawn", id="withdrawn"),
            pytest.param(lambda b: archive(b), "archived", id="archived"),
        ],
    )
    def test_one_that_left_the_shelf_says_so(
        self, client: Client, db: None, leave: Callable[[Brief], Any], state: str
    ) -> None:
        leave(brief_of(published(slug="brief")))

        assert client.get("/api/v1/briefs/brief").json()["notice"]["state"] == state
        assert ask(client)["count"] == 0

    def test_a_draft_has_no_address(self, client: Client, db: None) -> None:
        make_brief(slug="draft")

        assert client.get("/api/v1/briefs/draft").status_code == 404

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_nothing_can_be_changed(self, client: Client, db: None, method: str) -> None:
        published(slug="brief")

        assert getattr(client, method)("/api/v1/briefs/brief").status_code == 405
        assert getattr(client, method)("/api/v1/briefs").status_code == 405


@pytest.mark.usefixtures("db")
class TestQueries:
    def test_are_as_many_for_many_rows_as_for_few(
        self, client: Client, queries: Callable[[str], int]
    ) -> None:
        published(tags=("one",), authors=(make_actor(),))
        few = queries("/api/v1/briefs")
        for number in range(15):
            published(tags=(f"tag-{number}",), authors=(make_actor(),))

        assert queries("/api/v1/briefs") == few <= 6

    @pytest.mark.usefixtures("seed")
    def test_are_as_many_for_many_passages_as_for_few(self, queries: Callable[[str], int]) -> None:
        few = queries("/api/v1/briefs/about-this-collection")

        assert queries("/api/v1/briefs/pakistan-russia-relations-december-2021") == few <= 5
