"""A brief's way from the desk to readers and back, by button and by action."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.urls import reverse

from briefs.models import Brief, Edition, Evidence, Publication
from briefs.publishing import publish
from tests.factories import make_actor, make_brief, make_evidence, make_milestone, make_topic

LIST = reverse("admin:briefs_brief_changelist")
ADD = reverse("admin:briefs_brief_add")


def form_of(brief: Brief) -> str:
    return reverse("admin:briefs_brief_change", args=[brief.pk])


def typed(**words: Any) -> dict[str, Any]:
    """What the form of a brief sends."""
    fields: dict[str, Any] = {
        "title": "Pipelines",
        "slug": "pipelines",
        "summary": "In short.",
        "key_points": "One.\nTwo.",
        "body": "Gas flows.",
        "kind": "policy-brief",
        "language": "en",
        "license": "CC-BY-4.0",
        "tags": "gas, pipeline",
        "author_rows-TOTAL_FORMS": 0,
        "author_rows-INITIAL_FORMS": 0,
    }
    return fields | words


def chosen(action: str, *briefs: Brief, **more: Any) -> dict[str, Any]:
    """What the list sends for an action."""
    return {"action": action, "_selected_action": [brief.pk for brief in briefs], "index": 0} | more


def confirmed(action: str, *briefs: Brief, **more: Any) -> dict[str, Any]:
    """What the page that an action asks on sends."""
    sent = chosen(action, *briefs, apply="1", **more)
    del sent["index"]
    return sent


def messages_of(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_a_new_brief_is_saved_with_points_tags_and_authors(author: Client) -> None:
    actor, topic = make_actor(), make_topic()
    rows = {
        "author_rows-TOTAL_FORMS": 1,
        "author_rows-0-actor": actor.pk,
        "author_rows-0-order": 1,
    }

    author.post(ADD, typed(topics=[topic.pk], **rows))

    brief = Brief.objects.get()
    assert brief.key_points == ["One.", "Two."]
    assert sorted(brief.tags.values_list("name", flat=True)) == ["gas", "pipeline"]
    assert list(brief.topics.all()) == [topic]
    # Rows of authors need a right of their own, which this author doesn't have.
    assert list(brief.authors.all()) == []


def test_an_editor_names_authors_in_order(editor: Client) -> None:
    first, second = make_actor(), make_actor()
    rows = {
        "author_rows-TOTAL_FORMS": 2,
        "author_rows-0-actor": second.pk,
        "author_rows-0-order": 2,
        "author_rows-1-actor": first.pk,
        "author_rows-1-order": 1,
    }

    editor.post(ADD, typed(**rows))

    assert [row.actor for row in Brief.objects.get().author_rows.all()] == [first, second]


def test_publish_button_saves_and_publishes(publisher: Client) -> None:
    brief = make_brief()

    response = publisher.post(form_of(brief), typed(title="Anew", _publish="1"), follow=True)

    edition = Edition.objects.get()
    assert (edition.title, edition.number) == ("Anew", 1)
    assert response.redirect_chain == [(form_of(brief), 302)]
    assert any("is published" in text for text in messages_of(response))
    assert "Published edition 1." in LogEntry.objects.values_list("change_message", flat=True)


def test_publish_button_works_for_a_brief_not_yet_saved(publisher: Client) -> None:
    publisher.post(ADD, typed(_publish="1"))

    assert Edition.objects.get().key_points == ["One.", "Two."]


def test_a_later_edition_has_its_note_and_kind_of_change(publisher: Client) -> None:
    brief = make_brief()
    publish(brief)
    note = {"change": "correction", "note": "A figure was wrong."}

    publisher.post(form_of(brief), typed(_publish="1", **note))

    edition = Edition.objects.get(number=2)
    assert (edition.change, edition.note) == ("correction", "A figure was wrong.")


def test_a_refused_publish_saves_names_the_field_and_keeps_the_note(publisher: Client) -> None:
    brief = make_brief()
    publish(brief)
    bad = {"body": "[here](javascript:alert)", "note": "See “here”.", "change": "minor"}

    response = publisher.post(form_of(brief), typed(_publish="1", **bad), follow=True)

    assert Edition.objects.count() == 1
    brief.refresh_from_db()
    assert brief.body == bad["body"]
    (text,) = [text for text in messages_of(response) if "#id_body" in text]
    assert "“Pipelines”" in text
    assert ">Body</a>: The link “here” leads to an address that can&#x27;t be used here" in text
    form = response.context["adminform"].form
    assert (form["note"].value(), form["change"].value()) == ("See “here”.", "minor")


def test_publishing_the_same_text_again_is_refused(publisher: Client) -> None:
    brief = make_brief()
    publish(brief)

    response = publisher.post(LIST, confirmed("publish", brief), follow=True)

    assert messages_of(response) == [
        f"“{brief}”: Readers see this text already: nothing to publish."
    ]


def test_publish_action_lets_one_refusal_stop_no_other(publisher: Client) -> None:
    good, bad = make_brief(title="Good"), make_brief(title="Bad", summary="")

    response = publisher.post(LIST, confirmed("publish", good, bad), follow=True)

    assert Edition.objects.get().title == "Good"
    (refused,) = [text for text in messages_of(response) if "Bad" in text]
    assert ">Summary</a>: Write a summary: lists show it." in refused


def test_publish_action_shows_first_what_would_change_and_for_whom_not(publisher: Client) -> None:
    again, first, bad = make_brief(), make_brief(), make_brief(title="Bad", summary="")
    publish(again)
    Brief.objects.filter(pk=again.pk).update(title="Signed in June")

    page = publisher.post(LIST, chosen("publish", again, first, bad)).content.decode()

    assert "<summary>Title</summary>" in page
    assert "Signed in June</ins>" in page
    assert "All of it: readers see nothing of this brief yet." in page
    assert f'<a href="{form_of(bad)}#id_summary">Summary</a>: Write a summary' in page
    assert 'name="note"' in page
    assert Edition.objects.count() == 1


def test_publish_action_gives_all_later_editions_the_note_and_kind(publisher: Client) -> None:
    old, new = make_brief(), make_brief()
    publish(old)
    Brief.objects.filter(pk=old.pk).update(title="Anew")

    said = {"note": " All figures of May. ", "change": "correction"}
    publisher.post(LIST, confirmed("publish", old, new, **said))

    later = Edition.objects.get(number=2)
    assert (later.title, later.note, later.change) == ("Anew", "All figures of May.", "correction")
    first = Edition.objects.get(publication__brief_key=new.key)
    assert (first.note, first.change) == ("", "first")


def test_publish_action_asks_nothing_of_first_editions(publisher: Client) -> None:
    page = publisher.post(LIST, chosen("publish", make_brief())).content.decode()

    assert 'name="note"' not in page
    assert 'value="Publish"' in page


def test_publish_action_has_no_button_when_nothing_can_be_published(publisher: Client) -> None:
    page = publisher.post(LIST, chosen("publish", make_brief(summary=""))).content.decode()

    assert 'value="Publish"' not in page


def test_publish_action_uses_the_note_kept_from_a_form_where_none_is_given(
    publisher: Client,
) -> None:
    brief = make_brief()
    publish(brief)
    publisher.post(form_of(brief), typed(note="A figure.", change="correction"))

    page = publisher.post(LIST, chosen("publish", brief)).content.decode()
    publisher.post(LIST, confirmed("publish", brief, note="", change="update"))

    assert "A figure." in page
    edition = Edition.objects.get(number=2)
    assert (edition.note, edition.change) == ("A figure.", "correction")


def test_publish_action_takes_no_more_than_a_page_of_the_list(publisher: Client) -> None:
    briefs = [make_brief() for _ in range(101)]

    response = publisher.post(LIST, chosen("publish", *briefs), follow=True)

    assert messages_of(response) == ["Publish at most 100 briefs at a time."]


def test_removing_is_no_action_on_the_list(publisher: Client) -> None:
    make_brief()

    page = publisher.get(LIST).content.decode()

    assert 'value="withdraw"' in page
    assert 'value="archive"' in page
    assert 'value="remove"' not in page


@pytest.mark.parametrize("button", ["_continue", "_save", "_publish"])
def test_a_long_note_is_kept_until_its_edition_is_published(publisher: Client, button: str) -> None:
    brief = make_brief()
    publish(brief)
    said = {"note": "Поправка. " * 2000, "change": "correction"}

    publisher.post(form_of(brief), typed(body="", **said, **{button: "1"}))

    brief.refresh_from_db()
    assert brief.title == "Pipelines"
    form = publisher.get(form_of(brief)).context["adminform"].form
    assert (form["note"].value(), form["change"].value()) == (said["note"], "correction")
    publisher.post(form_of(brief), typed(**said, _publish="1"))
    assert Edition.objects.get(number=2).note == said["note"].strip()
    form = publisher.get(form_of(brief)).context["adminform"].form
    assert (form["note"].value(), form["change"].value()) == (None, "update")


def test_a_note_taken_back_is_not_kept(publisher: Client) -> None:
    brief = make_brief()
    publish(brief)

    for note in ("A figure.", ""):
        publisher.post(form_of(brief), typed(note=note, change="update", _continue="1"))

    assert publisher.get(form_of(brief)).context["adminform"].form["note"].value() is None


def test_a_kept_note_is_its_briefs_alone(publisher: Client) -> None:
    brief, other = make_brief(), make_brief()
    publish(brief)
    publish(other)

    publisher.post(form_of(brief), typed(note="A figure.", _continue="1"))

    assert publisher.get(form_of(other)).context["adminform"].form["note"].value() is None


@pytest.mark.django_db(transaction=True)
def test_what_was_typed_stays_saved_when_publishing_breaks_down(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    brief = make_brief()

    def fail(*_args: Any, **_words: Any) -> None:
        assert not connection.in_atomic_block
        raise OSError

    monkeypatch.setattr("briefs.admin.publishing.publish", fail)
    desk.raise_request_exception = False
    response = desk.post(form_of(brief), typed(_publish="1"))

    assert response.status_code == 500
    brief.refresh_from_db()
    assert brief.title == "Pipelines"


def test_one_who_may_not_see_drafts_learns_no_title_by_withdrawing(db: None) -> None:
    brief = make_brief(title="Secret")
    client = Client()
    taker = User.objects.create_user("taker", is_staff=True)
    taker.user_permissions.set(Permission.objects.filter(codename="withdraw_brief"))
    client.force_login(taker)

    for pk in (brief.pk, brief.pk + 1):
        url = reverse("admin:briefs_brief_departure", args=[pk, "archive"])
        assert client.get(url).status_code == 403


def test_withdraw_action_asks_for_the_reason(publisher: Client) -> None:
    brief = make_brief()
    publish(brief)

    page = publisher.post(LIST, chosen("withdraw", brief))

    assert "Reason" in page.content.decode()
    assert Publication.objects.get().state == "published"


def test_withdraw_action_needs_a_reason(publisher: Client) -> None:
    brief = make_brief()
    publish(brief)
    page = publisher.post(LIST, confirmed("withdraw", brief, reason=" "))

    assert "This field is required." in page.content.decode()
    assert Publication.objects.get().state == "published"


def test_withdraw_action_withdraws_each_and_names_those_that_can_not_be(publisher: Client) -> None:
    shown, draft = make_brief(title="Shown"), make_brief(title="Draft")
    publish(shown)
    sent = confirmed("withdraw", shown, draft, reason="The figures are wrong.")

    response = publisher.post(LIST, sent, follow=True)

    publication = Publication.objects.get()
    assert (publication.state, publication.notice) == ("withdrawn", "The figures are wrong.")
    assert sorted(messages_of(response)) == [
        "“Draft”: This brief is not published: there is nothing to take back.",
        "“Shown” is withdrawn.",
    ]
    logged = LogEntry.objects.values_list("change_message", flat=True)
    assert "Withdraw: The figures are wrong." in logged


@pytest.mark.parametrize("name", ["withdraw", "archive", "remove"])
def test_a_brief_leaves_the_shelf_from_its_form(publisher: Client, name: str) -> None:
    brief = make_brief()
    publish(brief)
    url = reverse("admin:briefs_brief_departure", args=[brief.pk, name])
    assert url in publisher.get(form_of(brief)).content.decode()
    assert publisher.get(url).status_code == 200

    publisher.post(url, {"apply": "1", "reason": "Out of date."})

    brief.refresh_from_db()
    assert (
        brief.state == {"withdraw": "withdrawn", "archive": "archived", "remove": "removed"}[name]
    )


def test_a_brief_is_replaced_by_another_and_never_by_itself(publisher: Client) -> None:
    old, new = make_brief(), make_brief()
    publish(old)
    publish(new)
    url = reverse("admin:briefs_brief_departure", args=[old.pk, "replace"])
    shelf = Publication.objects

    itself = shelf.get(brief_key=old.key).pk
    response = publisher.post(url, {"apply": "1", "by": itself}, follow=True)
    assert messages_of(response) == [f"“{old}” can't replace itself: choose another."]
    publisher.post(url, {"apply": "1", "by": shelf.get(brief_key=new.key).pk})

    assert shelf.get(brief_key=old.key).replacement == shelf.get(brief_key=new.key)


def test_form_shows_what_publishing_would_change(desk: Client) -> None:
    brief = make_brief(title="Signed in May", body="First.\n\nGas <flows>.\n\nLast.")
    publish(brief)
    brief.title, brief.body = "Signed in June", "First.\n\nOil flows.\n\nLast."
    brief.save()
    brief.topics.add(make_topic(name="Energy"))

    page = desk.get(form_of(brief)).content.decode()

    assert "Signed in <del>May</del><ins>June</ins>" in page
    assert "<del>Gas &lt;</del><ins>Oil </ins>flows<del>&gt;</del>." in page
    assert "<li><ins>Energy</ins></li>" in page
    assert "publishing would change 3 things" in page


def test_form_says_that_readers_see_this_text(desk: Client) -> None:
    brief = make_brief()
    publish(brief)

    page = desk.get(form_of(brief)).content.decode()

    assert "Readers see this text." in page
    assert reverse("edition", args=[brief.slug, 1]) in page


def test_form_lists_what_blocks_publishing(desk: Client) -> None:
    brief = make_brief(summary="")

    page = desk.get(form_of(brief)).content.decode()

    assert '<a href="#id_summary">Summary</a>: Write a summary: lists show it.' in page


def test_form_names_passages_that_the_next_edition_would_lose(desk: Client) -> None:
    brief = make_brief(body="It was signed.")
    make_evidence(brief, exact="It was signed.", milestone=make_milestone())
    publish(brief)
    brief.body = "It was not."
    brief.save()

    page = desk.get(form_of(brief)).content.decode()

    assert "Facts would lose these passages" in page


def test_list_shows_unpublished_changes(desk: Client) -> None:
    fresh, stale, draft = make_brief(title="Fresh"), make_brief(title="Stale"), make_brief()
    publish(fresh)
    publish(stale)
    stale.save()

    def found(which: str) -> list[Brief]:
        return list(desk.get(LIST, {"readers": which}).context["cl"].result_list)

    assert found("older") == [stale]
    assert found("nothing") == [draft]
    assert desk.get(LIST).content.decode().count("<strong>an older text</strong>") == 1


def test_a_bad_form_loses_nothing_typed(editor: Client) -> None:
    brief = make_brief()
    words: dict[str, Any] = {
        "title": "",
        "body": "Typed for an hour.",
        "key_points": "روس\nTwo.",
        "tags": "gas, x" + "y" * 200,
        "author_rows-TOTAL_FORMS": 1,
        "author_rows-0-order": "seven",
    }

    page = editor.post(form_of(brief), typed(**words))

    assert page.status_code == 200
    form = page.context["adminform"].form
    assert set(form.errors) == {"title", "tags"}
    text = page.content.decode()
    for word in ("Typed for an hour.", "روس\nTwo.", words["tags"], 'value="seven"'):
        assert word in text


def test_an_editor_may_not_publish(editor: Client) -> None:
    brief = make_brief()

    assert 'name="_publish"' not in editor.get(form_of(brief)).content.decode()
    assert editor.post(form_of(brief), typed(_publish="1")).status_code == 403
    editor.post(LIST, chosen("publish", brief))
    assert not Edition.objects.exists()
    brief.refresh_from_db()
    assert brief.title != "Pipelines"


def test_an_editor_may_not_withdraw(editor: Client) -> None:
    brief = make_brief()
    publish(brief)
    url = reverse("admin:briefs_brief_departure", args=[brief.pk, "withdraw"])

    assert url not in editor.get(form_of(brief)).content.decode()
    assert editor.get(url).status_code == 403
    assert editor.post(url, {"apply": "1", "reason": "No."}).status_code == 403
    assert Publication.objects.get().state == "published"


def test_a_departure_of_no_brief_or_by_no_name_is_not_found(desk: Client) -> None:
    brief = make_brief()

    for args in ([brief.pk, "sell"], [brief.pk + 1, "withdraw"]):
        assert desk.get(reverse("admin:briefs_brief_departure", args=args)).status_code == 404


def test_a_stranger_is_asked_to_log_in(stranger: Client) -> None:
    brief = make_brief()
    departure = reverse("admin:briefs_brief_departure", args=[brief.pk, "withdraw"])

    for url in (LIST, ADD, form_of(brief), departure):
        assert stranger.get(url).status_code == 302
        assert stranger.post(url, {"_publish": "1", "apply": "1"}).status_code == 302
    assert not Edition.objects.exists()


def test_a_draft_can_be_deleted_with_its_passages(editor: Client) -> None:
    brief = make_brief()
    make_evidence(brief, milestone=make_milestone())

    editor.post(reverse("admin:briefs_brief_delete", args=[brief.pk]), {"post": "yes"})

    assert not Brief.objects.exists()
    assert not Evidence.objects.exists()


def test_a_published_brief_can_not_be_deleted_and_the_page_says_what_to_do(desk: Client) -> None:
    brief, draft = make_brief(title="Shown"), make_brief()
    publish(brief)
    url = reverse("admin:briefs_brief_delete", args=[brief.pk])
    sent = chosen("delete_selected", brief, draft, post="yes")
    del sent["index"]

    for page in (desk.post(url, {"post": "yes"}), desk.post(LIST, sent)):
        assert "the published brief “Shown”: withdraw it instead" in page.content.decode()
    assert Brief.objects.count() == 2


def test_an_actor_in_use_stays_and_the_page_says_for_what(desk: Client) -> None:
    actor = make_actor()
    brief = make_brief(authors=(actor,))

    url = reverse("admin:briefs_actor_delete", args=[actor.pk])
    page = desk.post(url, {"post": "yes"})

    assert "protected related objects" in page.content.decode()
    assert list(brief.authors.all()) == [actor]
