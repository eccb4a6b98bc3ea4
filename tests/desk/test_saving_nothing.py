"""Pressing Save without a change changes nothing, whatever the noun says."""

import pytest
from django.core.management import call_command
from django.test import Client

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


@pytest.mark.parametrize(
    "noun", [Brief, Agreement, Actor, Topic, Event, Evidence, Source, Region, Tag]
)
def test_what_came_with_the_collection_stays_as_it_is(
    publisher: Client, noun: type[Versioned]
) -> None:
    call_command("loaddata", "actors", "topics", "agreements", "briefs", verbosity=0)
    rows = noun._default_manager.all()[:5]
    assert rows

    for row in rows:
        assert Opened(publisher, row).save().status_code == 302

        changes = Version.objects.of(row).exclude(way="found")
        assert [version.changed for version in changes] == [], str(row)
