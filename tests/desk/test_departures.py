"""Off the shelf, by form and by action."""

import pytest
from django.test import Client
from django.urls import reverse

from briefs.models import Entry, Publication
from briefs.publishing import publish
from tests.desk.sent import LIST, acted, chosen, form_of, messages_of
from tests.factories import make_brief, save


def test_withdraw_action_asks_for_the_reason(publisher: Client) -> None:
    brief = make_brief()
    publish(brief)

    page = publisher.post(LIST, chosen("withdraw", brief), follow=True)

    assert "Reason" in page.content.decode()
    assert Publication.objects.get().state == "published"


def test_withdraw_action_needs_a_reason(publisher: Client) -> None:
    brief = make_brief()
    publish(brief)
    page = acted(publisher, "withdraw", brief, reason=" ")

    assert "This field is required." in page.content.decode()
    assert Publication.objects.get().state == "published"


def test_withdraw_action_withdraws_each_and_names_those_that_can_not_be(publisher: Client) -> None:
    shown, draft = make_brief(title="Shown"), make_brief(title="Draft")
    publish(shown)

    response = acted(publisher, "withdraw", shown, draft, reason="The figures are wrong.")

    publication = Publication.objects.get()
    assert (publication.state, publication.notice) == ("withdrawn", "The figures are wrong.")
    assert sorted(messages_of(response)) == [
        "Done with 1 brief.",
        "“Draft”: This brief is not published: there is nothing to take back.",
    ]
    entry = Entry.objects.get(action="brief.withdraw")
    assert (entry.key, entry.who) == (shown.key, "publisher")
    assert entry.data == {"reason": "The figures are wrong.", "version": 0}


@pytest.mark.parametrize("name", ["withdraw", "archive", "remove"])
def test_a_brief_leaves_the_shelf_from_its_form(publisher: Client, name: str) -> None:
    brief = make_brief()
    publish(brief)
    url = reverse("admin:briefs_brief_departure", args=[brief.pk, name])
    assert url in publisher.get(form_of(brief)).content.decode()
    assert publisher.get(url).status_code == 200

    publisher.post(url, {"apply": "1", "reason": "Out of date.", "seen": 0})

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
    response = publisher.post(url, {"apply": "1", "successor": itself}, follow=True)
    assert messages_of(response) == [f"“{old}”: It can't replace itself: choose another."]
    better = shelf.get(brief_key=new.key).pk
    publisher.post(url, {"apply": "1", "successor": better, "seen": 0})

    assert shelf.get(brief_key=old.key).replacement == shelf.get(brief_key=new.key)


def test_a_question_asked_again_is_still_about_the_text_that_was_seen(publisher: Client) -> None:
    brief = make_brief()
    publish(brief)
    save(brief, body="Another's.")
    url = reverse("admin:briefs_brief_departure", args=[brief.pk, "withdraw"])

    again = publisher.post(url, {"apply": "1", "reason": "", "seen": 0})

    assert 'name="seen" value="0"' in again.text


@pytest.mark.parametrize("name", ["withdraw", "archive"])
def test_the_draft_of_what_left_the_shelf_says_that_it_left(publisher: Client, name: str) -> None:
    brief = make_brief()
    publish(brief)
    standing = {"withdraw": "withdrawn", "archive": "archived"}[name]
    url = reverse("admin:briefs_brief_departure", args=[brief.pk, name])
    publisher.post(url, {"apply": "1", "reason": "Out of date.", "seen": 0})
    brief.refresh_from_db()
    assert f"readers see it {standing}" not in publisher.get(form_of(brief)).text  # its state does
    save(brief, summary="Written anew.")
    brief.refresh_from_db()

    form, listed = publisher.get(form_of(brief)).text, publisher.get(LIST, {"readers": standing})

    assert brief.state == "draft"
    assert f"<strong>readers see it {standing}</strong>" in form
    assert f"It comes back into lists (it is {standing} now)" in form
    assert f"Readers see it {standing} already: the same step again" in form
    assert list(listed.context["cl"].result_list) == [brief]
    assert f"<strong>{standing}</strong> · <strong>an older text</strong>" in listed.text
    question = publisher.post(LIST, chosen("publish", brief), follow=True).text
    assert f"It comes back into lists (it is {standing} now), Summary" in question


def test_what_never_left_the_shelf_is_not_said_to_have(publisher: Client) -> None:
    brief = make_brief()
    publish(brief)
    save(brief, summary="Written anew.")

    form = publisher.get(form_of(brief)).text

    assert "readers see it published" not in form
    assert "the same step again" not in form
    assert "It comes back into lists" not in form
    for standing in ("withdrawn", "archived", "replaced", "removed"):
        assert not publisher.get(LIST, {"readers": standing}).context["cl"].result_list
