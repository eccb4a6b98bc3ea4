"""Kept: what is made of the facts that readers may see, once for each version, by each process."""

from collections.abc import Callable
from threading import Lock

from django.db import connection

from briefs.models.moment import one_moment
from briefs.search import postings


class Kept[T]:
    """What `make` makes of all facts, made again when one of them has changed.

    Publishing, which changes none, costs it nothing (`briefs.models.triggers.notices`).
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: dict[str, tuple[int, T]] = {}  # by database
        self._lock = Lock()

    def now(self) -> T:
        """What holds now: a query for the versions, and more only where a fact has changed."""
        row = postings.versions().get("facts")
        if row is None or connection.in_atomic_block:
            return self._make()  # it may see what will never have been
        with self._lock:  # many wait for one that makes it
            known = self._made.get(connection.alias)
            if known is None or known[0] != row.version:
                with one_moment():  # else one query may name what the next no longer finds
                    known = self._made[connection.alias] = (row.version, self._make())
            return known[1]
