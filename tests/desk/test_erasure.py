"""Erasing what an edition says, from its page at the desk."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from briefs.models import Edition, Entry, Evidence, Milestone, Publication
from briefs.publishing import publish, remove
from tests.factories import again, brief_of, make_brief, make_evidence, make_milestone

REASON = "Judgment 7/2026."


def page_of(edition: Edition) -> str:
    return reverse("admin:briefs_edition_change", args=[edition.pk])


def erasing(edition: Edition) -> str:
    return reverse("admin:briefs_edition_erase", args=[edition.pk])


@pytest.fixture
def removed(db: None) -> Edition:
    """The edition of a removed brief, with a passage of evidence."""
    brief = make_brief(title="Gas", body="It was signed.")
    make_evidence(brief, exact="It was signed.", milestone=make_milestone())
    edition = publish(brief)
    remove(brief, reason="Wrong.")
    return edition


@pytest.fixture
def staff(db: None) -> Callable[..., Client]:
    """Staff with the rights of these names."""

    def login(*rights: str) -> Client:
        user = User.objects.create_user("officer", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=rights))
        client = Client()
        client.force_login(user)
        return client

    return login


def text_of(response: Any) -> str:
    text: str = response.content.decode()
    return text


def test_the_page_says_what_goes_and_what_remains(desk: Client) -> None:
    brief = make_brief(title="Gas", body="It was signed.")
    removed = publish(brief)
    brief.body = "It was signed in May."
    later = again(brief)
    remove(brief, reason="Wrong.")

    assert erasing(removed) in text_of(desk.get(page_of(removed)))
    page = text_of(desk.get(erasing(removed)))

    assert "can&#x27;t be undone" in page or "can't be undone" in page
    assert "that there was an edition 1" in page
    assert "0 passages of evidence" in page
    assert f'href="{page_of(later)}"' in page
    assert reverse("admin:briefs_brief_change", args=[brief_of(removed).pk]) in page
    assert Edition.objects.get(number=1).title == "Gas"


def test_erasing_takes_the_text_and_all_that_quotes_it(
    desk: Client, removed: Edition, client: Client
) -> None:
    passage = reverse("admin:briefs_evidence_change", args=[Evidence.objects.get().pk])
    desk.post(passage, {"assertion": "stated"})

    response = desk.post(erasing(removed), {"apply": "1", "reason": REASON}, follow=True)

    assert "Erased." in text_of(response)
    left = Edition.objects.get()
    assert (left.title, left.text, left.number) == ("", "", 1)
    assert not Evidence.objects.exists()
    assert Milestone.objects.exists()
    assert bytes(Publication.objects.get().title_key) == b""
    entry = Entry.objects.get(action="edition.erase")
    assert (entry.who, entry.row, entry.data["reason"]) == ("chief", removed.pk, REASON)


def test_the_desk_goes_on_after_an_erasure(desk: Client, removed: Edition) -> None:
    desk.post(erasing(removed), {"apply": "1", "reason": REASON})
    brief = brief_of(removed)

    for name in ("edition", "publication", "brief"):
        assert desk.get(reverse(f"admin:briefs_{name}_changelist")).status_code == 200
    assert desk.get(page_of(removed)).status_code == 200
    assert erasing(removed) not in text_of(desk.get(page_of(removed)))
    form = reverse("admin:briefs_brief_change", args=[brief.pk])
    assert "publishing would change" in text_of(desk.get(form))
    again(brief)
    assert Publication.objects.get().edition.title == "Gas"


def test_erasing_needs_a_reason(desk: Client, removed: Edition) -> None:
    page = desk.post(erasing(removed), {"apply": "1", "reason": " "})

    assert "This field is required." in text_of(page)
    assert Edition.objects.get().title == "Gas"


@pytest.mark.parametrize("sent", [None, {"apply": "1", "reason": REASON}])
def test_what_readers_see_now_is_not_erased(desk: Client, sent: dict[str, str] | None) -> None:
    edition = publish(make_brief(title="Gas"))

    page = desk.post(erasing(edition), sent) if sent else desk.get(erasing(edition))

    assert "Readers see this edition now: remove the brief first, then erase." in text_of(page)
    assert 'value="Erase"' not in text_of(page)
    assert Edition.objects.get().title == "Gas"


def test_a_text_is_erased_once(desk: Client, removed: Edition) -> None:
    for _ in range(2):
        page = desk.post(erasing(removed), {"apply": "1", "reason": REASON})

    assert "This edition is erased already." in text_of(page)
    assert Entry.objects.filter(action="edition.erase").count() == 1


def test_erasing_takes_a_right_of_its_own(
    staff: Callable[..., Client], removed: Edition, publisher: Client
) -> None:
    sent = {"apply": "1", "reason": REASON}

    assert publisher.post(erasing(removed), sent).status_code == 403
    officer = staff("view_edition", "erase_edition")
    page = text_of(officer.get(erasing(removed)))
    assert reverse("admin:briefs_brief_change", args=[brief_of(removed).pk]) not in page
    assert officer.post(erasing(removed), sent).status_code == 302
    assert Edition.objects.get().title == ""


def test_one_who_may_not_see_editions_erases_none(
    staff: Callable[..., Client], removed: Edition
) -> None:
    assert staff("erase_edition").get(erasing(removed)).status_code == 403


def test_no_edition_of_that_number_is_not_found(desk: Client) -> None:
    for number in ("7", "9" * 20):
        assert desk.get(f"/admin/briefs/edition/{number}/erase/").status_code == 404


def test_a_stranger_is_asked_to_log_in(stranger: Client, removed: Edition) -> None:
    assert stranger.post(erasing(removed), {"apply": "1", "reason": REASON}).status_code == 302
    assert Edition.objects.get().title == "Gas"
