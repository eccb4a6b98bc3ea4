"""The API's actors, as the contract says."""

import pytest
from django.test import Client

from tests.api.nouns import EVIDENCE, REF, answer, slugs


@pytest.mark.usefixtures("world")
class TestAnActor:
    def test_has_its_names_offices_agreements_and_more(self, client: Client) -> None:
        said = answer(client, "actors/ann")

        assert {key: said[key] for key in ("slug", "name", "kind", "identifiers")} == {
            "slug": "ann",
            "name": "Annland",
            "kind": "state",
            "identifiers": {"wikidata": "Q1"},
        }
        (alias,) = said["aliases"]
        assert (alias["name"], alias["language"], alias["from"]) == ("Аннландия", "ru", None)
        assert slugs(said["agreements"]) == ["treaty"]
        assert said["agreements"][0].keys() == REF
        assert said["briefs"] == "http://testserver/api/v1/briefs?actor=ann"
        assert client.get(said["briefs"]).json()["count"] == 1
        (office,) = said["positions"]  # one of its own office-holders'
        assert (office["title"], office["holder"]["slug"]) == ("Minister", "pat")
        assert (office["from"], office["to"]) == ("2018", "2022")
        (membership,) = said["memberships"]
        assert (membership["role"], membership["status"]) == ("party", "withdrawn")
        assert said["successions"][0]["predecessor"]["slug"] == "bor"
        assert slugs(said["events"]) == ["talks"]

    def test_shows_for_each_office_the_passage_that_states_it(self, client: Client) -> None:
        offices = {each["title"]: each for each in answer(client, "actors/pat")["positions"]}
        office, envoy = offices["Minister"], offices["Envoy"]

        (evidence,) = office["evidence"]
        assert evidence.keys() == EVIDENCE
        assert evidence["claim"] == "Pat: Minister (Annland)"
        assert evidence["brief"]["slug"] == "brief"
        assert evidence["quote"]["exact"] == "Some words."
        assert ":~:text=Some%20words." in evidence["url"]
        assert (envoy["of"], envoy["held_on"]) == (None, "2010")

    @pytest.mark.parametrize(
        ("as_of", "certain"),
        [
            ("2010", {"Envoy": True}),
            ("2010-06", {"Envoy": False}),
            ("2021", {"Envoy": False, "Minister": True}),
        ],
    )
    def test_has_the_offices_of_a_time(
        self, client: Client, as_of: str, certain: dict[str, bool]
    ) -> None:
        said = answer(client, f"actors/pat?as_of={as_of}")

        assert said["as_of"] == as_of
        assert {each["title"]: each["certain"] for each in said["positions"]} == certain

    def test_has_the_agreements_that_it_was_party_to_then(self, client: Client) -> None:
        assert slugs(answer(client, "actors/bor?as_of=2015")["agreements"]) == ["treaty"]
        assert answer(client, "actors/bor?as_of=2021")["agreements"] == []
