"""What a noun's contents say, in words: one by itself, or where two differ.

A relation is told by the name of what it leads to: as it is called now, else as it was called
when it was deleted. That takes a query for each sort of noun and one for all that is deleted,
however many rows there are.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, cast

from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, DateTimeField, Field, ForeignKey, Model, TextField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from briefs.admin.changes import Change
from briefs.admin.fields import label_of
from briefs.editorial.changed import RowsChanged, between
from briefs.editorial.content import Content
from briefs.editorial.shapes import EVIDENCE, SHAPES, content_fields, sets_of
from briefs.models.brief import Brief
from briefs.models.dates import EdtfField
from briefs.models.evidence import Evidence
from briefs.models.moments import day, edtf, in_words
from briefs.models.names import Versioned
from briefs.models.tag import Tag
from briefs.models.version import Version, Way
from briefs.views.difference import (
    Effort,
    came,
    gone,
    marked_lines,
    marked_rows,
    marked_words,
    replaced,
)

Values = dict[str, Any]
NOTHING = Content(fields={}, sets={}, rows={})


def label(model: type[Versioned], name: str) -> str:
    """A field, set or list of rows of a noun, in words."""
    if name in SHAPES[model].rows or name == EVIDENCE:
        return str(capfirst(str(_row_model(model, name)._meta.verbose_name_plural)))
    return _field_label(model, name)


def in_short(model: type[Versioned], changed: Values) -> str:
    """What a version changed, in a line: “Title, Tags; Milestones: 1 added”."""
    parts = [", ".join(label(model, name) for name in changed.get("fields", ()))]
    for name, counts in changed.get("rows", {}).items():
        parts.append(f"{label(model, name)}: {_counted(counts)}")
    return "; ".join(filter(None, parts))


def _counted(counts: dict[str, int]) -> str:
    said = {
        "added": ngettext("%(count)s added", "%(count)s added", counts.get("added", 0)),
        "changed": ngettext("%(count)s changed", "%(count)s changed", counts.get("changed", 0)),
        "deleted": ngettext("%(count)s deleted", "%(count)s deleted", counts.get("deleted", 0)),
    }
    return ", ".join(
        text % {"count": counts[deed]} for deed, text in said.items() if deed in counts
    )


class Telling:
    """Tells what contents of one sort of noun say; `contents` are all that it will be asked of."""

    def __init__(self, model: type[Versioned], contents: Iterable[Content]) -> None:
        self.model = model
        self.effort = Effort()
        self._names = _names(model, contents)

    def differences(self, before: Content, after: Content) -> list[Change]:
        """Where two contents differ, field by field, in the order of the model."""
        changed = between(before, after)
        old, new = (content["fields"] | content["sets"] for content in (before, after))
        told = [
            Change(
                name=label(self.model, name),
                marked=self._marked(self.model, name, old.get(name), new.get(name)),
            )
            for name in _in_order(self.model, changed.fields)
        ]
        for name, rows in changed.rows.items():
            sides = (before["rows"].get(name, {}), after["rows"].get(name, {}))
            told.append(Change(name=label(self.model, name), marked=self._rows(name, rows, *sides)))
        return told

    def whole(self, content: Content) -> list[Change]:
        """All that a content says."""
        said = content["fields"] | content["sets"]
        told = [
            Change(name=label(self.model, name), marked=self._plain(self.model, name, said[name]))
            for name in _in_order(self.model, said)
            if said[name] not in (None, "", [], {})
        ]
        for name, rows in content["rows"].items():
            if rows:
                texts = [self._row(name, values) for values in rows.values()]
                told.append(Change(name=label(self.model, name), marked=_list(texts)))
        return told

    def _marked(self, model: type[Model], name: str, before: Any, after: Any) -> SafeString:
        field = _field(model, name)
        if isinstance(before or after, list | dict):
            was, now = (self._texts(field, value or []) for value in (before, after))
            if _is_set(field):
                was, now = sorted(was), sorted(now)
            return marked_rows(was, now, self.effort)
        old, new = (self._text(field, value) for value in (before, after))
        if isinstance(field, TextField):
            return marked_lines(old, new, self.effort)
        if _is_text(field) and old and new:
            return marked_words(old, new, self.effort)
        return replaced(old, new)

    def _plain(self, model: type[Model], name: str, value: Any) -> SafeString:
        field = _field(model, name)
        if isinstance(value, list | dict):
            return _list(self._texts(field, value))
        return format_html("{}", self._text(field, value))

    def _rows(self, name: str, changed: RowsChanged, old: Values, new: Values) -> SafeString:
        """The rows of a list that differ, each in a line; beneath a changed one its fields."""
        lines = [
            *(format_html("<li>{}</li>", came(self._row(name, new[k]))) for k in changed.added),
            *(self._changed_row(name, old[key], new[key]) for key in changed.changed),
            *(
                format_html("<li>{}</li>", gone(self._row(name, old[key])))
                for key in changed.deleted
            ),
        ]
        return format_html("<ul>{}</ul>", _join(lines))

    def _changed_row(self, name: str, before: Values, after: Values) -> SafeString:
        model = _row_model(self.model, name)
        names = _in_order(model, {**after, **before})
        fields = [name for name in names if before.get(name) != after.get(name)]
        same = {field: value for field, value in after.items() if field not in fields}
        return format_html(
            "<li>{}<ul>{}</ul></li>",
            Truncator(self._row(name, same)).chars(120),
            format_html_join(
                "",
                "<li>{}: {}</li>",
                (
                    (
                        _field_label(model, field),
                        self._marked(model, field, before.get(field), after.get(field)),
                    )
                    for field in fields
                ),
            ),
        )

    def _row(self, name: str, values: Values) -> str:
        """A row in words: what its fields say, but for the brief whose page it is on."""
        model = _row_model(self.model, name)
        aside = "brief_key" if self.model is Brief else ""
        names = _in_order(model, values)
        names.sort(key=lambda field: field != "exact")  # a passage's words come first
        texts = (
            ", ".join(self._texts(_field(model, field), values[field]))
            for field in names
            if field != aside
        )
        return " · ".join(filter(None, texts))

    def _texts(self, field: Any, value: Any) -> list[str]:
        """A value as lines."""
        if isinstance(value, dict):
            return [f"{name}: {text}" for name, text in value.items()]
        if isinstance(value, list):
            return [self._text(field, item) for item in value]
        return [self._text(field, value)]

    def _text(self, field: Any, value: Any) -> str:
        related = _related(field)
        if value in (None, ""):
            return ""
        if related is not None:
            return self._names.get(str(value)) or _("deleted")
        if field is not None and field.flatchoices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(field, DateTimeField):
            return in_words(dt.datetime.fromisoformat(str(value)))
        if isinstance(field, DateField):
            return day(str(value))
        if isinstance(field, EdtfField):
            return edtf(str(value))
        return str(value)


def _row_model(model: type[Versioned], name: str) -> type[Model]:
    return Evidence if name == EVIDENCE else SHAPES[model].rows[name].model


def _in_order(model: type[Model], names: Iterable[str]) -> list[str]:
    """Names of fields as the model has them; PostgreSQL's JSON has an order of its own."""
    order = [field.name for field in (*content_fields(model), *sets_of(model))]
    return sorted(names, key=lambda name: order.index(name) if name in order else len(order))


def _field(model: type[Model], name: str) -> Any:
    """The field of that name; None where the model has it no longer."""
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _field_label(model: type[Model], name: str) -> str:
    return str(capfirst(str(getattr(_field(model, name), "verbose_name", name))))


def _related(field: Any) -> type[Model] | None:
    """What a field's keys are of."""
    if field is None:
        return None
    if field.name == "brief_key":
        return Brief
    if field.name == "tags":
        return Tag
    return cast("type[Model] | None", field.related_model)


def _is_set(field: Any) -> bool:
    return field is not None and field.many_to_many


def _is_text(field: "Field[Any, Any] | None") -> bool:
    return _related(field) is None and not getattr(field, "flatchoices", None)


def _list(texts: Iterable[str]) -> SafeString:
    return format_html("<ul>{}</ul>", _join(format_html("<li>{}</li>", text) for text in texts))


def _join(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _names(model: type[Versioned], contents: Iterable[Content]) -> dict[str, str]:
    """What each key that contents have is called."""
    keys: dict[type[Model], set[str]] = defaultdict(set)
    for content in contents:
        for related, key in _keys(model, content):
            keys[related].add(key)
    names: dict[str, str] = {}
    for related, wanted in keys.items():
        names |= {str(row.key): label_of(row) for row in _lightly(related).filter(key__in=wanted)}
    gone = [key for wanted in keys.values() for key in wanted if key not in names]
    if gone:
        nouns = [related._meta.model_name for related in keys]
        last = Version.objects.filter(noun__in=nouns, key__in=gone).last_of_each()
        for version in last.named():
            merged = version.way == Way.MERGED
            text = _("%(name)s (merged)") if merged else _("%(name)s (deleted)")
            names[str(version.key)] = text % {"name": version.title}  # type: ignore[attr-defined]
    return names


def _lightly(model: type[Model]) -> Any:
    """Rows with what they are called by, and without their texts."""
    relations = [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and not field.null
    ]
    texts = [field.name for field in model._meta.concrete_fields if isinstance(field, TextField)]
    rows = model._base_manager.defer(*texts)
    return rows.select_related(*relations) if relations else rows


def _keys(model: type[Versioned], content: Content) -> Iterator[tuple[type[Model], str]]:
    said: list[tuple[type[Model], Values]] = [(model, content["fields"]), (model, content["sets"])]
    for name, rows in content["rows"].items():
        said += [(_row_model(model, name), values) for values in rows.values()]
    for owner, values in said:
        for name, value in values.items():
            related = _related(_field(owner, name)) if value else None
            if related is not None:
                for key in value if isinstance(value, list) else [value]:
                    yield related, str(key)
