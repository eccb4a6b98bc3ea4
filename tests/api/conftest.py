"""The API's tests share what the pages' tests do, and a world of nouns."""

from typing import Any

import pytest

from briefs.models import (
    ActorName,
    Body,
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
from tests.api.nouns import state
from tests.factories import (
    make_actor,
    make_agreement,
    make_brief,
    make_event,
    make_milestone,
    make_topic,
)
from tests.views.conftest import queries, seed, three

__all__ = ["queries", "seed", "three"]


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
