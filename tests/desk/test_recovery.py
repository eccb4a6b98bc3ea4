"""What was deleted can be found, read and brought back."""

from typing import Any

from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from briefs.editorial.mergers import merge
from briefs.models import Brief, Entry, Evidence, Topic, Version
from tests.desk.sent import LIST, messages_of
from tests.factories import (
    make_actor,
    make_agreement,
    make_brief,
    make_evidence,
    make_milestone,
    make_topic,
)


def list_of(noun: str) -> str:
    return reverse(f"admin:briefs_{noun}_deleted")


def delete(client: Client, noun: Any) -> None:
    name = noun._meta.model_name
    page = client.post(reverse(f"admin:briefs_{name}_delete", args=[noun.pk]), {"post": "yes"})
    assert page.status_code == 302


def gone(client: Client, noun: str) -> list[Any]:
    return list(client.get(list_of(noun)).context["page"])


def recover(client: Client, version: Version) -> Any:
    url = reverse(f"admin:briefs_{version.noun}_gone", args=[version.pk])
    return client.post(url, follow=True)


def test_a_deleted_brief_comes_back_with_all_that_it_had(desk: Client) -> None:
    author = make_actor()
    brief = make_brief(title="Gas", authors=(author,), tags=("oil",))
    row = brief.author_rows.get()
    passage = make_evidence(brief, milestone=make_milestone())
    delete(desk, brief)
    assert not Evidence.objects.exists()

    (version,) = gone(desk, "brief")
    page = desk.get(reverse("admin:briefs_brief_gone", args=[version.pk]))
    assert "Deleted by chief" in page.content.decode()
    assert "Some words." in page.content.decode()
    page = recover(desk, version)

    back = Brief.objects.get()
    assert (back.key, back.title, back.state) == (brief.key, "Gas", "draft")
    assert [(row.key, row.actor) for row in back.author_rows.all()] == [(row.key, author)]
    assert list(back.tags.names()) == ["oil"]
    assert [passage.key for passage in Evidence.objects.of_brief(back.key)] == [passage.key]
    assert any("is back, with its history" in text for text in messages_of(page))
    assert gone(desk, "brief") == []
    assert Entry.objects.filter(action="brief.recover", key=brief.key).exists()
    ways = Version.objects.of(back).order_by("number").values_list("way", flat=True)
    assert list(ways) == ["found", "deleted", "recovered"]


def test_what_a_list_deletes_at_once_is_kept_too(desk: Client) -> None:
    briefs = [make_brief(title=f"Brief {number}") for number in range(3)]
    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in briefs]}
    desk.post(LIST, chosen | {"post": "yes"})

    assert not Brief.objects.exists()
    assert sorted(version.title for version in gone(desk, "brief")) == [
        "Brief 0",
        "Brief 1",
        "Brief 2",
    ]
    assert "Deleted" in desk.get(LIST).content.decode()


def test_deleted_again_it_is_listed_once_as_it_was_last(desk: Client) -> None:
    topic = make_topic(name="Gas")
    delete(desk, topic)
    recover(desk, gone(desk, "topic")[0])
    back = Topic.objects.get()
    Topic.objects.filter(pk=back.pk).update(name="Oil")
    delete(desk, back)

    assert [version.title for version in gone(desk, "topic")] == ["Oil"]


def test_what_was_merged_after_it_came_back_is_not_deleted(desk: Client) -> None:
    delete(desk, make_topic(name="Gas"))
    recover(desk, gone(desk, "topic")[0])

    merge(make_topic(name="Fuel"), [Topic.objects.get(name="Gas")], by=None)

    assert gone(desk, "topic") == []


def test_an_address_taken_meanwhile_is_said(desk: Client) -> None:
    delete(desk, make_topic(slug="gas"))
    other = make_topic(slug="gas")

    page = recover(desk, gone(desk, "topic")[0])

    assert list(Topic.objects.all()) == [other]
    assert any("Slug" in text for text in messages_of(page))
    assert len(gone(desk, "topic")) == 1


def test_what_it_needs_and_what_is_gone_is_said(desk: Client) -> None:
    agreement, actor = make_agreement(), make_actor()
    agreement.parties.create(actor=actor)
    delete(desk, agreement)
    delete(desk, actor)

    page = recover(desk, gone(desk, "agreement")[0])
    assert any("recover that first" in text for text in messages_of(page))
    recover(desk, gone(desk, "actor")[0])
    recover(desk, gone(desk, "agreement")[0])

    assert gone(desk, "agreement") == []
    assert actor.__class__.objects.get().agreements.count() == 1


def test_two_who_recover_at_once_get_one(desk: Client) -> None:
    delete(desk, make_topic())
    (version,) = gone(desk, "topic")
    recover(desk, version)

    assert recover(desk, version).status_code == 404
    assert Topic.objects.count() == 1


def test_who_may_not_add_looks_and_who_may_not_see_does_not(desk: Client, stranger: Client) -> None:
    looker = Client()
    guest = User.objects.create_user("guest", is_staff=True)
    guest.user_permissions.set(Permission.objects.filter(codename="view_brief"))
    looker.force_login(guest)
    delete(desk, make_topic())
    delete(desk, make_brief())
    (topic,), (brief,) = gone(desk, "topic"), gone(desk, "brief")
    of_topic = reverse("admin:briefs_topic_gone", args=[topic.pk])
    of_brief = reverse("admin:briefs_brief_gone", args=[brief.pk])

    assert gone(looker, "brief") == []  # a draft of somebody else
    assert looker.get(of_brief).status_code == 404
    Version.objects.filter(pk=brief.pk).update(by=guest)
    assert "Recover it" not in looker.get(of_brief).content.decode()
    assert looker.post(of_brief).status_code == 403
    assert looker.get(list_of("topic")).status_code == 403
    assert looker.get(of_topic).status_code == 403
    assert stranger.get(list_of("brief")).status_code == 302
    assert desk.get(reverse("admin:briefs_brief_gone", args=[topic.pk])).status_code == 404


def test_the_list_asks_as_much_for_many_as_for_few_and_reads_no_contents(desk: Client) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(list_of("topic")).status_code == 200
        return len(asked)

    for number in range(2):
        delete(desk, make_topic(name=f"Topic {number}"))
    few = questions()
    for number in range(60):
        delete(desk, make_topic(name=f"More {number}"))

    assert questions() == few
    assert len(gone(desk, "topic")) == 50
