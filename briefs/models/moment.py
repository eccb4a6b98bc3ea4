"""One moment: several queries that see the same, whatever is written between them."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def one_moment() -> Iterator[None]:
    """Read what is there now, whatever is written meanwhile, and keep no writer waiting."""
    if connection.in_atomic_block:
        yield
        return
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("BEGIN" + " ISOLATION LEVEL REPEATABLE READ READ ONLY" * postgresql)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
