"""The worker: tasks are done, and never lost; what looks at the clock is called again and again."""

import datetime as dt
import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from briefs.admin.bulk.doing import finish
from briefs.management import periodic
from briefs.management.commands import work
from briefs.management.periodic import Periodic, calling
from briefs.management.worker import recover
from briefs.models import Brief, BulkJob, BulkRow, Entry, Version, Worker
from tests.config import tasks
from tests.desk.sent import question_of
from tests.factories import make_brief

ROOT = Path(__file__).resolve().parent.parent.parent
real = pytest.mark.django_db(transaction=True)  # other processes see what the test writes
PATIENCE = 60


def until(what: Callable[[], Any]) -> Any:
    """Wait for something to be true, for as long as a busy machine may take."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError("It has not come to be.")


def database() -> str:
    """The test's database as a URL."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    login = f"{given['USER']}:{given['PASSWORD']}".rstrip(":")
    return f"postgres://{login}@{given['HOST']}:{given['PORT'] or 5432}/{given['NAME']}"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts workers, each a process of its own; those that run in the end are killed."""
    started: list[subprocess.Popen[str]] = []

    def start(lost_after: float = 2) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "work", "--lost-after", str(lost_after)],
            cwd=ROOT,
            env=os.environ | {"CHANCERY_DATA": str(tmp_path), "DATABASE_URL": database()},
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def lines(tmp_path: Path) -> Callable[[], list[str]]:
    """What tasks have written."""
    path = tmp_path / "lines"
    return lambda: path.read_text().splitlines() if path.exists() else []


def once() -> None:
    call_command("work", once=True, stdout=StringIO())


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


# Bulk actions: `begun` has one run, on so many briefs that it takes a while.


@pytest.fixture
def begun(editor: Client) -> BulkJob:
    for _brief in range(100):
        make_brief()
    question = question_of(editor, "add_tags", Brief.objects.earliest("pk"), select_across="1")
    editor.post(question, {"tags": "gas"})
    return BulkJob.objects.get()


def done() -> int:
    return BulkRow.objects.filter(outcome="done").count()


def _is_past(before: int) -> bool:
    return done() >= before + 5


def each_once() -> bool:
    """Whether each brief has its tag, one version and one entry of it."""
    entries = Entry.objects.filter(action="brief.change", key__isnull=False)
    versions = Version.objects.filter(way="action")
    briefs = Brief.objects.filter(tags__name="gas")
    keys, *others = (
        sorted(map(str, rows.values_list("key", flat=True))) for rows in (briefs, entries, versions)
    )
    return len(keys) == 100 and others == [keys, keys]


@real
def test_a_bulk_action_whose_workers_are_killed_does_no_brief_twice(
    begun: BulkJob, start: Callable[..., Any]
) -> None:
    for _worker in range(2):
        killed, before = start(), done()
        until(partial(_is_past, before))
        killed.kill()
        killed.wait()
        assert done() < 100

    start()

    until(lambda: BulkJob.objects.filter(state="done").exists())
    assert each_once()


@real
def test_a_worker_that_is_told_to_end_ends_between_two_briefs(
    begun: BulkJob, start: Callable[..., Any]
) -> None:
    worker = start()
    until(lambda: done() >= 5)
    began = time.monotonic()
    worker.terminate()
    assert worker.wait(PATIENCE) == 0
    assert time.monotonic() - began < 5
    assert 0 < done() < 100


@real
def test_several_at_one_bulk_action_do_no_brief_twice(begun: BulkJob) -> None:
    def work_on() -> None:
        try:
            finish(begun)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work_on) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert BulkJob.objects.get().state == "done"
    assert each_once()


# What looks at the clock.


def test_calls_keep_their_rhythm_however_long_one_takes() -> None:
    began = time.monotonic()
    calls: list[float] = []

    def do(_now: dt.datetime) -> None:
        calls.append(time.monotonic() - began)
        time.sleep(0.25 if len(calls) == 2 else 0.05)  # the second overruns

    with calling([Periodic(name="rhythm", every=0.2, do=do, alone=False)]):
        until(lambda: len(calls) >= 6)

    assert statistics.median(moment % 0.2 for moment in calls) < 0.1
    assert calls[2] - calls[1] > 0.3  # one call was left out, none was made up for


def test_an_error_is_logged_and_the_next_call_tries_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    calls: list[int] = []

    def do(_now: dt.datetime) -> None:
        calls.append(1)
        raise ValueError("Not today.")

    with calling([Periodic(name="unlucky", every=0.05, do=do, alone=False)]):
        until(lambda: len(calls) >= 3)
    assert "unlucky failed" in caplog.text
    assert "Not today." in caplog.text


def in_a_thread(call: Callable[[], Any]) -> None:
    def run() -> None:
        try:
            call()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(PATIENCE)
    assert not thread.is_alive()


@real
def test_one_worker_at_a_time_looks_at_the_clock() -> None:
    done: list[str] = []
    inner = Periodic(name="clock", every=1, do=lambda _now: done.append("inner"))

    def do(_now: dt.datetime) -> None:
        in_a_thread(inner.call)
        done.append("outer")

    Periodic(name="clock", every=1, do=do).call()
    assert done == ["outer"]
    in_a_thread(inner.call)
    assert done == ["outer", "inner"]


@real
def test_an_error_leaves_no_lock() -> None:
    def do(_now: dt.datetime) -> None:
        raise ValueError

    done: list[int] = []
    assert not Periodic(name="clock", every=1, do=do).call()
    in_a_thread(Periodic(name="clock", every=1, do=lambda _now: done.append(1)).call)
    assert done


@pytest.mark.django_db
def test_once_calls_each_and_says_which_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    moments: list[dt.datetime] = []

    def fail(_now: dt.datetime) -> None:
        raise ValueError

    both = [
        Periodic(name="bad", every=5, do=fail),
        Periodic(name="good", every=5, do=moments.append),
    ]
    monkeypatch.setattr(work, "PERIODIC", both)
    with pytest.raises(CommandError, match=r"Failed, as the log says: bad\."):
        once()
    (moment,) = moments
    assert timezone.now() - moment < dt.timedelta(minutes=1)


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
