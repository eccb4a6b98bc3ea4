"""Rows that several tests share: written once, gone after the last of them."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker


@contextmanager
def shared(blocker: DjangoDbBlocker) -> Iterator[None]:
    """For a fixture of a class or module: what it writes is there while it waits at its `yield`.

    Each test changes what it likes: its own transaction is within this one, and taken back.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
