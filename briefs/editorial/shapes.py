"""The shape of each noun: its fields, its relations to many, its lists of rows, its claims.

What versions keep of it (`content`), and whose rows are whose.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Field, Model

from briefs.models.actor import Actor, Position
from briefs.models.actor_name import ActorName
from briefs.models.agreement import Agreement, Body, Party, Place, Relation
from briefs.models.attachment import Attachment
from briefs.models.brief import Brief, BriefAuthor, BriefTag
from briefs.models.event import Event, Participant
from briefs.models.evidence import Evidence
from briefs.models.identifier import Identifier
from briefs.models.image import Image
from briefs.models.milestone import Milestone
from briefs.models.names import Versioned
from briefs.models.region import Region
from briefs.models.reservation import Reservation
from briefs.models.source import Source
from briefs.models.succession import Succession
from briefs.models.tag import Tag
from briefs.models.term import Term
from briefs.models.topic import Topic

BESIDE = frozenset({"review_by"})  # what the desk notes for itself, and readers never see
EVIDENCE = "evidence"  # the list of passages, which belong to a brief and to claims alike


@dataclass(frozen=True, slots=True, kw_only=True)
class RowList:
    """Rows that belong to a noun: their model, and the field that leads to it.

    `same` are the fields by which two new rows are one.
    """

    model: type[Model]
    parent: str
    same: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What of a noun its versions keep; `claims` are the lists that passages speak for."""

    rows: dict[str, RowList]
    claims: tuple[str, ...] = ()


SHAPES: dict[type[Versioned], Shape] = {
    Brief: Shape(rows={"author_rows": RowList(model=BriefAuthor, parent="brief", same=("actor",))}),
    Actor: Shape(
        rows={
            "names": RowList(model=ActorName, parent="actor", same=("name", "language", "start")),
            "identifiers": RowList(model=Identifier, parent="actor", same=("scheme",)),
            "positions": RowList(model=Position, parent="holder"),
            "predecessors": RowList(
                model=Succession, parent="successor", same=("predecessor", "kind", "date")
            ),
        },
        claims=("position__holder", "succession__successor"),
    ),
    Agreement: Shape(
        rows={
            "parties": RowList(model=Party, parent="agreement", same=("actor", "role")),
            "milestones": RowList(model=Milestone, parent="agreement"),
            "reservations": RowList(model=Reservation, parent="agreement"),
            "terms": RowList(model=Term, parent="agreement"),
            "places": RowList(model=Place, parent="agreement"),
            "bodies": RowList(model=Body, parent="agreement", same=("actor",)),
            "relations": RowList(model=Relation, parent="agreement", same=("kind", "to")),
        },
        claims=tuple(
            f"{name}__agreement"
            for name in (
                *("party", "milestone", "reservation", "term", "place", "body"),
                "relation",
            )
        ),
    ),
    Event: Shape(
        rows={
            "participants": RowList(model=Participant, parent="event", same=("actor", "role")),
        },
        claims=("event",),
    ),
    Topic: Shape(rows={}),
    Source: Shape(rows={}),
    Region: Shape(rows={}),
    Tag: Shape(rows={}),
    Image: Shape(rows={}),
    Attachment: Shape(rows={}),
    Evidence: Shape(rows={}),
}
NOUNS = {model._meta.model_name or "": model for model in SHAPES}


def owner_of(claim: Model) -> Versioned:
    """The noun that a claim belongs to; an event is its own."""
    if isinstance(claim, Event):
        return claim
    _noun, parent = BELONGS[type(claim)]
    owner: Versioned = getattr(claim, parent)
    return owner


@cache
def content_fields(model: type[Model], parent: str = "") -> "list[Field[Any, Any]]":
    """The fields that say something, and not what the system says of them."""
    return [
        field
        for field in model._meta.concrete_fields
        if (field.editable or field.name == "file")
        and not field.primary_key
        and field.name != parent
    ]


@cache
def sets_of(model: type[Model]) -> list[Any]:
    """The relations to many that a noun itself has, its tags included."""
    return [
        field
        for field in model._meta.many_to_many
        if field.name == "tags" or field.remote_field.through._meta.auto_created  # type: ignore[union-attr]
    ]


def ends_of(field: Any) -> tuple[type[Model], str, str]:
    """The rows of a relation to many, and their fields for the noun and for what it names."""
    if field.name == "tags":
        return BriefTag, "content_object", "tag"
    return field.remote_field.through, field.m2m_field_name(), field.m2m_reverse_field_name()


def _belongings() -> dict[type[Model], tuple[type[Versioned], str]]:
    found: dict[type[Model], tuple[type[Versioned], str]] = {}
    for noun, shape in SHAPES.items():
        for rows in shape.rows.values():
            found[rows.model] = (noun, rows.parent)
        for field in sets_of(noun):
            through, parent, _named = ends_of(field)
            found[through] = (noun, parent)
    return found


# The models of rows that belong to nouns, each with that noun and the field that leads to it.
BELONGS = _belongings()
