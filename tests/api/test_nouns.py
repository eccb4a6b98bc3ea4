"""What the API says of nouns alike, and of topics and events."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from briefs.models import (
    Brief,
    Event,
)
from briefs.publishing import withdraw
from tests.api.nouns import EVIDENCE, NOUNS, answer, fill, slugs


@pytest.mark.usefixtures("world")
def test_a_topic_has_its_place_in_the_tree(client: Client) -> None:
    broad, gas = answer(client, "topics/energy"), answer(client, "topics/gas")

    assert (broad["count"], slugs(broad["narrower"]), broad["agreements"]) == (1, ["gas"], [])
    assert (slugs(gas["broader"]), slugs(gas["agreements"])) == (["energy"], ["treaty"])
    assert slugs(gas["events"]) == ["talks"]
    assert gas["briefs"] == "http://testserver/api/v1/briefs?topic=gas"


@pytest.mark.usefixtures("world")
def test_an_event_has_who_took_part_and_where_it_is_said(client: Client) -> None:
    said = answer(client, "events/talks")

    assert [said[key] for key in ("title", "date", "place")] == ["Talks", "2020-05", "Bern"]
    assert [(each["actor"]["slug"], each["role"]) for each in said["participants"]] == [
        ("ann", "host")
    ]
    assert said["evidence"][0].keys() == EVIDENCE


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("name", "address"),
    [("ann", "actors"), ("treaty", "agreements"), ("gas", "topics"), ("talks", "events")],
)
def test_a_renamed_one_is_found_at_its_old_address(
    client: Client, world: dict[str, Any], name: str, address: str
) -> None:
    noun = world[name]
    noun.slug = "new"
    noun.save()

    response = client.get(f"/api/v1/{address}/{name}?utm_source=x")

    assert (response.status_code, response["Location"]) == (301, f"/api/v1/{address}/new")
    if address in ("actors", "agreements"):
        response = client.get(f"/api/v1/{address}/{name}?as_of=2015")
        assert response["Location"] == f"/api/v1/{address}/new?as_of=2015"


@pytest.mark.parametrize("noun", NOUNS)
def test_what_there_is_not_is_not_found(client: Client, db: None, noun: str) -> None:
    response = client.get(f"/api/v1/{noun}/nothing")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.usefixtures("world")
def test_what_no_published_brief_states_any_more_is_nowhere(client: Client) -> None:
    Event.objects.filter(slug="talks").update(slug="renamed")
    withdraw(Brief.objects.get(slug="brief"), reason="A mistake.")

    assert answer(client, "events")["count"] == 0
    assert client.get("/api/v1/events/renamed").status_code == 404
    assert client.get("/api/v1/events/talks").status_code == 404  # nor is it led to
    said = answer(client, "agreements/treaty")
    assert said["status"] is None
    assert not any(said[key] for key in ("parties", "milestones", "terms", "events", "relations"))
    assert not answer(client, "actors/pat")["positions"]


def test_queries_are_as_many_for_many_rows_as_for_few(
    client: Client, world: dict[str, Any], queries: Callable[[str], int]
) -> None:
    addresses = ["actors", "agreements", "topics", "events", "topics?q=gas", "actors?q=ann"]
    addresses += ["actors/ann", "agreements/treaty", "topics/gas", "events/talks"]
    addresses += ["actors/ann?as_of=2015", "agreements/treaty?as_of=2015"]
    fill(world)
    few = {each: queries(f"/api/v1/{each}") for each in addresses}
    for _number in range(12):
        fill(world)

    assert {each: queries(f"/api/v1/{each}") for each in addresses} == few
    assert max(few.values()) <= 30, few
