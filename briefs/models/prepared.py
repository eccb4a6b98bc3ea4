"""Prepared queries: Django writes the SQL once, and whoever asks fills in the values.

For what readers ask for most: to say such a query in Django's words, and to turn these into SQL,
takes longer than to find the rows.
"""

import json
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connections
from django.db.models import BinaryField, Expression, Field, Lookup, QuerySet


class Slot(Expression):
    """The place of a value in a prepared query; `name` is what it is filled in by."""

    def __init__(self, name: str, field: Field[Any, Any] | None = None) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, _compiler: Any, _connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (_Place(self.name, self.output_field.get_db_prep_value),)


@Field.register_lookup
class Among(Lookup):
    """``pk__among=ids``: as ``__in``, but one parameter in SQL, however many values there are.

    The values are an iterable, or a Slot for one; bytes are those of texts in UTF-8.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", [*parameters, self._right(connection, list)]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, parameters = self.process_lhs(compiler, connection)
        value, write = "value", _written
        if isinstance(self.lhs.output_field, BinaryField):
            value, write = "CAST(value AS BLOB)", _written_bytes
        sql = f"{left} IN (SELECT {value} FROM json_each(%s))"  # noqa: S608  (a column's name)
        return sql, [*parameters, self._right(connection, write)]

    def _right(self, connection: Any, put: Callable[[list[Any]], Any]) -> Any:
        prepare = self.lhs.output_field.get_db_prep_value

        def prepared(values: Any, connection: Any) -> Any:
            return put([prepare(value, connection) for value in values])

        if isinstance(self.rhs, Slot):
            return _Place(self.rhs.name, prepared)
        return prepared(self.rhs, connection)


def _written(values: list[Any]) -> str:
    return json.dumps(values)


def _written_bytes(values: list[Any]) -> str:
    """As texts, for JSON has no bytes."""
    return json.dumps([bytes(value).decode() for value in values])


@dataclass(frozen=True, slots=True)
class _Place:
    """A parameter that isn't known yet, and what makes one for the database of a value."""

    name: str
    prepare: Callable[[Any, Any], Any]


class Prepared[Row]:
    """A queryset with Slots, called with their values: its rows.

    `say` gives the queryset; it is asked once, when there are rows to be found.
    """

    def __init__(self, say: Callable[[], QuerySet[Any, Row]]) -> None:
        self._say = say
        self._written: dict[str, tuple[Any, str, tuple[Any, ...], Any]] = {}  # by database

    @cached_property
    def _said(self) -> QuerySet[Any, Row]:
        return self._say()

    def __call__(self, **values: Any) -> list[Row]:
        rows = self._said.all()
        compiler = self._filled(rows.db, values)
        # The clone is nobody else's: what is said of its query holds for these rows alone.
        rows.query.get_compiler = lambda *_words, **_named: compiler  # type: ignore[method-assign]
        return list(rows)

    def _filled(self, database: str, values: dict[str, Any]) -> Any:
        """The compiler that has written the query, on this thread's connection, with values."""
        if database not in self._written:
            # A clone: to write a query changes it, and threads that begin together share this one.
            written = self._said.query.clone().get_compiler(using=database)
            sql, parameters = written.as_sql()
            read = written.get_converters([column for column, *_ in written.select])
            self._written[database] = (written, sql, parameters, read)
        written, sql, parameters, read = self._written[database]
        compiler, connection = copy(written), connections[database]
        filled = tuple(_filled(parameters, values, connection))
        compiler.connection, compiler.as_sql = connection, lambda: (sql, filled)
        compiler.get_converters = lambda _columns: read
        return compiler


def _filled(parameters: tuple[Any, ...], values: dict[str, Any], connection: Any) -> Iterator[Any]:
    for each in parameters:
        if isinstance(each, _Place):
            yield each.prepare(values[each.name], connection)
        else:
            yield each
