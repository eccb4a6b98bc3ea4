"""States from the list: with their codes and names, once each, however often they are added."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from briefs.models import Actor, ActorName, Entry, Identifier, Version
from tests.desk.sent import messages_of
from tests.factories import make_actor

PAGE = reverse("admin:briefs_actor_states")
LIST = reverse("admin:briefs_actor_changelist")


def names(actor: Actor) -> set[tuple[str, str, str]]:
    return set(actor.names.values_list("language", "kind", "name"))


def test_a_chosen_state_has_its_code_and_its_names_in_the_sites_languages(desk: Client) -> None:
    page = desk.post(PAGE, {"apply": "1", "code": ["PK"]}, follow=True)

    assert messages_of(page) == ["1 state was added."]
    pakistan = Actor.objects.get()
    assert (pakistan.name, pakistan.slug, pakistan.kind) == ("Pakistan", "pakistan", "state")
    assert str(pakistan.identifiers.get()) == "ISO 3166 PK"
    assert names(pakistan) == {
        ("en", "official", "Islamic Republic of Pakistan"),
        ("ru", "short", "Пакистан"),
        ("ru", "official", "Исламская Республика Пакистан"),
        ("ur", "short", "پاکستان"),
    }
    assert pakistan.labels["ur"] == "پاکستان"
    assert Version.objects.of(pakistan).get().way == "action"
    assert Entry.objects.filter(action="actor.add").count() == 1


def test_the_list_links_those_that_are_there_and_asks_as_much_for_many(desk: Client) -> None:
    desk.get(PAGE)
    with CaptureQueriesContext(connection) as none:
        desk.get(PAGE)
    desk.post(PAGE, {"apply": "1", "code": ["PK"]})
    with CaptureQueriesContext(connection) as some:
        tree = html.fromstring(desk.get(PAGE).text)
    assert len(some) == len(none)

    assert len(tree.xpath("//ul[@class='states']//input")) == 248
    (there,) = tree.xpath("//ul[@class='states']//a")
    assert there.text_content() == "Pakistan"
    assert there.get("href") == reverse("admin:briefs_actor_change", args=[Actor.objects.get().pk])


def test_adding_all_is_done_once_and_again_adds_nothing(desk: Client) -> None:
    assert messages_of(desk.post(PAGE, {"apply": "1", "all": "1"}, follow=True)) == [
        "249 states were added."
    ]
    assert Identifier.objects.filter(scheme="iso").count() == Actor.objects.count() == 249
    count = ActorName.objects.count()

    call_command("add_states")
    assert (Actor.objects.count(), ActorName.objects.count()) == (249, count)


def test_a_state_without_a_code_gets_it_with_the_names_that_it_lacks(desk: Client) -> None:
    germany = make_actor(name="Deutschland", slug="germany")
    ActorName.objects.create(actor=germany, name="Germany", language="en", kind="short")

    page = desk.post(PAGE, {"apply": "1", "code": ["DE"]}, follow=True)

    assert "0 states were added." in messages_of(page)[0]
    assert "Deutschland" in messages_of(page)[1]
    assert germany.identifiers.get().value == "DE"
    assert ("ru", "short", "Германия") in names(germany)
    assert germany.names.filter(name="Germany").count() == 1
    assert Version.objects.of(germany).count() == 2  # as it was found, and this


@pytest.mark.parametrize("names", [2], ids=["two states of one name"])
def test_which_of_two_states_is_meant_nobody_guesses(desk: Client, names: int) -> None:
    for _ in range(names):
        make_actor(name="Georgia")
    desk.post(PAGE, {"apply": "1", "code": ["GE"]})
    assert Identifier.objects.get().actor.slug == "georgia"
    assert Actor.objects.filter(name="Georgia").count() == names + 1


def test_a_taken_address_gets_the_code_behind_it(db: None) -> None:
    make_actor(name="Georgia, the company", slug="georgia", kind="organisation")
    call_command("add_states", "ge")
    assert Identifier.objects.get().actor.slug == "georgia-ge"


def test_what_an_editor_wrote_of_a_state_stays(db: None) -> None:
    call_command("add_states", "PK")
    pakistan = Actor.objects.get()
    pakistan.names.filter(language="ur").delete()
    Actor.objects.update(name="The Islamic Republic")

    call_command("add_states", "PK")

    pakistan.refresh_from_db()
    assert (pakistan.name, pakistan.names.filter(language="ur").count()) == (
        "The Islamic Republic",
        0,
    )


def test_an_action_gives_states_the_names_that_they_lack(desk: Client) -> None:
    pakistan, person = make_actor(name="Pakistan"), make_actor(kind="person")
    Identifier.objects.create(actor=pakistan, scheme="iso", value="PK")
    sent = {"action": "name_states", "_selected_action": [pakistan.pk, person.pk]}

    assert messages_of(desk.post(LIST, sent, follow=True)) == ["4 names were added."]
    assert messages_of(desk.post(LIST, sent, follow=True)) == ["0 names were added."]
    assert Version.objects.of(pakistan).count() == 2
    assert person.names.count() == 0


def test_an_unknown_code_is_named(db: None) -> None:
    with pytest.raises(CommandError, match=r"no country with this code: ZZ\."):
        call_command("add_states", "PK", "ZZ")
    assert not Actor.objects.exists()


def test_nothing_chosen_is_said(desk: Client) -> None:
    assert "Choose at least one state." in desk.post(PAGE, {"apply": "1"}).text
    assert "ZZ" in desk.post(PAGE, {"apply": "1", "code": ["ZZ"]}).text


def test_states_are_for_those_who_may_add_actors(author: Client, editor: Client) -> None:
    assert author.get(PAGE).status_code == 403
    assert author.post(PAGE, {"apply": "1", "code": ["PK"]}).status_code == 403
    assert editor.get(PAGE).status_code == 200
