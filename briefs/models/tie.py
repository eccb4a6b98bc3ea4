"""Ties: what binds actors and agreements to one another, each a claim with its passages.

`all_ties` has them without words, to be counted and drawn; `told` brings the words, and the
passages, for as many as a page shows.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import F, Prefetch, TextChoices
from django.utils.translation import gettext_lazy as _

from briefs.models.actor import Actor, Position
from briefs.models.agreement import Agreement, Body, Party, Relation
from briefs.models.claims import Passages, Stated, firmest_of, public_passages
from briefs.models.evidence import Assertion, Evidence
from briefs.models.life import OVER
from briefs.models.milestone import Milestone
from briefs.models.moments import edtf, period
from briefs.models.names import in_readers_language
from briefs.models.period import Period, widened
from briefs.models.succession import Succession

type Ref = tuple[str, int]  # "actor" or "agreement", and its row


class TieKind(TextChoices):
    """What sort of tie it is."""

    PARTY = "party", _("Parties to agreements")
    BODY = "body", _("Bodies set up by agreements")
    RELATION = "relation", _("Relations between agreements")
    OFFICE = "office", _("Offices")
    SUCCESSION = "succession", _("Successions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A tie by its claim's row, with since when and until when it held: as dates state it (EDTF).

    `first` and `last` are the days at which it may have held, None where no date says.
    """

    kind: TieKind
    pk: int
    source: Ref
    target: Ref
    passages: Passages
    since: str = ""
    until: str = ""
    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def assertion(self) -> str:
        """How it is asserted at its firmest."""
        return firmest_of(self.passages)

    def may_hold(self, asked: Period) -> bool:
        """Whether it held, or may have held, at some time in a period."""
        first, last = self.first or dt.date.min, self.last or dt.date.max
        return first <= asked.last and last >= asked.first


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An actor or an agreement, by what a drawing says of it."""

    ref: Ref
    key: str
    slug: str
    kind: str
    name: str
    names: dict[str, str]

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return in_readers_language(self.name, self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Stated):
    """A tie in words: from whom, as what, to whom; its claim has its passages."""

    tie: Tie
    claim: Any
    source: Any
    target: Any
    text: str
    when: str = ""


def all_nodes() -> list[Node]:
    """All actors and agreements: two queries."""
    actors = Actor.objects.order_by("pk").values_list("pk", "key", "slug", "kind", "name", "labels")
    agreements = Agreement.objects.order_by("pk").values_list(
        "pk", "key", "slug", "kind", "title", "names"
    )
    return [
        Node(ref=(noun, pk), key=str(key), slug=slug, kind=kind, name=name, names=names)
        for noun, rows in (("actor", actors), ("agreement", agreements))
        for pk, key, slug, kind, name, names in rows
    ]


def all_ties() -> list[Tie]:
    """All that readers may see: a fixed number of queries, whatever the size."""
    said = public_passages("party", "body", "relation", "position", "succession")
    return [
        *_of_agreements(said),
        *_offices(said["position"]),
        *_successions(said["succession"]),
    ]


def _of_agreements(said: dict[str, dict[int, Passages]]) -> Iterator[Tie]:
    """Parties, bodies and relations: from an agreement's first step on, a party until it left."""
    done = _done()
    for name, model, ends in (
        (TieKind.PARTY, Party, ("actor_id", "agreement_id")),
        (TieKind.BODY, Body, ("agreement_id", "actor_id")),
        (TieKind.RELATION, Relation, ("agreement_id", "to_id")),
    ):
        rows: Any = model._default_manager.order_by()
        for pk, agreement, one, other in rows.values_list("pk", "agreement_id", *ends):
            if pk in said[name]:
                source, target = (
                    ("actor" if end == "actor_id" else "agreement", number)
                    for end, number in zip(ends, (one, other), strict=True)
                )
                span = _span(done[agreement], one if name == TieKind.PARTY else None)
                yield Tie(
                    kind=name,
                    pk=pk,
                    source=source,
                    target=target,
                    passages=said[name][pk],
                    **span,
                )


class _Step(NamedTuple):
    """A step of an agreement: its party, the days at which it may have been, `day` in order."""

    actor: int | None
    date: str
    day: dt.date
    first: dt.date | None
    last: dt.date | None
    is_end: bool


def _span(steps: Sequence[_Step], actor: int | None) -> dict[str, Any]:
    """Since when and until when an agreement's steps, or one party's among them, say that it is."""
    own = [step for step in steps if step.actor in (None, actor)]
    span: dict[str, Any] = {}
    if dated := [step for step in own if step.first]:
        start = min(dated, key=attrgetter("first"))
        span |= {"since": start.date, "first": start.first}
    if own and actor and (end := max(own, key=attrgetter("day"))).is_end:
        span |= {"until": end.date, "last": end.last}
    return span


def _done() -> dict[int, list[_Step]]:
    """The steps of each agreement that are stated as done in a current edition."""
    passages = (
        Evidence.objects.public()
        .order_by()
        .filter(
            milestone__isnull=False,
            assertion=Assertion.STATED,
            edition=F("edition__publication__current"),
        )
    )
    stated = {*passages.values_list("milestone_id", flat=True)}
    found: dict[int, list[_Step]] = defaultdict(list)
    columns = ("pk", "agreement_id", "actor_id", "status", "date", "date_earliest", "date_latest")
    for step in Milestone.objects.exclude(date="").order_by().values_list(*columns, named=True):
        if step.pk in stated:
            day = step.date_latest or step.date_earliest or dt.date.min
            days = widened(step, "date")
            dated = _Step(step.actor_id, step.date, day, *days, step.status in OVER)
            found[step.agreement_id].append(dated)
    return found


def _offices(said: dict[int, Passages]) -> Iterator[Tie]:
    for row in Position.objects.exclude(of=None).order_by():
        if row.pk in said and row.of_id:
            yield Tie(
                kind=TieKind.OFFICE,
                pk=row.pk,
                source=("actor", row.holder_id),
                target=("actor", row.of_id),
                passages=said[row.pk],
                since=row.start,
                until=row.end,
                first=widened(row, "start")[0],
                last=widened(row, "end")[1],
            )


def _successions(said: dict[int, Passages]) -> Iterator[Tie]:
    for row in Succession.objects.order_by():
        if row.pk in said:
            yield Tie(
                kind=TieKind.SUCCESSION,
                pk=row.pk,
                source=("actor", row.successor_id),
                target=("actor", row.predecessor_id),
                passages=said[row.pk],
                since=row.date,
                first=widened(row, "date")[0],
            )


def told(ties: Sequence[Tie]) -> list[Told]:
    """Some ties in words, in their order: two queries for each kind.

    The passages are those that readers may see by the ties themselves. Rows that are gone meanwhile
    are left out.
    """
    rows: dict[str, dict[int, Any]] = {}
    for kind, claims in _ROWS.items():
        own = [tie for tie in ties if tie.kind == kind]
        passages = Evidence.objects.with_editions().filter(
            pk__in=[pk for tie in own for _assertion, pk in tie.passages]
        )
        shown = claims().prefetch_related(Prefetch("evidence", passages))
        rows[kind] = shown.in_bulk([tie.pk for tie in own])
    return [
        _told(tie, row)
        for tie in ties
        if (row := rows[tie.kind].get(tie.pk)) and row.evidence.all()
    ]


_ROWS: dict[TieKind, Any] = {
    TieKind.PARTY: lambda: Party.objects.select_related("actor", "agreement"),
    TieKind.BODY: lambda: Body.objects.select_related("agreement", "actor"),
    TieKind.RELATION: lambda: Relation.objects.select_related("agreement", "to"),
    TieKind.OFFICE: lambda: Position.objects.select_related("holder", "of"),
    TieKind.SUCCESSION: lambda: Succession.objects.select_related("successor", "predecessor"),
}


def _told(tie: Tie, row: Any) -> Told:
    match tie.kind:
        case TieKind.PARTY:
            ends, text, when = (row.actor, row.agreement), row.role_name, ""
        case TieKind.BODY:
            ends, text, when = (row.agreement, row.actor), str(_("sets up")), ""
        case TieKind.RELATION:
            ends, text, when = (row.agreement, row.to), row.get_kind_display(), ""
        case TieKind.OFFICE:
            ends, text, when = (row.holder, row.of), row.title, period(row.start, row.end)
        case TieKind.SUCCESSION:
            ends, text = (row.successor, row.predecessor), row.get_kind_display()
            when = edtf(row.date)
    return Told(tie=tie, claim=row, source=ends[0], target=ends[1], text=text, when=when)
