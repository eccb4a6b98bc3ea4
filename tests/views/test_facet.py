"""All values of a facet: found by name, counted for the list, each a link back to it."""

from collections.abc import Callable

import pytest
from django.test import Client
from lxml import html

from briefs.models import ActorName
from briefs.publishing import publish
from tests.factories import make_actor, make_brief, published

pytestmark = pytest.mark.django_db


def shown(client: Client, address: str) -> list[tuple[str, str, str]]:
    """Each value with its count, and where it leads."""
    response = client.get(address)
    assert response.status_code == 200, address
    rows = html.fromstring(response.text).xpath("//main//li[a]")
    return [
        (row.findtext("a").strip(), row.findtext("data"), row.find("a").get("href")) for row in rows
    ]


@pytest.fixture
def many(db: None) -> None:
    """Fifteen tags: the first on two briefs, the others on one; the last on a draft alone."""
    published(kind="report", tags=("tag-00",))
    for number in range(15):
        published(kind="commentary", tags=(f"tag-{number:02}",))
    make_brief(tags=("secret",))


@pytest.mark.usefixtures("many")
class TestAllValues:
    def test_stand_with_their_counts_the_largest_first(self, client: Client) -> None:
        rows = shown(client, "/briefs/by/tag/")

        assert [row[:2] for row in rows[:2]] == [("tag-00", "2"), ("tag-01", "1")]
        assert len(rows) == 15

    def test_lead_to_the_list_with_them(self, client: Client) -> None:
        address = "/briefs/by/tag/?kind=commentary&tag=tag-01&page=3&utm_source=x"

        rows = {name: url for name, _count, url in shown(client, address)}

        assert "tag=tag-01&tag=tag-00" in rows["tag-00"]
        assert "kind=commentary" in rows["tag-00"]
        assert "tag-01" not in rows["tag-01"]
        assert all("page=" not in url for url in rows.values())

    def test_are_those_of_the_list(self, client: Client) -> None:
        assert [row[:2] for row in shown(client, "/briefs/by/tag/?kind=report")] == [
            ("tag-00", "1")
        ]

    def test_are_found_by_name(self, client: Client) -> None:
        assert [row[0] for row in shown(client, "/briefs/by/tag/?called=TAG-1")] == [
            f"tag-{number}" for number in range(10, 15)
        ]
        assert [row[0] for row in shown(client, "/briefs/by/kind/?called=comm")] == ["commentary"]
        assert shown(client, "/briefs/by/tag/?called=secret") == []

    def test_come_a_few_at_a_time_while_one_types(self, client: Client) -> None:
        response = client.get("/briefs/by/tag/?called=tag", headers={"HX-Request": "true"})

        boxes = html.fromstring(response.text).xpath("//input[@type='checkbox']/@value")
        assert boxes == [f"tag-{number:02}" for number in range(8)]

    def test_are_offered_where_the_list_shows_only_some(self, client: Client) -> None:
        page = html.fromstring(client.get("/briefs/?kind=commentary").text)

        assert page.xpath("//a[starts-with(@href, '/briefs/by/')]/@href") == [
            "/briefs/by/tag/?kind=commentary"
        ]


def test_an_actor_is_found_under_every_name(client: Client) -> None:
    russia = make_actor(name="Russia", slug="russia")
    ActorName.objects.create(actor=russia, name="Россия", language="ru")
    brief = make_brief()
    brief.actors.add(russia)
    brief.refresh_from_db()
    publish(brief)

    assert [row[0] for row in shown(client, "/briefs/by/actor/?called=Росс")] == ["Russia"]


def test_pages_lead_to_each_other(client: Client) -> None:
    for number in range(61):
        published(tags=(f"tag-{number:02}",))

    first = client.get("/briefs/by/tag/?kind=policy-brief")
    (following,) = html.fromstring(first.text).xpath("//a[@rel='next']/@href")

    assert following == "/briefs/by/tag/?kind=policy-brief&at=2"
    assert len(shown(client, following)) == 1
    assert client.get("/briefs/by/tag/?at=3").status_code == 404


@pytest.mark.parametrize(
    ("address", "status"),
    [
        pytest.param("/briefs/by/colour/", 404, id="no facet"),
        pytest.param("/briefs/by/tag/?at=x", 400, id="no page"),
        pytest.param("/briefs/by/tag/?called=" + "x" * 501, 400, id="long name"),
    ],
)
def test_what_is_none_is_refused(client: Client, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_a_list_that_is_none_is_explained_by_the_finder(client: Client) -> None:
    response = client.get("/briefs/by/tag/?topic=nope")

    assert (response.status_code, response["Location"]) == (302, "/briefs/?topic=nope")


@pytest.mark.usefixtures("many")
def test_the_queries_are_as_many_for_many_values_as_for_few(
    queries: Callable[[str], int],
) -> None:
    assert queries("/briefs/by/tag/") == queries("/briefs/by/tag/?kind=report")
