"""Likely duplicates at the desk: proposed with a reason, merged or told apart, and remembered."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from briefs.editorial.duplicates import say_apart
from briefs.editorial.mergers import merge
from briefs.editorial.parting import undo
from briefs.models import Actor, ActorName, Apart, Entry, Identifier, Merger, Tag
from briefs.publishing import publish
from tests.desk.sent import messages_of
from tests.factories import make_actor, make_brief, make_topic


def page_of(noun: str) -> str:
    return reverse(f"admin:briefs_{noun}_duplicates")


def proposed(client: Client, noun: str = "actor", **asked: Any) -> list[tuple[str, str, str]]:
    """The pairs that the page shows, each with the reason."""
    page = html.fromstring(client.get(page_of(noun), asked).text)
    return [
        (*(name.text_content() for name in pair.xpath(".//h3")), pair.find("p").text_content())
        for pair in page.xpath("//ol[@class='alike']/li")
    ]


def chosen(*nouns: Any, **more: str) -> dict[str, Any]:
    return {"_selected_action": [noun.pk for noun in nouns]} | more


@pytest.fixture
def yusufs(db: None) -> tuple[Actor, Actor]:
    """One adviser, entered twice."""
    one = make_actor(name="Moeed Yusuf", kind="person")
    ActorName.objects.create(actor=one, name="مشیر قومی سلامتی", language="ur")
    return one, make_actor(name="Mueed Yusuf", kind="person")


def test_a_pair_is_proposed_with_what_tells_the_two_from_each_other(
    editor: Client, yusufs: tuple[Actor, Actor]
) -> None:
    brief = make_brief()
    brief.actors.add(yusufs[0])
    publish(brief)
    make_actor(name="Sergey Lavrov", kind="person")

    reason = "“Moeed Yusuf” and “Mueed Yusuf” differ in one letter."
    assert proposed(editor) == [("Moeed Yusuf", "Mueed Yusuf", reason)]
    page = editor.get(page_of("actor")).text
    assert "1 published brief<" in page.replace("</p>", "<")
    assert "<bdi>مشیر قومی سلامتی</bdi>" in page


def test_a_pair_is_merged_from_there_once_it_is_looked_at(
    editor: Client, yusufs: tuple[Actor, Actor]
) -> None:
    one, other = yusufs
    asked = editor.post(page_of("actor"), chosen(one, other, action="merge")).text
    assert "Which one stays?" in asked

    sent = chosen(one, other, action="merge", into=str(one.pk))
    looked = editor.post(page_of("actor"), sent).text
    (seen,) = re.findall('name="seen" value="([0-9a-f]+)"', looked)
    done = editor.post(page_of("actor"), sent | {"seen": seen}, follow=True)

    assert done.redirect_chain == [(page_of("actor"), 302)]
    assert "is merged into" in messages_of(done)[0]
    assert Merger.objects.get().key_from == other.key
    assert proposed(editor) == []


def test_who_thinks_better_of_it_comes_back_to_the_pairs(
    editor: Client, yusufs: tuple[Actor, Actor]
) -> None:
    at = f"{page_of('actor')}?p=1"
    page = html.fromstring(editor.post(at, chosen(*yusufs, action="merge")).text)
    assert page.xpath("//a[contains(@class, 'closelink')]/@href") == [at]


def test_two_that_arent_the_same_are_never_proposed_again_unless_asked(
    editor: Client, yusufs: tuple[Actor, Actor]
) -> None:
    one, other = yusufs
    done = editor.post(page_of("actor"), chosen(other, one, apart="1"), follow=True)
    assert messages_of(done) == [
        "“Moeed Yusuf” and “Mueed Yusuf” aren’t the same, and won’t be proposed again."
    ]
    assert proposed(editor) == []
    entry = Entry.objects.get(action="actor.distinguish")
    assert (entry.who, entry.label, entry.data["other"]) == (
        "editor",
        "Moeed Yusuf",
        "Mueed Yusuf",
    )

    editor.post(page_of("actor"), chosen(one, other, apart="1"))
    assert (Apart.objects.count(), Entry.objects.filter(action="actor.distinguish").count()) == (
        1,
        1,
    )

    editor.post(page_of("actor"), chosen(one, other, again="1"))
    assert len(proposed(editor)) == 1
    assert Entry.objects.filter(action="actor.reconsider").exists()


def test_the_page_lists_who_was_said_to_be_different_and_by_whom(
    editor: Client, yusufs: tuple[Actor, Actor]
) -> None:
    editor.post(page_of("actor"), chosen(*yusufs, apart="1"))
    (row,) = html.fromstring(editor.get(page_of("actor")).text).xpath("//ul[@class='apart']/li")
    said = " ".join(row.text_content().split())
    assert said.startswith("Moeed Yusuf – Mueed Yusuf editor,")


def test_what_was_said_holds_for_whom_one_of_them_is_merged_into(
    editor: Client, yusufs: tuple[Actor, Actor]
) -> None:
    one, other = yusufs
    say_apart(one, other, by=None)
    third = make_actor(name="National Security Adviser", kind="person")
    (merger,) = merge(third, [other], by=None)
    assert proposed(editor) == []

    undo(merger, by=None)
    assert proposed(editor) == []


def test_one_that_is_gone_meanwhile_is_said(editor: Client, yusufs: tuple[Actor, Actor]) -> None:
    one, other = yusufs
    other.delete()
    other.pk = one.pk + 1000
    for deed in ({"apart": "1"}, {"again": "1"}):
        done = editor.post(page_of("actor"), chosen(one, other, **deed), follow=True)
        assert "One of the two is gone" in messages_of(done)[0]
    assert not Apart.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"action": "merge"}, {"apart": "1"}])
def test_garbage_changes_nothing(editor: Client, db: None, sent: dict[str, Any]) -> None:
    garbage = {"_selected_action": ["x", "9" * 40]}
    assert editor.post(page_of("actor"), sent | garbage).status_code == 400
    assert editor.post(page_of("actor"), sent, follow=True).status_code == 200
    for asked in ({"p": "x"}, {"p": "999"}, {"of": "x"}, {"of": "9" * 40}):
        assert editor.get(page_of("actor"), asked).status_code == 200


class TestStates:
    def test_whom_a_registry_tells_apart_are_not_proposed(self, editor: Client, db: None) -> None:
        for name, code in (("Republic of Niger", "NE"), ("Republic of Nigeria", "NG")):
            actor = make_actor(name=name)
            Identifier.objects.create(actor=actor, scheme="iso", value=code)
        assert proposed(editor) == []
        Identifier.objects.filter(value="NE").delete()
        assert len(proposed(editor)) == 1

    def test_a_state_is_known_by_any_name_of_the_country_whose_code_another_has(
        self, editor: Client, db: None
    ) -> None:
        germany = make_actor(name="Bundesrepublik")
        Identifier.objects.create(actor=germany, scheme="iso", value="DE")
        make_actor(name="Германия")
        make_actor(name="Германия", kind="organisation")
        (pair, _same_name) = proposed(editor)[::-1]
        assert pair[2] == "“Германия” is the country whose ISO 3166 code “Bundesrepublik” has."


def test_topics_and_tags_are_proposed_too(editor: Client, db: None) -> None:
    make_topic(name="Gas pipelines")
    make_topic(name="Energy", names={"ru": "Газопровод"})
    make_topic(name="Fuel", names={"ru": "Газопроводы"})
    for name in ("gas pipeline", "gas pipelines", "oil"):
        Tag.objects.create(name=name)

    assert [pair[:2] for pair in proposed(editor, "topic")] == [("Energy", "Fuel")]
    assert [pair[:2] for pair in proposed(editor, "tag")] == [("gas pipeline", "gas pipelines")]


def test_pairs_come_in_pages_and_ask_as_much_for_many_as_for_few(
    editor: Client, yusufs: tuple[Actor, Actor]
) -> None:
    editor.post(page_of("actor"), chosen(*yusufs, apart="1"))

    def queries() -> int:
        editor.get(page_of("actor"))
        with CaptureQueriesContext(connection) as captured:
            editor.get(page_of("actor"))
        return len(captured)

    for _ in range(2):
        make_actor(name="Ali Khan", kind="person")
    few = queries()
    for _ in range(6):
        actor = make_actor(name="Ali Khan", kind="person")
        ActorName.objects.create(actor=actor, name="علی خان", language="ur")
        Identifier.objects.create(actor=actor, scheme="wikidata", value=f"Q{actor.pk}")
    Identifier.objects.all().delete()
    assert queries() == few

    assert len(proposed(editor)) == 20
    assert len(proposed(editor, p=2)) == 8  # of 8 actors that are all alike
    assert len(proposed(editor, of=Actor.objects.filter(name="Ali Khan").earliest("pk").pk)) == 7


def test_the_pairs_are_for_those_who_may_merge(author: Client, yusufs: Any) -> None:
    assert author.get(page_of("actor")).status_code == 403
    assert author.post(page_of("actor"), chosen(*yusufs, apart="1")).status_code == 403
    listed = reverse("admin:briefs_actor_changelist")
    assert page_of("actor") not in author.get(listed).text

    user = User.objects.create_user("merger", is_staff=True)
    rights = ["view_actor", "change_actor", "delete_actor"]
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client = Client()
    client.force_login(user)
    assert page_of("actor") in client.get(listed).text
    assert client.get(page_of("actor")).status_code == 200
    assert client.get(page_of("topic")).status_code == 403


@pytest.mark.django_db(transaction=True)
class TestTheWarning:
    """Transactions that end: the warning is made after what is saved is there to stay."""

    def add(self, client: Client, name: str) -> list[str]:
        sent = {"name": name, "slug": "new", "kind": "person", "description": ""}
        rows = ("names", "identifiers", "positions", "predecessors")
        sent |= {f"{row}-{count}_FORMS": "0" for row in rows for count in ("TOTAL", "INITIAL")}
        page = client.post(reverse("admin:briefs_actor_add"), sent, follow=True)
        assert Actor.objects.filter(slug="new").exists()
        return messages_of(page)

    def test_a_new_actor_whose_name_is_like_anothers_is_saved_with_a_warning(
        self, editor: Client
    ) -> None:
        make_actor(name="Nikolai Patrushev", kind="person")
        said = self.add(editor, "Николай Патрушев")
        (warning,) = (each for each in said if "Patrushev" in each)
        text = html.fromstring(warning).text_content()
        assert "“Nikolai Patrushev” may be “Николай Патрушев” in other letters." in text
        new = Actor.objects.get(slug="new")
        assert f"{page_of('actor')}?of={new.pk}" in warning
        assert len(proposed(editor, of=new.pk)) == 1

    def test_one_that_is_like_nobody_is_saved_without_a_word(self, editor: Client) -> None:
        make_actor(name="Nikolai Patrushev", kind="person")
        assert len(self.add(editor, "Sergey Lavrov")) == 1
