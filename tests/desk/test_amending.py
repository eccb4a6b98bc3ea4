"""Amending a change note from the desk."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from briefs.models import Amendment, Brief, Edition
from briefs.publishing import publish
from tests.desk.sent import form_of
from tests.factories import again, brief_of, make_brief

SENT = {"apply": "1", "note": "1,100 km.", "reason": "A reader found it.", "seen": "0"}


@pytest.fixture
def edition(db: None) -> Edition:
    """The second edition of a brief."""
    brief = make_brief(title="Gas")
    publish(brief)
    brief.body = "Other words."
    return again(brief, note="1,200 km.")


def page_of(edition: Edition) -> str:
    return reverse("admin:briefs_edition_change", args=[edition.pk])


def amending(edition: Edition) -> str:
    return reverse("admin:briefs_edition_amend", args=[edition.pk])


def test_it_is_reached_from_the_edition_and_from_the_brief(desk: Client, edition: Edition) -> None:
    assert amending(edition) in desk.get(page_of(edition)).text
    assert amending(edition) in desk.get(form_of(brief_of(edition))).text


def test_a_publisher_amends_a_note(desk: Client, edition: Edition) -> None:
    page = desk.get(amending(edition))
    assert page.context["form"]["note"].value() == "1,200 km."

    done = desk.post(amending(edition), SENT, follow=True)

    assert done.redirect_chain == [(page_of(edition), 302)]
    assert "readers see the new note" in done.text
    assert Amendment.objects.get().note == "1,100 km."
    # All of it is on record.
    for words in ("chief", "1,200 km.", "1,100 km.", "A reader found it."):
        assert words in done.text
    page = desk.get(amending(edition))
    assert page.context["form"]["note"].value() == "1,100 km."
    assert 'name="seen" value="1"' in page.text


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(
    desk: Client, edition: Edition
) -> None:
    page = desk.post(amending(edition), SENT | {"reason": " "})

    assert page.context["form"].errors.keys() == {"reason"}
    assert page.context["form"]["note"].value() == "1,100 km."
    page = desk.post(amending(edition), SENT | {"note": ""})
    assert page.context["form"].errors.keys() == {"note"}
    assert page.context["form"]["reason"].value() == "A reader found it."
    assert not Amendment.objects.exists()


def test_another_publishers_amendment_is_shown_before_it_is_written_over(
    desk: Client, edition: Edition
) -> None:
    desk.post(amending(edition), SENT)

    page = desk.post(amending(edition), SENT | {"note": "1,300 km."})

    assert "It now says: “1,100 km.”" in page.text
    assert page.context["form"]["note"].value() == "1,300 km."
    assert Amendment.objects.count() == 1
    desk.post(amending(edition), SENT | {"note": "1,300 km.", "seen": page.context["seen"]})
    assert [row.note for row in Amendment.objects.all()] == ["1,100 km.", "1,300 km."]


@pytest.mark.parametrize("seen", ["", "x", "-1", "٠٠٠٠٠٠٠٠٠٠٠٠", "9" * 400])
def test_a_page_that_doesnt_say_what_it_showed_writes_nothing(
    desk: Client, edition: Edition, seen: str
) -> None:
    assert desk.post(amending(edition), SENT | {"seen": seen}).status_code == 200
    assert not Amendment.objects.exists()


@pytest.mark.parametrize("note", ["nul \0", "lost \ufffd"])
def test_what_cant_be_stored_is_refused_at_the_field(
    desk: Client, edition: Edition, note: str
) -> None:
    page = desk.post(amending(edition), SENT | {"note": note})

    assert page.context["form"].errors.keys() == {"note"}


def test_a_first_edition_has_nothing_to_amend(desk: Client, edition: Edition) -> None:
    first = Edition.objects.get(number=1)

    assert amending(first) not in desk.get(page_of(first)).text
    assert "has no note" in desk.get(amending(first)).text
    assert "has no note" in desk.post(amending(first), SENT).text


def test_it_takes_the_right_to_publish_and_no_other(edition: Edition, editor: Client) -> None:
    assert editor.get(amending(edition)).status_code == 403
    assert editor.post(amending(edition), SENT).status_code == 403
    assert amending(edition) not in editor.get(form_of(brief_of(edition))).text

    publisher = Client()
    user = User.objects.create_user("ann", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="publish_brief"))
    publisher.force_login(user)
    done = publisher.post(amending(edition), SENT)

    assert done.headers["Location"] == edition.get_absolute_url()
    assert Amendment.objects.get().by_name == "ann"


def test_a_stranger_is_asked_to_log_in(stranger: Client, edition: Edition) -> None:
    assert stranger.post(amending(edition), SENT).status_code == 302
    assert not Amendment.objects.exists()


def test_there_must_be_such_an_edition(desk: Client) -> None:
    assert desk.get("/admin/briefs/edition/7/amend/").status_code == 404


def test_the_shelf_lists_the_amended_note_and_is_found_by_it(
    desk: Client, edition: Edition
) -> None:
    desk.post(amending(edition), SENT)

    shelf = reverse("admin:briefs_publication_change", args=[edition.publication_id])
    assert "1,100 km." in desk.get(shelf).text
    listing = reverse("admin:briefs_edition_changelist")
    for words in ("1,100", "1,200"):
        assert page_of(edition) in desk.get(listing, {"q": words}).text
    assert Brief.objects.count() == 1
