"""Portrait: an actor, agreement, topic or event with all that readers may know of it.

A query for each sort of fact that it has, however many of them. Pages and the API show the same.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from typing import Any

from django.db.models import (
    BigAutoField,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    SlugField,
    prefetch_related_objects,
)

from briefs.models.accounts import ways
from briefs.models.actor import Actor, Position
from briefs.models.actor_name import ActorName
from briefs.models.address import FormerAddress
from briefs.models.agreement import Agreement, Body, Party, Place, Relation
from briefs.models.claims import Claims, give_passages
from briefs.models.edition import Edition
from briefs.models.event import Event, Participant
from briefs.models.evidence import Assertion, Evidence
from briefs.models.fact import Fact
from briefs.models.identifier import Identifier
from briefs.models.life import Life, Membership, Standing, life_of
from briefs.models.milestone import Milestone
from briefs.models.period import Period, was_in_office
from briefs.models.prepared import Prepared, Slot
from briefs.models.reservation import Reservation
from briefs.models.succession import Succession
from briefs.models.term import Term
from briefs.models.topic import Topic

MOST = 50  # facts of a kind on one page


type _Model = type[Actor] | type[Agreement] | type[Topic] | type[Event]
type _Rows = dict[str, list[Any]]  # claims by sort


def actor(slug: str) -> Any | None:
    """An actor with names, offices, agreements, predecessors and events, as `shown_…`."""
    found = _noun(Actor, slug)
    if found is None:
        return None
    claims = _claims(found)
    about = [party.agreement for party in claims["parties"]]
    _give_parties_and_steps(about)
    steps = [step for each in about for step in each.shown_milestones]
    _show(found, claims, steps)
    for each in about:
        each.shown_milestones = _stated(each.shown_milestones)
    return found


def agreement(slug: str) -> Any | None:
    """An agreement with topics and all that is claimed of it, as `shown_…`."""
    found = _noun(Agreement, slug)
    if found is None:
        return None
    claims = _claims(found)
    prefetch_related_objects([party.actor for party in claims["parties"]], _followed())
    _show(found, claims)
    return found


def topic(slug: str) -> Any | None:
    """A topic with its events, as `shown_events`."""
    found = _noun(Topic, slug)
    if found is not None:
        _show(found, _claims(found))
    return found


def event(slug: str) -> Any | None:
    """An event with who took part and what it was about, if a published passage states it."""
    found = _noun(Event, slug)
    if found is None:
        return None
    _claims(found)
    give_passages([found])
    return found if found.evidence.all() else None


def positions_of(actors: Sequence[Actor]) -> dict[int, list[Position]]:
    """The offices of each of some actors: two queries."""
    held = Position.objects.stated().in_order().filter(holder__in=actors)
    found: dict[int, list[Position]] = defaultdict(list)
    for position in held.select_related("holder", "of"):
        found[position.holder_id].append(position)
    give_passages(chain.from_iterable(found.values()))
    return found


def give_lives(agreements: Sequence[Any]) -> None:
    """Give agreements what their status follows from (`life`): four queries."""
    _give_parties_and_steps(agreements)
    give_passages(step for each in agreements for step in each.shown_milestones)
    for each in agreements:
        each.shown_milestones = _stated(each.shown_milestones)


def _give_parties_and_steps(agreements: Sequence[Any]) -> None:
    """Give agreements their parties, `is_firm` where a passage states one; and all steps there are.

    Of many parties it is read how they are asserted, and no more.
    """
    if not agreements:
        return
    prefetch_related_objects(agreements, *_parties_and_steps())
    parties = [party for each in agreements for party in each.shown_parties]
    public, said = Evidence.objects.public().order_by(), defaultdict[int, set[str]](set)
    for party, assertion in public.filter(party__in=parties).values_list("party", "assertion"):
        said[party].add(assertion)
    for party in parties:
        party.is_firm = Assertion.STATED in said[party.pk]
    for each in agreements:
        each.shown_parties = [party for party in each.shown_parties if said[party.pk]]


def _noun(model: _Model, slug: str) -> Any | None:
    """The noun at a slug, if there is one; which relations of it have rows, it has as `has_…`."""
    return next(iter(_at(model)(slug=slug)), None)


def _claims(noun: Any) -> _Rows:
    """What is claimed of a noun, a query for each sort; its other rows it has as if prefetched."""
    claims, noun._prefetched_objects_cache = dict[str, list[Any]](), {}
    for name, sort in _sorts()[type(noun)].items():
        rows = sort.of(noun) if getattr(noun, f"has_{name}") else []
        (claims if isinstance(sort.rows, Claims) else noun._prefetched_objects_cache)[name] = rows
    return claims


def _show(noun: Any, claims: _Rows, others: Iterable[Any] = ()) -> None:
    """Give a noun those claims that readers may see: one query for all of their passages."""
    give_passages(chain(*claims.values(), others))
    for name, rows in claims.items():
        setattr(noun, f"shown_{name}", _stated(rows))


def _stated(claims: list[Any]) -> list[Any]:
    return [claim for claim in claims if claim.evidence.all()]


class _Sort:
    """The rows of one relation of a noun: what they call it, all of them, how many are shown."""

    def __init__(self, whose: str, rows: QuerySet[Any], most: int | None = None) -> None:
        self.whose, self.rows = whose, rows
        own = rows.filter(**{f"{whose}__pk": Slot("noun", BigAutoField())})
        self._own = Prepared(lambda: own[:most])

    def of(self, noun: Any) -> list[Any]:
        """A noun's own; they needn't read it again."""
        found = self._own(noun=noun.pk)
        if self.rows.model._meta.get_field(self.whose).many_to_one:
            for row in found:
                setattr(row, self.whose, noun)
        return found


# Made once: to say so much in Django's words takes longer than to find it. Of an actor there may be
# thousands, so the database leaves out what readers may not see.
@cache
def _sorts() -> dict[_Model, dict[str, _Sort]]:
    """By noun and relation: all that a portrait shows."""
    held, events = Position.objects.stated().in_order(), Event.objects.stated().newest_first()
    followed = Succession.objects.stated()
    of_actors = {
        "names": _Sort("actor", ActorName.objects.all()),
        "identifiers": _Sort("actor", Identifier.objects.all()),
        "positions": _Sort("holder", held.select_related("of"), MOST),
        "offices": _Sort("of", held.select_related("holder"), MOST),
        "parties": _Sort("actor", Party.objects.stated().select_related("agreement"), MOST),
        "founded_by": _Sort("actor", Body.objects.stated().select_related("agreement"), MOST),
        "predecessors": _Sort("successor", followed.select_related("predecessor"), MOST),
        "successors": _Sort("predecessor", followed.select_related("successor"), MOST),
        "events": _Sort("actors", events.distinct(), MOST),  # it may have two roles there
    }
    of_agreements = {
        "topics": _Sort("agreements", Topic.objects.all()),
        "parties": _Sort("agreement", Party.objects.select_related("actor")),
        "milestones": _Sort("agreement", Milestone.objects.in_order().select_related("actor")),
        "reservations": _Sort("agreement", Reservation.objects.select_related("actor")),
        "terms": _Sort("agreement", Term.objects.all()),
        "places": _Sort("agreement", Place.objects.all()),
        "bodies": _Sort("agreement", Body.objects.select_related("actor")),
        "relations": _Sort("agreement", Relation.objects.select_related("to")),
        "relations_from": _Sort("to", Relation.objects.select_related("agreement")),
        "events": _Sort("agreements", events, MOST),
    }
    of_topics = {"events": _Sort("topics", events, MOST)}
    of_events = {
        "participants": _Sort("event", Participant.objects.select_related("actor")),
        "agreements": _Sort("events", Agreement.objects.all()),
        "topics": _Sort("events", Topic.objects.all()),
    }
    return {Actor: of_actors, Agreement: of_agreements, Topic: of_topics, Event: of_events}


@cache
def _at(model: _Model) -> Prepared[Any]:
    """The noun at a slug, and which of its relations have rows."""
    has = {
        f"has_{name}": Exists(sort.rows.model.objects.filter(**{sort.whose: OuterRef("pk")}))
        for name, sort in _sorts()[model].items()
    }
    at_slug = model.objects.order_by().annotate(**has).filter(slug=Slot("slug", SlugField()))
    return Prepared(lambda: at_slug)


@cache
def _followed() -> Any:
    followed = Succession.objects.shown().select_related("successor")
    return Prefetch("successors", followed, "shown_successors")


def life(agreement: Any, as_of: Period | None = None) -> Life:
    """The life of an agreement of this module."""
    return life_of(agreement.shown_parties, agreement.shown_milestones, as_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A position; `certain` unless its dates leave open whether it was held.

    `accounts`: a passage for each way in which it is asserted, for a brief about its holder.
    """

    position: Position
    certain: bool
    accounts: list[Evidence] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """What an actor is to an agreement, and how that stands."""

    life: Life
    membership: Membership


def offices(positions: Iterable[Position], as_of: Period | None) -> list[Office]:
    """Positions, or those of them that were, or may have been, held at some time in a period."""
    if as_of is None:
        return [Office(position=each, certain=True) for each in positions]
    held = [(each, was_in_office(each, as_of)) for each in positions]
    return [Office(position=each, certain=bool(was)) for each, was in held if was is not False]


def offices_in(edition: Edition, day: dt.date, facts: Iterable[Fact]) -> list[Office]:
    """The offices on a day of those whom an edition is about, two queries.

    As passages of any published brief state them, or the edition's own `facts` do.
    """
    refs = edition.card.get("actors", [])
    if not refs:
        return []
    own: dict[int, list[Evidence]] = defaultdict(list)
    for fact in facts:
        if fact.evidence.position_id:
            own[fact.evidence.position_id].append(fact.evidence)
    keys, slugs = [ref["key"] for ref in refs], [ref["slug"] for ref in refs]
    held = _offices()(keys=keys, slugs=slugs, own=list(own))
    give_passages(held)
    said = Period(said=day.isoformat(), first=day, last=day)
    return [
        replace(each, accounts=ways([*each.position.evidence.all(), *own[each.position.pk]]))
        for each in offices(held, said)
    ]


@cache
def _offices() -> Prepared[Position]:
    merged = FormerAddress.objects.filter(noun="actor", slug__among=Slot("slugs"))
    theirs = Q(holder__key__among=Slot("keys")) | Q(holder__key__in=merged.values("key"))
    told = Q(pk__in=Position.objects.stated().values("pk")) | Q(pk__among=Slot("own"))
    held = Position.objects.filter(theirs, told).in_order().select_related("holder", "of")
    return Prepared(lambda: held[:MOST])


def ties(parties: Sequence[Party], as_of: Period | None) -> list[Tie]:
    """What an actor's rows come to; with a period, those by which it is, or may be, party then."""
    found = []
    for party in parties:
        whole = life(party.agreement, as_of)
        own = next(each for each in whole.memberships if each.party.pk == party.pk)
        if as_of is None or own.standing == Standing.PARTY:
            # The actor's own row has its passages, which the agreement's needs not.
            found.append(Tie(life=whole, membership=replace(own, party=party)))
    return found


@cache
def _parties_and_steps() -> list[Any]:
    return [
        Prefetch("parties", Party.objects.select_related("actor"), "shown_parties"),
        Prefetch("milestones", Milestone.objects.in_order(), "shown_milestones"),
    ]
