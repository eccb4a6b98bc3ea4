"""Life: what an agreement's steps come to, now or as of a day. Derived, never typed.

A step of all parties makes the agreement's status. A party's own step makes its own, and the
agreement's once the parties have come there together:

- it is negotiated, initialled, signed or ratified as far as its last founding party is (founding is
  who didn't accede or succeed to it);
- it is in force, or applied, when that is so for two of its parties;
- it is suspended or over when fewer than two are left, and completed when all have completed it.

Only what is stated as done counts: what is expected, promised, claimed or denied never does.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from briefs.models.accounts import is_denied
from briefs.models.agreement import Party
from briefs.models.milestone import Milestone, Status
from briefs.models.period import Period, is_past

_FAR = {Status.NEGOTIATED: 0, Status.INITIALLED: 1, Status.SIGNED: 2, Status.RATIFIED: 3}
_FAR |= {Status.ACCEDED: 3, Status.SUCCEEDED: 3, Status.APPLIED: 4, Status.IN_FORCE: 5}
_LATER = frozenset({Status.ACCEDED, Status.SUCCEEDED})
_WORKING = frozenset({Status.APPLIED, Status.IN_FORCE})
OVER = frozenset({Status.WITHDRAWN, Status.TERMINATED, Status.EXPIRED})
_HALTED = OVER | {Status.SUSPENDED}
_ORDER = list(Status)
# The roles whose holders an agreement waits for; others count once they take a step.
_PARTIES = frozenset({"party", "signatory"})


class Standing(StrEnum):
    """What somebody is to an agreement."""

    PARTY = "party"
    LEFT = "left"
    NOT_YET = "not-yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A party with its own steps by then; `certain` unless their dates leave it open."""

    party: Party
    steps: list[Milestone]
    standing: Standing
    certain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """An agreement's status, and what else it `perhaps` is; its parties; its steps by then.

    It is `disputed` where a passage denies a step that made the status.
    """

    status: Status | None
    disputed: bool
    perhaps: list[Status]
    memberships: list[Membership]
    steps: list[Milestone]


def life_of(
    parties: Sequence[Party], steps: Sequence[Milestone], as_of: Period | None = None
) -> Life:
    """What these steps come to, of those parties; both shown, with their evidence."""
    done = sorted((step for step in steps if step.happened), key=_when)
    sure, unsure = done, list[Milestone]()
    if as_of:
        past = {step.pk: is_past(step, "date", as_of) for step in steps}
        sure = [step for step in done if past[step.pk]]
        unsure = [step for step in done if past[step.pk] is None]
        steps = [step for step in steps if past[step.pk] is not False]
    cast = _Cast(parties, done)
    # Without those steps whose dates leave it open, then with more and more of them.
    readings = [
        _Reading(sorted([*sure, *unsure[:number]], key=_when), cast)
        for number in range(len(unsure) + 1)
    ]
    statuses = list(dict.fromkeys(reading.status for reading in readings))
    return Life(
        status=statuses[0],
        disputed=any(step.status == statuses[0] and is_denied(step) for step in sure),
        perhaps=[status for status in statuses[1:] if status],
        memberships=[
            _membership(party, readings, steps, known=bool(done), as_of=as_of) for party in parties
        ],
        steps=list(steps),
    )


def status_of(parties: Sequence[Party], steps: Sequence[Milestone]) -> Status | None:
    """An agreement's status now; None where nothing is stated as done."""
    return life_of(parties, steps).status


def _when(step: Milestone) -> tuple[dt.date, int]:
    return step.date_latest or step.date_earliest or dt.date.min, _ORDER.index(Status(step.status))


class _Cast:
    """Whose steps matter: all by whom there is one, those who found it, those who came later."""

    def __init__(self, parties: Iterable[Party], done: Iterable[Milestone]) -> None:
        own = [(step.actor_id, Status(step.status)) for step in done if step.actor_id]
        self.later = {actor for actor, status in own if status in _LATER}
        self.parties = {party.actor_id for party in parties if party.role in _PARTIES}
        self.parties |= {actor for actor, _status in own}
        self.all = self.parties | {party.actor_id for party in parties}
        self.founding = self.parties - self.later or self.parties
        self.two = min(2, len(self.parties))


class _Reading:
    """What steps, in their order, make of an agreement and of each who takes part."""

    def __init__(self, steps: Iterable[Milestone], cast: _Cast) -> None:
        self.cast = cast
        self.status: Status | None = None
        self.own: dict[int, Status] = {}
        for step in steps:
            status = Status(step.status)
            if step.actor_id is None:
                joined = cast.all - cast.later | self.own.keys()
                self.own |= dict.fromkeys(joined, status)
                self.status = status
            else:
                self.own[step.actor_id] = status
                self.status = self._together(status)

    def _together(self, status: Status) -> Status | None:
        """The agreement's status after a party's own step."""
        parties = self.cast.parties
        if status in _HALTED:
            left = [actor for actor in parties if self.own.get(actor) not in _HALTED]
            return status if len(left) < self.cast.two else self.status
        if status == Status.COMPLETED:
            all_have = all(self.own.get(actor) == status for actor in parties)
            return status if all_have else self.status
        if self.status in OVER or self.status == Status.COMPLETED:
            return self.status
        if status in _WORKING:
            there = [actor for actor in parties if self.own.get(actor) in _WORKING]
            return status if len(there) >= self.cast.two else self.status
        slowest = min((self.own.get(actor) for actor in self.cast.founding), key=_far)
        return slowest if _far(slowest) > _far(self.status) else self.status


def _far(status: Status | None) -> int:
    """How far a status is on the way into force; past it there is no way on."""
    if status is None:
        return -1
    return _FAR.get(status, len(_FAR))


def _membership(
    party: Party,
    readings: Sequence[_Reading],
    steps: Sequence[Milestone],
    *,
    known: bool,
    as_of: Period | None,
) -> Membership:
    found = {_standing(reading.own.get(party.actor_id)) for reading in readings}
    own = [step for step in steps if step.actor_id == party.actor_id]
    if as_of is None or not known:
        # That they are party is said; when it began isn't asked, or isn't told.
        left = found == {Standing.LEFT}
        standing, certain = Standing.LEFT if left else Standing.PARTY, as_of is None
    elif len(found) == 1:
        standing, certain = found.pop(), True
    else:
        standing, certain = Standing.PARTY, False
    return Membership(party=party, steps=own, standing=standing, certain=certain)


def _standing(status: Status | None) -> Standing:
    if status is None:
        return Standing.NOT_YET
    return Standing.LEFT if status in OVER else Standing.PARTY
