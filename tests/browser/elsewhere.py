"""The database, asked while a browser is open."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.connections import in_own_connection


def elsewhere[T](do: Callable[[], T]) -> T:
    """Ask the database in a thread of its own: under Playwright's loop Django refuses to."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(in_own_connection, do).result()
