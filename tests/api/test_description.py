"""The API's description: every answer is as it says, and people can read it."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings
from lxml import html
from pytest_django.live_server_helper import LiveServer
from schemathesis.checks import positive_data_acceptance
from schemathesis.core.result import Ok

from briefs.search import EditionFilter


@pytest.fixture
def site(seed: None) -> Iterator[str]:
    """The address of the served seed collection."""
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.mark.django_db(transaction=True)
def test_every_answer_is_as_the_description_says(site: str) -> None:
    described = schemathesis.openapi.from_url(f"{site}/api/v1/openapi.json")
    found = list(described.get_all_operations())
    assert len(found) == 12
    for each in found:
        assert isinstance(each, Ok)
        operation = each.ok()

        @settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
        @given(operation.as_strategy())
        def ask(case: Any) -> None:
            # A slug may be any word, so a description can't say which one there is.
            case.call_and_validate(excluded_checks=[positive_data_acceptance])

        ask()


def test_it_names_every_filter(client: Client, db: None) -> None:
    described = client.get("/api/v1/openapi.json").json()["paths"]["/api/v1/briefs"]["get"]

    named = {parameter["name"] for parameter in described["parameters"]}
    assert named == set(EditionFilter.base_filters)


def test_the_page_of_it_tells_every_address_and_shape(client: Client, db: None) -> None:
    described = client.get("/api/v1/openapi.json").json()

    page = html.fromstring(client.get("/api/v1/docs").text)

    headings = {heading.text_content() for heading in page.iterfind(".//h3")}
    assert {f"GET {address}" for address in described["paths"]} <= headings
    assert described["components"]["schemas"].keys() <= headings
    targets = {link for link in page.xpath("//main//a/@href") if link.startswith("#")}
    assert targets
    assert targets <= {f"#{name}" for name in page.xpath("//@id")}


def test_the_first_address_leads_to_all_others(client: Client, db: None) -> None:
    for address in client.get("/api/v1/").json().values():
        assert client.get(address).status_code == 200
        assert client.head(address).status_code == 200


def test_what_is_not_there_is_said_in_json(client: Client, db: None) -> None:
    response = client.get("/api/v1/nothing/here")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
