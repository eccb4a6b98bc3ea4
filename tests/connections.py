"""A thread has database connections of its own, which somebody has to close."""

from collections.abc import Callable

from django.db import connections


def in_own_connection[T](do: Callable[[], T]) -> T:
    """What a deed gives, in a thread that ends with it."""
    try:
        return do()
    finally:
        connections.close_all()
