"""Deleting what others name: each of them has a version that says so, and is edited by nobody."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from briefs.editorial.mergers import merge
from briefs.editorial.versions import newest
from briefs.models import Brief, Party, Topic, Version
from briefs.models.tag import Tag
from briefs.models.version import Way
from briefs.publishing import publish
from tests.desk.opened import Opened
from tests.factories import (
    make_actor,
    make_agreement,
    make_brief,
    make_evidence,
    make_milestone,
    make_region,
    make_topic,
    save,
)


def ask(desk: Client, noun: Any) -> str:
    url = reverse(f"admin:briefs_{noun._meta.model_name}_delete", args=[noun.pk])
    return desk.get(url).content.decode()


def delete(desk: Client, noun: Any) -> None:
    url = reverse(f"admin:briefs_{noun._meta.model_name}_delete", args=[noun.pk])
    assert desk.post(url, {"post": "yes"}).status_code == 302


def make_tag(name: str) -> Tag:
    return Tag.objects.create(name=name, slug=name)


def naming(noun: Any) -> Brief:
    """A published brief that names it."""
    brief = make_brief(tags=(noun.name,) if isinstance(noun, Tag) else ())
    if not isinstance(noun, Tag):
        getattr(brief, f"{noun._meta.model_name}s").add(noun)
    publish(brief)
    save(brief, title="Anew")
    publish(brief, note="Other words.")
    return brief


@pytest.mark.parametrize(
    "make", [make_topic, make_region, make_tag], ids=lambda made: made.__name__
)
def test_a_brief_that_named_it_has_a_version_and_stays_published(desk: Client, make: Any) -> None:
    noun = make("gas") if make is make_tag else make()
    brief = naming(noun)
    before = newest(brief)
    assert "briefs: 1" in ask(desk, noun)
    delete(desk, noun)

    after = newest(brief)
    assert before is not None
    assert after is not None
    assert (after.number, after.way) == (before.number + 1, Way.CASCADE)
    assert str(noun) in after.note
    brief.refresh_from_db()
    assert (brief.version, brief.state) == (after.number, "published")
    assert brief.shelved_version == after.number


def test_who_has_the_brief_open_is_asked_nothing_false(desk: Client) -> None:
    topic, other = make_topic(), make_topic()
    brief = make_brief()
    brief.topics.set([topic, other])
    save(brief, title="First")
    form = Opened(desk, brief)
    delete(desk, topic)
    assert form.type(title="Mine").save().status_code == 302
    brief.refresh_from_db()
    assert (brief.title, list(brief.topics.all())) == ("Mine", [other])


def test_several_deleted_at_once_are_one_version_of_each(desk: Client) -> None:
    topics = [make_topic() for _ in range(3)]
    brief = make_brief()
    brief.topics.set(topics)
    save(brief, title="First")
    chosen = {"action": "delete_selected", "_selected_action": [topic.pk for topic in topics]}
    url = reverse("admin:briefs_topic_changelist")
    assert "briefs: 1" in desk.post(url, chosen).content.decode()
    assert desk.post(url, chosen | {"post": "yes"}).status_code == 302
    assert not Topic.objects.exists()
    ways = list(Version.objects.of(brief).values_list("way", flat=True))
    assert ways.count(Way.CASCADE) == 1


def test_many_briefs_take_as_many_queries_as_few(desk: Client) -> None:
    counts = []
    for number in (1, 20):
        topic = make_topic()
        for _ in range(number):
            brief = make_brief()
            brief.topics.add(topic)
            save(brief, title="First")
        with CaptureQueriesContext(connection) as queries:
            delete(desk, topic)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_passage_that_goes_with_its_agreement_is_a_version_of_the_brief(desk: Client) -> None:
    brief, agreement = make_brief(), make_agreement()
    make_evidence(brief, milestone=make_milestone(agreement))
    save(brief, title="First")
    delete(desk, agreement)
    version = newest(brief)
    assert version is not None
    assert (version.way, version.content["rows"]["evidence"]) == (Way.CASCADE, {})


class TestAFormOpenedBeforeAMerger:
    def test_sends_the_merged_topic_and_gets_the_other(self, desk: Client) -> None:
        gas, fuel = make_topic(name="Gas"), make_topic(name="Fuel")
        form = Opened(desk, make_brief())
        merge(fuel, [gas], by=None)
        assert form.type(topics=[str(gas.pk)]).save().status_code == 302
        assert list(Brief.objects.get().topics.all()) == [fuel]

    def test_that_named_it_already_is_asked_nothing_false(self, desk: Client) -> None:
        rf, russia = make_actor(name="RF"), make_actor(name="Russia")
        agreement = make_agreement()
        Party.objects.create(agreement=agreement, actor=rf, role="side")
        form = Opened(desk, agreement)
        merge(russia, [rf], by=None)
        assert form.type(**{"parties-0-role": "guarantor"}).save().status_code == 302
        party = agreement.parties.get()
        assert (party.actor, party.role) == (russia, "guarantor")

    def test_adds_a_row_that_names_the_other(self, desk: Client) -> None:
        rf, russia = make_actor(name="RF"), make_actor(name="Russia")
        agreement = make_agreement()
        form = Opened(desk, agreement)
        merge(russia, [rf], by=None)
        form.type(**{"parties-TOTAL_FORMS": "1", "parties-0-actor": str(rf.pk)})
        assert form.type(**{"parties-0-role": "side"}).save().status_code == 302
        assert agreement.parties.get().actor == russia

    def test_that_drops_it_drops_the_other(self, desk: Client) -> None:
        gas, fuel = make_topic(name="Gas"), make_topic(name="Fuel")
        brief = make_brief()
        brief.topics.add(gas)
        form = Opened(desk, brief)
        merge(fuel, [gas], by=None)
        assert form.type(topics=[]).save().status_code == 302
        assert not brief.topics.exists()

    def test_that_names_what_was_deleted_is_told(self, desk: Client) -> None:
        nobody = make_topic(name="Gone")
        form = Opened(desk, make_brief())
        number = nobody.pk
        nobody.delete()
        assert form.type(topics=[str(number)]).save().status_code == 200  # deleted, not merged
