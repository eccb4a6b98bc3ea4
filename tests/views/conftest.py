"""What the readers' tests share: the seed collection, and queries counted."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from briefs.publishing import publish
from tests.factories import make_actor, make_brief, make_topic

FIXTURES = ("actors", "topics", "agreements", "briefs")


@pytest.fixture
def seed(db: None) -> None:
    """The seed collection, as `loaddata` brings it."""
    call_command("loaddata", *FIXTURES, verbosity=0)


@pytest.fixture
def queries(client: Client) -> Callable[[str], int]:
    """Counts the queries of a page, once everything that is made at first sight is made."""

    def count(url: str) -> int:
        client.get("/")
        with CaptureQueriesContext(connection) as captured:
            response = client.get(url)
        assert response.status_code == 200, url
        return len(captured)

    return count


@pytest.fixture
def three(db: None) -> None:
    """Three briefs: on energy, on gas beneath it, on neither."""
    energy = make_topic(slug="energy", name="Energy")
    gas = make_topic(slug="gas", name="Gas", parent=energy)
    russia = make_actor(slug="russia", name="Russia")
    for slug, topic, day in (
        ("on-energy", energy, "2020-02-29"),
        ("on-gas", gas, "2021-09-30"),
        ("on-nothing", None, "2021-12-01"),
    ):
        brief = make_brief(slug=slug, title=f"About {slug}", published_on=day, tags=("fact",))
        if topic:
            brief.topics.add(topic)
            brief.actors.add(russia)
        brief.refresh_from_db()
        publish(brief)
