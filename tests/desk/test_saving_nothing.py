"""Pressing Save without a change changes nothing, whatever the noun says."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from briefs.models import (
    Actor,
    Agreement,
    Brief,
    Event,
    Evidence,
    Region,
    Source,
    Tag,
    Topic,
    Version,
)
from briefs.models.names import Versioned
from tests.desk.opened import Opened
from tests.shared import shared


@pytest.fixture(scope="module")
def collection(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The seed collection."""
    with shared(django_db_blocker):
        call_command("loaddata", "actors", "topics", "agreements", "briefs", verbosity=0)
        yield


@pytest.mark.parametrize(
    "noun", [Brief, Agreement, Actor, Topic, Event, Evidence, Source, Region, Tag]
)
def test_what_came_with_the_collection_stays_as_it_is(
    collection: None, publisher: Client, noun: type[Versioned]
) -> None:
    rows = noun._default_manager.all()[:5]
    assert rows

    for row in rows:
        assert Opened(publisher, row).save().status_code == 302

        changes = Version.objects.of(row).exclude(way="found")
        assert [version.changed for version in changes] == [], str(row)
