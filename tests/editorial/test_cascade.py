"""Whoever says something else by a merger has a version that says so, and is edited by nobody."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from briefs.editorial import review, versions
from briefs.editorial.content import take, take_all
from briefs.editorial.mergers import merge
from briefs.editorial.parting import undo
from briefs.editorial.restoring import restore
from briefs.editorial.shapes import SHAPES
from briefs.models import (
    Actor,
    Agreement,
    Brief,
    Merger,
    Party,
    Position,
    Review,
    Tag,
)
from briefs.models.names import Versioned
from briefs.models.version import Version, Way
from briefs.publishing import publish
from briefs.publishing.schedule import run_due, schedule
from tests.factories import (
    make_actor,
    make_agreement,
    make_brief,
    make_event,
    make_evidence,
    make_milestone,
    make_source,
    make_topic,
)

pytestmark = pytest.mark.django_db


def ways(noun: Versioned) -> list[str]:
    """How the versions of a noun came about, the first first."""
    return list(Version.objects.of(noun).order_by("number").values_list("way", flat=True))


def newest(noun: Versioned) -> Version:
    found = versions.newest(noun)
    assert found is not None
    return found


def say(brief: Brief, body: str) -> None:
    with versions.editing(brief, by=None, way=Way.FORM):
        brief.body = body
        brief.save()


@pytest.fixture
def chief() -> User:
    return User.objects.create_superuser("chief")


@pytest.fixture
def two() -> tuple[Actor, Actor]:
    return make_actor(name="Russia"), make_actor(name="RF")


class TestAMerger:
    def test_is_a_version_of_each_that_says_something_else(
        self, chief: User, two: tuple[Actor, Actor]
    ) -> None:
        russia, rf = two
        brief, other = make_brief(), make_brief()
        brief.actors.add(rf)
        agreement = make_agreement()
        Party.objects.create(agreement=agreement, actor=rf)
        minister = make_actor(kind="person")
        Position.objects.create(holder=minister, of=rf, title="Minister")

        merge(russia, [rf], by=chief)

        for noun in (brief, agreement, minister):
            assert ways(noun) == ["found", "cascade"]
            version = newest(noun)
            assert (version.by, version.note) == (chief, "“RF” merged into “Russia”")
            noun.refresh_from_db()
            assert noun.version == version.number
            assert str(rf.key) not in str(version.content)
            assert str(russia.key) in str(version.content)
        assert ways(russia) == ["found", "merged"]
        assert ways(rf) == ["found", "merged"]
        assert ways(other) == []

    def test_keeps_what_was_changed_outside_the_desk_apart(self, two: tuple[Actor, Actor]) -> None:
        russia, rf = two
        brief = make_brief()
        say(brief, "Saved.")
        Brief.objects.update(body="Changed by a script.")
        brief.actors.add(rf)

        merge(russia, [rf], by=None)

        assert ways(brief) == ["found", "form", "found", "cascade"]

    def test_leaves_published_briefs_published_and_approvals_valid(
        self, chief: User, two: tuple[Actor, Actor]
    ) -> None:
        russia, rf = two
        published, approved = make_brief(), make_brief()
        for brief in (published, approved):
            brief.actors.add(rf)
        publish(published)
        review.submit(approved, by=chief)
        review.approve(approved, by=chief)

        merge(russia, [rf], by=None)

        for brief in (published, approved):
            brief.refresh_from_db()
        assert published.state == "published"
        assert published.shelved_version == published.version
        assert approved.state == "review"
        assert Review.objects.approvals(approved).exists()

    def test_lets_what_was_scheduled_go_out(self, two: tuple[Actor, Actor]) -> None:
        russia, rf = two
        brief = make_brief()
        brief.actors.add(rf)
        hour = timezone.now() + dt.timedelta(hours=1)
        schedule(brief, at=hour)
        merge(russia, [rf], by=None)

        run_due(hour)

        brief.refresh_from_db()
        assert brief.state == "published"

    def test_writes_nobodys_text(self, chief: User, two: tuple[Actor, Actor]) -> None:
        russia, rf = two
        author = User.objects.create_user("author")
        brief = make_brief()
        brief.actors.add(rf)
        with versions.editing(brief, by=author, way=Way.FORM):
            brief.body = "Alone."
            brief.save()

        merge(russia, [rf], by=chief)

        brief.refresh_from_db()
        assert review.wrote_alone(brief, author)

    def test_is_undone_by_a_version_of_each(self, chief: User, two: tuple[Actor, Actor]) -> None:
        russia, rf = two
        brief = make_brief()
        brief.actors.add(rf)
        before = take(brief)
        (merger,) = merge(russia, [rf], by=chief)

        undo(merger, by=chief)

        back = Actor.objects.get(key=rf.key)
        assert ways(brief) == ["found", "cascade", "cascade"]
        assert newest(brief).content == before
        assert newest(brief).note == "“RF” parted from “Russia”"
        assert ways(russia) == ["found", "merged", "parted"]
        assert ways(back) == ["found", "merged", "parted"]
        assert back.version == newest(back).number
        assert newest(back).content == take(back)

    def test_and_its_undoing_are_told_in_as_many_words_as_there_is_room_for(self) -> None:
        long, longer = make_actor(name="A" * 200), make_actor(name="B" * 200)
        brief = make_brief()
        brief.actors.add(longer)

        (merger,) = merge(long, [longer], by=None)
        undo(merger, by=None)

        assert ways(brief) == ["found", "cascade", "cascade"]
        assert newest(longer).note.startswith("“BBB")

    def test_costs_nothing_for_what_names_the_survivor(self, two: tuple[Actor, Actor]) -> None:
        russia, rf = two
        brief = make_brief()
        brief.actors.add(russia)

        with CaptureQueriesContext(connection) as asked:
            merge(russia, [rf], by=None)

        assert ways(brief) == []
        assert '"briefs_brief"."body"' not in str(asked.captured_queries)

    def test_can_be_followed_by_an_edit(self, two: tuple[Actor, Actor]) -> None:
        russia, rf = two
        brief = make_brief()
        brief.actors.add(rf)
        (merger,) = merge(russia, [rf], by=None)
        undo(merger, by=None)
        brief.refresh_from_db()

        say(brief, "Later.")

        assert ways(brief)[-1] == "form"


class TestRestoring:
    """A version from before the merger names the survivor now."""

    def test_a_brief_that_named_the_merged(self, two: tuple[Actor, Actor]) -> None:
        russia, rf = two
        natural, gas = Tag.objects.create(name="natural gas"), Tag.objects.create(name="gas")
        brief = make_brief(authors=(rf,), tags=("gas",))
        brief.actors.add(rf)
        say(brief, "First.")
        first = newest(brief)
        merge(russia, [rf], by=None)
        merge(natural, [gas], by=None)
        brief.refresh_from_db()
        brief.actors.clear()
        brief.tags.clear()
        brief.author_rows.all().delete()

        restore(brief, first, by=None, seen=brief.version)

        assert list(brief.actors.all()) == list(brief.authors.all()) == [russia]
        assert brief.tags.get() == natural

    def test_a_brief_that_named_both(self, two: tuple[Actor, Actor]) -> None:
        brief = make_brief(authors=two)
        brief.actors.add(*two)
        say(brief, "First.")
        first = newest(brief)
        merge(two[0], [two[1]], by=None)
        brief.refresh_from_db()

        restore(brief, first, by=None, seen=brief.version)

        assert list(brief.actors.all()) == list(brief.authors.all()) == [two[0]]


def test_many_nouns_are_taken_down_as_each_alone() -> None:
    minister, state = make_actor(kind="person"), make_actor()
    agreements = [make_agreement() for _ in range(3)]
    for agreement in agreements[:2]:
        party = Party.objects.create(agreement=agreement, actor=state)
        agreement.topics.add(make_topic(), make_topic(parent=make_topic()))
        brief = make_brief(authors=(minister, state), tags=("one", "two"))
        brief.sources.add(make_source())
        brief.actors.add(minister, state)
        event = make_event()
        event.agreements.add(agreement)
        position = Position.objects.create(holder=minister, of=state, title="Minister")
        claims: list[dict[str, Any]] = [
            {"party": party},
            {"milestone": make_milestone(agreement)},
            {"event": event},
            {"position": position},
        ]
        for claim in claims:
            make_evidence(brief, attributed_to=state, source=make_source(), **claim)

    for model in SHAPES:
        nouns = list(model._base_manager.all())
        if nouns:
            assert take_all(nouns) == {noun.pk: take(noun) for noun in nouns}
    assert len(take(agreements[0])["rows"]["evidence"]) == 2
    assert len(take(minister)["rows"]["evidence"]) == 2
    assert len(take(Brief.objects.all()[0])["rows"]["evidence"]) == 4
    assert not take(agreements[2])["rows"]["evidence"]
    assert Agreement.objects.count() == 3
    assert not Merger.objects.exists()
