"""Erasing an uploaded file: its row stays, pages show its words, and it is on record."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from briefs.editorial.erasing_files import erase_file
from briefs.editorial.transitions import NotAllowed, Refused
from briefs.models import Attachment, Entry, Image
from briefs.publishing import PublishRefused, publish
from briefs.uploads import checked_document, finished_picture
from tests.factories import make_brief
from tests.uploads.files import encoded, photograph, upload

REASON = "Judgment 7/2026."


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def image(db: None) -> Image:
    """A picture with smaller copies."""
    made = Image(alt="A map of <gas>", credit="Us")
    made.show(finished_picture(upload(encoded(photograph(1500, 900), "JPEG"))))
    made.save()
    return made


@pytest.fixture
def attachment(db: None) -> Attachment:
    """A table."""
    made = Attachment(title="Figures")
    made.hold(checked_document(upload(b"year,bcm\n", "a.csv")))
    made.save()
    return made


def page_of(row: Image | Attachment, page: str) -> str:
    return reverse(f"admin:briefs_{row._meta.model_name}_{page}", args=[row.pk])


@pytest.fixture
def erase(
    administrator: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> Any:
    """Erase a file at its page."""

    def erase(row: Image | Attachment, reason: str = REASON) -> Any:
        sent = {"apply": "1", "reason": reason}
        with django_capture_on_commit_callbacks(execute=True):
            return administrator.post(page_of(row, "erase"), sent, follow=True)

    return erase


def test_the_picture_goes_with_its_copies_and_readers_see_its_words(
    erase: Any, image: Image, client: Client
) -> None:
    publish(make_brief(slug="brief", body=f"Look:\n\n{image.markdown}\n\nSee?"))
    names, addresses = image.names, [image.file.url, image.thumbnail]
    assert len(names) > 1
    assert all(map(default_storage.exists, names))

    erase(image)

    assert not any(map(default_storage.exists, names))
    page = client.get("/briefs/brief/").text
    assert "A map of &lt;gas&gt; (picture removed on" in page
    assert not any(address in page for address in addresses)
    for address in addresses:
        answer = client.get(address)
        assert (answer.status_code, answer.text) == (410, "This file was removed.\n")


def test_a_link_to_an_erased_attachment_leads_nowhere(
    erase: Any, attachment: Attachment, client: Client
) -> None:
    publish(make_brief(slug="brief", body=f"See {attachment.markdown}."))
    erase(attachment)
    page = client.get("/briefs/brief/").text
    assert attachment.file.url not in page
    assert re.search(r"Figures \(CSV, 9\s\w+\) <em>\(file removed on", unescape(page))


def test_its_page_says_who_erased_it_and_why(
    erase: Any, image: Image, administrator: Client
) -> None:
    page = erase(image).text
    image.refresh_from_db()
    assert (image.erased_by, image.erased_why) == ("administrator", REASON)
    assert REASON in page
    assert image.markdown not in page
    entry = Entry.objects.get(action="image.erase_file")
    assert entry.data == {"reason": REASON}
    assert administrator.get(page_of(image, "erase")).status_code == 409
    assert administrator.get(reverse("admin:briefs_image_changelist")).status_code == 200


def test_a_draft_that_has_it_is_not_published_before_it_is_taken_out(
    erase: Any, image: Image, attachment: Attachment
) -> None:
    for row in (image, attachment):
        brief = make_brief(body=f"Look: {row.markdown}")
        erase(row)
        with pytest.raises(PublishRefused):
            publish(brief)


def test_nobody_is_offered_it_any_more(erase: Any, image: Image) -> None:
    assert Image.objects.called("map").exists()
    erase(image)
    assert not Image.objects.called("map").exists()


def test_it_takes_the_right_to_erase_and_a_reason(
    erase: Any, image: Image, publisher: Client, administrator: Client
) -> None:
    link = page_of(image, "erase")
    assert link in administrator.get(page_of(image, "change")).text
    assert link not in publisher.get(page_of(image, "change")).text
    assert publisher.post(link, {"apply": "1", "reason": "x"}).status_code == 403
    assert "errorlist" in erase(image, reason=" ").text
    with pytest.raises(Refused):
        erase_file(image, reason="", by=None)
    with pytest.raises(NotAllowed):
        erase_file(image, reason="x", by=User.objects.get(username="publisher"))
    assert default_storage.exists(str(image.file))


def test_a_body_without_files_asks_nothing_of_them(
    client: Client, django_assert_max_num_queries: Any, db: None
) -> None:
    publish(make_brief(slug="brief", body="See [this](https://example.org/)."))
    with django_assert_max_num_queries(40) as asked:
        client.get("/briefs/brief/")
    assert not any("briefs_image" in query["sql"] for query in asked)


def test_an_unknown_file_is_not_found(client: Client, db: None) -> None:
    assert client.get(f"/media/{'0' * 32}.webp").status_code == 404
    assert client.get("/media/x.webp").status_code == 404
