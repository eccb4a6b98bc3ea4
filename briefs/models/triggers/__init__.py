"""Triggers: rules that the database itself holds, on SQLite and on PostgreSQL.

What is written once is `immutable`, `topics` are no part of themselves, `addresses` outlive
renaming, actors have the `labels` that their names give, changes of `nouns` are noticed, and
`fulltext` follows its rows. Each module has the SQL for either database.

SQLite drops a table's triggers, without a word, when a migration remakes the table. So they
are made after every `migrate`, and a system check names one that is missing.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core import checks
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from briefs.models.edition import Edition
from briefs.models.triggers import addresses, fulltext, immutable, labels, notices, topics

# Those that hold against emptying a table, too.
_AGAINST_FLUSH = ("entry_stays", "entry_stays_in_bulk")


def triggers(vendor: str) -> dict[str, str]:
    """The triggers of a database, name to the SQL that makes it."""
    if vendor == "sqlite":
        kinds = [immutable.on_sqlite(), topics.on_sqlite(), fulltext.on_sqlite()]
        kinds += [addresses.on_sqlite(), labels.on_sqlite(), notices.on_sqlite()]
    else:
        kinds = [immutable.on_postgresql(), topics.on_postgresql()]
        kinds += [addresses.on_postgresql(), labels.on_postgresql(), notices.on_postgresql()]
    return {name: sql for each in kinds for name, sql in each.items()}


def install(connection: BaseDatabaseWrapper) -> None:
    """Make those triggers that are missing or differ. Run after every migration."""
    present = _present(connection)
    with connection.cursor() as cursor:
        for name, sql in triggers(connection.vendor).items():
            if connection.vendor == "sqlite":
                if present.get(name) == sql:
                    continue
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(sql)
        cursor.execute(notices.beginning(connection.vendor))


def install_after_migrate(*, using: str, **_kwargs: Any) -> None:
    """Receiver of `post_migrate`."""
    connection = connections[using]
    if Edition._meta.db_table in connection.introspection.table_names():
        install(connection)


def check_triggers(
    *, databases: Iterable[str] | None = None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """System check: each trigger stands in the database, as it should be."""
    return [
        checks.Error(
            f"The database lacks the trigger {name}.",
            hint="Run `python manage.py migrate`: it makes the triggers anew.",
            id="briefs.E001",
        )
        for alias in databases or ()
        for name in _missing(connections[alias])
    ]


@contextmanager
def lifted_for_flush(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let the whole database be emptied, audit log included, and put the triggers back."""
    with transaction.atomic(using=connection.alias):
        on = "" if connection.vendor == "sqlite" else "ON briefs_entry"
        with connection.cursor() as cursor:
            for name in _AGAINST_FLUSH:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} {on}")
        yield
        install(connection)


def _missing(connection: BaseDatabaseWrapper) -> list[str]:
    if Edition._meta.db_table not in connection.introspection.table_names():
        return []  # not migrated yet
    present, wanted = _present(connection), triggers(connection.vendor)
    if connection.vendor == "sqlite":
        return [name for name, sql in wanted.items() if present.get(name) != sql]
    return [name for name in wanted if name not in present]


def _present(connection: BaseDatabaseWrapper) -> dict[str, str]:
    query = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname, '' FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return dict(cursor.fetchall())
