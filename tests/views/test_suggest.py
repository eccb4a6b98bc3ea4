"""What a search box suggests while one types: actors, agreements, topics and published briefs."""

from collections.abc import Callable

import pytest
from django.test import Client
from lxml import html

from briefs.models import ActorName
from tests.factories import make_actor, make_agreement, make_brief, make_topic, published

pytestmark = pytest.mark.django_db


def suggested(client: Client, q: str) -> list[tuple[str, str]]:
    """Each option's name, and where it leads."""
    response = client.get("/suggest/", {"q": q})
    assert response.status_code == 200
    options = html.fromstring(f"<div>{response.text}</div>").iterfind("a")
    return [(option.findtext("bdi") or "", option.get("href") or "") for option in options]


def test_each_sort_is_found_by_how_its_name_begins(client: Client) -> None:
    make_actor(name="Gas Exporters", slug="exporters")
    make_agreement(title="Gas supply contract", slug="contract")
    make_topic(name="Gas", slug="gas")
    published(title="Gas in figures", slug="figures")

    assert {url for _name, url in suggested(client, "ga")} == {
        "/actors/exporters/",
        "/agreements/contract/",
        "/topics/gas/",
        "/briefs/figures/",
    }


def test_an_actor_is_found_in_any_of_its_languages(client: Client) -> None:
    russia = make_actor(name="Russia", slug="russia")
    ActorName.objects.create(actor=russia, name="روس", language="ur")

    assert suggested(client, "روس") == [("روس", "/actors/russia/")]


def test_no_draft_is_suggested(client: Client) -> None:
    make_brief(title="Secret draft")

    assert suggested(client, "secret") == []


@pytest.mark.parametrize("q", ["", " ", "\u200f", "%", "<script>", "x" * 10_000, "🙂", '"'])
def test_any_text_is_taken(client: Client, q: str) -> None:
    suggested(client, q)


def test_every_page_has_a_box_that_suggests(client: Client) -> None:
    published()
    for page in ("/", "/briefs/", "/topics/", "/tags/"):
        boxes = html.fromstring(client.get(page).text).xpath("//auto-complete")
        assert [box.get("src") for box in boxes] == ["/suggest/"], page


def test_the_queries_are_as_many_for_many_names_as_for_few(
    queries: Callable[[str], int],
) -> None:
    make_actor(name="Gas one")
    published(title="Gas")
    few = queries("/suggest/?q=ga")
    for number in range(20):
        make_actor(name=f"Gas {number}")
        make_topic(name=f"Gas {number}", slug=f"gas-{number}")
        published(title=f"Gas {number}")

    assert queries("/suggest/?q=ga") == few <= 9
