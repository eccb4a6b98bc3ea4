"""The API's agreements, as the contract says; and dates by which it is asked."""

from typing import Any

import pytest
from django.test import Client

from briefs.models import (
    Term,
)
from tests.api.nouns import EVIDENCE, answer, slugs, state
from tests.factories import (
    make_actor,
    make_agreement,
    make_milestone,
)


@pytest.mark.usefixtures("world")
class TestAnAgreement:
    def test_has_parties_steps_figures_places_and_more(self, client: Client) -> None:
        said = answer(client, "agreements/treaty")

        assert [said[key] for key in ("title", "kind", "status")] == [
            "Treaty",
            "treaty",
            "withdrawn",
        ]
        assert [(each["actor"]["slug"], each["standing"]) for each in said["parties"]] == [
            ("ann", "party"),
            ("bor", "left"),
        ]
        assert [(each["date"], each["status"]) for each in said["milestones"]] == [
            ("2014", "signed"),
            ("2020-06-15", "withdrawn"),
        ]
        (term,) = said["terms"]
        assert [term[key] for key in ("label", "value", "unit")] == ["Length", "5", "km"]
        assert term["measured"]["si_amount"] == 5000
        assert said["places"][0]["country"] == "CH"
        assert said["reservations"][0]["text"] == "Not on Sundays."
        assert said["bodies"][0]["actor"]["slug"] == "court"
        assert [said["relations"][0][key]["slug"] for key in ("agreement", "to")] == [
            "frame",
            "treaty",
        ]
        assert slugs(said["events"]) == ["talks"]
        assert slugs(said["topics"]) == ["gas"]
        for rows in ("parties", "milestones", "terms", "places", "reservations", "relations"):
            assert said[rows][0]["evidence"][0].keys() == EVIDENCE, rows

    @pytest.mark.parametrize(
        ("as_of", "status", "perhaps", "parties"),
        [
            ("2013", None, [], []),
            ("2014-06", None, ["signed"], ["ann", "bor"]),
            ("2014", "signed", [], ["ann", "bor"]),
            ("2021", "withdrawn", [], ["ann"]),
        ],
    )
    def test_has_the_status_and_the_parties_of_a_time(
        self, client: Client, as_of: str, status: str | None, perhaps: list[str], parties: list[str]
    ) -> None:
        said = answer(client, f"agreements/treaty?as_of={as_of}")

        assert (said["as_of"], said["status"], said["perhaps"]) == (as_of, status, perhaps)
        assert [each["actor"]["slug"] for each in said["parties"]] == parties

    def test_a_step_that_somebody_denies_makes_a_disputed_status(self, client: Client) -> None:
        assert answer(client, "agreements/treaty")["disputed"] is False
        step = make_milestone(make_agreement(slug="other"), date="2021")
        state(step)
        state(step, assertion="denied", attributed_to=make_actor())

        said = answer(client, "agreements/other")

        assert (said["status"], said["disputed"]) == ("signed", True)

    def test_claims_that_cant_hold_together_name_each_other(
        self, client: Client, world: dict[str, Any]
    ) -> None:
        other = Term(agreement=world["treaty"], label="Length", value="6", quantity="6km")
        other.save()
        state(other)

        length, six = answer(client, "agreements/treaty")["terms"]

        assert length["contradicted_by"] == [six["key"]]
        assert six["contradicted_by"] == [length["key"]]
        (party, *_others) = answer(client, "agreements/treaty")["parties"]
        assert party["contradicted_by"] == []

    def test_what_a_side_claims_is_told_as_its_claim(self, client: Client) -> None:
        side = make_actor(slug="side", name="Side")
        treaty = make_agreement(slug="other")
        step = make_milestone(treaty, date="2021", status="in-force")
        state(step, assertion="claimed", attributed_to=side)

        said = answer(client, "agreements/other")

        assert said["status"] is None
        (shown,) = said["milestones"]
        assert shown["assertion"] == shown["evidence"][0]["assertion"] == "claimed"
        assert shown["evidence"][0]["attributed_to"]["slug"] == "side"


@pytest.mark.parametrize("noun", ["actors/pat", "agreements/treaty"])
@pytest.mark.parametrize("value", ["13/2020", "2021-13", "yesterday", "2021~", "2014/2018"])
def test_what_is_no_date_is_refused_by_name(
    client: Client, world: Any, noun: str, value: str
) -> None:
    response = client.get(f"/api/v1/{noun}", {"as_of": value})

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert [error["parameter"] for error in response.json()["errors"]] == ["as_of"]
