"""Portrait: an actor or agreement with all that readers may know of it, a fixed number of queries.

Pages and the API show the same rows.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from briefs.models.accounts import ways
from briefs.models.actor import Actor, Position
from briefs.models.address import FormerAddress
from briefs.models.agreement import Agreement, Body, Party, Place, Relation
from briefs.models.edition import Edition
from briefs.models.event import Event
from briefs.models.evidence import Assertion, Evidence
from briefs.models.fact import Fact
from briefs.models.life import Life, Membership, Standing, life_of
from briefs.models.milestone import Milestone
from briefs.models.period import Period, was_in_office
from briefs.models.reservation import Reservation
from briefs.models.succession import Succession
from briefs.models.term import Term

MOST = 50  # facts of a kind on one page


def actors() -> QuerySet[Actor]:
    """Actors with names, offices, agreements, predecessors and events, as `shown_…`."""
    shown: list[Any] = [
        _some("positions", Position.objects.shown().select_related("holder", "of")),
        _some("offices", Position.objects.shown().select_related("holder", "of")),
        _some("parties", Party.objects.shown().select_related("agreement")),
        _some("founded_by", Body.objects.shown().select_related("agreement")),
        _some("predecessors", Succession.objects.shown().select_related("predecessor")),
        _some("successors", Succession.objects.shown().select_related("successor")),
        _some("events", Event.objects.shown().newest_first()),
        *_lives("shown_parties__agreement__"),
    ]
    return Actor.objects.prefetch_related("names", "identifiers", *shown)


def agreements() -> QuerySet[Agreement]:
    """Agreements with topics and all that is claimed of them, as `shown_…`."""
    followed = Succession.objects.shown().select_related("successor")
    shown: list[Any] = [
        Prefetch("parties", Party.objects.shown().select_related("actor"), "shown_parties"),
        Prefetch("shown_parties__actor__successors", followed, "shown_successors"),
        Prefetch(
            "milestones",
            Milestone.objects.shown().in_order().select_related("actor"),
            "shown_milestones",
        ),
        Prefetch(
            "reservations",
            Reservation.objects.shown().select_related("actor"),
            "shown_reservations",
        ),
        Prefetch("terms", Term.objects.shown(), "shown_terms"),
        Prefetch("places", Place.objects.shown(), "shown_places"),
        Prefetch("bodies", Body.objects.shown().select_related("actor"), "shown_bodies"),
        Prefetch("relations", Relation.objects.shown().select_related("to"), "shown_relations"),
        Prefetch(
            "relations_from",
            Relation.objects.shown().select_related("agreement"),
            "shown_relations_from",
        ),
        _some("events", Event.objects.shown().newest_first()),
    ]
    return Agreement.objects.prefetch_related("topics", *shown)


def with_lives(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Agreements with what their status follows from (`life`)."""
    return agreements.prefetch_related(*_lives(""))


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


def others_in(actor: Any) -> list[Position]:
    """Whoever else is named for an office that an actor of this module is named for."""
    own: Sequence[Position] = actor.shown_positions
    same = Position.objects.shown().filter(
        of__in={each.of_id for each in own} - {None}, title__in={each.title for each in own}
    )
    return list(same.exclude(holder=actor).select_related("holder", "of")[:MOST])


def offices_in(edition: Edition, day: dt.date, facts: Iterable[Fact]) -> list[Office]:
    """The offices on a day of those whom an edition is about, two queries.

    As passages of any published brief state them, or the edition's own `facts` do.
    """
    refs = edition.card.get("actors", [])
    if not refs:
        return []
    merged = FormerAddress.objects.filter(noun="actor", slug__in=[ref["slug"] for ref in refs])
    theirs = Q(holder__key__in=[ref["key"] for ref in refs])
    own: dict[int, list[Evidence]] = defaultdict(list)
    for fact in facts:
        if fact.evidence.position_id:
            own[fact.evidence.position_id].append(fact.evidence)
    stated = Position.objects.stated().values("pk")
    positions = Position.objects.filter(
        theirs | Q(holder__key__in=merged.values("key")), Q(pk__in=stated) | Q(pk__in=list(own))
    )
    said = Period(said=day.isoformat(), first=day, last=day)
    public = Prefetch("evidence", Evidence.objects.public())
    held = positions.select_related("holder", "of").prefetch_related(public)[:MOST]
    return [
        replace(each, accounts=ways([*each.position.evidence.all(), *own[each.position.pk]]))
        for each in offices(held, said)
    ]


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


def _some(name: str, rows: QuerySet[Any]) -> Any:
    return Prefetch(name, rows[:MOST], f"shown_{name}")


def _firm_or_not(parties: QuerySet[Party]) -> QuerySet[Party]:
    """Parties with their actors; `is_firm` where a passage states it, not somebody in it."""
    said = Evidence.objects.public().order_by().filter(assertion=Assertion.STATED)
    firm = Exists(said.filter(party=OuterRef("pk")))
    return parties.annotate(is_firm=firm).select_related("actor")


def _lives(path: str) -> list[Any]:
    steps = Milestone.objects.shown().in_order()
    return [
        Prefetch(f"{path}parties", _firm_or_not(Party.objects.stated()), "shown_parties"),
        Prefetch(f"{path}milestones", steps, "shown_milestones"),
    ]
