"""Inserting many rows at once, for imports.

What `bulk_create` does, at less cost: one statement is prepared and used for all rows,
where that writes out a statement for each batch, and asks for each row's number.
"""

import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Field, Model
from django.utils import timezone

from briefs.models.address import AddressField

# Most of the columns of most rows: nothing is to be done to their values.
_AS_IT_IS = {
    *(models.CharField, models.TextField, models.SlugField, AddressField),
    *(models.PositiveIntegerField, models.PositiveSmallIntegerField, models.BigIntegerField),
    *(models.ForeignKey, models.OneToOneField, models.BooleanField, models.FloatField),
}
_LOW = (1 << 62) - 1
_DAYS = {models.DateField, models.DateTimeField}


def insert(rows: Iterable[Model]) -> None:
    """Insert new rows of one sort, at one moment; their objects learn neither it nor numbers."""
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
    """What gives a row's value of a field as the database takes it.

    Most take a way of their own: Django's leads through a dozen calls for each value.
    """
    connection, read = connections[DEFAULT_DB_ALIAS], attrgetter(field.attname)
    if type(field) in _AS_IT_IS:
        return read
    if isinstance(field, models.JSONField):
        return lambda row: connection.ops.adapt_json_value(read(row), field.encoder)
    if type(field) is models.UUIDField and not connection.features.has_native_uuid_field:
        return lambda row: read(row) and read(row).hex
    if type(field) in _DAYS:
        adapted = cache(lambda day: field.get_db_prep_save(day, connection))
        if field.auto_now or field.auto_now_add:  # type: ignore[attr-defined]
            now = timezone.now()
            return lambda _row: adapted(now)
        return lambda row: adapted(read(row))
    return lambda row: field.get_db_prep_save(field.pre_save(row, True), connection)


def _fields(model: type[Model], names: Sequence[str]) -> "list[Field[Any, Any]]":
    own = {field.name: field for field in model._meta.concrete_fields}
    return [own[name] for name in names]


def key_in_order() -> UUID:
    """A key that sorts after those made before (UUIDv7, RFC 9562).

    The rows of an import then stand side by side in every index by key; with random keys, each
    thousand changes thousands of pages of a large database.
    """
    moment, chance = time.time_ns() // 1_000_000, secrets.randbits(74)
    return UUID(int=moment << 80 | 0x7 << 76 | chance >> 62 << 64 | 0b10 << 62 | chance & _LOW)


def take_numbers(rows: Sequence[Any]) -> None:
    """Give new rows of one sort the numbers under which they are to be inserted.

    In the transaction that inserts them: so others can refer to them before.
    """
    connection, table = connections[DEFAULT_DB_ALIAS], rows[0]._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # where who writes is alone until the end
            cursor.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = %s", [table])
            last = cursor.fetchone()[0] or 0
            numbers = range(last + 1, last + 1 + len(rows))
        else:
            next_one = "nextval(pg_get_serial_sequence(%s, 'id'))"
            cursor.execute(f"SELECT {next_one} FROM generate_series(1, %s)", [table, len(rows)])
            numbers = sorted(number for (number,) in cursor)  # type: ignore[assignment]
    for row, number in zip(rows, numbers, strict=True):
        row.pk = number
        row._state.adding = False
