"""The API's actors, agreements, topics and events: lists and singles, as the contract says."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from briefs.models import (
    ActorName,
    Body,
    Brief,
    Event,
    Identifier,
    Participant,
    Party,
    Place,
    Position,
    Relation,
    Reservation,
    Succession,
    Term,
)
from briefs.publishing import publish, withdraw
from tests.factories import (
    make_actor,
    make_agreement,
    make_brief,
    make_event,
    make_evidence,
    make_milestone,
    make_topic,
)

NOUNS = ("actors", "agreements", "topics", "events")
REF = {"slug", "name", "url"}
EVIDENCE = {
    *("claim", "brief", "edition", "quote", "url", "assertion", "attributed_to", "source"),
}


def answer(client: Client, address: str) -> Any:
    """What the API says at an address."""
    response = client.get(f"/api/v1/{address}")
    assert response.status_code == 200, response.text
    return response.json()


def slugs(rows: list[dict[str, Any]]) -> list[str]:
    return [row["slug"] for row in rows]


def state(*claims: Any, brief: Any = None, **said: Any) -> None:
    """Publish a brief that states the claims."""
    brief = brief or make_brief()
    for claim in claims:
        make_evidence(brief, **{claim._meta.model_name: claim}, **said)
    publish(brief)


@pytest.fixture
def world(db: None) -> dict[str, Any]:
    """A treaty of two states, with a bit of everything that a published brief states."""
    ann = make_actor(slug="ann", name="Annland")
    bor = make_actor(slug="bor", name="Borduria")
    ActorName.objects.create(actor=ann, name="Аннландия", language="ru", kind="short")
    Identifier.objects.create(actor=ann, scheme="wikidata", value="Q1")
    pat = make_actor(slug="pat", name="Pat", kind="person")
    court = make_actor(slug="court", name="Court", kind="body")
    energy = make_topic(slug="energy", name="Energy", names={"ru": "Энергетика"})
    gas = make_topic(slug="gas", name="Gas", parent=energy)
    treaty = make_agreement(slug="treaty", title="Treaty", names={"ru": "Договор"})
    treaty.topics.add(gas)
    frame = make_agreement(slug="frame", title="Frame")
    talks = make_event(slug="talks", title="Talks", date="2020-05", place="Bern")
    talks.agreements.add(treaty)
    talks.topics.add(gas)
    Participant.objects.create(event=talks, actor=ann, role="host")
    claims: list[Any] = [
        Party.objects.create(agreement=treaty, actor=ann),
        Party.objects.create(agreement=treaty, actor=bor),
        make_milestone(treaty, date="2014", status="signed"),
        make_milestone(treaty, date="2020-06-15", status="withdrawn", actor=bor),
        Reservation.objects.create(agreement=treaty, actor=ann, text="Not on Sundays."),
        Term.objects.create(agreement=treaty, label="Length", value="5", unit="km", quantity="5km"),
        Place.objects.create(agreement=treaty, name="Bern", country="CH"),
        Body.objects.create(agreement=treaty, actor=court),
        Relation.objects.create(agreement=frame, kind="frames", to=treaty),
        Position.objects.create(holder=pat, of=ann, title="Minister", start="2018", end="2022"),
        Position.objects.create(holder=pat, title="Envoy", as_of="2010"),
        Succession.objects.create(successor=ann, predecessor=bor, date="1991"),
        talks,
    ]
    brief = make_brief(slug="brief")
    brief.topics.add(gas)
    brief.actors.add(ann)
    brief.agreements.add(treaty)
    state(*claims, brief=brief)
    return {"ann": ann, "treaty": treaty, "gas": gas, "talks": talks}


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


def fill(world: dict[str, Any]) -> None:
    """One more of everything, stated by another brief that has a source and a speaker."""
    ann, treaty, gas, talks = (world[name] for name in ("ann", "treaty", "gas", "talks"))
    other, topic = make_actor(), make_topic(parent=gas)
    more = make_agreement()
    event = make_event(date="2021")
    event.agreements.add(treaty)
    event.topics.add(gas, topic)
    for each in (talks, event):
        Participant.objects.create(event=each, actor=other)
        Participant.objects.get_or_create(event=each, actor=ann, role="x")
    treaty.topics.add(topic)
    more.topics.add(gas)
    state(
        Party.objects.create(agreement=treaty, actor=other),
        Party.objects.create(agreement=more, actor=ann),
        make_milestone(treaty, date="2013", status="ratified", actor=other),
        make_milestone(more, date="2013"),
        Reservation.objects.create(agreement=treaty, actor=other, text="No."),
        Term.objects.create(agreement=treaty, label="Years", value="5"),
        Place.objects.create(agreement=treaty, name="Bern"),
        Body.objects.create(agreement=treaty, actor=other),
        Body.objects.create(agreement=more, actor=ann),
        Relation.objects.create(agreement=more, kind="frames", to=treaty),
        Relation.objects.create(agreement=treaty, kind="follows", to=more),
        Position.objects.create(holder=other, of=ann, title="Minister", start="2012"),
        Position.objects.create(holder=ann, of=other, title="Guest", start="2012"),
        Succession.objects.create(successor=ann, predecessor=other),
        event,
        attributed_to=make_actor(),
        assertion="claimed",
    )
