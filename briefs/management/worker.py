"""The worker: does tasks from the database, says that it lives, and takes over from the dead."""

import datetime as dt
import logging
import os
import time
from types import FrameType
from typing import Any

from django.db import (
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    transaction,
)
from django.tasks import DEFAULT_TASK_BACKEND_ALIAS
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from briefs.models.worker import Worker
from briefs.request_id import running

logger = logging.getLogger(__name__)

INTERVAL = 1  # seconds between two looks at the queue while it is empty
TRIES = 3  # a task whose worker died this often isn't tried again: it may be what kills them


class TaskLost(Exception):
    """The workers that did a task have died, one after the other."""

    def __init__(self) -> None:
        super().__init__(f"{TRIES} workers died while they did this task: it is not tried again.")


class TaskWorker(db_worker.Worker):
    """django-tasks-db's worker, under which no task is lost."""

    def __init__(self, *, lost_after: float) -> None:
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=INTERVAL,
            batch=False,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        self.lost_after = lost_after

    def run(self) -> None:
        """Do tasks until told to stop; a database that is away is waited for."""
        while self.running:
            close_old_connections()
            try:
                if not self.do_next():
                    self._rest(INTERVAL)
            except (OperationalError, InterfaceError):
                logger.exception("The database doesn't answer; trying again in 5 s")
                connection.close()
                # The task that it was at counts as a dead worker's, and is done again.
                self.worker_id = get_random_string(32)
                self._rest(5)

    def do_next(self) -> bool:
        """Do the next task that is ready. Whether there was one."""
        with transaction.atomic():
            task = DBTaskResult.objects.ready().filter(backend_name=self.backend_name).get_locked()
            if task is not None:
                task.claim(self.worker_id)
        if task is not None:
            self.run_task(task)
        return task is not None

    def run_task(self, db_task_result: "DBTaskResult[Any, Any]") -> None:
        with running("task", str(db_task_result.pk)):
            super().run_task(db_task_result)

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        if not self.running:
            # The second signal: as if killed. The task isn't marked as failed, but done again.
            os._exit(1)
        self.running = False

    def _rest(self, seconds: float) -> None:
        """Sleep, but not through a signal."""
        end = time.monotonic() + seconds
        while self.running and time.monotonic() < end:
            time.sleep(0.1)

    def beat(self, now: dt.datetime) -> None:
        """Say that it lives; then look after the tasks of those that don't."""
        Worker.objects.update_or_create({"seen_at": now}, id=self.worker_id)
        recover(self.lost_after)

    def leave(self) -> None:
        """Take leave, so that nobody waits for a sign of life."""
        Worker.objects.filter(id=self.worker_id).delete()


def recover(lost_after: float) -> None:
    """Put the tasks of workers that died back into the queue."""
    living = set(Worker.objects.living(lost_after).values_list("id", flat=True))
    before = timezone.now() - dt.timedelta(seconds=lost_after)
    for task in DBTaskResult.objects.running().filter(started_at__lt=before):
        if task.worker_ids[-1] not in living:
            _put_back(task)
    Worker.objects.exclude(id__in=living).filter(seen_at__lt=before).delete()


def _put_back(task: "DBTaskResult[Any, Any]") -> None:
    if len(task.worker_ids) >= TRIES:
        logger.error("Task id=%s path=%s given up", task.pk, task.task_path)
        task.set_failed(TaskLost())
        return
    # Unless another worker has put it back, or even begun it, since it was read.
    same = DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at)
    if same.update(status="READY"):
        logger.warning("Task id=%s path=%s is done again", task.pk, task.task_path)
