"""The API's lists of actors, agreements, topics and events, as the contract says."""

import pytest
from django.test import Client

from tests.api.nouns import NOUNS, REF, answer, slugs
from tests.factories import (
    make_actor,
)


@pytest.mark.usefixtures("world")
class TestLists:
    @pytest.mark.parametrize(
        ("noun", "found"),
        [
            ("actors", ["ann", "bor", "court", "pat"]),
            ("agreements", ["frame", "treaty"]),
            ("topics", ["energy", "gas"]),
            ("events", ["talks"]),
        ],
    )
    def test_page_as_briefs_do(self, client: Client, noun: str, found: list[str]) -> None:
        said = answer(client, noun)

        assert list(said) == ["count", "page", "pages", "next", "previous", "results"]
        assert (said["count"], said["page"], said["pages"]) == (len(found), 1, 1)
        assert slugs(said["results"]) == found
        first = said["results"][0]
        assert first.keys() >= REF
        assert first["url"] == f"http://testserver/{noun}/{found[0]}/"

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("actors?q=аннландия", ["ann"]),
            ("actors?q=ANNL", ["ann"]),
            ("agreements?q=договор", ["treaty"]),
            ("topics?q=энерг", ["energy"]),
            ("topics?q=ga", ["gas"]),
            ("events?q=talk", ["talks"]),
            *((f"{noun}?q=zebra", []) for noun in NOUNS),
            *((f"{noun}?q=\"'*(OR %22&page=1", []) for noun in NOUNS if noun == "x"),
        ],
    )
    def test_find_by_words_of_any_name(self, client: Client, asked: str, found: list[str]) -> None:
        assert slugs(answer(client, asked)["results"]) == found

    def test_of_agreements_have_the_status_of_a_time(self, client: Client) -> None:
        for query, statuses in (
            ("", [None, "withdrawn"]),
            ("?as_of=2014", [None, "signed"]),
            ("?as_of=2013", [None, None]),
        ):
            rows = answer(client, f"agreements{query}")["results"]
            assert [row["status"] for row in rows] == statuses, query

    def test_of_actors_have_the_offices_of_a_time(self, client: Client) -> None:
        for query, titles in (("", []), ("&as_of=2019", ["Minister"]), ("&as_of=2010", ["Envoy"])):
            (row,) = answer(client, f"actors?q=Pat{query}")["results"]
            held = [office["title"] for office in row["positions"] if office["certain"]]
            assert held == titles, query
            assert all(office["evidence"] for office in row["positions"])

    @pytest.mark.parametrize("noun", ["actors", "agreements"])
    def test_refuse_a_time_that_is_none(self, client: Client, noun: str) -> None:
        response = client.get(f"/api/v1/{noun}?as_of=soon")

        assert response.status_code == 400
        assert [each["parameter"] for each in response.json()["errors"]] == ["as_of"]

    def test_tell_how_many_briefs_there_are(self, client: Client) -> None:
        assert answer(client, "actors?q=ann")["results"][0]["count"] == 1
        assert [row["count"] for row in answer(client, "topics")["results"]] == [1, 1]

    @pytest.mark.parametrize("noun", NOUNS)
    def test_a_value_that_is_none_is_refused_by_name(self, client: Client, noun: str) -> None:
        for query, parameter in (("page=0", "page"), ("page_size=9", "page_size")):
            response = client.get(f"/api/v1/{noun}?{query}")

            assert response.status_code == 400, query
            assert response["Content-Type"] == "application/problem+json"
            assert response.json()["errors"][0]["parameter"] == parameter

    @pytest.mark.parametrize("noun", NOUNS)
    def test_past_the_last_page_there_is_nothing(self, client: Client, noun: str) -> None:
        assert client.get(f"/api/v1/{noun}?page=2").status_code == 404


def test_pages_of_a_list_lead_to_each_other(client: Client, db: None) -> None:
    for number in range(12):
        make_actor(name=f"Land {number:02}")

    first = answer(client, "actors?page_size=10&q=land&utm_source=x")
    assert first["next"] == "http://testserver/api/v1/actors?q=land&page_size=10&page=2"
    second = client.get(first["next"]).json()
    assert (first["count"], len(first["results"]), len(second["results"])) == (12, 10, 2)
    assert client.get(second["previous"]).json()["results"] == first["results"]
