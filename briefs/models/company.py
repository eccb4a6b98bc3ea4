"""Company: with whom an actor is party to agreements."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from briefs.models.actor import Actor
from briefs.models.agreement import Agreement
from briefs.models.claims import firmest
from briefs.models.evidence import Assertion
from briefs.models.life import Standing
from briefs.models.milestone import Status
from briefs.models.portrait import Tie

# From what holds to what is over.
_ORDER = [
    *(Status.IN_FORCE, Status.APPLIED, Status.RATIFIED, Status.ACCEDED, Status.SUCCEEDED),
    *(Status.SIGNED, Status.INITIALLED, Status.NEGOTIATED, Status.SUSPENDED, Status.COMPLETED),
    *(Status.EXPIRED, Status.WITHDRAWN, Status.TERMINATED),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What an actor is to the agreements of one status; None: no stage is stated as reached."""

    status: Status | None
    ties: list[Tie]


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """An actor, and the agreements to which it is party with another."""

    actor: Actor
    agreements: list[Agreement]


def by_status(ties: Iterable[Tie]) -> list[Group]:
    """An actor's agreements by their status."""
    groups: dict[Status | None, list[Tie]] = {status: [] for status in (*_ORDER, None)}
    for tie in ties:
        groups[tie.life.status].append(tie)
    return [Group(status=status, ties=found) for status, found in groups.items() if found]


def partners(ties: Iterable[Tie]) -> list[Partner]:
    """With whom an actor is party to agreements, where that is stated of both; most often first."""
    shared: dict[Actor, dict[int, Agreement]] = defaultdict(dict)
    for tie in ties:
        own = tie.membership.party
        if firmest(own) != Assertion.STATED:
            continue
        for other in tie.life.memberships:
            party: Any = other.party
            if (
                party.is_firm
                and other.standing == Standing.PARTY
                and party.actor_id != own.actor_id
            ):
                shared[party.actor][own.agreement_id] = own.agreement
    found = [
        Partner(actor=actor, agreements=list(agreements.values()))
        for actor, agreements in shared.items()
    ]
    return sorted(found, key=lambda each: (-len(each.agreements), each.actor.label))
