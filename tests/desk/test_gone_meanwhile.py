"""Others may be in a form's way in the very moment of saving: the form is tried again."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models.signals import m2m_changed
from django.test import Client

from briefs.editorial import mergers, restoring, versions
from briefs.editorial.content import take
from briefs.models import Agreement, Brief, Topic, Version
from briefs.models.version import Way
from tests.connections import in_own_connection
from tests.desk.opened import Opened
from tests.factories import make_agreement, make_brief, make_evidence, make_milestone, make_topic


def started(deed: Callable[[], Any]) -> threading.Thread:
    """Somebody else who does it, in a connection of their own."""
    thread = threading.Thread(target=partial(in_own_connection, deed))
    thread.start()
    return thread


def done(thread: threading.Thread) -> None:
    thread.join(30)
    assert not thread.is_alive()


@contextmanager
def in_the_moment_of_saving(deed: Callable[[], Any]) -> Iterator[None]:
    """Have somebody else do something between a form's check and the end of its transaction."""
    waiting = [deed]

    def act(action: str, **_said: Any) -> None:
        if action == "post_add" and waiting:
            done(started(waiting.pop()))

    m2m_changed.connect(act, sender=Agreement.topics.through)
    try:
        yield
    finally:
        m2m_changed.disconnect(act, sender=Agreement.topics.through)
    assert not waiting


@pytest.fixture
def gas(transactional_db: None) -> Topic:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    return make_topic(name="Gas", slug="gas")


def test_a_topic_that_is_merged_meanwhile_is_followed(desk: Client, gas: Topic) -> None:
    energy, agreement = make_topic(name="Energy", slug="energy"), make_agreement()
    form = Opened(desk, agreement).type(topics=[str(gas.pk)], title="A better contract")

    with in_the_moment_of_saving(lambda: mergers.merge(energy, [gas], by=None)):
        page = form.save()

    assert page.status_code == 302
    agreement.refresh_from_db()
    assert agreement.title == "A better contract"
    assert [topic.slug for topic in agreement.topics.all()] == ["energy"]
    assert Version.objects.of(agreement).filter(way="form").count() == 1
    assert desk.get(form.url).content.decode().count("was changed successfully") == 1


def test_a_topic_that_is_deleted_meanwhile_is_told_at_its_field(desk: Client, gas: Topic) -> None:
    agreement = make_agreement()
    form = Opened(desk, agreement).type(topics=[str(gas.pk)], title="A better contract")

    with in_the_moment_of_saving(lambda: restoring.delete(gas, by=None)):
        page = form.save()

    assert page.status_code == 200
    assert "topics" in page.context["adminform"].form.errors
    assert "A better contract" in page.content.decode()
    assert not Version.objects.of(agreement).filter(way="form").exists()


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # what was seen in this transaction
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def wait_until_somebody_waits() -> None:
    until = time.monotonic() + 20
    while not somebody_waits():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_two_who_wait_for_each_other_are_both_saved(desk: Client, gas: Topic) -> None:
    old, new = make_brief(slug="old", body="A."), make_brief(slug="new", body="Some words.")
    passage = make_evidence(old, milestone=make_milestone())
    form = Opened(desk, passage).type(brief=str(new.pk))
    has_one = threading.Event()

    def take_both() -> None:
        """Take the new brief's row, then, once the form waits for it, the old one's."""
        with transaction.atomic():
            Brief.objects.select_for_update().get(pk=new.pk)
            has_one.set()
            wait_until_somebody_waits()
            Brief.objects.select_for_update().filter(pk=old.pk).update(title="Saved, too")

    other = started(take_both)
    assert has_one.wait(20)
    page = form.save()
    done(other)

    assert page.status_code == 302
    passage.refresh_from_db()
    assert passage.brief_key == new.key
    old.refresh_from_db()
    assert old.title == "Saved, too"


@pytest.mark.parametrize("way", ["merged", "deleted"])
def test_who_comes_to_name_a_topic_before_it_goes_has_a_version_of_that(
    gas: Topic, way: str
) -> None:
    agreement, energy = make_agreement(), make_topic(name="Energy", slug="energy")
    with versions.editing(agreement, by=None, way=Way.IMPORT):
        pass
    deeds = {
        "merged": lambda: mergers.merge(energy, [gas], by=None),
        "deleted": lambda: restoring.delete(gas, by=None),
    }
    with transaction.atomic():
        Topic.objects.select_for_update().get(pk=gas.pk)
        other = started(deeds[way])
        wait_until_somebody_waits()
        with versions.editing(agreement, by=None, way=Way.IMPORT):
            agreement.topics.add(gas)
    done(other)

    newest = versions.newest(agreement)
    assert newest is not None
    assert newest.way == Way.CASCADE
    agreement.refresh_from_db()
    assert newest.content == take(agreement)
    assert newest.number == agreement.version
