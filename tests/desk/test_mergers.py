"""Merging at the desk: nothing is done that wasn't looked at, and it can be undone."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from briefs.editorial.mergers import merge
from briefs.models import Actor, ActorName, Brief, Merger, Tag, Topic
from briefs.models.audit import Entry
from briefs.publishing import publish
from tests.desk.sent import ADD, messages_of, typed
from tests.factories import make_actor, make_brief, make_topic

MERGERS = reverse("admin:briefs_merger_changelist")


def list_of(noun: str) -> str:
    return reverse(f"admin:briefs_{noun}_changelist")


def undo_page(merger: Merger) -> str:
    return reverse("admin:briefs_merger_undo", args=[merger.pk])


def chosen(*nouns: Any, **more: Any) -> dict[str, Any]:
    """What the list, and the page that it leads to, send."""
    return {"action": "merge", "_selected_action": [noun.pk for noun in nouns]} | more


def looked_at(client: Client, into: Any, *others: Any) -> dict[str, Any]:
    """What the page sends of one who has looked at what follows."""
    sent = chosen(into, *others, into=into.pk)
    page = client.post(list_of(into._meta.model_name), sent).text
    found = re.search('name="seen" value="([0-9a-f]+)"', page)
    assert found, page
    return sent | {"seen": found[1]}


@pytest.fixture
def two(db: None) -> tuple[Actor, Actor]:
    """Two actors that are one: a brief on each, a brief on both."""
    russia = make_actor(slug="russia", name="Russia")
    rf = make_actor(slug="rf", name="RF", description="A state.")
    for named in ([russia], [rf], [russia, rf], [russia]):
        brief = make_brief()
        brief.actors.set(named)
        publish(brief)
    return russia, rf


def test_merging_asks_which_one_stays(editor: Client, two: tuple[Actor, Actor]) -> None:
    russia, rf = two

    page = editor.post(list_of("actor"), chosen(rf, russia, index=0)).text

    assert "Which one stays?" in page
    assert "/actors/rf/" in page
    # Proposed is the one that readers know best.
    assert f'value="{russia.pk}" required id="id_into_1" checked' in page
    assert 'name="seen"' not in page
    assert Actor.objects.count() == 2


def test_then_it_shows_what_follows(editor: Client, two: tuple[Actor, Actor]) -> None:
    russia, rf = two

    page = editor.post(list_of("actor"), chosen(russia, rf, into=russia.pk))

    prospect = page.context["prospect"]
    assert [(row.facet, row.apart, row.together) for row in prospect.readers] == [
        ("Actor", [3, 2], 4)
    ]
    (outlook,) = prospect.outlooks
    assert [(row.what, row.moved, row.doubles) for row in outlook.followings] == [
        ("briefs about it", 1, 1)
    ]
    assert outlook.notes == [
        "/actors/rf/ leads to /actors/russia/.",
        "“RF” becomes one more name of “Russia”.",
        "Its description is taken over, for “Russia” has none.",
    ]
    assert Actor.objects.count() == 2
    assert not Merger.objects.exists()
    assert not Entry.objects.filter(action="actor.merge").exists()


def test_then_it_is_done(editor: Client, client: Client, two: tuple[Actor, Actor]) -> None:
    russia, rf = two

    response = editor.post(list_of("actor"), looked_at(editor, russia, rf), follow=True)

    merger = Merger.objects.get()
    link = f'<a href="{undo_page(merger)}">Undo …</a>'
    assert messages_of(response) == [f"“RF” is merged into “Russia”. {link}"]
    assert Actor.objects.get() == russia
    assert client.get("/actors/rf/")["Location"] == "/actors/russia/"


def test_what_was_not_looked_at_is_shown_anew(editor: Client, two: tuple[Actor, Actor]) -> None:
    russia, rf = two
    sent = looked_at(editor, russia, rf)

    # Somebody adds a brief; or another one is to stay than was looked at.
    make_brief().actors.add(rf)
    changed = editor.post(list_of("actor"), sent)
    other = editor.post(list_of("actor"), sent | {"into": rf.pk})

    for page in (changed, other):
        assert "This has changed since you looked at it: look again." in page.text
    assert not Merger.objects.exists()


def test_one_may_look_at_what_follows_if_another_stays(
    editor: Client, two: tuple[Actor, Actor]
) -> None:
    russia, rf = two
    sent = looked_at(editor, russia, rf) | {"into": rf.pk, "look": "1"}

    page = editor.post(list_of("actor"), sent)

    assert "has changed since" not in page.text
    assert page.context["into"] == rf


@pytest.mark.parametrize("number", [1, 11])
def test_one_or_too_many_are_refused(editor: Client, number: int) -> None:
    actors = [make_actor() for _ in range(number)]

    response = editor.post(list_of("actor"), chosen(*actors, index=0), follow=True)

    assert messages_of(response) == ["Choose two to 10 to merge."]


def test_a_refusal_is_said_on_the_page(editor: Client) -> None:
    russia, putin = make_actor(name="Russia"), make_actor(name="Putin", kind="person")

    page = editor.post(list_of("actor"), chosen(russia, putin, into=russia.pk, seen="x")).text

    assert "“Putin” and “Russia” are of different kinds" in page
    assert Actor.objects.count() == 2


@pytest.mark.parametrize("into", ["", "0", "x", "9" * 30])
def test_a_survivor_that_is_none_of_them_is_refused(
    editor: Client, two: tuple[Actor, Actor], into: str
) -> None:
    page = editor.post(list_of("actor"), chosen(*two, into=into, seen="x"))

    assert page.status_code == 200
    assert page.context["form"].errors
    assert Actor.objects.count() == 2


def test_topics_and_tags_are_merged_so_too(desk: Client) -> None:
    broad = make_topic(name="Fuel", names={"ru": "Топливо"}, definition="What burns.")
    gas = make_topic(name="Gas", parent=broad, definition="What flows.")
    make_brief(tags=("pipe", "pipeline"))
    pipe, pipeline = Tag.objects.order_by("name")

    page = desk.post(list_of("topic"), chosen(gas, broad, into=gas.pk))
    assert page.context["prospect"].outlooks[0].notes[1:] == [
        "Its name isn’t kept: a topic has one name a language.",
        "Its description isn’t kept: “What burns.”",
        "Taken over for other languages: Топливо.",
        "“Gas” takes its place among the topics.",
    ]
    desk.post(list_of("topic"), looked_at(desk, gas, broad))
    page = desk.post(list_of("tag"), chosen(pipeline, pipe, into=pipeline.pk))
    assert page.context["prospect"].outlooks[0].notes[1:] == [
        "Whoever types “pipe” from now on gets “pipeline”."
    ]
    desk.post(list_of("tag"), looked_at(desk, pipeline, pipe))

    assert Topic.objects.get() == gas
    assert Tag.objects.get() == pipeline


def test_a_brief_typed_with_a_merged_tag_gets_the_other(desk: Client) -> None:
    pipe, pipeline = Tag.objects.create(name="pipe"), Tag.objects.create(name="pipeline")
    merge(pipeline, [pipe], by=None)

    desk.post(ADD, typed(tags="Pipe, gas"))

    assert set(Brief.objects.get().tags.names()) == {"pipeline", "gas"}


class TestUndoing:
    def test_shows_what_comes_back_and_does_it(
        self, editor: Client, two: tuple[Actor, Actor]
    ) -> None:
        russia, rf = two
        (merger,) = merge(russia, [rf], by=None)
        assert undo_page(merger) in editor.get(MERGERS).text

        page = editor.get(undo_page(merger))
        assert [(row.what, row.total) for row in page.context["followings"]] == [
            ("briefs about it", 2)
        ]
        assert page.context["left"] == []
        assert Actor.objects.get() == russia
        response = editor.post(undo_page(merger), {"apply": "1"}, follow=True)

        back = Actor.objects.get(key=rf.key)
        form = reverse("admin:briefs_actor_change", args=[back.pk])
        assert messages_of(response) == [f'“<a href="{form}">RF</a>” is back.']
        assert undo_page(merger) not in response.text

    def test_says_before_and_after_what_can_not_be_undone(
        self, editor: Client, two: tuple[Actor, Actor]
    ) -> None:
        russia, rf = two
        (merger,) = merge(russia, [rf], by=None)
        ActorName.objects.update(kind="acronym")
        sentence = "Other names: 1 row was changed or deleted since, and stays so."

        assert sentence in editor.get(undo_page(merger)).text
        response = editor.post(undo_page(merger), {"apply": "1"}, follow=True)

        assert messages_of(response)[1:] == [sentence]
        assert russia.names.get().kind == "acronym"

    def test_that_is_refused_says_why(self, editor: Client, two: tuple[Actor, Actor]) -> None:
        russia, rf = two
        (merger,) = merge(russia, [rf], by=None)
        merge(make_actor(), [russia], by=None)

        for page in (editor.get(undo_page(merger)), editor.post(undo_page(merger), {"apply": "1"})):
            assert "undo “Russia” into" in page.text
            assert 'value="Undo"' not in page.text

    def test_of_a_merger_that_never_was(self, editor: Client) -> None:
        assert editor.get(reverse("admin:briefs_merger_undo", args=[7])).status_code == 404


def who_may(*codenames: str) -> Client:
    user = User.objects.create_user("staff", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("right", ["change_actor", "delete_actor"])
def test_who_may_not_both_change_and_delete_merges_nothing(
    two: tuple[Actor, Actor], right: str
) -> None:
    russia, rf = two
    (merger,) = merge(make_actor(), [make_actor()], by=None)
    client = who_may("view_actor", right)

    assert 'value="merge"' not in client.get(list_of("actor")).text
    client.post(list_of("actor"), chosen(russia, rf, into=russia.pk, seen="x"))
    assert Merger.objects.get() == merger
    for url in (MERGERS, undo_page(merger)):
        assert client.get(url).status_code == 403
        assert client.post(url, {"apply": "1"}).status_code == 403
    assert Merger.objects.standing().exists()


def test_who_may_merge_topics_sees_no_merger_of_actors(two: tuple[Actor, Actor]) -> None:
    (merger,) = merge(two[0], [two[1]], by=None)
    client = who_may("view_topic", "change_topic", "delete_topic")

    assert "RF" not in client.get(MERGERS).text
    assert client.get(undo_page(merger)).status_code == 404


def test_mergers_are_neither_added_nor_changed_nor_deleted(
    desk: Client, two: tuple[Actor, Actor]
) -> None:
    (merger,) = merge(two[0], [two[1]], by=None)

    form = reverse("admin:briefs_merger_change", args=[merger.pk])
    assert desk.get(form).status_code == 200
    assert desk.post(form, {"name_from": "x"}).status_code == 403
    for url in ("add", "delete"):
        args = [merger.pk] if url == "delete" else []
        assert desk.get(reverse(f"admin:briefs_merger_{url}", args=args)).status_code == 403


def test_a_stranger_is_asked_to_log_in(stranger: Client, two: tuple[Actor, Actor]) -> None:
    (merger,) = merge(two[0], [two[1]], by=None)

    for url in (MERGERS, undo_page(merger)):
        assert stranger.get(url)["Location"].startswith(reverse("admin:login"))


def test_the_list_asks_as_much_for_many_mergers_as_for_few(desk: Client) -> None:
    def asked() -> int:
        desk.get(MERGERS)
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(MERGERS).status_code == 200
        return len(captured)

    chief = User.objects.get()
    merge(make_actor(), [make_actor() for _ in range(3)], by=chief)
    few = asked()
    merge(make_actor(), [make_actor() for _ in range(30)], by=chief)

    assert asked() == few
