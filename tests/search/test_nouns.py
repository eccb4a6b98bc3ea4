"""What lists call nouns: remembered from request to request, and never older than the database."""

import pytest
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from briefs.models import Actor, Brief, Region, Tag, Topic
from briefs.publishing import publish
from briefs.search import EditionFilter, Found, find
from tests.factories import make_actor, make_brief, make_region, make_topic, published

pytestmark = pytest.mark.django_db(transaction=True)


def ask(query: str = "") -> Found:
    """What a reader finds now."""
    asked = EditionFilter(QueryDict(query))
    assert asked.is_valid(), asked.form.errors
    return find(asked.form.cleaned_data, asked.snapshot)


def labels(facet: str, query: str = "") -> list[str]:
    """What the values of a facet are called."""
    return [c.label for each in ask(query).facets if each.name == facet for c in each.choices]


@pytest.fixture
def brief(db: None) -> Brief:
    """A published brief that has something of everything."""
    brief = make_brief(tags=("Gas",))
    brief.topics.add(make_topic(slug="energy", name="Energy"))
    brief.actors.add(make_actor(slug="russia", name="Russia"))
    brief.regions.add(make_region(slug="asia", name="Asia"))
    brief.refresh_from_db()
    publish(brief)
    return brief


@pytest.mark.usefixtures("brief")
def test_names_that_readers_make_up_are_not_remembered(client: Client) -> None:
    assert client.get("/briefs/?topic=energy").status_code == 200
    nouns = EditionFilter(QueryDict()).snapshot.nouns

    for number in range(20):
        made_up = "&".join(f"topic=none-{number}-{each}" for each in range(60))
        response = client.get(f"/briefs/?{made_up}&topic=energy")
        assert response.status_code == 400
        assert response.context["asked"].form.errors["topic"] == ["Choose at most 50."]
        assert client.get(f"/briefs/?topic=none-{number}").status_code == 400

    assert EditionFilter(QueryDict()).snapshot.nouns is nouns
    assert nouns._known["slug"][Topic].keys() == {"energy"}


@pytest.mark.usefixtures("brief")
def test_white_space_around_a_name_means_nothing(client: Client) -> None:
    plain = client.get("/api/v1/briefs?topic=energy&q=text").json()

    assert client.get("/api/v1/briefs?topic=%20energy+&q=text%20").json() == plain


@pytest.mark.usefixtures("brief")
class TestNames:
    def test_a_renamed_noun_shows_its_new_name_at_once(self) -> None:
        assert labels("actor") == ["Russia"]
        Actor.objects.update(name="Russian Federation")
        assert labels("actor") == ["Russian Federation"]

        assert labels("tag") == ["Gas"]
        Tag.objects.update(name="Natural gas")
        assert labels("tag") == ["Natural gas"]

    def test_a_name_in_the_readers_language_shows_at_once(self, client: Client) -> None:
        assert "Asia" in client.get("/briefs/", headers={"accept-language": "ru"}).text
        Region.objects.update(names={"ru": "Азия"})
        assert "Азия" in client.get("/briefs/", headers={"accept-language": "ru"}).text

    def test_a_renamed_address_is_understood_at_once(self) -> None:
        assert ask("actor=russia").total == 1
        Actor.objects.update(slug="russian-federation")
        assert ask("actor=russia").total == ask("actor=russian-federation").total == 1

    def test_a_new_noun_is_understood_at_once(self) -> None:
        assert not EditionFilter(QueryDict("actor=pakistan")).is_valid()
        make_actor(slug="pakistan")
        assert ask("actor=pakistan").total == 0

    def test_a_deleted_noun_is_unknown_at_once(self) -> None:
        make_actor(slug="pakistan")
        assert ask("actor=pakistan").total == 0
        Actor.objects.filter(slug="pakistan").delete()
        assert not EditionFilter(QueryDict("actor=pakistan")).is_valid()

    def test_a_moved_topic_takes_its_briefs_along_at_once(self) -> None:
        assert ask("topic=energy").total == 1
        world = make_topic(slug="world", name="World")
        assert ask("topic=world").total == 0
        Topic.objects.filter(slug="energy").update(parent=world)
        assert ask("topic=world").total == 1


@pytest.mark.usefixtures("brief")
class TestQueries:
    @pytest.mark.parametrize(
        ("query", "number"),
        [
            pytest.param("", 2, id="all"),
            pytest.param(
                "topic=energy&actor=russia&tag=gas&region=asia&author=russia", 1, id="none"
            ),
            pytest.param("topic=energy&actor=russia&tag=gas&region=asia", 2, id="by all facets"),
            pytest.param("sort=title", 3, id="by title"),
        ],
    )
    def test_a_list_that_is_known_asks_for_versions_and_cards(
        self, django_assert_num_queries: DjangoAssertNumQueries, query: str, number: int
    ) -> None:
        published(tags=("Oil",))
        ask(query)

        with django_assert_num_queries(number):
            ask(query)
