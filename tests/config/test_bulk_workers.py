"""Bulk actions and their workers: one that is killed or told to end, several at one.

`begun` is run on so many briefs that it takes a while.
"""

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client

from briefs.admin.bulk.doing import finish
from briefs.models import Brief, BulkJob, BulkRow, Entry, Version
from tests.config.workers import PATIENCE, real, until
from tests.connections import in_own_connection
from tests.desk.sent import question_of
from tests.factories import make_brief


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
    work = partial(in_own_connection, partial(finish, begun))
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert BulkJob.objects.get().state == "done"
    assert each_once()
