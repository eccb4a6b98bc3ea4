"""Images: uploaded at the desk, made anew, shown in briefs."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture
from pytest_django.fixtures import Settings

from briefs.models import Image
from briefs.publishing import publish
from tests.factories import make_brief
from tests.uploads.files import encoded, photograph, png

ADD = reverse("admin:briefs_image_add")
LIST = reverse("admin:briefs_image_changelist")


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def send(desk: Client, content: bytes, name: str = "map.png", **words: str) -> Any:
    """Send the form of a new image; the page that answers."""
    form = {"alt": "A map [of gas]", "credit": "Anna <Ivanova>"} | words
    return desk.post(ADD, form | {"upload": SimpleUploadedFile(name, content)}, follow=True)


def uploaded(desk: Client, content: bytes | None = None, **words: str) -> Image:
    send(desk, content or png(), **words)
    return Image.objects.get()


def errors(page: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = page.context["adminform"].form.errors
    return found


def test_an_uploaded_image_shows_in_a_brief_with_its_size(desk: Client, client: Client) -> None:
    image = uploaded(desk)
    publish(make_brief(slug="brief", body=f"Look:\n\n{image.markdown}"))

    page = client.get("/briefs/brief/").text

    assert f'src="{image.file.url}"' in page
    assert 'width="30"' in page
    assert 'height="20"' in page
    assert 'alt="A map [of gas]"' in page


def test_readers_get_every_copy_of_an_image(desk: Client, client: Client) -> None:
    image = uploaded(desk, encoded(photograph(1500, 90), "JPEG"))

    addresses = [copy.split()[0] for copy in image.srcset.split(", ")]
    answers = [client.get(address) for address in [*addresses, image.thumbnail]]

    assert len(set(addresses)) == 4
    for answer in answers:
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "image/webp"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Content-Disposition"].startswith("inline")
        assert answer.getvalue()[8:12] == b"WEBP"


def test_readers_see_whose_an_image_is(desk: Client, client: Client) -> None:
    image = uploaded(desk)
    publish(make_brief(slug="alone", body=f"Look:\n\n{image.markdown}\n\nSee?"))
    publish(make_brief(slug="among", body=f"Look {image.markdown} here."))

    alone, among = (client.get(f"/briefs/{slug}/").text for slug in ("alone", "among"))

    assert "<figcaption>Anna &lt;Ivanova&gt;</figcaption></figure>" in alone
    assert 'title="Anna &lt;Ivanova&gt;"' in among or 'title="Anna <Ivanova>"' in among


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        pytest.param("map.png", b"<html>", "This is no PNG, JPEG or WebP picture", id="HTML"),
        pytest.param("map.svg", b"<svg/>", "This is SVG", id="SVG"),
        pytest.param("map.png", b"", "The submitted file is empty", id="empty"),
        pytest.param("map.png", png(300, 300)[:90], "The picture is damaged", id="half a file"),
    ],
)
def test_what_is_no_picture_is_refused_at_its_field_and_nothing_typed_is_lost(
    desk: Client, name: str, content: bytes, why: str
) -> None:
    page = send(desk, content, name)

    (message,) = errors(page)["upload"]
    assert message.startswith(why)
    assert 'value="A map [of gas]"' in page.text
    assert not Image.objects.exists()


@pytest.mark.parametrize("field", ["upload", "alt", "credit"])
def test_picture_words_and_credit_are_asked_for(desk: Client, field: str, tmp_path: Path) -> None:
    form = {"alt": "A map", "credit": "Anna", "upload": SimpleUploadedFile("map.png", png())}
    del form[field]

    assert errors(desk.post(ADD, form)) == {field: ["This field is required."]}
    assert not list(tmp_path.iterdir())


def test_the_name_of_a_file_is_no_text_for_those_who_cannot_see_it(desk: Client) -> None:
    for alt in ("IMG_2041.jpg", " map-final(2).PNG"):
        (message,) = errors(send(desk, png(), alt=alt))["alt"]
        assert message.endswith("is the name of a file: say what the picture shows.")

    assert uploaded(desk, alt="How port.png was made").alt == "How port.png was made"


@pytest.mark.parametrize("name", ["secret-plan.png", "\u202egnp.secret.exe", "s\0ecret"])
def test_the_address_of_an_image_cannot_be_guessed(desk: Client, name: str) -> None:
    send(desk, png(), name)

    address = str(Image.objects.get().file.name)
    assert "secret" not in address
    assert len(address) == len("c0a1b2d3e4f5a6b7c8d9e0f1a2b3c4d5.webp")


def test_two_uploads_of_one_picture_have_an_address_each(desk: Client) -> None:
    send(desk, png()), send(desk, png())

    assert len({str(image.file.name) for image in Image.objects.all()}) == 2


def test_words_and_credit_may_be_mended_and_the_file_stays(desk: Client) -> None:
    image = uploaded(desk)
    form = reverse("admin:briefs_image_change", args=[image.pk])
    other = SimpleUploadedFile("other.png", encoded(Picture.new("RGB", (9, 9))))

    answer = desk.post(form, {"alt": "A chart", "credit": "Boris", "upload": other})

    assert answer.status_code == 302
    changed = Image.objects.get()
    assert (changed.alt, changed.credit) == ("A chart", "Boris")
    assert (changed.file.name, changed.width) == (image.file.name, 30)


def test_an_image_is_never_deleted(desk: Client) -> None:
    image = uploaded(desk)

    assert desk.post(reverse("admin:briefs_image_delete", args=[image.pk])).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [image.pk], "post": "yes"}
    desk.post(LIST, chosen)
    assert Image.objects.get() == image


def test_the_list_shows_what_an_image_looks_like(desk: Client) -> None:
    image = uploaded(desk, encoded(photograph(700, 500), "JPEG"))

    page = desk.get(LIST).text

    assert f'src="{image.thumbnail}"' in page
    assert image.thumbnail.endswith("-320.webp")
    assert "700\u00a0×\u00a0500" in page
    assert image.file.url in page


def test_an_image_is_written_into_a_body_by_a_word_of_its_text(desk: Client) -> None:
    image = uploaded(desk, alt="Карта газопроводов")
    send(desk, png(), alt="A chart")
    asked = reverse("admin:briefs_brief_names")

    for typed in ("карт", "ГАЗ", "газопровод карта"):
        assert desk.get(asked, {"q": typed}).json()["names"] == [
            {
                "name": "Карта газопроводов",
                "other": "Anna <Ivanova>",
                "noun": "image",
                "link": image.markdown,
            }
        ]
    for typed in ("", "…", "oil"):
        assert desk.get(asked, {"q": typed}).json()["names"] == []


def test_an_image_leads_to_the_briefs_that_show_it(desk: Client) -> None:
    image = uploaded(desk)
    shown = make_brief(title="Shown", body=image.markdown)
    make_brief(title="Other")
    publish(shown)
    form = desk.get(reverse("admin:briefs_image_change", args=[image.pk])).text

    for noun, field in (("brief", "body"), ("edition", "body_markdown")):
        address = reverse(f"admin:briefs_{noun}_changelist")
        assert f'href="{address}?{field}__contains={image.mark}"' in form
        found = desk.get(address, {f"{field}__contains": image.mark})
        assert [row.title for row in found.context["cl"].result_list] == ["Shown"]
