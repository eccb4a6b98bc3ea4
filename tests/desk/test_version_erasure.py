"""Erasing what earlier versions said: looked for first, on record; nothing is guessed after."""

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from briefs.editorial import review, versions
from briefs.editorial.content import CannotRestore
from briefs.editorial.erasing import erase_versions
from briefs.editorial.restoring import restore
from briefs.editorial.transitions import NotAllowed, Refused
from briefs.models import Brief, Comment, Entry, Version
from briefs.models.unsaved import Unsaved
from briefs.publishing import publish
from tests.desk.opened import Opened
from tests.factories import make_brief, save

SECRET = "Ivan lives in Harbour Street"
REASON = "Judgment 7/2026."


def url(brief: Brief, page: str, *more: int) -> str:
    return reverse(f"admin:briefs_brief_{page}", args=[brief.pk, *more])


@pytest.fixture
def brief(db: None) -> Brief:
    """Version 1 tells, versions 2 and 3 don't."""
    made = make_brief(title="Harbours", body="Nothing yet.")
    save(made, body=f"{SECRET}. It is large.")
    save(made, body="It is large.")
    save(made, body="It is very large.")
    return made


def erase(client: Client, brief: Brief, **more: Any) -> Any:
    """Look, then erase what was found."""
    ends = {"first": 0, "last": 99, "reason": REASON, "apply": "1"} | more
    looked = client.post(url(brief, "erase_versions"), ends | {"look": "1"})
    found = re.search('name="looked" value="([^"]*)"', looked.text)
    sent = ends | {"erase": "1", "looked": found[1] if found else ""}
    return client.post(url(brief, "erase_versions"), sent, follow=True)


def contents(brief: Brief) -> list[bool]:
    """Of each version, the oldest first, whether it says something."""
    kept = Version.objects.of(brief).order_by("number")
    return [bool(version.content) for version in kept]


def test_the_versions_that_have_the_words_go_and_the_history_says_who_and_why(
    administrator: Client, brief: Brief
) -> None:
    page = erase(administrator, brief, words="ivan  lives in harbour")

    assert contents(brief) == [True, False, True, True]
    gone = Version.objects.of(brief).get(content={})
    assert (gone.erased_by, gone.erased_why, gone.changed) == ("administrator", REASON, {})
    assert f'<q dir="auto">{REASON}</q>' in page.text
    assert "1 version is erased." in page.text
    for number in range(4):
        assert SECRET not in administrator.get(url(brief, "version", number)).text
    compared = administrator.get(url(brief, "compare"), {"a": 1, "b": 2})
    assert (SECRET in compared.text, REASON in compared.text) == (False, True)


def test_the_deed_is_on_record_and_the_words_are_not(administrator: Client, brief: Brief) -> None:
    erase(administrator, brief, words=SECRET)
    entry = Entry.objects.get(action="brief.erase_versions")
    assert entry.data["versions"] == [1]
    assert entry.data["reason"] == REASON
    assert "Harbour Street" not in json.dumps(entry.data)


def test_what_it_says_now_is_left_alone(administrator: Client, brief: Brief) -> None:
    page = erase(administrator, brief, words="very large")
    assert "Nothing to erase there" in page.text
    erase(administrator, brief)
    assert contents(brief) == [False, False, False, True]


def test_nothing_goes_that_was_not_shown_before(administrator: Client, brief: Brief) -> None:
    sent = {"first": 0, "last": 99, "reason": REASON, "apply": "1", "erase": "1", "looked": "0//"}
    assert "versions (0, 1, 2)" in administrator.post(url(brief, "erase_versions"), sent).text
    assert all(contents(brief))


def test_unsaved_copies_and_comments_with_the_words_go_too(
    administrator: Client, editor: Client, brief: Brief
) -> None:
    form = Opened(editor, brief)
    form.type(body=f"{SECRET}!")
    editor.post(reverse("admin:unsaved", args=["keep"]), form.data)
    telling = Comment.objects.create(brief_key=brief.key, version=1, text="Why?", exact=SECRET)
    other = Comment.objects.create(brief_key=brief.key, version=1, text="Large?", exact="large")
    assert Unsaved.objects.exclude(data="").count() == 1

    erase(administrator, brief, words=SECRET)

    assert not Unsaved.objects.filter(data__contains="Harbour Street").exists()
    telling.refresh_from_db()
    other.refresh_from_db()
    assert (telling.text, telling.exact, other.exact) == ("", "", "large")


def test_a_form_opened_at_an_erased_version_asks_instead_of_guessing(
    administrator: Client, editor: Client
) -> None:
    brief = make_brief(title="Gas", body="It flows.", summary="Short.")
    form = Opened(editor, brief)
    save(brief, body="It flows no more.")
    save(brief, body="It flows again.")
    erase(administrator, brief)

    page = form.type(summary="Shorter.").save()

    assert page.status_code == 409
    brief.refresh_from_db()
    assert (brief.body, brief.summary) == ("It flows again.", "Short.")


def test_an_erased_version_can_not_be_restored(administrator: Client, brief: Brief) -> None:
    erase(administrator, brief)
    gone = Version.objects.of(brief).get(number=1)
    with pytest.raises(CannotRestore, match="erased"):
        restore(brief, gone, by=None, seen=brief.version)
    assert not versions.say_the_same(brief, 1, brief.version)
    save(brief, body="On it goes.")
    assert Version.objects.of(brief).latest("number").number == 4


def test_a_draft_whose_edition_is_erased_among_the_versions_is_mended_by_hand(
    administrator: Client, brief: Brief
) -> None:
    publish(brief)
    save(brief, body="Anew.")
    erase(administrator, brief)
    with pytest.raises(review.NothingToDiscard):
        review.discard(brief)


def test_what_a_deleted_brief_said_goes_whole(administrator: Client, brief: Brief) -> None:
    administrator.post(url(brief, "delete"), {"post": "yes"})
    last = Version.objects.deleted(Brief).get()
    page = reverse("admin:briefs_brief_erase_gone", args=[last.pk])
    ends = {"first": 0, "last": 99, "reason": REASON, "apply": "1"}
    looked = re.search('name="looked" value="([^"]*)"', administrator.post(page, ends).text)
    assert looked
    after = administrator.post(page, ends | {"erase": "1", "looked": looked[1]}, follow=True)

    assert not Version.objects.exclude(content={}).exists()
    assert REASON in after.text
    assert "Recover it" not in after.text
    assert administrator.get(reverse("admin:briefs_brief_deleted")).status_code == 200


def test_it_takes_the_right_to_erase_and_a_reason(
    publisher: Client, administrator: Client, brief: Brief
) -> None:
    assert "Erase what earlier versions said" not in publisher.get(url(brief, "history")).text
    assert publisher.get(url(brief, "erase_versions")).status_code == 403
    assert "Erase what earlier versions said" in administrator.get(url(brief, "history")).text
    erase(administrator, brief, reason=" ")
    with pytest.raises(NotAllowed):
        erase_versions(
            brief, first=0, last=9, reason="x", by=User.objects.get(username="publisher")
        )
    with pytest.raises(Refused):
        erase_versions(brief, first=0, last=9, reason="", by=None)
    assert all(contents(brief))


@pytest.mark.parametrize("ends", [{"first": "x", "last": "-1"}, {"first": "9" * 30, "last": ""}])
def test_what_is_no_number_is_said_at_its_field(
    administrator: Client, brief: Brief, ends: dict[str, str]
) -> None:
    page = administrator.post(url(brief, "erase_versions"), ends | {"reason": "x", "apply": "1"})
    assert page.status_code == 200
    assert "errorlist" in page.text


@pytest.mark.parametrize(
    "change",
    [
        "content = '{\"fields\": {}}'",
        "content = '{}'",
        "number = 9",
        "note = 'x'",
        "content = '{}', changed = '{}', note = '', erased_at = '2026-01-01', number = 9",
    ],
)
def test_the_database_refuses_every_other_change_of_a_version(brief: Brief, change: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE briefs_version SET {change} WHERE number = 1")


def test_an_account_may_go_and_its_name_stays(brief: Brief) -> None:
    guest = User.objects.create_user("guest")
    save(brief, by=guest, body="By a guest.")
    guest.delete()
    last = Version.objects.of(brief).latest("number")
    assert (last.by, last.who) == (None, "guest")
