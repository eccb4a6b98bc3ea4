"""A world of nouns for the API, and what it says of them."""

from typing import Any

from django.test import Client

from briefs.models import (
    Body,
    Participant,
    Party,
    Place,
    Position,
    Relation,
    Reservation,
    Succession,
    Term,
)
from briefs.publishing import publish
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
