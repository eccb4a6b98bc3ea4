"""Disagreement: claims that can't all hold, side by side; nothing here decides between them.

Two figures for one term, two days for one step, other days for one person's office, two countries
for one place, two ways or days in which one state came after another; and one claim that some
passage states and another denies. Where dates or figures
leave room for both, they agree. Many offices have several holders at a time: those agree, too.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isclose
from typing import Any
from uuid import UUID

from briefs.models.actor import Position
from briefs.models.agreement import Place
from briefs.models.milestone import Milestone, Status
from briefs.models.period import widened
from briefs.models.quantity import Measured
from briefs.models.succession import Succession
from briefs.models.term import Term

# Steps that an agreement may take several times.
_REPEATED = frozenset({Status.NEGOTIATED, Status.SUSPENDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides[M]:
    """Claims about the same; `differ` if they can't all hold."""

    claims: list[M]
    differ: bool


def terms_by_label(terms: Iterable[Term]) -> list[Sides[Term]]:
    """The terms of agreements, those of one with the same label together."""
    return _together(terms, _figure, _figures_differ)


def places_by_name(places: Iterable[Place]) -> list[Sides[Place]]:
    """The places of agreements, those of one with the same name together."""
    return _together(places, _place, _countries_differ)


def successions_by_pair(successions: Iterable[Succession]) -> list[Sides[Succession]]:
    """Successions, those of one actor after one other together."""
    return _together(successions, _pair, _ways_differ)


def steps_by_deed(steps: Sequence[Milestone]) -> list[Sides[Milestone]]:
    """The steps of agreements, those together that are one step on different days."""
    groups = _together(steps, _step, _days_differ)
    apart = {id(step): group for group in groups if group.differ for step in group.claims}
    alone = (apart.get(id(step)) or Sides(claims=[step], differ=False) for step in steps)
    return list({id(sides.claims[0]): sides for sides in alone}.values())


def offices_by_holder(positions: Sequence[Position]) -> list[Sides[Position]]:
    """Positions, those together that give one holder other dates for one time in an office."""
    found: list[Sides[Position]] = []
    placed: set[int] = set()
    for position in positions:
        if position.pk in placed:
            continue
        group = [position]
        for one in group:
            same = (each for each in positions if _office(each) == _office(one))
            group += [each for each in same if each not in group and _terms_differ(one, each)]
        placed.update(each.pk for each in group)
        found.append(Sides(claims=group, differ=len(group) > 1))
    return found


def contradictions(claims: Iterable[Any]) -> dict[UUID, list[UUID]]:
    """For each claim that can't hold together with others of these, these others: by their keys."""
    groups: dict[Hashable, list[Any]] = defaultdict(list)
    for claim in {each.key: each for each in claims}.values():
        if type(claim) in _RULES:
            groups[type(claim), _RULES[type(claim)][0](claim)].append(claim)
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for group in groups.values():
        for one, other in combinations(group, 2):
            if _RULES[type(one)][1](one, other):
                found[one.key].append(other.key)
                found[other.key].append(one.key)
    return found


def _together[M](
    claims: Iterable[M], same: Callable[[M], Hashable], differ: Callable[[M, M], bool]
) -> list[Sides[M]]:
    groups: dict[Hashable, list[M]] = defaultdict(list)
    for claim in claims:
        groups[same(claim)].append(claim)
    return [
        Sides(claims=group, differ=any(differ(*pair) for pair in combinations(group, 2)))
        for group in groups.values()
    ]


def _figure(term: Term) -> Hashable:
    return term.agreement_id, _folded(term.label)


def _figures_differ(one: Term, other: Term) -> bool:
    """Whether two terms give different figures for the same; words may both hold."""
    if one.price_year != other.price_year:
        return False
    first, second = one.measured, other.measured
    if first and second:
        if (first["currency"], first["si_unit"]) != (second["currency"], second["si_unit"]):
            return False
        return not isclose(_amount(first), _amount(second), rel_tol=1e-9)
    are_figures = all(any(char.isdigit() for char in term.value) for term in (one, other))
    same_unit = _folded(one.unit) == _folded(other.unit)
    return are_figures and same_unit and _folded(one.value) != _folded(other.value)


def _amount(figure: Measured) -> float:
    in_si = figure["si_amount"]
    return figure["amount"] if in_si is None else in_si


def _place(place: Place) -> Hashable:
    return place.agreement_id, _folded(place.name)


def _countries_differ(one: Place, other: Place) -> bool:
    return bool(one.country and other.country) and one.country != other.country


def _pair(succession: Succession) -> Hashable:
    return succession.successor_id, succession.predecessor_id


def _ways_differ(one: Succession, other: Succession) -> bool:
    return one.kind != other.kind or _days_differ(one, other)


def _step(step: Milestone) -> Hashable:
    again = step.status in _REPEATED
    return step.pk if again else (step.agreement_id, step.status, step.actor_id)


def _days_differ(one: Milestone | Succession, other: Milestone | Succession) -> bool:
    return _never_meet(widened(one, "date"), widened(other, "date"))


type _Days = tuple[dt.date | None, dt.date | None]


def _never_meet(one: _Days, other: _Days) -> bool:
    """Whether two imprecise dates can't mean the same day; one without a date can."""
    (first, last), (earliest, latest) = one, other
    ends_before = last is not None and earliest is not None and last < earliest
    starts_after = first is not None and latest is not None and first > latest
    return ends_before or starts_after


def _office(position: Position) -> Hashable:
    return position.holder_id, position.of_id, _folded(position.title)


def _terms_differ(one: Position, other: Position) -> bool:
    return _at_once(one, other) and _dates_differ(one, other)


def _at_once(one: Position, other: Position) -> bool:
    """Whether both were certainly held on some day; one that began as another ended was not."""
    first, second = _held(one), _held(other)
    if (first and _seen_within(other, first)) or (second and _seen_within(one, second)):
        return True
    return bool(first and second and max(first[0], second[0]) < min(first[1], second[1]))


def _seen_within(position: Position, held: tuple[dt.date, dt.date]) -> bool:
    """Whether it is shown to be held on a day that lies within a time."""
    first, last = widened(position, "as_of")
    return bool(first and last and held[0] <= first and last <= held[1])


def _held(position: Position) -> tuple[dt.date, dt.date] | None:
    """From when to when an office was certainly held; None where no day is certain."""
    _earliest, started = widened(position, "start")
    ended, _latest = widened(position, "end")
    seen_first, seen_last = widened(position, "as_of")
    start = min(filter(None, (started, seen_last)), default=None)
    end = max(filter(None, (ended, seen_first)), default=None)
    return (start, end) if start and end and start <= end else None


def _dates_differ(one: Position, other: Position) -> bool:
    return any(_never_meet(widened(one, name), widened(other, name)) for name in ("start", "end"))


type _Rule = tuple[Callable[[Any], Hashable], Callable[[Any, Any], bool]]

# For each sort of claim: what two that are about the same have in common, and whether they differ.
_RULES: dict[type, _Rule] = {
    Term: (_figure, _figures_differ),
    Milestone: (_step, _days_differ),
    Position: (_office, _terms_differ),
    Place: (_place, _countries_differ),
    Succession: (_pair, _ways_differ),
}


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
