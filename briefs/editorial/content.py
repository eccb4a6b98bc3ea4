"""What a noun says, as JSON: taken down for its versions, and put back.

Shape: ``{"fields": {name: value}, "sets": {name: [key, …]}, "rows": {list: {key: {name:
value}}}}``. Relations are by the keys of what they lead to, so that a version outlives what
it names; values are as JSON writes them. Left out is what the system computes or decides: days
of dates, words for search, states, the anchors of passages.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Field, FileField, ForeignKey, Model, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from briefs.editorial.shapes import (
    BESIDE,
    EVIDENCE,
    SHAPES,
    RowList,
    content_fields,
    ends_of,
    sets_of,
)
from briefs.models.brief import Brief
from briefs.models.evidence import CLAIMS, Evidence
from briefs.models.merger import MergedNoun, survivors
from briefs.models.names import Versioned
from briefs.models.tag import Tag

Content = dict[str, Any]


class CannotRestore(Exception):
    """What a version says can't be put back; the text says why, for the editor."""


def take(noun: Versioned) -> Content:
    """All that the noun says now. A query for each relation and list."""
    return take_all([noun])[noun.pk]


def take_all(nouns: Sequence[Versioned]) -> dict[int, Content]:
    """The same of many nouns of one sort, by their numbers: by as many queries as of one.

    (As long as what the nouns themselves refer to is loaded with them.)
    """
    model, shape = type(nouns[0]), SHAPES[type(nouns[0])]
    fields = content_fields(model)
    contents: dict[int, Content] = {
        noun.pk: {"fields": _values(noun, fields), "sets": {}, "rows": {}} for noun in nouns
    }
    for field in sets_of(model):
        members = _members(field, list(contents))
        for pk, content in contents.items():
            content["sets"][field.name] = sorted(members[pk])
    lists = {name: _rows(rows, list(contents)) for name, rows in shape.rows.items()}
    if shape.claims or model is Brief:
        lists[EVIDENCE] = _passages(nouns)
    for name, found in lists.items():
        for pk, content in contents.items():
            content["rows"][name] = found[pk]
    return contents


def take_new(
    noun: Versioned,
    named: Mapping[str, Iterable[Any]] | None = None,
    rows: Iterable[Model] = (),
) -> Content:
    """The same of a noun that is just being made, without a query.

    `named` is what it names by its relations to many, `rows` those of its list, if it has any yet.
    """
    model, shape = type(noun), SHAPES[type(noun)]
    named = named or {}
    lists: dict[str, dict[str, Any]] = {name: {} for name in shape.rows}
    for name, each in shape.rows.items():
        fields = content_fields(each.model, each.parent)
        own = (row for row in rows if isinstance(row, each.model))
        lists[name] = {str(row.key): _values(row, fields) for row in own}  # type: ignore[attr-defined]
    if shape.claims or model is Brief:
        lists[EVIDENCE] = {}
    return {
        "fields": _values(noun, content_fields(model)),
        "sets": {
            field.name: sorted(str(row.key) for row in named.get(field.name, ()))
            for field in sets_of(model)
        },
        "rows": lists,
    }


def says_the_same(one: Content, other: Content) -> bool:
    """Whether two contents differ in nothing but passages of evidence and the desk's own notes."""
    # One that was erased says nothing that could be compared.
    return bool(one and other) and text_of(one) == text_of(other)


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
        getattr(noun, field.name).set(rows_with(_related(field), keys).values())
    for name, rows in shape.rows.items():
        _put_back_rows(noun, rows, content["rows"].get(name, {}))
    if EVIDENCE in content["rows"]:
        _put_back_passages(noun, content["rows"][EVIDENCE])


def rows_with(model: Any, keys: Iterable[str]) -> dict[str, Any]:
    """The rows that keys name, by key; for one that was merged into another, that other."""
    keys = list(keys)
    rows = model._default_manager
    found = {str(row.key): row for row in rows.filter(key__in=keys)}
    gone = set(keys) - set(found)
    if gone and model._meta.model_name in MergedNoun.values:
        survived = survivors().get(model._meta.model_name, {})
        means = {key: survived[key] for key in gone if key in survived}
        alive = {str(row.key): row for row in rows.filter(key__in=means.values())}
        found |= {key: alive[now] for key, now in means.items() if now in alive}
    return found


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


def _members(field: Any, nouns: Sequence[int]) -> dict[int, list[str]]:
    """What each noun names by a relation to many."""
    through, noun, named = ends_of(field)
    found: dict[int, list[str]] = defaultdict(list)
    rows = through._base_manager.filter(**{f"{noun}__in": nouns})
    for pk, key in rows.values_list(noun, f"{named}__key"):
        found[pk].append(str(key))
    return found


def _rows(rows: RowList, nouns: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The rows of a list that each noun has."""
    there = rows.model._default_manager.filter(**{f"{rows.parent}__in": nouns})
    return _said(there, content_fields(rows.model, rows.parent), f"{rows.parent}_id")


def _passages(nouns: Sequence[Versioned]) -> dict[int, dict[str, Any]]:
    """The passages that each noun has: a brief its own, another noun those of its claims."""
    if isinstance(nouns[0], Brief):
        numbers = {noun.key: noun.pk for noun in nouns}
        passages = Evidence.objects.filter(brief_key__in=numbers).annotate(whose=F("brief_key"))
        said = _said(passages, content_fields(Evidence), "whose")
        return defaultdict(dict, {numbers[key]: rows for key, rows in said.items()})
    lookups = SHAPES[type(nouns[0])].claims
    theirs = [Q(**{f"{lookup}__in": [noun.pk for noun in nouns]}) for lookup in lookups]
    whose = Coalesce(*(F(lookup) for lookup in lookups), None)
    passages = Evidence.objects.filter(reduce(or_, theirs)).annotate(whose=whose)
    return _said(passages, content_fields(Evidence), "whose")


def _said(
    rows: "QuerySet[Any]", fields: "Sequence[Field[Any, Any]]", whose: str
) -> dict[Any, dict[str, Any]]:
    """What each row says, by whose it is and its own key; of what it names, only keys are read."""
    columns = [f"{field.name}__key" if field.remote_field else field.name for field in fields]
    found: dict[Any, dict[str, Any]] = defaultdict(dict)
    for owner, key, *values in rows.order_by("pk").values_list(whose, "key", *columns):
        named = zip(fields, values, strict=True)
        found[owner][str(key)] = {field.name: _as_json(value) for field, value in named}
    return found


def filled[R: Model](model: type[R], values: dict[str, Any], parent: str = "") -> R:
    """A row that says these values, as far as what they name is there; not saved."""
    row = model()
    for field in content_fields(model, parent):
        value = values.get(field.name)
        if isinstance(field, ForeignKey):
            value = rows_with(field.related_model, [value]).get(value) if value else None
            if value is None:
                continue
        setattr(row, field.name, field.to_python(value) if not isinstance(value, Model) else value)
    return row


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
    found = rows_with(field.related_model, [key])
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


def _put_back_rows(noun: Versioned, rows: RowList, wanted: dict[str, Any]) -> None:
    present = {
        str(row.key): row  # type: ignore[attr-defined]
        for row in rows.model._default_manager.filter(**{rows.parent: noun})
    }
    # First out with those that aren't in it: a new row may be what an old one was.
    for key in present.keys() - wanted.keys():
        present[key].delete()
    fields = content_fields(rows.model, rows.parent)
    said = set()
    for key, values in sorted(wanted.items(), key=lambda row: row[0] not in present):
        row = present.get(key) or rows.model(key=uuid.UUID(key), **{rows.parent: noun})
        _assign(row, values, fields)
        same = tuple(getattr(row, name) for name in rows.same)
        if same and same in said:  # what it names was merged into what another row names
            if key in present:
                row.delete()
            continue
        said.add(same)
        _check_and_save(row)


def _put_back_passages(noun: Versioned, wanted: dict[str, Any]) -> None:
    present = rows_with(Evidence, wanted)
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
        passage.let_go()


def _has_its_claim(values: dict[str, Any]) -> bool:
    claims = {name: values[name] for name in CLAIMS if values.get(name)}
    models = {name: Evidence._meta.get_field(name).related_model for name in claims}
    return all(rows_with(models[name], [key]) for name, key in claims.items())


def text_of(content: Content) -> Content:
    """What readers would read of a content; put back, it leaves all else as it is."""
    fields = {name: value for name, value in content["fields"].items() if name not in BESIDE}
    return without_evidence(content) | {"fields": fields}


def without_evidence(content: Content) -> Content:
    """What a content says, its passages aside: put back, it leaves them as they are."""
    rows = {name: rows for name, rows in content["rows"].items() if name != EVIDENCE}
    return content | {"rows": rows}
