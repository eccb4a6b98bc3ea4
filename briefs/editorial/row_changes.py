"""Changes to rows, written down as they are made so that they can be taken back.

Taking back leaves alone what somebody has changed since, and says which rows that were. Rows
are named by model and number, columns by their name; values are as JSON writes them.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import batched
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Field, ForeignKey, Model

type Row = dict[str, Any]  # a row's columns with their values

_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """In these rows a column said `was` and then said `now`."""

    model: str
    column: str
    rows: list[int]
    was: Any
    now: Any

    @property
    def touched(self) -> set[int]:
        """The rows that the step needs as they are."""
        return set(self.rows)

    def take_back(self) -> list[int]:
        """Have the column say what it said, where it still says `now`; the rows left alone."""
        model = _model(self.model)
        field = model._meta.get_field(self.column)
        unchanged = [
            pk
            for some in batched(self.rows, _AT_ONCE)
            for pk, value in model._base_manager.filter(pk__in=some).values_list("pk", self.column)
            if _as_json(field, value) == self.now
        ]
        if not _leads_somewhere(field, self.was):
            return self.rows
        try:
            with transaction.atomic():
                _update(model, field, unchanged, self.was)
        except IntegrityError:  # such as a topic that would be beneath itself by now
            return self.rows
        return sorted(set(self.rows) - set(unchanged))


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """These rows were deleted. `same_as`: for each the one that says the same, if that is why."""

    model: str
    rows: list[Row]
    same_as: list[int]

    @property
    def touched(self) -> set[int]:
        """The rows that the step needs as they are."""
        return {row["id"] for row in self.rows} | set(self.same_as)

    def take_back(self) -> list[int]:
        """Bring the rows back, but for those that somebody's later change stands against."""
        model = _model(self.model)
        doubles = set(model._base_manager.filter(pk__in=self.same_as).values_list("pk", flat=True))
        lost = {
            row["id"]
            for row, double in zip(self.rows, self.same_as, strict=False)
            if double not in doubles
        }
        return [row["id"] for row in self.rows if row["id"] in lost or not _insert(model, row)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """This row was new."""

    model: str
    row: Row

    @property
    def touched(self) -> set[int]:
        """The rows that the step needs as they are."""
        return {self.row["id"]}

    def take_back(self) -> list[int]:
        """Delete the row, unless somebody has edited it."""
        present = _model(self.model)._base_manager.filter(pk=self.row["id"]).first()
        if present is None or _columns(present) != self.row:
            return [self.row["id"]]
        present.delete()
        return []


type Step = Changed | Removed | Added

_KINDS: dict[str, type[Changed] | type[Removed] | type[Added]] = {
    "changed": Changed,
    "removed": Removed,
    "added": Added,
}


def change(field: Any, rows: Sequence[int], *, was: Any, now: Any) -> Changed:
    """Change a field in rows of its model."""
    _update(field.model, field, rows, now)
    return Changed(
        model=field.model._meta.model_name,
        column=field.attname,
        rows=list(rows),
        was=_as_json(field, was),
        now=_as_json(field, now),
    )


def remove(rows: Sequence[Model], *, same_as: Sequence[int] = ()) -> Removed:
    """Delete rows of one model, to which nothing refers any more."""
    model = type(rows[0])
    step = Removed(
        model=model._meta.model_name or "",
        rows=[_columns(row) for row in rows],
        same_as=list(same_as),
    )
    deleted, _of_each = model._base_manager.filter(pk__in=[row.pk for row in rows]).delete()
    if deleted != len(rows):
        raise RuntimeError(f"More than {len(rows)} rows went with those of {model.__name__}.")
    return step


def add(row: Model) -> Added:
    """Save a new row."""
    row.save(force_insert=True)
    return Added(model=row._meta.model_name or "", row=_columns(row))


def written(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """The steps as JSON has them."""
    names = {kind: name for name, kind in _KINDS.items()}
    return [{"kind": names[type(step)]} | asdict(step) for step in steps]


def read(steps: Sequence[dict[str, Any]]) -> list[Step]:
    """The steps that `written` gave."""
    return [
        _KINDS[step["kind"]](**{name: value for name, value in step.items() if name != "kind"})
        for step in steps
    ]


def row_of(model: type[Model], row: Row) -> Model:
    """The row that was taken down, not saved; a relation to nothing is none, where it may be."""
    values = {}
    for field in model._meta.concrete_fields:
        if field.attname not in row:
            continue  # since then the model has got it
        value = field.to_python(row[field.attname])
        if field.null and not _leads_somewhere(field, value):
            value = None
        values[field.attname] = value
    return model(**values)


def _model(name: str) -> type[Model]:
    return apps.get_model("briefs", name)


def _update(model: type[Model], field: Any, rows: Sequence[int], value: Any) -> None:
    for some in batched(rows, _AT_ONCE):
        said = model._base_manager.filter(pk__in=some)
        said.update(**{field.attname: field.to_python(value)})


def _insert(model: type[Model], row: Row) -> bool:
    """Bring a row back as it was, every column of it; whether it could be."""
    found = row_of(model, row)
    needed = [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
    if not all(_leads_somewhere(field, getattr(found, field.attname)) for field in needed):
        return False
    try:
        with transaction.atomic():
            found.save_base(raw=True, force_insert=True)
    except IntegrityError:  # somebody has entered such a row since
        return False
    return True


def _leads_somewhere(field: Any, value: Any) -> bool:
    """Whether a value of a relation is the number of a row; any other value will do."""
    if value is None or not isinstance(field, ForeignKey):
        return True
    return field.related_model._base_manager.filter(pk=value).exists()


def _columns(row: Model) -> Row:
    return {
        field.attname: _as_json(field, field.value_from_object(row))
        for field in row._meta.concrete_fields
    }


def _as_json(field: "Field[Any, Any] | Any", value: Any) -> Any:
    """A field's value in JSON, from which the field's `to_python` makes it again."""
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    return str(value)
