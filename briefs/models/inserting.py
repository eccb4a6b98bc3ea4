"""Inserting many rows at once, for imports.

What `bulk_create` does, at less cost: one statement is prepared and used for all rows,
where that writes out a statement for each batch, and asks for each row's number.
"""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Field, Model

from briefs.models.address import AddressField

# Most of the columns of most rows: nothing is to be done to their values.
_AS_IT_IS = {
    *(models.CharField, models.TextField, models.SlugField, AddressField),
    *(models.PositiveIntegerField, models.ForeignKey, models.OneToOneField),
}


def insert(rows: Iterable[Model]) -> None:
    """Insert new rows of one sort; their objects don't learn their numbers."""
    rows = list(rows)
    if not rows:
        return
    own = [field for field in rows[0]._meta.concrete_fields if not field.primary_key]
    fields = [*own, *([rows[0]._meta.pk] if rows[0].pk is not None else [])]
    values = [_value_of(field) for field in fields]
    insert_values(
        type(rows[0]),
        [field.name for field in fields],
        [[value(row) for value in values] for row in rows],
    )


def insert_values(
    model: type[Model], names: Sequence[str], values: Iterable[Sequence[Any]], *, then: str = ""
) -> None:
    """Insert rows by their values, as the database takes them; `then` ends the statement."""
    connection = connections[DEFAULT_DB_ALIAS]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column or "") for field in _fields(model, names))
    places = ", ".join(["%s"] * len(names))
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({places}) {then}", list(values)
        )


def _value_of(field: "Field[Any, Any]") -> Callable[[Any], Any]:
    """What gives a row's value of a field as the database takes it."""
    if type(field) in _AS_IT_IS:
        return attrgetter(field.attname)
    connection = connections[DEFAULT_DB_ALIAS]  # looked up once: it is asked for every value
    return lambda row: field.get_db_prep_save(field.pre_save(row, True), connection)


def _fields(model: type[Model], names: Sequence[str]) -> "list[Field[Any, Any]]":
    own = {field.name: field for field in model._meta.concrete_fields}
    return [own[name] for name in names]


def learn_numbers(rows: Sequence[Any], by: str) -> None:
    """Tell the objects of inserted rows their numbers; `by` is a unique field."""
    known = type(rows[0])._base_manager.filter(**{f"{by}__in": [getattr(row, by) for row in rows]})
    numbers = dict(known.values_list(by, "pk"))
    for row in rows:
        row.pk = numbers[getattr(row, by)]
        row._state.adding = False
