"""What a form names may go in the very moment of saving: the form is tried again."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models.signals import m2m_changed
from django.test import Client

from briefs.editorial import mergers, restoring
from briefs.models import Agreement, Topic, Version
from tests.desk.opened import Opened
from tests.factories import make_agreement, make_topic


def apart(deed: Any) -> None:
    """Do it in a connection of its own, and wait for it."""

    def run() -> None:
        try:
            deed()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()


@contextmanager
def in_the_moment_of_saving(deed: Callable[[], Any]) -> Iterator[None]:
    """Have somebody else do something between a form's check and the end of its transaction."""
    waiting = [deed]

    def act(action: str, **_said: Any) -> None:
        if action == "post_add" and waiting:
            apart(waiting.pop())

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
