"""A form is sent whose noun was deleted since: nothing that was typed is lost."""

from typing import Any

from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from briefs.models import Brief, Topic, Version, Way
from briefs.models.unsaved import Unsaved
from tests.desk.opened import Opened, fields_of
from tests.desk.sent import messages_of
from tests.factories import make_actor, make_brief, make_topic


def delete(client: Client, noun: Any) -> None:
    name = noun._meta.model_name
    client.post(reverse(f"admin:briefs_{name}_delete", args=[noun.pk]), {"post": "yes"})


def recover_with_changes(client: Client, opened: Opened, page: Any) -> Any:
    return client.post(opened.url, fields_of(page) | {"_recover": "1"}, follow=True)


def test_it_says_who_deleted_it_and_keeps_what_was_typed(desk: Client) -> None:
    brief = make_brief(title="Gas")
    opened = Opened(desk, brief)
    delete(desk, brief)

    page = opened.type(title="Oil").save()

    assert page.status_code == 410
    assert "chief deleted this while you had it open" in page.content.decode()
    assert not Brief.objects.exists()
    (copy,) = Unsaved.objects.all()
    assert ["title", "Oil"] in [list(pair) for pair in copy.pairs]


def test_it_comes_back_with_my_changes(desk: Client) -> None:
    author, other = make_actor(), make_actor()
    brief = make_brief(title="Gas", authors=(author,), tags=("oil",))
    opened = Opened(desk, brief)
    delete(desk, brief)
    rows = {
        "author_rows-TOTAL_FORMS": "2",
        "author_rows-0-order": "5",
        "author_rows-1-actor": str(other.pk),
        "author_rows-1-order": "6",
    }
    page = opened.type(title="Oil", **rows).save()

    after = recover_with_changes(desk, opened, page)

    assert after.status_code == 200
    back = Brief.objects.get()
    assert (back.key, back.title, list(back.tags.names())) == (brief.key, "Oil", ["oil"])
    assert [(row.actor, row.order) for row in back.author_rows.all()] == [(author, 5), (other, 6)]
    ways = Version.objects.of(back).order_by("number").values_list("way", flat=True)
    assert list(ways) == [Way.FOUND, Way.DELETED, Way.RECOVERED, Way.FORM]
    assert not Unsaved.objects.exclude(data="").exists()


def test_recovered_by_another_meanwhile_it_is_saved_there(desk: Client) -> None:
    topic = make_topic(name="Gas", definition="Old.")
    opened = Opened(desk, topic)
    delete(desk, topic)
    version = Version.objects.deleted(Topic).get()
    desk.post(reverse("admin:briefs_topic_gone", args=[version.pk]))
    back = Topic.objects.get()
    Opened(desk, back).type(definition="New.").save()

    page = desk.post(opened.url, opened.type(name="Oil").data | {"_save": "1"}, follow=True)

    back.refresh_from_db()
    assert (back.name, back.definition) == ("Oil", "New.")
    assert any("Put together" in text for text in messages_of(page))


def test_edits_that_conflict_with_what_came_back_are_shown(desk: Client) -> None:
    topic = make_topic(name="Gas")
    opened = Opened(desk, topic)
    Opened(desk, topic).type(name="Coal").save()
    delete(desk, topic)
    page = opened.type(name="Oil").save()

    asked = recover_with_changes(desk, opened, page)

    assert asked.status_code == 409
    assert Topic.objects.get().name == "Coal"


def test_what_keeps_it_from_coming_back_is_said(desk: Client) -> None:
    topic = make_topic(slug="gas")
    opened = Opened(desk, topic)
    delete(desk, topic)
    make_topic(slug="gas")
    page = opened.type(name="Oil").save()

    again = recover_with_changes(desk, opened, page)

    assert again.status_code == 410
    assert "errornote" in again.content.decode()
    assert again.context["refusal"]
    assert Topic.objects.count() == 1


def test_who_may_not_add_is_told_so(desk: Client, author: Client) -> None:
    guest = Client()
    clerk = User.objects.create_user("clerk", is_staff=True)
    wanted = ["view_topic", "change_topic"]
    clerk.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    guest.force_login(clerk)
    topic = make_topic()
    opened = Opened(guest, topic)
    delete(desk, topic)

    page = opened.type(name="Oil").save()

    assert page.status_code == 410
    assert "You may not recover it" in page.content.decode()
    assert guest.post(opened.url, opened.data | {"_recover": "1"}).status_code == 403
    assert Unsaved.objects.filter(user=clerk).exists()


def test_a_form_that_names_no_noun_is_answered_as_ever(desk: Client) -> None:
    topic = make_topic()
    opened = Opened(desk, topic)
    delete(desk, topic)

    assert opened.type(_unsaved="forged").save().status_code == 302
