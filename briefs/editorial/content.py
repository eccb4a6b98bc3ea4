"""What a noun says, as JSON: taken down for its versions, and put back.

Shape: ``{"fields": {name: value}, "sets": {name: [key, …]}, "rows": {list: {key: {name:
value}}}}``. Relations are by the keys of what they lead to, so that a version outlives what
it names; values are as JSON writes them. Left out is what the system computes or decides: days
of dates, words for search, states, the anchors of passages.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, FileField, ForeignKey, Model, Q, QuerySet
from django.utils.translation import gettext as _

from briefs.models.actor import Actor, ActorName, Identifier, Position
from briefs.models.agreement import Agreement, Milestone, Party, Place, Relation, Term
from briefs.models.attachment import Attachment
from briefs.models.brief import Brief, BriefAuthor
from briefs.models.event import Event, Participant
from briefs.models.evidence import CLAIMS, Evidence
from briefs.models.image import Image
from briefs.models.names import Versioned
from briefs.models.region import Region
from briefs.models.source import Source
from briefs.models.tag import Tag
from briefs.models.topic import Topic

Content = dict[str, Any]

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
            "names": RowList(model=ActorName, parent="actor", same=("name", "language")),
            "identifiers": RowList(model=Identifier, parent="actor", same=("scheme",)),
            "positions": RowList(model=Position, parent="holder"),
        },
        claims=("position__holder",),
    ),
    Agreement: Shape(
        rows={
            "parties": RowList(model=Party, parent="agreement", same=("actor", "role")),
            "milestones": RowList(model=Milestone, parent="agreement"),
            "terms": RowList(model=Term, parent="agreement"),
            "places": RowList(model=Place, parent="agreement"),
            "relations": RowList(model=Relation, parent="agreement", same=("kind", "to")),
        },
        claims=tuple(
            f"{name}__agreement" for name in ("party", "milestone", "term", "place", "relation")
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
PARENTS = {rows.model: rows.parent for shape in SHAPES.values() for rows in shape.rows.values()}
NOUNS = {model._meta.model_name or "": model for model in SHAPES}


class CannotRestore(Exception):
    """What a version says can't be put back; the text says why, for the editor."""


def content_fields(model: type[Model], parent: str = "") -> "list[Field[Any, Any]]":
    """The fields that say something, and not what the system says of them."""
    return [
        field
        for field in model._meta.concrete_fields
        if (field.editable or field.name == "file")
        and not field.primary_key
        and field.name != parent
    ]


def sets_of(model: type[Model]) -> list[Any]:
    """The relations to many that a noun itself has, its tags included."""
    return [
        field
        for field in model._meta.many_to_many
        if field.name == "tags" or _through(field)._meta.auto_created
    ]


def _through(field: Any) -> type[Model]:
    through: type[Model] = field.remote_field.through
    return through


def take(noun: Versioned) -> Content:
    """All that the noun says now. A query for each relation and list."""
    model, shape = type(noun), SHAPES[type(noun)]
    content: Content = {
        "fields": _values(noun, content_fields(model)),
        "sets": {
            field.name: sorted(
                str(key) for key in getattr(noun, field.name).values_list("key", flat=True)
            )
            for field in sets_of(model)
        },
        "rows": {name: _rows(noun, rows) for name, rows in shape.rows.items()},
    }
    passages = passages_of(noun)
    if passages is not None:
        content["rows"][EVIDENCE] = {
            str(passage.key): _values(passage, content_fields(Evidence))
            for passage in passages.select_related("attributed_to", "source", *CLAIMS)
        }
    return content


def says_the_same(one: Content, other: Content) -> bool:
    """Whether two contents differ in nothing but passages of evidence and the desk's own notes."""
    return text_of(one) == text_of(other)


def passages_of(noun: Versioned) -> QuerySet[Evidence] | None:
    """The passages that a brief has, or that speak for a noun's claims; None for other nouns."""
    if isinstance(noun, Brief):
        return Evidence.objects.of_brief(noun.key)
    claims = Q()
    for lookup in SHAPES[type(noun)].claims:
        claims |= Q(**{lookup: noun})
    return Evidence.objects.filter(claims) if claims else None


def owner_of(claim: Model) -> Versioned:
    """The noun that a claim belongs to; an event is its own."""
    if isinstance(claim, Event):
        return claim
    parents = {rows.model: rows.parent for shape in SHAPES.values() for rows in shape.rows.values()}
    owner: Versioned = getattr(claim, parents[type(claim)])
    return owner


def put_back(noun: Versioned, content: Content) -> None:
    """Make the noun say what the content says; the caller holds the transaction.

    Passages: a brief has exactly those of the content afterwards; another noun gets back those
    that it lost. Raises CannotRestore where something that it needs is gone, or an address is
    another's by now.
    """
    model, shape = type(noun), SHAPES[type(noun)]
    if isinstance(noun, Evidence):
        _put_back_passage(noun, content["fields"])
    else:
        _assign(noun, content["fields"], content_fields(model))
    _check_and_save(noun)
    for field in sets_of(model):
        keys = content["sets"].get(field.name, [])
        getattr(noun, field.name).set(_found(_related(field), keys).values())
    for name, rows in shape.rows.items():
        _put_back_rows(noun, rows, content["rows"].get(name, {}))
    if EVIDENCE in content["rows"]:
        _put_back_passages(noun, content["rows"][EVIDENCE])


def _values(row: Model, fields: "Iterable[Field[Any, Any]]") -> dict[str, Any]:
    values = {}
    for field in fields:
        if isinstance(field, ForeignKey):
            related = getattr(row, field.name)
            values[field.name] = str(related.key) if related is not None else None
        elif isinstance(field, FileField):
            values[field.name] = getattr(row, field.name).name
        else:
            values[field.name] = _as_json(getattr(row, field.name))
    return values


def _as_json(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    return DjangoJSONEncoder().default(value)


def _rows(noun: Versioned, rows: RowList) -> dict[str, Any]:
    fields = content_fields(rows.model, rows.parent)
    relations = [field.name for field in fields if isinstance(field, ForeignKey)]
    found = rows.model._default_manager.filter(**{rows.parent: noun}).order_by("pk")
    if relations:
        found = found.select_related(*relations)
    return {str(row.key): _values(row, fields) for row in found}  # type: ignore[attr-defined]


def _assign(row: Model, values: dict[str, Any], fields: "Iterable[Field[Any, Any]]") -> None:
    for field in fields:
        if field.name not in values:
            continue  # a field that the model didn't have then
        value = values[field.name]
        if value is not None:
            value = (
                _target(field, value) if isinstance(field, ForeignKey) else field.to_python(value)
            )
        setattr(row, field.name, value)


def _target(field: "ForeignKey[Any, Any]", key: str) -> Model | None:
    """The row that a relation led to; None where it is gone and may be missing."""
    found = _found(field.related_model, [key])
    if not found and not field.null:
        raise CannotRestore(
            _("“%(field)s” was something that is deleted by now: recover that first.")
            % {"field": field.verbose_name}
        )
    return found.get(key)


def _check_and_save(row: Model) -> None:
    try:
        # Drafts may lack anything: only what would break other rows is refused.
        row.validate_unique()
        row.validate_constraints()
    except ValidationError as error:
        raise CannotRestore(" ".join(error.messages)) from error
    row.save()


def _related(field: Any) -> type[Model]:
    return Tag if field.name == "tags" else field.related_model


def _found(model: Any, keys: Iterable[str]) -> dict[str, Any]:
    return {str(row.key): row for row in model._default_manager.filter(key__in=list(keys))}


def _put_back_rows(noun: Versioned, rows: RowList, wanted: dict[str, Any]) -> None:
    present = {
        str(row.key): row  # type: ignore[attr-defined]
        for row in rows.model._default_manager.filter(**{rows.parent: noun})
    }
    # First out with those that aren't in it: a new row may be what an old one was.
    for key in present.keys() - wanted.keys():
        present[key].delete()
    fields = content_fields(rows.model, rows.parent)
    for key, values in wanted.items():
        row = present.get(key) or rows.model(key=uuid.UUID(key), **{rows.parent: noun})
        _assign(row, values, fields)
        _check_and_save(row)


def _put_back_passages(noun: Versioned, wanted: dict[str, Any]) -> None:
    present = _found(Evidence, wanted)
    for key, values in wanted.items():
        passage = present.get(key) or Evidence(key=uuid.UUID(key))
        if _has_its_claim(values):  # else a passage for nothing
            _put_back_passage(passage, values)
            passage.save()
    if isinstance(noun, Brief):
        Evidence.objects.of_brief(noun.key).exclude(key__in=list(wanted)).delete()


def _put_back_passage(passage: Evidence, values: dict[str, Any]) -> None:
    """Its words; where others are said now, it is bound to no edition any more."""
    if not _has_its_claim(values):
        raise CannotRestore(
            _("The claim that this passage states is deleted: recover what it belongs to first.")
        )
    before = (passage.exact, str(passage.brief_key))
    _assign(passage, values, content_fields(Evidence))
    if (passage.exact, str(passage.brief_key)) != before:
        passage.edition, passage.prefix, passage.suffix, passage.spans = None, "", "", []


def _has_its_claim(values: dict[str, Any]) -> bool:
    claims = {name: values[name] for name in CLAIMS if values.get(name)}
    return all(
        _found(Evidence._meta.get_field(name).related_model, [key]) for name, key in claims.items()
    )


def text_of(content: Content) -> Content:
    """What readers would read of a content; put back, it leaves all else as it is."""
    fields = {name: value for name, value in content["fields"].items() if name not in BESIDE}
    return without_evidence(content) | {"fields": fields}


def without_evidence(content: Content) -> Content:
    """What a content says, its passages aside: put back, it leaves them as they are."""
    rows = {name: rows for name, rows in content["rows"].items() if name != EVIDENCE}
    return content | {"rows": rows}
