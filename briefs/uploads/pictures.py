"""Pictures: decoded, turned upright, brought to sRGB, made anew in a few widths.

What comes out is WebP, whatever came in, and has nothing of the upload but its pixels: no
place, date, device or name, and nothing hidden behind the picture.
"""

import io
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from briefs.uploads.reading import content_of, damage_refused

FORMATS = ("PNG", "JPEG", "WEBP")
PICTURE_TYPE = "image/webp"
WIDTHS = (320, 640, 1280)  # beside the whole picture; the first is the desk's thumbnail
WIDEST, HIGHEST = 2400, 4800
MOST_PIXELS = 64_000_000  # a telephone's best; unpacked, 256 MB
QUALITY = 85
# A photograph takes more bytes a pixel than this when nothing is lost; a chart takes less.
PHOTOGRAPH = 1.0
SAMPLE = 640


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A finished picture. `files` are its WebP files by width, the whole one last."""

    width: int
    height: int
    files: dict[int, bytes]


def finished_picture(upload: "File[bytes]") -> Picture:
    """What readers get of an uploaded picture. Raises ValidationError for what is none."""
    content = content_of(upload)
    with damage_refused(_("The picture is damaged or cut off: save it anew, and upload that.")):
        opened = _opened(content)
        whole = _upright(opened)
        lossless = opened.format in {"PNG", "WEBP"} and _is_drawn(whole)
        content = _encoded(whole, lossless=lossless)
        smaller = {
            width: _encoded(_narrowed(whole, width)) for width in WIDTHS if width < whole.width
        }
    # A chart may take more bytes when it is small and blurred than when it is whole and sharp.
    files = {width: file for width, file in smaller.items() if len(file) < len(content)}
    return Picture(width=whole.width, height=whole.height, files=files | {whole.width: content})


def _opened(content: bytes) -> Image.Image:
    """The picture, of which nothing is decoded yet but its size."""
    try:
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
        if picture.width * picture.height > MOST_PIXELS:
            raise Image.DecompressionBombError
    except Image.DecompressionBombError as error:
        raise ValidationError(
            _("The picture has more than %(most)s million pixels: make it smaller."),
            code="too-many-pixels",
            params={"most": MOST_PIXELS // 1_000_000},
        ) from error
    except Exception as error:
        raise ValidationError(_what_it_is_not(content), code="no-picture") from error
    # What a camera puts behind a JPEG (MPO), such as a preview, is no film.
    if picture.format != "MPO" and getattr(picture, "n_frames", 1) > 1:
        raise ValidationError(_("The picture moves: upload one that stands still."), code="moves")
    return picture


def _what_it_is_not(content: bytes) -> str:
    if b"<svg" in content[:2000].lower():
        return _("This is SVG, which can carry programs: export it as PNG, and upload that.")
    return _("This is no PNG, JPEG or WebP picture: save it as one of them, and upload that.")


def _upright(picture: Image.Image) -> Image.Image:
    """The picture as it is to be seen: no larger than readers need, in sRGB, 8 bits a colour."""
    if min(picture.size) >= WIDEST:
        picture.draft(None, (WIDEST, WIDEST))  # a JPEG is decoded at half or less for nothing
    profile = picture.info.get("icc_profile")
    picture.load()
    picture = _in_true_colours(picture)
    ImageOps.exif_transpose(picture, in_place=True)
    picture.thumbnail((WIDEST, HIGHEST), Image.Resampling.LANCZOS)
    return _in_srgb(picture, profile)


def _in_true_colours(picture: Image.Image) -> Image.Image:
    """Palettes, bits and 16-bit greys as colours that can be resized."""
    if picture.mode.startswith("I"):  # 16 bits of grey: conversion would cut, not scale
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in {"L", "RGB", "RGBA", "CMYK"} and "transparency" not in picture.info:
        return picture
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile:
        try:
            return _transformed(picture, profile, mode)
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a profile of another kind of picture, or none: the plain conversion does
    return picture.convert(mode)


def _transformed(picture: Image.Image, profile: bytes, mode: str) -> Image.Image:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    to = ImageCms.createProfile("sRGB")
    transformed = ImageCms.profileToProfile(picture, source, to, outputMode=mode)
    return transformed or picture


def _narrowed(picture: Image.Image, width: int) -> Image.Image:
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS)


def _is_drawn(picture: Image.Image) -> bool:
    """Whether it is a chart or a map rather than a photograph: small though nothing is lost."""
    sample = picture.copy()
    sample.thumbnail((SAMPLE, SAMPLE), Image.Resampling.NEAREST)
    size = len(_encoded(sample, lossless=True))
    return size <= sample.width * sample.height * PHOTOGRAPH


def _encoded(picture: Image.Image, *, lossless: bool = False) -> bytes:
    out = io.BytesIO()
    bare = {"exif": b"", "xmp": b"", "icc_profile": b""}
    picture.save(out, "WEBP", quality=QUALITY, lossless=lossless, **bare)
    return out.getvalue()
