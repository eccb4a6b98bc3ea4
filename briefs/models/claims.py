"""Claims: rows that evidence speaks for; what readers may see of them, and how firm it is."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any, Self

from django.db import models

from briefs.models.evidence import Assertion, Evidence
from briefs.models.names import ByKey
from briefs.models.prepared import Prepared, Slot


class Claims[M: models.Model](ByKey[M]):
    """Claims: rows that evidence speaks for."""

    def stated(self) -> Self:
        """Those that a published passage states: what readers may see.

        A claim that only a draft states, or none at all, stays at the desk.
        """
        name = self.model._meta.model_name or ""
        # Of each claim, by the passages' index: else databases begin with all that is published.
        public = Evidence.objects.public().order_by()
        return self.filter(models.Exists(public.filter(**{name: models.OuterRef("pk")})))

    def shown(self) -> Self:
        """What readers may see, with the passages that state it."""
        return self.stated().prefetch_related(
            models.Prefetch("evidence", queryset=Evidence.objects.public())
        )


def give_passages(claims: Iterable[Any]) -> None:
    """Give claims of any sort the passages that state them, as if prefetched: one query."""
    rows: dict[str, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for claim in claims:
        rows[claim._meta.model_name][claim.pk].append(claim)
        known = getattr(claim, "_prefetched_objects_cache", {})
        claim._prefetched_objects_cache = known | {"evidence": []}
    if not rows:
        return
    for passage in _public_of(*sorted(rows))(**{name: list(own) for name, own in rows.items()}):
        name = next(name for name in rows if getattr(passage, f"{name}_id") in rows[name])
        for claim in rows[name][getattr(passage, f"{name}_id")]:
            setattr(passage, name, claim)
            claim._prefetched_objects_cache["evidence"].append(passage)


@cache
def _public_of(*sorts: str) -> Prepared[Evidence]:
    """The passages of claims of some sorts that readers may see, a Slot for each sort."""
    of_any = models.Q(*((f"{name}__pk__among", Slot(name)) for name in sorts))
    of_any.connector = models.Q.OR
    return Prepared(lambda: Evidence.objects.public().filter(of_any))


class Stated:
    """Something told in words, by its claim, whose passages are prefetched."""

    __slots__ = ()
    claim: Any

    @property
    def assertion(self) -> str:
        """How it is asserted at its firmest."""
        return firmest(self.claim)

    @property
    def passage(self) -> Evidence:
        """The first passage that states it as firmly as any."""
        passages: list[Evidence] = list(self.claim.evidence.all())
        return next(each for each in passages if each.assertion == self.assertion)


def firmest(claim: Any) -> str:
    """How a claim is asserted at its firmest, over all its passages: prefetch `evidence`."""
    said = [(passage.assertion, passage.pk) for passage in claim.evidence.all()]
    return firmest_of(said) if said else Assertion.STATED.value


type Passages = list[tuple[str, int]]  # how each says it, and its row


def public_passages(*claims: str) -> dict[str, dict[int, Passages]]:
    """For each sort of claim the rows that readers may see, and their passages: one query."""
    found: dict[str, dict[int, Passages]] = {claim: {} for claim in claims}
    columns = [f"{claim}_id" for claim in claims]
    any_of = models.Q(*((f"{name}__isnull", False) for name in columns), _connector=models.Q.OR)
    public = Evidence.objects.public().filter(any_of).order_by()
    for passage, assertion, *rows in public.values_list("pk", "assertion", *columns):
        for claim, pk in zip(claims, rows, strict=True):
            if pk is not None:
                found[claim].setdefault(pk, []).append((assertion, passage))
    return found


def firmest_of(passages: Passages) -> str:
    """How some passages assert it at their firmest."""
    return min((assertion for assertion, _pk in passages), key=_FIRMNESS.__getitem__)


_FIRMNESS = {assertion: place for place, assertion in enumerate(Assertion.values)}
