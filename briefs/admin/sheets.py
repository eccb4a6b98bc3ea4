"""Sheets: what a form says, as texts, whether a browser sent them or a version has them.

Merging works on what was typed, not on what it means: a value that no field takes is kept and
merged like any other, and the form says afterwards what is wrong with it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.dateparse import parse_date, parse_datetime
from taggit.utils import edit_string_for_tags, parse_tags

from briefs.admin.fields import Lines, TagsField, is_key, today_of
from briefs.editorial.content import Content, rows_with
from briefs.editorial.merge import Kind, Rows, Rules, Sheet, Value, Values
from briefs.editorial.mergers import tags_today
from briefs.editorial.shapes import EVIDENCE, SHAPES
from briefs.models.evidence import CLAIMS
from briefs.models.tag import Tag

Fields = Mapping[str, forms.Field]

ROW_KEY = "row_key"  # the hidden field by which a row is known
PASSAGES = "passages"  # what a row says beside its fields: the passages that speak for it
_NEW = "new-"  # what keys of rows begin with that only the browser has


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsOfForm:
    """A list of rows in a form: its prefix (the list's name) and an empty row of it."""

    name: str
    title: str
    row: forms.BaseForm
    keys: dict[str, str]  # by the row's number

    @property
    def fields(self) -> dict[str, forms.Field]:
        """The fields that say something."""
        aside = {ROW_KEY, "id", "DELETE", "ORDER"}
        return {
            name: field
            for name, field in self.row.fields.items()
            if name not in aside and not isinstance(field, forms.models.InlineForeignKeyField)
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """A noun's form, and how its texts are read and written."""

    noun: Any
    form: forms.BaseForm
    rows: list[RowsOfForm]
    names: Mapping[str, str]  # form fields that content calls otherwise
    prefix: str = ""  # what the names of its fields begin with when they are sent

    @property
    def rules(self) -> Rules:
        """How its fields are merged."""
        kinds = {name: _kind(field) for name, field in self.form.fields.items()}
        for rows in self.rows:
            kinds |= {f"{rows.name}.{name}": _kind(field) for name, field in rows.fields.items()}
        same = {name: rows.same for name, rows in SHAPES[type(self.noun)].rows.items() if rows.same}
        return Rules(kinds=kinds, same=same, language=getattr(self.noun, "language", "en"))

    def stored(self, content: Content) -> Sheet:
        """What the form would show of a content. A query for each model that it relates to."""
        said = content["fields"] | content["sets"]
        names = {name: self.names.get(name, name) for name in self.form.fields}
        values = {name: said[stored] for name, stored in names.items() if stored in said}
        lists = {rows.name: content["rows"][rows.name] for rows in self.rows}
        places: list[tuple[Fields, Values]] = [(self.form.fields, values)]
        for rows in self.rows:
            places += [(rows.fields, row) for row in lists[rows.name].values()]
        known, passages = _known(places), content["rows"].get(EVIDENCE, {})
        return Sheet(
            values={name: _raw(self.form.fields[name], values[name], known) for name in values},
            rows={
                rows.name: {
                    key: {
                        name: _raw(field, row.get(name), known)
                        for name, field in rows.fields.items()
                    }
                    | _passages_of(key, passages)
                    for key, row in lists[rows.name].items()
                }
                for rows in self.rows
            },
        )

    def posted(self, data: QueryDict, files: MultiValueDict[str, Any], base: Sheet) -> Sheet:
        """What a browser sent; what it left out is as in the base."""
        values = _posted(self.form.fields, data, files, self.prefix, base.values)
        lists = {rows.name: self._posted_rows(rows, data, files, base) for rows in self.rows}
        places: list[tuple[Fields, Values]] = [(self.form.fields, values)]
        for rows in self.rows:
            places += [(rows.fields, row) for row in lists[rows.name].values()]
        _bring_up_to_date(places)
        return Sheet(values=values, rows=lists)

    def _posted_rows(
        self, rows: RowsOfForm, data: QueryDict, files: MultiValueDict[str, Any], base: Sheet
    ) -> Rows:
        found: Rows = {}
        known = base.rows.get(rows.name, {})
        empty = _posted(rows.fields, QueryDict(), MultiValueDict(), "", {})
        for number in range(_number(data.get(f"{rows.name}-TOTAL_FORMS"))):
            prefix = f"{rows.name}-{number}-"
            key = data.get(f"{prefix}{ROW_KEY}") or rows.keys.get(data.get(f"{prefix}id") or "")
            if f"{prefix}DELETE" in data:
                continue
            values = _posted(rows.fields, data, files, prefix, known.get(key or "", {}))
            if key or values != empty:
                was = known.get(key or "", {})
                beside = {name: was[name] for name in (PASSAGES,) if name in was}
                found[key or f"{_NEW}{number}"] = values | beside
        return found

    def sent(self, sheet: Sheet, theirs: Sheet, data: QueryDict) -> QueryDict:
        """The sheet as a browser would send it that had opened the form just now."""
        sent = data.copy()
        _send(sent, self.form.fields, self.prefix, sheet.values)
        for rows in self.rows:
            for name in [name for name in sent if name.startswith(f"{rows.name}-")]:
                del sent[name]
            present, wanted = theirs.rows.get(rows.name, {}), sheet.rows.get(rows.name, {})
            ids = {key: pk for pk, key in rows.keys.items()}
            keys = [*present, *(key for key in wanted if key not in present)]
            sent[f"{rows.name}-TOTAL_FORMS"] = str(len(keys))
            sent[f"{rows.name}-INITIAL_FORMS"] = str(len(present))
            for number, key in enumerate(keys):
                prefix = f"{rows.name}-{number}-"
                if not key.startswith(_NEW):
                    sent[f"{prefix}{ROW_KEY}"] = key
                sent[f"{prefix}id"] = ids.get(key, "") if key in present else ""
                _send(sent, rows.fields, prefix, wanted.get(key, present.get(key, {})))
                if key not in wanted:
                    sent[f"{prefix}DELETE"] = "on"
        return sent


def sheets_of(desk: "ModelAdmin[Any]", request: HttpRequest, noun: Any) -> Sheets:
    """The form of a noun as this person may edit it."""
    form = desk.get_form(request, noun, change=True)(instance=noun)
    rows = []
    for formset, inline in desk.get_formsets_with_inlines(request, noun):
        if not inline.has_change_permission(request, noun):
            continue  # shown, not edited
        model_rows = formset.model._default_manager.filter(**{formset.fk.name: noun})
        rows.append(
            RowsOfForm(
                name=formset.get_default_prefix(),
                title=str(inline.verbose_name_plural),
                row=formset.form(),
                keys={str(pk): str(key) for pk, key in model_rows.values_list("pk", "key")},
            )
        )
    return Sheets(noun=noun, form=form, rows=rows, names=getattr(desk, "content_names", {}))


def _passages_of(claim: str, passages: Mapping[str, Mapping[str, Any]]) -> Values:
    """What passages say for a claim, which goes with it: so nobody deletes unseen words with it."""
    said = [
        " ".join(filter(None, [passage["exact"], passage["locator"]]))
        for _key, passage in sorted(passages.items())
        if claim in (passage[name] for name in CLAIMS)
    ]
    return {PASSAGES: "; ".join(said)} if said else {}


def _kind(field: forms.Field) -> Kind:
    if isinstance(field, forms.ModelMultipleChoiceField | TagsField):
        return Kind.SET
    if isinstance(field, Lines):
        return Kind.LINES
    return Kind.TEXT if isinstance(field.widget, forms.Textarea) else Kind.WHOLE


def _known(places: Iterable[tuple[Fields, Mapping[str, Any]]]) -> dict[str, str]:
    """What a form calls the rows that its relations lead to, by key: a number; a tag its name."""
    wanted: dict[type[Model], set[str]] = {}
    for fields, values in places:
        for name, field in fields.items():
            if (model := _related(field)) and (keys := values.get(name)):
                wanted.setdefault(model, set()).update(keys if isinstance(keys, list) else [keys])
    known: dict[str, str] = {}
    for model, keys in wanted.items():
        called = "name" if model is Tag else "pk"
        known |= {key: str(getattr(row, called)) for key, row in rows_with(model, keys).items()}
    return known


def _bring_up_to_date(places: list[tuple[Fields, Values]]) -> None:
    """Have what was typed name what is there now.

    What was merged meanwhile is what it was merged into; what was deleted is in no list any more,
    as though it had been saved before.
    """
    wanted: dict[type[Model], set[str]] = {}
    chosen = [
        (values, name, model)
        for fields, values in places
        for name in values.keys() & fields.keys()
        if (model := _related(fields[name])) and values[name]
    ]
    for values, name, model in chosen:
        wanted.setdefault(model, set()).update(_listed(values[name]))
    listed = {model for values, name, model in chosen if isinstance(values[name], list)} - {Tag}
    gone = {model: _gone(model, wanted[model]) for model in listed}
    today = {model: _today(model, said) for model, said in wanted.items()}
    for values, name, model in chosen:
        said = values[name]
        if isinstance(said, list):
            left = [one for one in said if one in today[model] or one not in gone.get(model, ())]
            values[name] = sorted({today[model].get(one, one) for one in left})
        else:
            values[name] = today[model].get(said, said)


def _today(model: type[Model], said: Iterable[str]) -> dict[str, str]:
    return tags_today(said) if model is Tag else today_of(model._base_manager, said)


def _gone(model: type[Model], numbers: Iterable[str]) -> set[str]:
    """The numbers that no row has."""
    wanted = {number for number in numbers if is_key(number)}
    there = model._base_manager.filter(pk__in=wanted).values_list("pk", flat=True)
    return wanted - {str(pk) for pk in there}


def _listed(value: Value) -> list[str]:
    return value if isinstance(value, list) else [value]


def _related(field: forms.Field) -> type[Model] | None:
    if isinstance(field, TagsField):
        return Tag
    # A choice of one or of several.
    rows = field.queryset if isinstance(field, forms.ModelChoiceField) else None
    return None if rows is None else rows.model


def _raw(field: forms.Field, value: Any, known: Mapping[str, str]) -> Value:
    """A stored value as a browser sends it."""
    if _related(field):
        if isinstance(value, list):
            return sorted(known[key] for key in value if key in known)
        return known.get(value, "")
    said = field.widget.format_value(field.prepare_value(_moment(field, value)))
    # A choice of one shows itself as a list of one.
    return _plain("".join(said[:1]) if isinstance(said, list) else said)


def _moment(field: forms.Field, value: Any) -> Any:
    """A day or moment as such: the form writes it in the reader's manner, a version doesn't."""
    if isinstance(value, str) and isinstance(field, forms.DateTimeField):
        return parse_datetime(value)
    if isinstance(value, str) and isinstance(field, forms.DateField):
        return parse_date(value)
    return value


def _posted(
    fields: Fields,
    data: QueryDict,
    files: MultiValueDict[str, Any],
    prefix: str,
    base: Values,
) -> Values:
    values: Values = {}
    for name, field in fields.items():
        if isinstance(field, forms.FileField):
            continue
        full = f"{prefix}{name}"
        if name in base and field.widget.value_omitted_from_data(data, files, full):
            values[name] = base[name]
            continue
        said = field.widget.value_from_datadict(data, files, full)
        if isinstance(field, TagsField):
            values[name] = parse_tags(said)
        elif isinstance(field, forms.ModelMultipleChoiceField):
            values[name] = sorted(said or ())
        else:
            values[name] = _plain(said)
    return values


def _send(sent: QueryDict, fields: Fields, prefix: str, values: Values) -> None:
    for name, value in values.items():
        if name not in fields:
            continue
        if isinstance(fields[name], TagsField) and isinstance(value, list):
            value = edit_string_for_tags([Tag(name=tag) for tag in value])
        sent.setlist(f"{prefix}{name}", value if isinstance(value, list) else [value])


def _plain(said: Any) -> Value:
    text = "" if said is None else str(said)
    return text.replace("\r\n", "\n").strip()


def _number(text: str | None) -> int:
    return min(int(text[:4]), 1000) if text and text.isascii() and text.isdigit() else 0
