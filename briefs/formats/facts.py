"""Facts as tables: a table for each sort of claim, a row for each passage that states one.

The same columns are taken in again (`briefs.importing.facts`); docs/exchange.md explains them.
"""

import csv
import hashlib
import io
import json
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.db.models import Choices, QuerySet, TextChoices

from briefs.models.actor import Actor
from briefs.models.agreement import Agreement, RelationKind
from briefs.models.event import EventKind, Participant
from briefs.models.evidence import Assertion, Evidence
from briefs.models.milestone import Status
from briefs.models.reservation import ReservationKind
from briefs.models.source import Source
from briefs.models.succession import SuccessionKind
from briefs.models.topic import Topic

BATCH = 1000  # rows read at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What a column has, and where it stands: `field` of the claim, or of the passage.

    `names` is the noun whose slug it has, or of which it has `many`; `values` are all that it may
    say. What is `told` follows from other things: it isn't taken in.
    """

    name: str
    field: str
    about: str
    names: type[Any] | None = None
    values: type[Choices] | None = None
    many: bool = False
    told: bool = False

    @property
    def named(self) -> str:
        """The path from a claim to the nouns that it names."""
        return "participants__actor" if self.field == "participants" else self.field

    def of(self, row: Any) -> str:
        """What a claim or a passage says here."""
        if self.many:
            return _list(sorted(map(_member, getattr(row, self.field).all())))
        path = f"{self.field}__slug" if self.names else self.field
        found = reduce(_step, path.split("__"), row)
        if found is None or isinstance(found, str):
            return found or ""
        return json.dumps(found, ensure_ascii=False) if isinstance(found, dict) else str(found)


def _step(row: Any, name: str) -> Any:
    return None if row is None else getattr(row, name)


def _member(row: Any) -> str:
    """A noun of a list, with its role."""
    if isinstance(row, Participant):
        return f"{row.actor.slug}: {row.role}" if row.role else row.actor.slug
    slug: str = row.slug
    return slug


def _list(texts: Iterable[str]) -> str:
    """Several texts in a cell: ``a; b``, in quotes where one has a semicolon itself."""
    return "; ".join(map(_quoted, texts))


def _quoted(text: str) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=";").writerow([text])
    return line.getvalue().removesuffix("\r\n")


def listed(cell: str) -> list[str]:
    """The texts of a cell that has several."""
    rows = csv.reader(io.StringIO(cell, newline=""), delimiter=";", skipinitialspace=True)
    return [text for row in rows for text in row if text.strip()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A sort of claim: its name in the singular is that of the first column, which has its key."""

    claim: str
    columns: tuple[Column, ...]

    @property
    def header(self) -> list[str]:
        """The names of all columns."""
        return [column.name for column in self.whole]

    @property
    def model(self) -> type[Any]:
        """The facts that it has."""
        found: Any = Evidence._meta.get_field(self.claim).related_model
        return found  # type: ignore[no-any-return]

    @property
    def whole(self) -> list[Column]:
        """All columns."""
        key = Column(name=self.claim, field="key", about="The key of the fact; it never changes.")
        return [key, *self.columns, *PASSAGE, STAMP]

    @property
    def own(self) -> list[Column]:
        """The columns that are taken in."""
        return [column for column in self.columns if not column.told]


def _column(name: str, about: str, field: str = "", **more: Any) -> Column:
    return Column(name=name, about=about, field=field or name, **more)


def _actor(name: str, about: str, field: str = "") -> Column:
    return _column(name, f"{about} Slug of an actor.", field, names=Actor)


def _several(name: str, about: str, noun: type[Any]) -> Column:
    return _column(name, f"{about} Slugs, separated by semicolons.", names=noun, many=True)


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
# How words are said, and where a brief has them from: what may change of a passage.
SAID = tuple(
    each for each in PASSAGE if each.name in ("assertion", "attributed_to", "source", "locator")
)
STAMP = _column(
    "stamp",
    "What the line said as it was given out, in short: so that taking it in changes only what "
    "you have changed, and goes over nobody's change since. Leave it as it is.",
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
            _several("participants", "Who took part; a role after a colon (ann: host).", Actor),
            _several("agreements", "Agreements that it is about.", Agreement),
            _several("topics", "Topics that it is about.", Topic),
        ),
    ),
}


def rows(
    table: Table, passages: QuerySet[Evidence], only: Container[int] | None = None
) -> Iterator[list[str]]:
    """The rows of a table: passages, each with the claim that it states, if that is among `only`.

    By the keys of claims and passages, so that the same facts give the same file everywhere.
    """
    many = (column for column in table.columns if column.many)
    names = {column.field for column in table.columns if column.names and not column.many}
    found = (
        passages.filter(**{f"{table.claim}__isnull": False})
        .select_related(table.claim, *(f"{table.claim}__{name}" for name in names))
        .prefetch_related(*(f"{table.claim}__{column.named}" for column in many))
        .order_by(f"{table.claim}__key", "key")
    )
    for passage in found.iterator(chunk_size=BATCH):
        claim = getattr(passage, table.claim)
        if only is not None and claim.pk not in only:
            continue
        said = [column.of(claim) for column in table.columns]
        words = [column.of(passage) for column in PASSAGE]
        yield [str(claim.key), *said, *words, _stamp(table, claim, passage)]


def _stamp(table: Table, claim: Any, passage: Evidence) -> str:
    """What a line says, in short: its fact, and how its passage says it."""
    fact = digest(column.of(claim) for column in table.own)
    return f"{fact}-{digest(column.of(passage) for column in SAID)}"


def digest(cells: Iterable[str]) -> str:
    """A few letters that are others once a cell says otherwise."""
    text = json.dumps(list(cells))
    return hashlib.sha256(text.encode()).hexdigest()[:10]
