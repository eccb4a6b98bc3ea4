"""Contested: which facts of an edition other published passages contradict."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q

from briefs.models.actor import Position
from briefs.models.agreement import Place
from briefs.models.disagreement import contradictions
from briefs.models.evidence import CLAIMS, Assertion, Evidence
from briefs.models.milestone import Milestone
from briefs.models.succession import Succession
from briefs.models.term import Term

# Whose claims of a sort may be about the same.
_ABOUT: dict[Any, str] = {
    Term: "agreement",
    Milestone: "agreement",
    Place: "agreement",
    Position: "holder",
    Succession: "successor",
}


def contested(passages: Sequence[Evidence]) -> set[int]:
    """The numbers of those passages whose claim can't hold together with another published one.

    Or that another passage denies or, of a denial, states. Six queries, whatever the number.
    """
    claims: list[Any] = [passage.claim for passage in passages]
    others = [row for model in _ABOUT for row in _about_the_same(model, claims)]
    against, denied = contradictions([*claims, *others]), _denied(passages)
    return {
        passage.pk
        for passage, claim in zip(passages, claims, strict=True)
        if claim.key in against or _claim(passage) in denied
    }


def _about_the_same(model: Any, claims: Iterable[Any]) -> Iterable[Any]:
    whose = _ABOUT[model]
    of = {getattr(claim, f"{whose}_id") for claim in claims if isinstance(claim, model)}
    return model.objects.stated().filter(**{f"{whose}__in": of}) if of else ()


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
