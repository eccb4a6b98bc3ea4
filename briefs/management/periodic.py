"""What a worker does again and again: each function every so many seconds, one run at a time."""

import datetime as dt
import fcntl
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from briefs.admin import bulk
from briefs.editorial import unsaved
from briefs.publishing.link_checks import check_links
from briefs.publishing.schedule import run_due
from briefs.request_id import running
from briefs.search import rebuilding

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Periodic:
    """A function and how often it is called, in seconds.

    It gets the moment, looks for all that is due by then, and leaves nothing half done: what
    was due while no worker ran is done at the next call, and after an error the next call
    tries again. One that may take long gives back an iterator, each of whose steps does some
    of it: so it can end between two, when its worker is told to.
    """

    name: str
    every: float
    do: Callable[[dt.datetime], Any]
    alone: bool = True  # not while another worker does it

    def call(self, ends: Callable[[], bool] = lambda: False) -> bool:
        """Do it once, unless it is being done; an error is logged. Whether all went well."""
        with running("task"):
            try:
                with _alone(self.name) if self.alone else _anyway() as ours:
                    if ours:
                        found = self.do(timezone.now())
                        if isinstance(found, Iterator):
                            any(ends() for _step in found)
            except Exception:
                logger.exception("%s failed; it is tried again in %s s", self.name, self.every)
                return False
        return True


def _forget_old_results(_now: dt.datetime) -> None:
    """Results of tasks are kept for two weeks, those of failed ones for three months."""
    call_command(
        "prune_db_task_results",
        queue_name="*",
        min_age_days=14,
        failed_min_age_days=90,
        verbosity=0,
    )


# Add a line to have a function called. One that takes long delays no other.
PERIODIC = [
    Periodic(name="old results", every=3600, do=_forget_old_results),
    Periodic(name="unsaved work", every=3600, do=unsaved.forget_old),
    # Some for a minute, and the rest next time; nothing while checks are off.
    Periodic(name="links", every=1800, do=lambda _now: check_links()),
    Periodic(name="schedules", every=5, do=run_due),
    Periodic(name="old bulk actions", every=3600, do=bulk.forget_old),
    # Where it lacks, or is an earlier release's, a step at a time.
    Periodic(name="search index", every=5, do=rebuilding.go_on),
    Periodic(name="bulk actions", every=1, do=bulk.go_on),
]


@contextmanager
def calling(periodic: list[Periodic]) -> Iterator[None]:
    """Call each in a thread of its own meanwhile; in the end wait for those that run."""
    stop = threading.Event()
    threads = [
        threading.Thread(target=_call_again, args=(one, stop), name=one.name, daemon=True)
        for one in periodic
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=10)


def _call_again(periodic: Periodic, stop: threading.Event) -> None:
    start = time.monotonic()
    while not stop.is_set():
        periodic.call(stop.is_set)
        # Whatever state an error has left it in, the next call has a connection that works.
        connections.close_all()
        # Counted from the start, so that it doesn't drift; calls that were missed are left out.
        late = (time.monotonic() - start) % periodic.every
        stop.wait(periodic.every - late)


@contextmanager
def _anyway() -> Iterator[bool]:
    yield True


@contextmanager
def _alone(name: str) -> Iterator[bool]:
    """Whether nobody else is within this block now, in whatever process.

    The lock ends with the process or connection that has it, however it ends: SQLite has one
    machine, and so a file to lock; PostgreSQL has locks of its own.
    """
    if connection.vendor == "sqlite":
        path = f"{connection.settings_dict['NAME']}.{name.replace(' ', '-')}.lock"
        with open(path, "w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [f"chancery {name}"])
        (ours,) = cursor.fetchone() or (False,)
        try:
            yield ours
        finally:
            if ours and connection.is_usable():
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [f"chancery {name}"])
