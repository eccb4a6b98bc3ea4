"""Dated: events, steps of agreements, and the beginnings and ends of offices, side by side.

All of them are claims with a date. `all_dated` has them without words, to be counted and drawn;
`told` brings the words, and the passages that state them, for as many as a page shows.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Prefetch, QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from briefs.models.actor import Actor, Position
from briefs.models.agreement import Agreement, Party
from briefs.models.claims import Passages, Stated, firmest_of, public_passages
from briefs.models.event import Event, EventKind, Participant
from briefs.models.evidence import Evidence
from briefs.models.milestone import DEEDS, Milestone, Status


class Lane(TextChoices):
    """What sort of fact it is: each has a lane of its own on the line."""

    EVENT = "event", _("Events")
    ACTION = "action", _("Steps of agreements")
    OFFICE = "office", _("Offices")


# How each lane's kinds are called.
_OFFICES: dict[str, str | Promise] = {
    "took-office": _("took office"),
    "left-office": _("left office"),
}
KINDS: dict[Lane, dict[str, str | Promise]] = {
    Lane.EVENT: {str(kind): kind.label for kind in EventKind},
    Lane.ACTION: {str(status): DEEDS.get(status, status.label) for status in Status},
    Lane.OFFICE: _OFFICES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A fact by its claim's row, and the days that its date can mean; None at an open end."""

    lane: Lane
    kind: str
    pk: int
    first: dt.date | None
    last: dt.date | None
    passages: Passages
    topics: Sequence[int] = ()
    actors: Sequence[int] = ()
    agreements: Sequence[int] = ()

    @property
    def assertion(self) -> str:
        """How it is asserted at its firmest."""
        return firmest_of(self.passages)

    @property
    def day(self) -> dt.date:
        """The day at which it stands in order."""
        return self.first or self.last or dt.date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Stated):
    """A fact in words: its claim with its passages, its date in EDTF, and the page of it."""

    dated: Dated
    claim: Any
    date: str
    text: str
    url: str
    actors: list[Actor] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """What readers call its kind."""
        return str(KINDS[self.dated.lane][self.dated.kind])


def all_dated() -> list[Dated]:
    """All that readers may see, in order of time: a dozen queries, whatever the size."""
    said = public_passages("event", "milestone", "party", "position")
    facts = [*_events(said["event"]), *_steps(said), *_offices(said["position"])]
    return sorted(facts, key=lambda fact: (fact.day, fact.last or dt.date.max, fact.lane, fact.pk))


def _events(said: dict[int, Passages]) -> Iterator[Dated]:
    topics = _pairs(Event.topics.through, "event_id", "topic_id")
    agreements = _pairs(Event.agreements.through, "event_id", "agreement_id")
    actors = _pairs(Participant, "event_id", "actor_id")
    rows = Event.objects.exclude(date="").order_by()
    for pk, kind, first, last in rows.values_list("pk", "kind", "date_earliest", "date_latest"):
        if pk in said:
            yield Dated(
                lane=Lane.EVENT,
                kind=kind,
                pk=pk,
                first=first,
                last=last,
                passages=said[pk],
                topics=topics[pk],
                actors=actors[pk],
                agreements=agreements[pk],
            )


def _steps(said: dict[str, dict[int, Passages]]) -> Iterator[Dated]:
    """The steps of agreements; one that is nobody's own is of all parties that readers may see."""
    topics = _pairs(Agreement.topics.through, "agreement_id", "topic_id")
    parties: dict[int, list[int]] = defaultdict(list)
    for pk, agreement, actor in Party.objects.order_by().values_list(
        "pk", "agreement_id", "actor_id"
    ):
        if pk in said["party"]:
            parties[agreement].append(actor)
    rows = Milestone.objects.exclude(date="").order_by()
    for pk, status, first, last, agreement, actor in rows.values_list(
        "pk", "status", "date_earliest", "date_latest", "agreement_id", "actor_id"
    ):
        if pk in said["milestone"]:
            yield Dated(
                lane=Lane.ACTION,
                kind=status,
                pk=pk,
                first=first,
                last=last,
                passages=said["milestone"][pk],
                topics=topics[agreement],
                actors=[actor] if actor else parties[agreement],
                agreements=[agreement],
            )


def _offices(said: dict[int, Passages]) -> Iterator[Dated]:
    for kind, name in (("took-office", "start"), ("left-office", "end")):
        rows = Position.objects.exclude(**{name: ""}).order_by()
        days = f"{name}_earliest", f"{name}_latest"
        for pk, first, last, holder, of in rows.values_list("pk", *days, "holder_id", "of_id"):
            if pk in said:
                yield Dated(
                    lane=Lane.OFFICE,
                    kind=kind,
                    pk=pk,
                    first=first,
                    last=last,
                    passages=said[pk],
                    actors=[holder, of] if of else [holder],
                )


def _pairs(model: type[Model], one: str, other: str) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for left, right in model._default_manager.order_by().values_list(one, other):
        found[left].append(right)
    return found


def told(facts: Sequence[Dated]) -> list[Told]:
    """Some facts in words, in their order: a query or two for each lane.

    The passages are those that readers may see by the facts themselves: so no plan of the
    database's begins with all that is published. Rows that are gone meanwhile are left out.
    """
    rows: dict[Lane, dict[int, Any]] = {}
    for lane in Lane:
        own = [fact for fact in facts if fact.lane == lane]
        passages = Evidence.objects.with_editions().filter(
            pk__in=[pk for fact in own for _assertion, pk in fact.passages]
        )
        shown = _rows(lane).prefetch_related(Prefetch("evidence", passages))
        rows[lane] = shown.in_bulk([fact.pk for fact in own])
    return [
        _told(fact, row)
        for fact in facts
        if (row := rows[fact.lane].get(fact.pk)) and row.evidence.all()
    ]


def _rows(lane: Lane) -> QuerySet[Any]:
    match lane:
        case Lane.EVENT:
            return Event.objects.prefetch_related("actors", "agreements")
        case Lane.ACTION:
            return Milestone.objects.select_related("agreement", "actor")
        case Lane.OFFICE:
            return Position.objects.select_related("holder", "of")


def _told(fact: Dated, row: Any) -> Told:
    match fact.lane:
        case Lane.EVENT:
            return Told(
                dated=fact,
                claim=row,
                date=row.date,
                text=row.title,
                url=row.get_absolute_url(),
                actors=list(row.actors.all()),
                agreements=list(row.agreements.all()),
            )
        case Lane.ACTION:
            return Told(
                dated=fact,
                claim=row,
                date=row.date,
                text=row.agreement.label,
                url=f"{row.agreement.get_absolute_url()}#step-{row.pk}",
                actors=[row.actor] if row.actor else [],
                agreements=[row.agreement],
            )
        case Lane.OFFICE:
            return Told(
                dated=fact,
                claim=row,
                date=row.start if fact.kind == "took-office" else row.end,
                text=row.named,
                url=row.holder.get_absolute_url(),
                actors=[row.holder],
            )
