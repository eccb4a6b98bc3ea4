"""Images: uploaded at the desk, shown in briefs with their size."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Picture
from pytest_django.fixtures import Settings

from briefs.models import Image
from briefs.publishing import publish
from tests.factories import make_brief

ADD = "/admin/briefs/image/add/"


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def png(width: int = 30, height: int = 20) -> bytes:
    """A real picture."""
    file = io.BytesIO()
    Picture.new("RGB", (width, height), "red").save(file, "PNG")
    return file.getvalue()


def upload(desk: Client, name: str, content: bytes, credit: str = "") -> str:
    """Upload a file; the page that answers."""
    form = {"file": SimpleUploadedFile(name, content), "alt": "A map [of gas]", "credit": credit}
    return desk.post(ADD, form, follow=True).text


def test_an_uploaded_image_shows_in_a_brief_with_its_size(desk: Client, client: Client) -> None:
    upload(desk, "map.png", png())
    image = Image.objects.get()
    publish(make_brief(slug="brief", body=f"Look:\n\n{image.markdown}"))

    page = client.get("/briefs/brief/").text
    picture = client.get(image.file.url)

    assert f'src="{image.file.url}"' in page
    assert 'width="30"' in page
    assert 'height="20"' in page
    assert 'alt="A map (of gas)"' in page
    assert picture.headers["Content-Type"] == "image/png"
    assert b"".join(picture.streaming_content) == png()  # type: ignore[attr-defined]


def test_readers_see_whose_an_image_is(desk: Client, client: Client) -> None:
    upload(desk, "map.png", png(), credit="Anna <Ivanova>")
    image = Image.objects.get()
    publish(make_brief(slug="alone", body=f"Look:\n\n{image.markdown}\n\nSee?"))
    publish(make_brief(slug="among", body=f"Look {image.markdown} here."))

    alone, among = (client.get(f"/briefs/{slug}/").text for slug in ("alone", "among"))

    assert "<figcaption>Anna &lt;Ivanova&gt;</figcaption></figure>" in alone
    assert 'title="Anna &lt;Ivanova&gt;"' in among or 'title="Anna <Ivanova>"' in among


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("map.png", b"<html>no picture</html>", id="no picture"),
        pytest.param("map.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="SVG"),
        pytest.param("map.html", png(), id="another ending"),
        pytest.param("map.png", b"", id="empty"),
        pytest.param("map.png", png()[:40], id="half a file"),
    ],
)
def test_what_is_no_picture_is_refused(desk: Client, name: str, content: bytes) -> None:
    page = upload(desk, name, content)

    assert "errorlist" in page
    assert not Image.objects.exists()


def test_the_address_of_an_image_cannot_be_guessed(desk: Client) -> None:
    upload(desk, "secret-plan.png", png())

    assert "secret" not in str(Image.objects.get().file.name)
