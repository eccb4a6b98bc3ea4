"""FollowTheMoney: entities that its own package accepts, and nothing told as plainer than it is."""

import json
from typing import Any

import followthemoney
import pytest
from django.test import Client

from briefs.models import ActorName, Identifier, Party, Position, Succession
from briefs.publishing import publish
from tests.factories import make_actor, make_agreement, make_brief, make_event, make_evidence
from tests.formats.reading import text_of


def entities(client: Client) -> list[dict[str, Any]]:
    """The file's lines."""
    return [
        json.loads(each) for each in text_of(client.get("/facts/entities.ftm.json")).splitlines()
    ]


def one(found: list[dict[str, Any]], schema: str) -> Any:
    """What the one entity of a schema says."""
    (entity,) = (each for each in found if each["schema"] == schema)
    return entity["properties"]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("seed")
def test_the_package_accepts_every_entity_whole(client: Client, capsys: Any) -> None:
    found = entities(client)

    for entity in found:
        read = followthemoney.model.get_proxy(entity)
        assert read.schema.name == entity["schema"]
        for name, values in entity["properties"].items():
            assert set(read.get(name)) == set(values), (name, values, read.get(name))
            for value in values:
                known = read.schema.get(name)
                assert known, (entity["schema"], name)
                assert known.type.validate(value), (entity["schema"], name, value)
    ids = {entity["id"] for entity in found}
    for entity in found:
        for name in ("holder", "post", "project", "participant", "organization", "involved"):
            assert ids.issuperset(entity["properties"].get(name, ()))
    with capsys.disabled():
        print(f"\nFollowTheMoney accepts {len(found)} entities")


@pytest.fixture
def facts(db: None) -> None:
    """What is stated, what one side claims, what is denied, and what a draft alone says."""
    ann = make_actor(slug="ann", name="Annland")
    Identifier.objects.create(actor=ann, scheme="iso", value="PK")
    ActorName.objects.create(actor=ann, name="Ann", language="en", kind="former")
    pat = make_actor(name="Pat", kind="person")
    treaty = make_agreement(title="Treaty")
    brief = make_brief()
    minister = Position.objects.create(holder=pat, of=ann, title="Minister", start="2020~")
    make_evidence(brief, position=minister)
    make_evidence(
        brief,
        party=Party.objects.create(agreement=treaty, actor=ann),
        assertion="claimed",
        attributed_to=pat,
    )
    denied = Succession.objects.create(successor=ann, predecessor=make_actor())
    make_evidence(brief, succession=denied, assertion="denied")
    publish(brief)
    make_evidence(make_brief(), event=make_event())


@pytest.mark.usefixtures("facts")
def test_facts_are_tied_to_actors_by_keys_that_stay(client: Client) -> None:
    found = entities(client)
    held, post, person = (one(found, each) for each in ("Occupancy", "Position", "Person"))

    assert person["name"] == ["Pat"]
    assert post["name"] == ["Minister"]
    ids = {each["id"]: each for each in found}
    assert ids[held["holder"][0]]["properties"]["name"] == ["Pat"]
    assert ids[held["post"][0]]["schema"] == "Position"
    assert ids[post["organization"][0]]["properties"]["country"] == ["pk"]
    assert ids[post["organization"][0]]["properties"]["previousName"] == ["Ann"]
    assert held["startDate"] == ["2020"]
    assert "#passage-" in held["sourceUrl"][0]
    assert entities(client) == found


@pytest.mark.usefixtures("facts")
def test_what_a_side_claims_says_so_and_what_is_denied_is_left_out(client: Client) -> None:
    found = entities(client)

    assert one(found, "ProjectParticipant")["summary"] == ["claimed by Pat"]
    assert "Succession" not in {each["schema"] for each in found}
    assert "Event" not in {each["schema"] for each in found}  # a draft alone states it
