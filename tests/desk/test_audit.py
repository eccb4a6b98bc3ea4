"""The audit log at the desk: each deed leaves one entry, and nobody can change any."""

import io

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.test import Client

from briefs.editorial.audit import record
from briefs.models import Entry, Topic
from briefs.publishing import publish
from tests.desk.logged import LOG, TOPIC, entries, exported, only_entry, url
from tests.desk.sent import LIST as BRIEFS
from tests.desk.sent import acted, chosen, form_of, typed
from tests.factories import make_brief, make_topic

# One deed, one entry.


def test_adding_a_noun(desk: Client) -> None:
    response = desk.post(url("briefs_topic_add"), TOPIC)

    entry = only_entry()
    topic = Topic.objects.get()
    assert (entry.action, entry.label, entry.key) == ("topic.add", "Gas", topic.key)
    assert (entry.who, entry.origin, entry.data) == ("chief", "desk", {})
    assert entry.request_id == response["X-Request-ID"]


def test_changing_a_noun_names_the_fields(desk: Client) -> None:
    topic = make_topic(name="Oil", slug="gas")
    desk.post(url("briefs_topic_change", topic.pk), TOPIC)

    entry = only_entry()
    assert (entry.action, entry.data) == ("topic.change", {"fields": ["name"]})


def test_deleting_a_noun(desk: Client) -> None:
    topic = make_topic(name="Gas")
    desk.post(url("briefs_topic_delete", topic.pk), {"post": "yes"})

    entry = only_entry()
    assert (entry.action, entry.label, entry.key) == ("topic.delete", "Gas", topic.key)


def test_deleting_several_is_an_entry_for_each(desk: Client) -> None:
    topics = [make_topic() for _ in range(3)]
    sent = {"action": "delete_selected", "_selected_action": [t.pk for t in topics], "post": "yes"}
    desk.post(url("briefs_topic_changelist"), sent)

    assert {entry.key for entry in entries()} == {topic.key for topic in topics}
    assert {entry.action for entry in entries()} == {"topic.delete"}


def test_a_form_with_rows_counts_them(desk: Client) -> None:
    brief = make_brief()
    actor = apps.get_model("briefs", "actor").objects.create(name="A", slug="a", kind="person")
    row = {"author_rows-TOTAL_FORMS": 1, "author_rows-0-actor": actor.pk, "author_rows-0-order": 0}
    desk.post(form_of(brief), typed(title=brief.title, slug=brief.slug, **row))

    entry = only_entry()
    assert entry.data["rows"] == {"author_rows": {"added": 1}}
    assert entry.label == ""


def test_publishing_a_saved_brief_is_a_change_and_a_publication(desk: Client) -> None:
    desk.post(form_of(make_brief()), typed(_publish="1"))

    assert [entry.action for entry in entries()] == ["brief.change", "brief.publish"]
    assert len({entry.request_id for entry in entries()}) == 1


def test_publishing_several(desk: Client) -> None:
    briefs = [make_brief(), make_brief()]
    acted(desk, "publish", *briefs)

    assert [entry.action for entry in entries()] == ["brief.publish"] * 2
    assert {entry.key for entry in entries()} == {brief.key for brief in briefs}


def test_what_is_refused_or_only_asked_leaves_none(desk: Client) -> None:
    desk.post(BRIEFS, chosen("publish", make_brief()), follow=True)
    acted(desk, "publish", make_brief(summary=""))
    desk.post(url("briefs_topic_add"), TOPIC | {"name": ""})

    assert entries() == []


@pytest.mark.parametrize("name", ["withdraw", "archive", "remove"])
def test_leaving_the_shelf(desk: Client, name: str) -> None:
    brief = make_brief()
    publish(brief)
    sent = {"apply": "1", "reason": "Wrong.", "seen": 0}
    desk.post(url("briefs_brief_departure", brief.pk, name), sent)

    _published, entry = entries()
    assert (entry.action, entry.key) == (f"brief.{name}", brief.key)


def test_coming_and_going(client: Client, db: None) -> None:
    User.objects.create_superuser("chief", password="correct horse")
    sent = {"username": "chief", "password": "correct horse"}

    client.post(url("login"), sent | {"password": "wrong"})
    client.post(url("login"), sent | {"username": "my-secret-password"})
    client.post(url("login"), sent)
    client.post(url("logout"))

    said = [(e.action, e.who, e.label) for e in Entry.objects.order_by("pk")]
    assert said == [
        ("user.login-failed", "", "chief"),
        ("user.login-failed", "", ""),
        ("user.login", "chief", "chief"),
        ("user.logout", "chief", "chief"),
    ]
    assert "my-secret-password" not in exported(Client(), "jsonl", login="chief")


def test_changing_ones_own_password(client: Client, db: None) -> None:
    user = User.objects.create_superuser("chief", password="correct horse")
    client.force_login(user)
    new = {"new_password1": "battery staple 9", "new_password2": "battery staple 9"}
    client.post(url("password_change"), {"old_password": "correct horse", **new})

    entry = only_entry()
    assert (entry.action, entry.who, entry.label) == ("user.password", "chief", "chief")
    assert entry.data == {}


def test_changing_anothers_password(desk: Client) -> None:
    other = User.objects.create_user("other")
    new = {"password1": "battery staple 9", "password2": "battery staple 9"}
    sent = {**new, "usable_password": "true", "set-password": "1"}
    desk.post(url("auth_user_password_change", other.pk), sent)

    entry = only_entry()
    assert (entry.action, entry.who, entry.label) == ("user.password", "chief", "other")


def test_accounts_made_by_command_are_on_record(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "battery staple 9")
    call_command("createsuperuser", interactive=False, username="chief", email="", verbosity=0)

    entry = only_entry()
    assert (entry.action, entry.who, entry.label) == ("user.add", "", "chief")
    assert entry.data == {"fields": ["is_superuser"]}


def test_a_password_changed_by_command_is_on_record(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.create_user("other")
    monkeypatch.setattr("getpass.getpass", lambda **_prompt: "battery staple 9")
    call_command("changepassword", "other", stdout=io.StringIO())

    entry = only_entry()
    assert (entry.action, entry.who, entry.label) == ("user.password", "", "other")
    assert User.objects.get().check_password("battery staple 9")


def test_giving_and_taking_rights(desk: Client) -> None:
    other = User.objects.create_user("other")
    new, old = Group.objects.create(name="publishers"), Group.objects.create(name="authors")
    other.groups.add(old)
    right = Permission.objects.get(codename="view_entry")
    sent = {
        "username": "other",
        "is_active": "on",
        "groups": [new.pk],
        "user_permissions": [right.pk],
        "date_joined_0": "2026-01-01",
        "date_joined_1": "00:00:00",
    }
    desk.post(url("auth_user_change", other.pk), sent)

    entry = only_entry()
    assert entry.action == "user.change"
    assert entry.data["groups"] == {"given": ["publishers"], "taken": ["authors"]}
    assert entry.data["user_permissions"] == {"given": ["briefs.view_entry"], "taken": []}


def test_a_group_gets_rights(desk: Client) -> None:
    group = Group.objects.create(name="publishers")
    right = Permission.objects.get(codename="publish_brief")
    sent = {"name": "publishers", "permissions": [right.pk]}
    desk.post(url("auth_group_change", group.pk), sent)

    entry = only_entry()
    assert (entry.action, entry.label) == ("group.change", "publishers")
    assert entry.data["permissions"] == {"given": ["briefs.publish_brief"], "taken": []}


def test_nothing_is_written_to_the_admins_own_log(desk: Client) -> None:
    desk.post(url("briefs_topic_add"), TOPIC)
    desk.post(form_of(make_brief()), typed(_publish="1"))

    assert not LogEntry.objects.exists()
    assert "Recent actions" not in desk.get(url("index")).content.decode()


# Nobody alters it.


def test_no_page_of_the_desk_changes_an_entry(desk: Client) -> None:
    record("topic.add", by=None, about=make_topic())
    before = list(Entry.objects.order_by("pk").values())
    pk = only_entry().pk
    marked = {"action": "delete_selected", "_selected_action": [pk], "post": "yes"}

    assert desk.get(url("briefs_entry_add")).status_code == 403
    assert desk.post(url("briefs_entry_add"), {"action": "x"}).status_code == 403
    assert desk.get(url("briefs_entry_change", pk)).status_code == 200
    assert desk.post(url("briefs_entry_change", pk), {"who": "x"}).status_code == 403
    assert desk.post(url("briefs_entry_delete", pk), {"post": "yes"}).status_code == 403
    desk.post(LOG, marked)
    desk.post(LOG, {"form-TOTAL_FORMS": 1, "form-0-id": pk, "form-0-who": "x", "_save": "1"})

    assert list(Entry.objects.order_by("pk").values()) == before


def test_deleting_a_user_leaves_what_they_did(desk: Client) -> None:
    other = User.objects.create_user("other")
    record("topic.add", by=other)
    desk.post(url("auth_user_delete", other.pk), {"post": "yes"})

    assert not User.objects.filter(username="other").exists()
    assert Entry.objects.get(action="topic.add").who == "other"


def test_the_history_of_a_noun_is_what_was_done_to_it(desk: Client) -> None:
    topic = make_topic(name="Oil", slug="gas")
    desk.post(url("briefs_topic_change", topic.pk), TOPIC)
    history = url("briefs_topic_history", topic.pk)

    page = desk.get(history).content.decode()

    assert ">Name</a>" in page
    assert "chief" in page
    clerk = Client()
    clerk.force_login(User.objects.create_user("clerk", is_staff=True))
    assert clerk.get(history).status_code == 403
    assert desk.get(url("briefs_topic_history", 999)).status_code == 302
    assert desk.get(url("auth_user_history", User.objects.get(username="chief").pk)).context
