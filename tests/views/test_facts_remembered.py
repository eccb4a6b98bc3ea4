"""Timeline and network are remembered until a fact changes: no longer, and no shorter."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from briefs.editorial.mergers import merge
from briefs.models import (
    Actor,
    ActorName,
    Agreement,
    Body,
    Brief,
    Change,
    Event,
    Evidence,
    IndexVersion,
    Milestone,
    Participant,
    Party,
    Position,
    Publication,
    Relation,
    Succession,
    Topic,
)
from briefs.publishing import publish, withdraw
from briefs.search import dated
from tests.connections import in_own_connection
from tests.desk.interleavings.processes import processes
from tests.factories import (
    again,
    make_actor,
    make_agreement,
    make_brief,
    make_event,
    make_evidence,
    make_milestone,
    make_topic,
    published,
    save,
)
from tests.views.asked_elsewhere import answers

pytestmark = pytest.mark.django_db(transaction=True)

BODY = "The treaty was signed. It was not easy."
PAGES = ("/timeline/", "/timeline.json", "/network/", "/network.json", "/timeline.json?topic=gas")


@pytest.fixture
def brief(db: None) -> Brief:
    """A published brief that states a fact of each sort."""
    brief = make_brief(slug="on-gas", body=BODY, tags=("gas",))
    ann, bob = make_actor(slug="ann", name="Ann"), make_actor(slug="bob", name="Bob")
    treaty, other = make_agreement(slug="treaty"), make_agreement(slug="other")
    treaty.topics.add(make_topic(slug="gas", name="Gas", parent=make_topic(slug="energy")))
    claims = [
        make_milestone(treaty, date="2014"),
        make_milestone(treaty, actor=ann, status="withdrawn", date="2020"),
        make_event(title="Talks", date="2013-05"),
        Party.objects.create(agreement=treaty, actor=ann),
        Body.objects.create(agreement=treaty, actor=bob),
        Relation.objects.create(agreement=treaty, kind="amends", to=other),
        Position.objects.create(holder=ann, title="Minister", of=bob, start="2010", end="2015"),
        Succession.objects.create(successor=ann, kind="continues", predecessor=bob, date="1991"),
    ]
    for claim in claims:
        name = str(claim._meta.model_name)
        make_evidence(brief, exact="treaty was signed", **{name: claim})
    Participant.objects.create(event=Event.objects.get(), actor=bob)
    publish(brief)
    return brief


def _edit(body: str, change: Change = Change.UPDATE) -> None:
    brief = Brief.objects.get(slug="on-gas")
    save(brief, body=body)
    again(brief, change=change)


def _say(**claim: object) -> None:
    brief = make_brief()
    make_evidence(brief, **claim)
    publish(brief)


def _take_back() -> None:
    withdraw(Brief.objects.get(slug="on-gas"), reason="It is wrong.")


def _succeed() -> None:
    """Other words take a passage's place."""
    passage = Evidence.objects.filter(party__isnull=False).get()
    brief = make_brief()
    make_evidence(brief, party=passage.party, succeeds=passage, assertion="claimed")
    publish(brief)


CHANGES: dict[str, Callable[[], object]] = {
    "a step's date": lambda: Milestone.objects.update(date="2015"),
    "a step that goes": lambda: Milestone.objects.all().delete(),
    "an event's kind": lambda: Event.objects.update(kind="talks"),
    "an event's actor": lambda: Participant.objects.all().delete(),
    "an event's topic": lambda: Event.objects.get().topics.add(Topic.objects.get(slug="gas")),
    "an event's agreement": lambda: Event.objects.get().agreements.add(
        Agreement.objects.get(slug="other")
    ),
    "an agreement's topic": lambda: Agreement.objects.get(slug="treaty").topics.clear(),
    "a party's agreement": lambda: Party.objects.update(
        agreement=Agreement.objects.get(slug="other")
    ),
    "a body": lambda: Body.objects.all().delete(),
    "a relation": lambda: Relation.objects.all().delete(),
    "an office's holder": lambda: Position.objects.update(holder=Actor.objects.get(slug="bob")),
    "an office's end": lambda: Position.objects.update(end="2016"),
    "a predecessor": lambda: Succession.objects.update(date="1992"),
    "another event": lambda: _say(event=make_event(title="More talks", date="2014")),
    "a passage's assertion": lambda: Evidence.objects.update(assertion="denied"),
    "a passage that goes": lambda: Evidence.objects.all().delete(),
    "a passage for another claim": lambda: Evidence.objects.filter(event__isnull=False).update(
        event=None, milestone=Milestone.objects.last()
    ),
    "a passage in another's place": _succeed,
    "a passage of a draft": lambda: Evidence.objects.update(edition=None),
    "an edition without the words": partial(_edit, "Nothing of it."),
    "a retraction": partial(_edit, "It was wrong.", Change.RETRACTION),
    "a withdrawal": _take_back,
    "an actor's name": lambda: Actor.objects.filter(slug="ann").update(name="Anne"),
    "an actor's other name": lambda: ActorName.objects.create(
        actor=Actor.objects.get(slug="ann"), name="Анна", language="ru"
    ),
    "an actor's kind": lambda: Actor.objects.update(kind="person"),
    "an agreement's title": lambda: Agreement.objects.update(title="Pact"),
    "a moved topic": lambda: Topic.objects.filter(slug="gas").update(parent=None),
}
OTHERS: dict[str, Callable[[], object]] = {
    "another brief": lambda: published(title="Another on gas", tags=("gas",)),
    "an edition with the same words": partial(_edit, f"Now.\n\n{BODY}"),
    "a draft": make_brief,
    "a brief's other address": lambda: Publication.objects.update(slug="on-natural-gas"),
    "an actor's description": lambda: Actor.objects.get(slug="ann").save(),
    "a new actor": make_actor,
    "a new topic": make_topic,
}


def version() -> int:
    return IndexVersion.objects.get(name="facts").version


def anew() -> list[bytes]:
    """What pages say if all is made anew: as it is within a transaction."""
    with transaction.atomic():
        return answers(PAGES)


@pytest.mark.usefixtures("brief")
@pytest.mark.parametrize("deed", CHANGES.values(), ids=CHANGES)
def test_a_fact_that_changes_is_shown_as_it_is_now(deed: Callable[[], object]) -> None:
    before = answers(PAGES)
    assert before == anew()

    deed()

    assert answers(PAGES) == anew()


@pytest.mark.usefixtures("brief")
@pytest.mark.parametrize("deed", OTHERS.values(), ids=OTHERS)
def test_what_changes_no_fact_has_nothing_made_anew(deed: Callable[[], object]) -> None:
    before = version()

    deed()

    assert version() == before
    assert answers(PAGES) == anew()


@pytest.mark.usefixtures("brief")
def test_what_is_merged_while_facts_are_read_is_read_whole(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_on = dated.topics_upwards

    def merged_meanwhile() -> Any:
        monkeypatch.undo()
        into, other = Actor.objects.get(slug="ann"), Actor.objects.get(slug="bob")
        with ThreadPoolExecutor(1) as pool:
            pool.submit(in_own_connection, lambda: merge(into, [other], by=None)).result()
        return read_on()

    answers(PAGES)
    Succession.objects.all().delete()  # nobody is who came after them
    monkeypatch.setattr(dated, "topics_upwards", merged_meanwhile)

    assert client.get("/timeline/").status_code == 200
    assert not Actor.objects.filter(slug="bob").exists()
    assert answers(PAGES) == anew()


@pytest.mark.usefixtures("brief")
def test_every_process_shows_facts_as_they_are_now() -> None:
    with processes(1, connection.settings_dict["NAME"]) as other:
        for name in ("another event", "an actor's name", "a step's date", "a withdrawal"):
            assert other.submit(answers, PAGES).result() == answers(PAGES)

            CHANGES[name]()

            assert other.submit(answers, PAGES).result() == anew(), name
