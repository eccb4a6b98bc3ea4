"""Attachments: uploaded at the desk, linked to from briefs, given to readers to keep."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from briefs.models import Attachment
from briefs.publishing import publish
from tests.factories import make_brief
from tests.uploads.files import AUTHOR, docx, odt, pdf, png

ADD = reverse("admin:briefs_attachment_add")
LIST = reverse("admin:briefs_attachment_changelist")
CSV = b"year,bcm\n2021,16\n"


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def send(desk: Client, content: bytes, name: str, **words: str) -> Any:
    """Send the form of a new attachment; the page that answers."""
    form = {"title": "Gas in figures", "credit": "", "upload": SimpleUploadedFile(name, content)}
    return desk.post(ADD, form | words, follow=True)


def uploaded(desk: Client, content: bytes = CSV, name: str = "a.csv", **words: str) -> Attachment:
    send(desk, content, name, **words)
    return Attachment.objects.get()


def errors(page: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = page.context["adminform"].form.errors
    return found


def test_readers_of_a_brief_are_led_to_its_attachment(desk: Client, client: Client) -> None:
    attachment = uploaded(desk)
    publish(make_brief(slug="brief", body=f"See {attachment.markdown}."))

    page = client.get("/briefs/brief/").text
    answer = client.get(attachment.file.url)

    link = f'<a href="{attachment.file.url}" rel="noopener">Gas in figures (CSV, 17&nbsp;bytes)</a>'
    assert link in page
    assert answer.getvalue() == CSV


def test_an_attachment_with_a_title_in_any_alphabet_is_linked_to(
    desk: Client, client: Client
) -> None:
    attachment = uploaded(desk, title="گیس کے اعداد")
    assert attachment.markdown.endswith("/گیس-کے-اعداد.csv)")

    for slug, body in (("read", attachment.markdown), ("copied", f"[a]({attachment.file.url})")):
        publish(make_brief(slug=slug, body=body))
        page = client.get(f"/briefs/{slug}/").text

        assert f'href="{attachment.file.url}"' in page
        assert "(CSV, 17&nbsp;bytes)</a>" in page


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (CSV, "a.csv", "text/csv; charset=utf-8"),
        (b"<script>alert(1)</script>", "a.txt", "text/plain; charset=utf-8"),
        (pdf(), "a.pdf", "application/pdf"),
        (odt(), "a.odt", "application/vnd.oasis.opendocument.text"),
        (
            docx(),
            "a.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
)
def test_an_attachment_is_kept_by_browsers_and_never_run(
    desk: Client, client: Client, content: bytes, name: str, kind: str
) -> None:
    answer = client.get(uploaded(desk, content, name).file.url)

    assert answer.headers["Content-Type"] == kind
    assert (
        answer.headers["Content-Disposition"] == f'attachment; filename="gas-in-figures{name[1:]}"'
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert AUTHOR.encode() not in answer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        pytest.param("a.png", png(), "This is a picture: upload it under Images.", id="picture"),
        pytest.param("a.html", b"<html>", "This is none of the kinds", id="HTML"),
        pytest.param("a.pdf", b"<html>", "This is none of the kinds", id="HTML as PDF"),
        pytest.param("a.csv", b"\0", "This is no text in UTF-8", id="NUL"),
        pytest.param(
            "a.docm", docx({"word/vbaProject.bin": b""}), "The file has macros", id="DOCM"
        ),
        pytest.param("a.csv", b"", "The submitted file is empty.", id="empty"),
        pytest.param(
            "a.csv", b"0" * 2_000_000, "The file has 2 MB: make it smaller, 1", id="large"
        ),
    ],
)
def test_what_is_not_kept_is_refused_at_its_field_and_nothing_typed_is_lost(
    desk: Client, settings: Settings, name: str, content: bytes, why: str
) -> None:
    settings.UPLOAD_MAX_MB = 1

    page = send(desk, content, name, credit="Gazprom")

    (message,) = errors(page)["upload"]
    assert message.startswith(why)
    assert 'value="Gazprom"' in page.text
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("field", ["upload", "title"])
def test_file_and_title_are_asked_for(desk: Client, field: str, tmp_path: Path) -> None:
    form = {"title": "Figures", "upload": SimpleUploadedFile("a.csv", CSV)}
    del form[field]

    assert errors(desk.post(ADD, form)) == {field: ["This field is required."]}
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("title", "called"),
    [
        ("Gas: figures/2021", "gas-figures2021"),
        ("گیس کے اعداد", "گیس-کے-اعداد"),
        ("Газ \u202etxt.exe", "газ-txtexe"),
        ("../../etc/passwd", "etcpasswd"),
        ("…", "attachment"),
        ("a" * 300, "a" * 60),
    ],
)
def test_an_attachment_is_called_by_its_title_at_an_address_that_cannot_be_guessed(
    desk: Client, client: Client, title: str, called: str
) -> None:
    attachment = uploaded(desk, title=title)

    folder, _, name = str(attachment.file.name).partition("/")
    assert len(folder) == 32
    assert name == f"{called}.csv"
    answer = client.get(attachment.file.url)
    assert answer.status_code == 200
    assert f"{called}.csv" in unquote(answer.headers["Content-Disposition"])
    assert answer.getvalue() == CSV
    assert client.get(f"/media/{name}").status_code == 404


def test_title_and_credit_may_be_mended_and_the_file_stays(desk: Client) -> None:
    attachment = uploaded(desk)
    form = reverse("admin:briefs_attachment_change", args=[attachment.pk])
    other = SimpleUploadedFile("a.txt", b"other")

    answer = desk.post(form, {"title": "Oil", "credit": "Boris", "upload": other})

    assert answer.status_code == 302
    changed = Attachment.objects.get()
    assert (changed.title, changed.credit) == ("Oil", "Boris")
    assert (changed.file.name, changed.kind, changed.size) == (attachment.file.name, "csv", 17)


def test_an_attachment_is_never_deleted(desk: Client) -> None:
    attachment = uploaded(desk)
    delete = reverse("admin:briefs_attachment_delete", args=[attachment.pk])

    assert desk.post(delete).status_code == 403
    assert Attachment.objects.get() == attachment


def test_the_list_shows_kind_size_and_what_to_paste(desk: Client) -> None:
    attachment = uploaded(desk, pdf(), "a.pdf")

    page = desk.get(LIST).text

    assert ">PDF</td>" in page
    assert attachment.file.url in page
    assert desk.get(LIST, {"kind": "csv"}).context["cl"].result_count == 0


def test_an_attachment_is_written_into_a_body_by_a_word_of_its_title(author: Client) -> None:
    attachment = uploaded(author)

    (offered,) = author.get(reverse("admin:briefs_brief_names"), {"q": "fig"}).json()["names"]

    assert offered["noun"] == "attachment"
    assert offered["link"] == attachment.markdown


def test_an_author_uploads_and_leaves_what_is_there_to_editors(
    author: Client, editor: Client
) -> None:
    form = reverse("admin:briefs_attachment_change", args=[uploaded(author).pk])

    assert author.post(form, {"title": "Oil"}).status_code == 403
    assert editor.post(form, {"title": "Oil"}).status_code == 302
    assert Attachment.objects.get().title == "Oil"


def test_one_without_a_role_uploads_nothing(client: Client, db: None) -> None:
    client.force_login(User.objects.create_user("guest", is_staff=True))

    assert send(client, CSV, "a.csv").status_code == 403
    assert not Attachment.objects.exists()
