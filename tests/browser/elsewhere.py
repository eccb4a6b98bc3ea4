"""The database, asked while a browser is open."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections


def elsewhere[T](do: Callable[[], T]) -> T:
    """Ask the database in a thread of its own: under Playwright's loop Django refuses to."""

    def run() -> T:
        try:
            return do()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()
