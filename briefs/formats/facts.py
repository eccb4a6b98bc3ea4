"""Facts as tables: a table for each sort of claim, a row for each passage that states one.

The same columns are taken in again (`briefs.importing.facts`); docs/exchange.md explains them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any
from uuid import UUID

from django.db.models import Choices, QuerySet, TextChoices

from briefs.models.actor import Actor
from briefs.models.agreement import Agreement, RelationKind
from briefs.models.event import EventKind
from briefs.models.evidence import NAMED_BY, Assertion, Evidence
from briefs.models.milestone import Status
from briefs.models.reservation import ReservationKind
from briefs.models.source import Source
from briefs.models.succession import SuccessionKind

BATCH = 1000  # rows read at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What a column has, and where it stands: `field` of the claim, or of the passage.

    `names` is the noun whose slug it has; `values` are all that it may say. What is `told` follows
    from other things: it isn't taken in.
    """

    name: str
    field: str
    about: str
    names: type[Any] | None = None
    values: type[Choices] | None = None
    told: bool = False

    def of(self, row: Any) -> Any:
        """What a claim or a passage says here."""
        path = f"{self.field}__slug" if self.names else self.field
        found = reduce(_step, path.split("__"), row)
        return str(found) if isinstance(found, UUID) else "" if found is None else found


def _step(row: Any, name: str) -> Any:
    return None if row is None else getattr(row, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A sort of claim: its name in the singular is that of the first column, which has its key."""

    claim: str
    columns: tuple[Column, ...]

    @property
    def header(self) -> list[str]:
        """The names of all columns."""
        return [self.claim, *(column.name for column in (*self.columns, *PASSAGE))]


def _column(name: str, about: str, field: str = "", **more: Any) -> Column:
    return Column(name=name, about=about, field=field or name, **more)


def _actor(name: str, about: str, field: str = "") -> Column:
    return _column(name, f"{about} Slug of an actor.", field, names=Actor)


def _agreement(name: str, about: str) -> Column:
    return _column(name, f"{about} Slug of an agreement.", names=Agreement)


def _date(name: str, about: str, field: str = "") -> Column:
    return _column(name, f"{about} EDTF, such as 2014, 2021-09 or 2023~.", field)


def _choice(name: str, about: str, values: type[TextChoices]) -> Column:
    return _column(name, about, values=values)


_OF_AGREEMENT = _agreement("agreement", "Whose fact it is.")
_NOTE = _column("note", "A note.")

PASSAGE = (
    _column("passage", "The key of the passage; it never changes.", "key"),
    _choice("assertion", "How the passage says it.", Assertion),
    _actor("attributed_to", "Who claims, promises, expects or denies it."),
    _column("brief", "The brief that says it. Its slug.", "edition__publication__slug"),
    _column("edition", "The number of its edition.", "edition__number"),
    _column("exact", "The words that state it."),
    _column("prefix", "The words before them."),
    _column("suffix", "The words after them."),
    _column("source", "Where the brief has it from. Slug of a source.", names=Source),
    _column("locator", "The place in the source."),
)

TABLES: dict[str, Table] = {
    "positions": Table(
        claim="position",
        columns=(
            _actor("holder", "Who held the office."),
            _column("title", "The office."),
            _actor("of", "The state, organisation or body that it belongs to."),
            _date("from", "Since when.", "start"),
            _date("to", "Until when.", "end"),
            _date("held_on", "When the holder is shown in it.", "as_of"),
        ),
    ),
    "successions": Table(
        claim="succession",
        columns=(
            _actor("successor", "Who came after."),
            _choice("kind", "How the one followed the other.", SuccessionKind),
            _actor("predecessor", "Who was before."),
            _date("date", "When."),
        ),
    ),
    "parties": Table(
        claim="party",
        columns=(
            _OF_AGREEMENT,
            _actor("actor", "Who takes part."),
            _column("role", "As what, such as party, signatory or guarantor."),
        ),
    ),
    "milestones": Table(
        claim="milestone",
        columns=(
            _OF_AGREEMENT,
            _actor("actor", "Whose own step it is; empty for a step of all parties."),
            _choice("status", "What the step leads to.", Status),
            _date("date", "When."),
            _NOTE,
        ),
    ),
    "reservations": Table(
        claim="reservation",
        columns=(
            _OF_AGREEMENT,
            _choice("kind", "What sort of statement it is.", ReservationKind),
            _actor("actor", "Whose it is; empty for a note."),
            _date("date", "When."),
            _column("text", "What it says."),
        ),
    ),
    "terms": Table(
        claim="term",
        columns=(
            _OF_AGREEMENT,
            _column("label", "What is told."),
            _column("value", "As the source writes it."),
            _column("unit", "As the source writes it."),
            _column("quantity", "The same as a number and a unit, for comparing."),
            _column("price_year", "Of money: the year whose prices it is in."),
            _column("measured", "The quantity in SI, as JSON.", told=True),
        ),
    ),
    "places": Table(
        claim="place",
        columns=(
            _OF_AGREEMENT,
            _column("name", "The place."),
            _column("role", "What it is to the agreement."),
            _column("country", "ISO 3166-1."),
        ),
    ),
    "bodies": Table(
        claim="body",
        columns=(_OF_AGREEMENT, _actor("actor", "The body that the agreement set up."), _NOTE),
    ),
    "relations": Table(
        claim="relation",
        columns=(
            _OF_AGREEMENT,
            _choice("kind", "What it is to the other.", RelationKind),
            _agreement("to", "The other agreement."),
        ),
    ),
    "events": Table(
        claim="event",
        columns=(
            _column("slug", "The last part of its address."),
            _column("title", "What happened."),
            _choice("kind", "What sort of event it is.", EventKind),
            _date("date", "When."),
            _column("place", "Where."),
            _column("description", "More of it."),
        ),
    ),
}


def rows(table: Table, passages: QuerySet[Evidence]) -> Iterator[list[Any]]:
    """The rows of a table: public passages of some, each with the claim that it states.

    By the keys of claims and passages, so that the same facts give the same file everywhere.
    """
    found = (
        passages.filter(**{f"{table.claim}__isnull": False})
        .select_related(*NAMED_BY, "position__of")
        .order_by(f"{table.claim}__key", "key")
    )
    for passage in found.iterator(chunk_size=BATCH):
        claim = getattr(passage, table.claim)
        said = [column.of(claim) for column in table.columns]
        yield [str(claim.key), *said, *(column.of(passage) for column in PASSAGE)]
