"""Real files, made here: pictures, PDFs and office files, as people and attackers send them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

AUTHOR = "Anna Ivanova"
WORD = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACROS = b"application/vnd.ms-word.document.macroEnabled.main+xml"


def upload(content: bytes, name: str = "file") -> SimpleUploadedFile:
    """Bytes as they come from a form."""
    return SimpleUploadedFile(name, content)


def encoded(picture: Image.Image, form: str = "PNG", **how: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **how)
    return file.getvalue()


def png(width: int = 30, height: int = 20) -> bytes:
    """A red picture."""
    return encoded(Image.new("RGB", (width, height), "red"))


def photograph(width: int, height: int) -> Image.Image:
    """A picture without an even spot."""
    noise = [Image.effect_noise((width, height), 90) for _colour in "rgb"]
    return Image.merge("RGB", noise)


def huge_png() -> bytes:
    """A hundred bytes that say they are a thousand million pixels and more."""
    content = b"\x89PNG\r\n\x1a\n"
    size = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    for chunk in (b"IHDR" + size, b"IDAT" + zlib.compress(b"")):
        content += struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return content


def pdf(change: Callable[[pikepdf.Pdf], object] = lambda _pdf: None, **how: Any) -> bytes:
    """A PDF of one page, whose author is named."""
    file = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.docinfo["/Title"] = "Gas in figures"
        with made.open_metadata(update_docinfo=False) as properties:
            properties["dc:creator"] = [AUTHOR]
            properties["pdfaid:part"] = "2"
        change(made)
        made.save(file, **how)
    return file.getvalue()


def archive(parts: dict[str, bytes], **how: Any) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", **({"compression": zipfile.ZIP_DEFLATED} | how)) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def docx(more: dict[str, bytes] | None = None, *, main: bytes = WORD) -> bytes:
    """A Word file whose author is named."""
    core = f"<cp:coreProperties><dc:creator>{AUTHOR}</dc:creator></cp:coreProperties>"
    return archive(
        {
            "[Content_Types].xml": b'<Types><Override ContentType="' + main + b'"/></Types>',
            "word/document.xml": "<w:document>Газ</w:document>".encode(),
            "docProps/core.xml": core.encode(),
            "docProps/app.xml": f"<Properties><Manager>{AUTHOR}</Manager></Properties>".encode(),
        }
        | (more or {})
    )


def odt(more: dict[str, bytes] | None = None, *, kind: bytes = b"text") -> bytes:
    """An OpenDocument file whose author is named."""
    return archive(
        {
            "mimetype": b"application/vnd.oasis.opendocument." + kind,
            "content.xml": b"<office:document-content>Gas</office:document-content>",
            "meta.xml": f"<office:meta><dc:creator>{AUTHOR}</dc:creator></office:meta>".encode(),
            "META-INF/manifest.xml": b"<manifest:manifest/>",
        }
        | (more or {})
    )


def parts_of(content: bytes) -> dict[str, bytes]:
    """What an archive unpacks to."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}
