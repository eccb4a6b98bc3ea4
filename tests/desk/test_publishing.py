"""From the desk to readers, by button and by action."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.urls import reverse

from briefs.models import Brief, Edition, Entry, Publication
from briefs.publishing import publish
from tests.desk.sent import ADD, LIST, acted, chosen, form_of, messages_of, question_of, typed
from tests.factories import make_brief
from tests.spoken import seen

NOTE_MISSING = "Say what changed and why: readers see the note. Only a minor edit needs none."


def test_publish_button_saves_and_publishes(publisher: Client) -> None:
    brief = make_brief()

    response = publisher.post(form_of(brief), typed(title="Anew", _publish="1"), follow=True)

    edition = Edition.objects.get()
    assert (edition.title, edition.number) == ("Anew", 1)
    assert response.redirect_chain == [(form_of(brief), 302)]
    assert any("is published" in text for text in messages_of(response))
    assert Entry.objects.get(action="brief.publish").data == {
        "edition": 1,
        "change": "first",
        "version": 1,
    }


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


def test_a_missing_note_is_asked_for_at_its_field_and_nothing_typed_is_lost(
    publisher: Client,
) -> None:
    brief = make_brief()
    publish(brief)
    typing = typed(title="Anew", change="correction", note=" ", _publish="1")

    response = publisher.post(form_of(brief), typing, follow=True)

    assert Edition.objects.count() == 1
    brief.refresh_from_db()
    assert brief.title == "Anew"
    form = response.context["adminform"].form
    assert form.errors == {"note": [NOTE_MISSING]}
    assert form["change"].value() == "correction"
    (text,) = [text for text in messages_of(response) if "#id_note" in text]
    assert f">Change note</a>: {NOTE_MISSING}" in text
    assert NOTE_MISSING not in publisher.get(form_of(brief)).text
    publisher.post(form_of(brief), typing | {"note": "A figure."})
    assert Edition.objects.get(number=2).note == "A figure."


def test_a_minor_edit_is_published_without_a_note(publisher: Client) -> None:
    brief = make_brief()
    publish(brief)

    publisher.post(form_of(brief), typed(change="minor", _publish="1"))

    assert Edition.objects.get(number=2).change == "minor"


def test_a_text_is_retracted_from_its_form_as_it_stands(publisher: Client) -> None:
    publisher.post(ADD, typed(_publish="1"))
    brief = Brief.objects.get()

    said = {"change": "retraction", "note": "The editors retract it."}
    response = publisher.post(form_of(brief), typed(_publish="1", **said), follow=True)

    assert Publication.objects.get().retraction == Edition.objects.get(number=2)
    assert "Retracted: an update or a correction ends that" in response.text


def test_publish_action_asks_for_a_missing_note_at_its_field_and_publishes_none(
    publisher: Client,
) -> None:
    again, first = make_brief(), make_brief()
    publish(again)
    Brief.objects.filter(pk=again.pk).update(title="Anew")

    question = question_of(publisher, "publish", again, first)
    page = publisher.post(question, {"apply": "1", "note": " ", "change": "correction"})

    assert Edition.objects.count() == 1
    assert page.context["form"].errors == {"note": [NOTE_MISSING]}
    assert page.context["form"]["change"].value() == "correction"
    publisher.post(question, {"apply": "1", "note": " ", "change": "minor"})
    assert Edition.objects.count() == 3


def test_publish_action_says_which_needed_no_change_and_refuses_none_of_them(
    publisher: Client,
) -> None:
    seen_already, first = make_brief(), make_brief()
    publish(seen_already)

    response = acted(publisher, "publish", seen_already, first, note="Anew.")

    assert messages_of(response) == ["Done with 1 brief.", "1 brief needed no change."]
    assert [edition.number for edition in Edition.objects.all()] == [1, 1]


def test_publish_action_lets_one_refusal_stop_no_other(publisher: Client) -> None:
    good, bad = make_brief(title="Good"), make_brief(title="Bad", summary="")

    response = acted(publisher, "publish", good, bad)

    assert Edition.objects.get().title == "Good"
    (refused,) = [text for text in messages_of(response) if "Bad" in text]
    assert ">Summary</a>: Write a summary: lists show it." in refused


def test_publish_action_shows_first_what_would_change_and_for_whom_not(publisher: Client) -> None:
    again, first, bad = make_brief(), make_brief(), make_brief(title="Bad", summary="")
    publish(again)
    Brief.objects.filter(pk=again.pk).update(title="Signed in June")

    page = publisher.post(LIST, chosen("publish", again, first, bad), follow=True).content.decode()

    assert "<summary>Title</summary>" in page
    assert "Signed in June</ins>" in seen(page)
    assert "All of it: readers see nothing of this brief yet." in page
    assert f'<a href="{form_of(bad)}#id_summary">Summary</a>' in page
    assert "Write a summary: lists show it." in page
    assert 'name="note"' in page
    assert Edition.objects.count() == 1


def test_publish_action_gives_all_later_editions_the_note_and_kind(publisher: Client) -> None:
    old, new = make_brief(), make_brief()
    publish(old)
    Brief.objects.filter(pk=old.pk).update(title="Anew")

    said = {"note": " All figures of May. ", "change": "correction"}
    acted(publisher, "publish", old, new, **said)

    later = Edition.objects.get(number=2)
    assert (later.title, later.note, later.change) == ("Anew", "All figures of May.", "correction")
    first = Edition.objects.get(publication__brief_key=new.key)
    assert (first.note, first.change) == ("", "first")


def test_publish_action_asks_nothing_of_first_editions(publisher: Client) -> None:
    page = publisher.post(LIST, chosen("publish", make_brief()), follow=True).content.decode()

    assert 'name="note"' not in page
    assert 'value="Publish"' in page


def test_publish_action_has_no_button_when_nothing_can_be_published(publisher: Client) -> None:
    page = publisher.post(
        LIST, chosen("publish", make_brief(summary="")), follow=True
    ).content.decode()

    assert 'value="Publish"' not in page


def test_publish_action_uses_the_note_kept_from_a_form_where_none_is_given(
    publisher: Client,
) -> None:
    brief = make_brief()
    publish(brief)
    publisher.post(form_of(brief), typed(note="A figure.", change="correction"))

    page = publisher.post(LIST, chosen("publish", brief), follow=True).content.decode()
    acted(publisher, "publish", brief, note="", change="update")

    assert "A figure." in page
    edition = Edition.objects.get(number=2)
    assert (edition.note, edition.change) == ("A figure.", "correction")


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
