"""The worker: tasks are done, and never lost; what looks at the clock is called again and again."""

import datetime as dt
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from briefs.management import periodic
from briefs.management.worker import recover
from briefs.models import Entry, Worker
from tests.config import tasks
from tests.config.workers import PATIENCE, once, real, until


@pytest.fixture
def lines(tmp_path: Path) -> Callable[[], list[str]]:
    """What tasks have written."""
    path = tmp_path / "lines"
    return lambda: path.read_text().splitlines() if path.exists() else []


def status(result: Any) -> str:
    return DBTaskResult.objects.get(pk=result.id).status


@real
def test_a_task_is_done_by_a_worker(
    start: Callable[..., Any], lines: Callable[[], list[str]], tmp_path: Path
) -> None:
    start()
    result = tasks.note.enqueue(str(tmp_path / "lines"), "روس")
    until(lambda: status(result) == "SUCCESSFUL")
    assert lines() == ["روس"]


@real
def test_a_task_whose_worker_is_killed_is_done_again(
    start: Callable[..., Any], lines: Callable[[], list[str]], tmp_path: Path
) -> None:
    result = tasks.take.enqueue(str(tmp_path / "lines"))
    killed = start()
    until(lambda: lines() == ["begun"])
    killed.kill()
    killed.wait()
    assert status(result) == "RUNNING"

    (tmp_path / "lines-may-end").touch()
    start()

    until(lambda: status(result) == "SUCCESSFUL")
    assert lines() == ["begun", "begun", "done"]


@real
def test_a_worker_that_is_told_to_end_finishes_its_task(
    start: Callable[..., Any], lines: Callable[[], list[str]], tmp_path: Path
) -> None:
    result = tasks.take.enqueue(str(tmp_path / "lines"))
    worker = start()
    until(lambda: lines() == ["begun"])
    worker.terminate()
    (tmp_path / "lines-may-end").touch()
    assert worker.wait(PATIENCE) == 0
    assert status(result) == "SUCCESSFUL"
    assert not Worker.objects.exists()


@real
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_idle_worker_ends_at_once(start: Callable[..., Any], number: int) -> None:
    worker = start()
    until(lambda: Worker.objects.exists())
    began = time.monotonic()
    worker.send_signal(number)
    _out, said = worker.communicate(timeout=PATIENCE)
    assert (worker.returncode, said) == (0, "")
    assert time.monotonic() - began < 5


@real
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite's connections don't break")
def test_a_worker_outlives_its_database_connection(start: Callable[..., Any]) -> None:
    worker = start()
    until(lambda: Worker.objects.exists())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    result = tasks.put_on_record.enqueue()
    until(lambda: status(result) == "SUCCESSFUL")
    assert worker.poll() is None


@pytest.mark.django_db
def test_a_task_that_is_rolled_back_is_never_done(tmp_path: Path) -> None:
    with transaction.atomic():
        tasks.note.enqueue(str(tmp_path / "lines"), "x")
        transaction.set_rollback(True)
    once()
    assert not DBTaskResult.objects.exists()


@pytest.mark.django_db
def test_a_task_for_later_waits(tmp_path: Path) -> None:
    later = timezone.now() + dt.timedelta(hours=1)
    result = tasks.note.using(run_after=later).enqueue(str(tmp_path / "lines"), "x")
    once()
    assert status(result) == "READY"


@pytest.mark.django_db
def test_what_a_task_records_has_its_id() -> None:
    result = tasks.put_on_record.enqueue()
    once()
    entry = Entry.objects.get()
    assert (entry.origin, entry.request_id) == ("task", result.id)


@pytest.mark.django_db
def test_a_task_that_fails_stops_no_other_and_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    failed, other = tasks.fail.enqueue(), tasks.put_on_record.enqueue()
    once()
    assert (status(failed), status(other)) == ("FAILED", "SUCCESSFUL")
    assert "It can't be done." in caplog.text


def running(*workers: str, minutes: float = 5) -> Any:
    """A task that the last of these workers is at."""
    result = tasks.put_on_record.enqueue()
    ago = timezone.now() - dt.timedelta(minutes=minutes)
    DBTaskResult.objects.filter(pk=result.id).update(
        status="RUNNING", started_at=ago, worker_ids=list(workers)
    )
    return result


@pytest.mark.django_db
def test_only_tasks_of_silent_workers_are_taken_over() -> None:
    old = timezone.now() - dt.timedelta(minutes=3)
    Worker.objects.create(id="living")
    Worker.objects.create(id="dead", seen_at=old)
    mine, lost, fresh = running("living"), running("living", "dead"), running("new", minutes=0)

    recover(60)

    assert [status(result) for result in (mine, lost, fresh)] == ["RUNNING", "READY", "RUNNING"]
    assert list(Worker.objects.values_list("id", flat=True)) == ["living"]
    once()
    assert status(lost) == "SUCCESSFUL"


@pytest.mark.django_db
def test_a_task_that_killed_three_workers_is_given_up() -> None:
    result = running("a", "b", "c")
    recover(60)
    row = DBTaskResult.objects.get(pk=result.id)
    assert row.status == "FAILED"
    assert "3 workers died while they did this task" in row.traceback


@pytest.mark.django_db
def test_old_results_are_forgotten() -> None:
    for days in (13, 15):
        result = running("a")
        ago = timezone.now() - dt.timedelta(days=days)
        DBTaskResult.objects.filter(pk=result.id).update(status="SUCCESSFUL", finished_at=ago)
    periodic.PERIODIC[0].call()
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("ago", "warns"), [(5, False), (120, True), (None, True)])
def test_the_first_page_says_when_no_worker_runs(
    author: Client, ago: int | None, warns: bool
) -> None:
    if ago is not None:
        Worker.objects.create(id="w", seen_at=timezone.now() - dt.timedelta(seconds=ago))
    page = author.get(reverse("admin:index")).content.decode()
    assert ("No worker runs" in page) is warns
