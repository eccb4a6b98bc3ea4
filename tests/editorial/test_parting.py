"""Undoing a merger gives back what was, and leaves alone what was changed since."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from briefs.editorial.mergers import merge
from briefs.editorial.parting import CannotUndo, undo
from briefs.models import Actor, Evidence, Merger, Party, Position, Tag, Topic
from briefs.models.audit import Entry
from briefs.publishing import publish
from tests.editorial.world import picture
from tests.factories import (
    make_actor,
    make_agreement,
    make_brief,
    make_evidence,
    make_topic,
)

pytestmark = pytest.mark.django_db


def merged(into: Any, *others: Any) -> Merger:
    return merge(into, others, by=None)[-1]


def refused(merger: Merger) -> str:
    with pytest.raises(CannotUndo) as refusal:
        undo(merger, by=None)
    return str(refusal.value)


def test_rows_that_were_one_come_back_with_their_keys_and_passages() -> None:
    russia, rf = make_actor(), make_actor()
    agreement = make_agreement()
    first, second = [Party.objects.create(agreement=agreement, actor=a) for a in (russia, rf)]
    brief = make_brief()
    for party in (first, second, second):
        make_evidence(brief, party=party)
    before = picture()

    assert undo(merged(russia, rf), by=None) == []

    assert picture() == before
    assert Party.objects.get(key=second.key).evidence.count() == 2


def test_its_address_is_its_own_again(client: Client) -> None:
    russia, rf = make_actor(slug="russia"), make_actor(slug="rf")
    merger = merged(russia, rf)
    undo(merger, by=None)

    assert client.get("/actors/rf/").status_code == 200
    assert refused(merger) == "This merger is undone already."


def test_it_can_be_merged_again() -> None:
    russia, rf = make_actor(), make_actor()
    undo(merged(russia, rf), by=None)
    merged(Actor.objects.get(key=rf.key), Actor.objects.get(key=russia.key))

    assert Actor.objects.get().key == rf.key


class TestLaterEdits:
    """What somebody changed after the merger stays as they left it."""

    def test_a_brief_that_names_the_survivor_since_keeps_it(self) -> None:
        russia, rf = make_actor(), make_actor()
        merger = merged(russia, rf)
        brief = make_brief()
        brief.actors.add(russia)

        assert undo(merger, by=None) == []
        assert list(brief.actors.all()) == [russia]

    def test_a_brief_that_names_it_no_longer_is_told_and_left(self) -> None:
        russia, rf = make_actor(), make_actor()
        briefs = [make_brief() for _ in range(3)]
        for brief in briefs:
            brief.actors.add(rf)
        merger = merged(russia, rf)
        briefs[0].actors.clear()

        left = undo(merger, by=None)

        assert left == ["Briefs about it: 1 row was changed or deleted since, and stays so."]
        assert [list(brief.actors.all()) for brief in briefs] == [[], [rf], [rf]]

    def test_a_double_comes_back_only_beside_the_row_that_it_doubled(self) -> None:
        russia, rf = make_actor(), make_actor()
        brief = make_brief()
        brief.actors.add(russia, rf)
        merger = merged(russia, rf)
        brief.actors.clear()

        left = undo(merger, by=None)

        assert left == ["Briefs about it: 1 row was changed or deleted since, and stays so."]
        assert not brief.actors.exists()

    def test_a_party_of_a_deleted_agreement_stays_away(self) -> None:
        russia, rf = make_actor(), make_actor()
        gone, kept = make_agreement(), make_agreement()
        for agreement in (gone, kept):
            Party.objects.create(agreement=agreement, actor=rf)
        merger = merged(russia, rf)
        gone.delete()

        assert len(undo(merger, by=None)) == 1
        assert Party.objects.get().actor == rf

    def test_a_changed_office_comes_back_changed(self) -> None:
        russia, rf = make_actor(), make_actor()
        office = Position.objects.create(holder=rf, title="Member")
        merger = merged(russia, rf)
        Position.objects.update(title="Head")

        assert undo(merger, by=None) == []
        office.refresh_from_db()
        assert (office.holder, office.title) == (rf, "Head")

    def test_a_passage_that_was_deleted_stays_deleted(self) -> None:
        russia, rf = make_actor(), make_actor()
        agreement = make_agreement()
        for actor in (russia, rf):
            Party.objects.create(agreement=agreement, actor=actor)
        make_evidence(make_brief(), party=rf.parties.get())
        merger = merged(russia, rf)
        Evidence.objects.all().delete()

        assert len(undo(merger, by=None)) == 1
        assert rf.parties.exists()

    def test_a_description_that_was_edited_stays(self) -> None:
        russia, rf = make_actor(description=""), make_actor(description="A state.")
        merger = merged(russia, rf)
        Actor.objects.update(description="A large state.")

        assert undo(merger, by=None) == [
            "Description: 1 row was changed or deleted since, and stays so."
        ]
        assert Actor.objects.get(pk=russia.pk).description == "A large state."
        assert Actor.objects.get(key=rf.key).description == "A state."

    def test_a_name_that_was_edited_stays(self) -> None:
        russia, rf = make_actor(name="Russia"), make_actor(name="Rossiya")
        merger = merged(russia, rf)
        russia.names.update(language="ru-Latn")

        assert len(undo(merger, by=None)) == 1
        assert russia.names.get().name == "Rossiya"

    def test_a_topic_that_would_be_beneath_itself_stays_where_it_is(self) -> None:
        broad = make_topic()
        fuel, gas = make_topic(parent=broad), make_topic()
        narrow = make_topic(parent=fuel)
        merger = merged(gas, fuel)
        broad.parent = narrow
        broad.save()

        assert undo(merger, by=None) == [
            "Narrower topics: 1 row was changed or deleted since, and stays so."
        ]
        narrow.refresh_from_db()
        assert narrow.parent == gas
        assert Topic.objects.get(key=fuel.key).parent == broad

    def test_a_brief_published_since_is_told(self) -> None:
        russia, rf = make_actor(name="Russia"), make_actor(name="RF")
        brief = make_brief()
        brief.actors.add(rf)
        publish(brief)
        merger = merged(russia, rf)
        brief.refresh_from_db()
        publish(brief, note="Names Russia.")

        assert undo(merger, by=None) == [
            "1 brief was published since, under “Russia”: publish it again to part it."
        ]


class TestRefusals:
    def test_a_later_merger_that_builds_on_it(self) -> None:
        one, two, three = (make_actor(name=name) for name in ("One", "Two", "Three"))
        brief = make_brief()
        brief.actors.add(one, two)
        first = merged(three, one)
        second = merged(three, two)

        assert refused(first) == (
            "A later merger builds on this one: undo “Two” into “Three” first."
        )
        undo(second, by=None)
        undo(first, by=None)
        assert set(brief.actors.all()) == {one, two}

    def test_a_survivor_that_was_merged_in_its_turn(self) -> None:
        one, two, three = (make_actor(name=name) for name in ("One", "Two", "Three"))
        first = merged(two, one)
        merged(three, two)

        assert refused(first) == (
            "A later merger builds on this one: undo “Two” into “Three” first."
        )

    def test_a_deleted_survivor(self) -> None:
        merger = merged(make_actor(name="Russia"), make_actor())
        Actor.objects.all().delete()

        assert refused(merger) == "“Russia” is deleted: recover it first."

    def test_an_address_that_the_survivor_has_taken(self) -> None:
        russia, rf = make_actor(slug="russia", name="Russia"), make_actor(slug="rf")
        merger = merged(russia, rf)
        russia.slug = "rf"
        russia.save()

        assert refused(merger) == "“Russia” has the slug “rf” by now: change that first."
        russia.slug = "rus"
        russia.save()
        assert undo(merger, by=None) == []

    def test_a_tags_name_that_was_given_again(self) -> None:
        gas, natural = Tag.objects.create(name="gas"), Tag.objects.create(name="natural gas")
        merger = merged(natural, gas)
        Tag.objects.create(name="gas")

        assert refused(merger) == "“gas” has the name “gas” by now: change that first."
        assert Merger.objects.standing().exists()


def test_it_is_on_record() -> None:
    chief = User.objects.create_user("chief")
    merger = merged(make_actor(name="Russia"), make_actor(name="RF"))

    undo(merger, by=chief)

    merger.refresh_from_db()
    assert merger.undone_by == chief
    entry = Entry.objects.order_by("-pk")[0]
    assert (entry.action, entry.who, entry.label) == ("actor.unmerge", "chief", "RF")
    assert entry.data == {"parted_from": "Russia"}
