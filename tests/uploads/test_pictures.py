"""Pictures: judged by their content, made anew, sized; whatever is none is refused in words."""

import io
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin
from pytest_django.fixtures import Settings

from briefs.uploads import Picture, finished_picture
from tests.uploads.files import encoded, huge_png, photograph, png, upload

NO_PICTURE = "This is no PNG, JPEG or WebP picture: save it as one of them, and upload that."
DAMAGED = "The picture is damaged or cut off: save it anew, and upload that."
TOO_MANY = "The picture has more than 64 million pixels: make it smaller."
MOVES = "The picture moves: upload one that stands still."


def whole(picture: Picture) -> Image.Image:
    """What readers with the largest screens get."""
    return Image.open(io.BytesIO(picture.files[picture.width]))


def shown(content: bytes) -> Image.Image:
    return whole(finished_picture(upload(content)))


def refusal(content: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        finished_picture(upload(content))
    (message,) = refused.value.messages
    return message


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_comes_out_as_webp_in_a_few_widths(form: str) -> None:
    picture = finished_picture(upload(encoded(photograph(3000, 300), form)))

    assert (picture.width, picture.height) == (2400, 240)
    assert list(picture.files) == [320, 640, 1280, 2400]
    sizes = [Image.open(io.BytesIO(file)).size for file in picture.files.values()]
    assert sizes == [(320, 32), (640, 64), (1280, 128), (2400, 240)]
    assert {Image.open(io.BytesIO(file)).format for file in picture.files.values()} == {"WEBP"}
    assert sorted(picture.files.values(), key=len) == list(picture.files.values())


def test_a_small_picture_is_not_blown_up() -> None:
    picture = finished_picture(upload(png(30, 20)))

    assert list(picture.files) == [30]
    assert whole(picture).size == (30, 20)


@pytest.mark.parametrize("size", [(1000, 9000), (1, 60_000), (60_000, 1)])
def test_a_long_picture_is_still_one(size: tuple[int, int]) -> None:
    picture = finished_picture(upload(png(*size)))

    assert 1 <= picture.width <= 2400
    assert 1 <= picture.height <= 4800


def test_a_chart_loses_nothing() -> None:
    chart = Image.new("RGB", (900, 600), "white")
    for x in range(0, 900, 9):
        ImageDraw.Draw(chart).line([(x, 0), (900 - x, 600)], fill=(140, 29, 24))

    assert shown(encoded(chart)).tobytes() == chart.tobytes()


def test_a_photograph_is_not_kept_to_the_last_bit() -> None:
    photo = encoded(photograph(900, 600))

    assert len(finished_picture(upload(photo)).files[900]) < len(photo) / 2


def test_nothing_but_the_pixels_is_kept() -> None:
    picture = Image.new("RGB", (40, 30), "green")
    exif = Image.Exif()
    exif[0x010E] = "secret words"  # description
    exif.get_ifd(0x8825)[1] = "N"  # GPS
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "secret words")
    for content in (
        encoded(picture, "JPEG", exif=exif, comment=b"secret words"),
        encoded(picture, "PNG", exif=exif, pnginfo=text),
        encoded(picture, "WEBP", exif=exif, xmp=b"<x>secret words</x>"),
    ):
        (file,) = finished_picture(upload(content)).files.values()

        assert b"secret words" in content
        assert b"secret" not in file
        for chunk in (b"EXIF", b"XMP ", b"ICCP"):
            assert chunk not in file


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_taken_sideways_stands_upright(form: str) -> None:
    picture = Image.new("RGB", (40, 20), "white")
    picture.paste("black", (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it clockwise

    upright = shown(encoded(picture, form, exif=exif)).convert("L")

    assert upright.size == (20, 40)
    assert upright.getpixel((10, 5)) == pytest.approx(0, abs=20)
    assert upright.getpixel((10, 35)) == pytest.approx(255, abs=20)


def test_a_picture_in_other_colours_is_brought_to_those_of_screens() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    red = Image.new("RGB", (8, 8), (250, 10, 10))

    same = shown(encoded(red, icc_profile=srgb.tobytes()))
    odd = shown(encoded(red, icc_profile=lab.tobytes()))
    none = shown(encoded(red, icc_profile=b"no profile"))

    for picture in (same, odd, none):
        assert picture.getpixel((4, 4)) == (250, 10, 10)
        assert "icc_profile" not in picture.info


def test_a_picture_for_print_shows_on_screens() -> None:
    picture = shown(encoded(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "JPEG"))

    assert picture.mode == "RGB"
    assert picture.getpixel((4, 4)) == pytest.approx((255, 0, 0), abs=20)


@pytest.mark.parametrize("mode", ["1", "L", "P"])
def test_a_picture_of_few_colours_keeps_them(mode: str) -> None:
    picture = Image.new("L", (8, 8), 255).convert(mode)

    assert shown(encoded(picture)).getpixel((4, 4)) == (255, 255, 255)


def test_sixteen_bits_of_grey_become_eight() -> None:
    grey = shown(encoded(Image.new("I;16", (8, 8), 0x8000)))

    assert grey.getpixel((4, 4)) == (128, 128, 128)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_stays_so(mode: str) -> None:
    picture = Image.new("RGBA", (8, 8), (0, 0, 0, 0)).convert(mode)
    content = encoded(picture, transparency=0) if mode == "P" else encoded(picture)

    assert shown(content).getchannel("A").getextrema() == (0, 0)


def moving(form: str) -> bytes:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    return encoded(frames[0], form, save_all=True, append_images=frames[1:])


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_a_film_is_refused(form: str) -> None:
    assert refusal(moving(form)) == MOVES


def test_a_telephones_picture_with_a_preview_behind_it_is_kept() -> None:
    assert Image.open(io.BytesIO(moving("MPO"))).format == "MPO"
    assert shown(moving("MPO")).size == (8, 8)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<!doctype html><script>alert(1)</script>", id="HTML"),
        pytest.param(b"\x89PNG\r\n\x1a\n<html><script>alert(1)</script>", id="HTML as PNG"),
        pytest.param(b"%PDF-1.7\n", id="PDF"),
        pytest.param(moving("GIF"), id="GIF"),
        pytest.param(encoded(Image.new("RGB", (8, 8)), "TIFF"), id="TIFF"),
        pytest.param(encoded(Image.new("RGB", (8, 8)), "PPM"), id="PPM"),
        pytest.param(b"%!PS-Adobe-3.0 EPSF-3.0\n", id="EPS"),
        pytest.param(b"\0" * 100, id="NUL"),
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    assert refusal(content) == NO_PICTURE


def test_svg_is_refused_by_its_name() -> None:
    assert "SVG" in refusal(b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>")


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_that_is_cut_off_is_refused(form: str) -> None:
    content = encoded(photograph(200, 200), form)

    assert refusal(content[: len(content) // 2]) in {DAMAGED, NO_PICTURE}


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"") == "The file is empty."


def test_a_file_of_too_many_bytes_is_refused(settings: Settings) -> None:
    settings.UPLOAD_MAX_MB = 1

    assert refusal(b"\0" * (1 << 20) + b"\0") == "The file has 2 MB: make it smaller, 1 MB at most."


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(huge_png(), id="of a thousand million"),
        pytest.param(encoded(Image.new("1", (8_100, 8_000))), id="of a few too many"),
    ],
)
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(content: bytes) -> None:
    assert len(content) < 10_000
    assert refusal(content) == TOO_MANY


def test_what_hides_behind_a_picture_is_left_behind() -> None:
    hidden = b"PK\x03\x04<script>alert(1)</script>"

    (file,) = finished_picture(upload(png() + hidden)).files.values()

    assert hidden not in file


def test_the_name_of_a_file_says_nothing() -> None:
    for name in ("map.html", "map.svg", "map", "\u202egnp.exe", "карта.png", "a\0b.png"):
        assert finished_picture(upload(png(), name)).width == 30


SEEDS = [png(), encoded(photograph(20, 20), "JPEG"), encoded(photograph(20, 20), "WEBP")]


@settings(max_examples=300)
@given(st.data())
def test_any_bytes_are_a_picture_or_are_refused_in_words(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(SEEDS) | st.binary(min_size=1)))
    for _change in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
        content = content or bytearray(b"x")

    with suppress(ValidationError):
        assert shown(bytes(content)).format == "WEBP"
