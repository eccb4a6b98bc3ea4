"""Accounts: the ways in which passages assert one claim, and whether one denies it."""

from collections.abc import Iterable
from typing import Any

from briefs.models.evidence import Assertion, Evidence


def accounts(claim: Any) -> list[Evidence]:
    """A passage for each way in which a claim is asserted and by whom, the firmest first.

    Prefetch `evidence`.
    """
    return ways(claim.evidence.all())


def ways(passages: Iterable[Evidence]) -> list[Evidence]:
    """One of some passages for each way of asserting, and by whom; the firmest first."""
    order = list(Assertion.values)
    said: dict[tuple[str, int | None], Evidence] = {}
    for passage in passages:
        said.setdefault((passage.assertion, passage.attributed_to_id), passage)
    return sorted(said.values(), key=lambda passage: order.index(passage.assertion))


def is_denied(claim: Any) -> bool:
    """Whether a passage denies what another one says: prefetch `evidence`."""
    ways = {passage.assertion for passage in claim.evidence.all()}
    return Assertion.DENIED in ways and len(ways) > 1
