"""Contested: which facts of an edition other published passages contradict."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model, Q

from briefs.models.actor import Position
from briefs.models.disagreement import Sides, offices_by_rivals, steps_by_deed, terms_by_label
from briefs.models.evidence import CLAIMS, Assertion, Evidence
from briefs.models.milestone import Milestone
from briefs.models.term import Term


def contested(passages: Sequence[Evidence]) -> set[int]:
    """The numbers of those passages whose claim can't hold together with another published one.

    Or that another passage denies or, of a denial, states. Four queries, whatever the number.
    """
    terms = [passage.term for passage in passages if passage.term]
    steps = [passage.milestone for passage in passages if passage.milestone]
    offices = [passage.position for passage in passages if passage.position]
    other_terms = Term.objects.stated().filter(agreement__in=_of(terms, "agreement_id"))
    other_steps = Milestone.objects.stated().filter(agreement__in=_of(steps, "agreement_id"))
    other_offices = Position.objects.stated().filter(
        of__in=_of(offices, "of_id"), title__in=_of(offices, "title")
    )
    differing = {
        *_differing("term", terms_by_label(_each([*terms, *other_terms]))),
        *_differing("milestone", steps_by_deed(_each([*steps, *other_steps]))),
        *_differing("position", offices_by_rivals(_each(offices), _each(other_offices))),
        *_denied(passages),
    }
    return {passage.pk for passage in passages if _claim(passage) in differing}


def _claim(passage: Evidence) -> tuple[str, int]:
    name = next(name for name in CLAIMS if getattr(passage, f"{name}_id") is not None)
    return name, getattr(passage, f"{name}_id")


def _denied(passages: Sequence[Evidence]) -> set[tuple[str, int]]:
    """The claims that some passage denies and some other doesn't."""
    claims = {_claim(passage) for passage in passages}
    same = Q()
    for name in {name for name, _pk in claims}:
        same |= Q(**{f"{name}__in": [pk for each, pk in claims if each == name]})
    said = [(_claim(passage), passage.assertion) for passage in passages]
    if claims:
        public = Evidence.objects.public().order_by().filter(same)
        columns = [f"{name}_id" for name in CLAIMS]
        for assertion, *rows in public.values_list("assertion", *columns):
            claim = next((name, pk) for name, pk in zip(CLAIMS, rows, strict=True) if pk)
            said.append((claim, assertion))
    denied = {claim for claim, assertion in said if assertion == Assertion.DENIED}
    return denied & {claim for claim, assertion in said if assertion != Assertion.DENIED}


def _differing(name: str, found: Iterable[Sides[Any]]) -> set[tuple[str, int]]:
    return {(name, claim.pk) for sides in found if sides.differ for claim in sides.claims}


def _each[M: Model](rows: Iterable[M]) -> list[M]:
    """Rows, each once."""
    return list({row.pk: row for row in rows}.values())


def _of(rows: Iterable[Any], column: str) -> set[Any]:
    return {value for row in rows if (value := getattr(row, column)) is not None}
