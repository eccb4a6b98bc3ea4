"""Documents: judged by their content, without the names of those who wrote them."""

import io
import zipfile
import zlib
from contextlib import suppress

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from briefs.uploads import DOCUMENTS, Document, checked_document
from briefs.uploads.office import MOST_UNPACKED
from tests.uploads.files import (
    AUTHOR,
    MACROS,
    archive,
    docx,
    odt,
    parts_of,
    pdf,
    png,
    upload,
)

DAMAGED_PDF = "The PDF is damaged: save or print it anew as PDF, and upload that."
DAMAGED = "The file is damaged: open it, save it anew, and upload that."
KINDS = "PDF, CSV, TXT, ODT, ODS, ODP, DOCX, XLSX, PPTX"
NOT_KEPT = f"This is none of the kinds that are kept: {KINDS}."
NO_TEXT = "This is no text in UTF-8: save it in that encoding, and upload that."


def kept(content: bytes, name: str = "file") -> Document:
    return checked_document(upload(content, name))


def refusal(content: bytes, name: str = "file") -> str:
    with pytest.raises(ValidationError) as refused:
        kept(content, name)
    (message,) = refused.value.messages
    return message


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (pdf(), "figures.pdf", "pdf"),
        (pdf(), "figures.docx", "pdf"),
        (docx(), "figures.pdf", "docx"),
        (docx(main=b"spreadsheetml.sheet.main+xml"), "a.xlsx", "xlsx"),
        (docx(main=b"presentationml.presentation.main+xml"), "a.pptx", "pptx"),
        (odt(), "a.odt", "odt"),
        (odt(kind=b"spreadsheet"), "a.ods", "ods"),
        (odt(kind=b"presentation"), "a.odp", "odp"),
        (b"year,bcm\n2021,16\n", "figures.csv", "csv"),
        (b"\xef\xbb\xbfyear;bcm\r\n", "FIGURES.CSV", "csv"),
        ("Газ\tگیس\f".encode(), "note.txt", "txt"),
    ],
)
def test_a_document_is_of_the_kind_that_its_content_is(
    content: bytes, name: str, kind: str
) -> None:
    assert kept(content, name).kind == kind
    assert kind in DOCUMENTS


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        pytest.param(png(), "a.pdf", "This is a picture: upload it under Images.", id="picture"),
        pytest.param(b"<html>", "a.html", NOT_KEPT, id="HTML"),
        pytest.param(b"<svg>", "a.svg", NOT_KEPT, id="SVG"),
        pytest.param(b"#!/bin/sh\n", "a", NOT_KEPT, id="program"),
        pytest.param(b"MZ\x90\0", "a.exe", NOT_KEPT, id="program for Windows"),
        pytest.param(b"MZ\x90\0", "a.csv", NO_TEXT, id="program as CSV"),
        pytest.param(b"<html>", "a.docx", NOT_KEPT, id="HTML as Word"),
        pytest.param(b" %PDF-1.7", "a.pdf", NOT_KEPT, id="something before a PDF"),
        pytest.param("Газ".encode("cp1251"), "a.txt", NO_TEXT, id="Windows-1251"),
        pytest.param("Gas".encode("utf-16"), "a.csv", NO_TEXT, id="UTF-16"),
        pytest.param(b"Gas\0", "a.txt", NO_TEXT, id="NUL"),
        pytest.param(b"%PDF-1.7 and no more", "a.pdf", DAMAGED_PDF, id="no PDF"),
        pytest.param(pdf()[:-200], "a.pdf", DAMAGED_PDF, id="half a PDF"),
        pytest.param(docx()[:-30], "a.docx", DAMAGED, id="half a Word file"),
        pytest.param(b"", "a.pdf", "The file is empty.", id="empty"),
    ],
)
def test_what_is_not_kept_is_refused_in_words(content: bytes, name: str, why: str) -> None:
    assert refusal(content, name) == why


@pytest.mark.parametrize("name", ["a\0b.txt", "\u202etxt.exe.txt", "گیس.txt", "a" * 400 + ".txt"])
def test_the_name_of_a_file_does_no_harm(name: str) -> None:
    assert kept(b"Gas", name).kind == "txt"


def test_tables_and_texts_are_kept_to_the_byte() -> None:
    content = b"\xef\xbb\xbfyear;bcm\r\n2021;16\r\n"

    assert kept(content, "a.csv").content == content


def test_a_pdf_says_its_title_and_not_who_wrote_it() -> None:
    def sign(made: pikepdf.Pdf) -> None:
        made.docinfo["/Author"] = made.docinfo["/Creator"] = AUTHOR
        picture = made.make_stream(b"")
        picture["/Metadata"] = made.make_stream(AUTHOR.encode())
        made.pages[0].obj["/Contents"] = picture

    content = pdf(sign)
    assert AUTHOR.encode() in content

    with pikepdf.open(io.BytesIO(kept(content).content)) as opened:
        assert dict(opened.docinfo) == {"/Title": "Gas in figures"}
        with opened.open_metadata() as properties:
            assert "dc:creator" not in properties
            assert properties["pdfaid:part"] == "2"
        assert len(opened.pages) == 1
    assert AUTHOR.encode() not in kept(content).content


def test_a_pdf_runs_nothing() -> None:
    def arm(made: pikepdf.Pdf) -> None:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        made.Root.OpenAction = script
        made.Root.Names = pikepdf.Dictionary(
            JavaScript=pikepdf.Dictionary(Names=pikepdf.Array(["a", script]))
        )

    assert b"app.alert" in pdf(arm)
    assert b"app.alert" not in kept(pdf(arm)).content


def test_what_a_pdf_had_before_its_last_change_is_left_behind() -> None:
    content = pdf().replace(b"%%EOF", b"%%EOF\n<script>alert(1)</script>")

    assert b"<script>" not in kept(content).content


def test_a_pdf_with_a_password_is_refused() -> None:
    locked = pdf(encryption=pikepdf.Encryption(user="secret", owner="secret"))

    assert refusal(locked) == "The PDF needs a password: save it without one, and upload that."


def test_a_pdf_with_files_in_it_is_refused() -> None:
    def pack(made: pikepdf.Pdf) -> None:
        made.attachments["a.exe"] = pikepdf.AttachedFileSpec(made, b"MZ")

    assert refusal(pdf(pack)).startswith("The PDF has other files in it:")


def test_a_signed_pdf_is_refused_for_it_would_be_signed_no_more() -> None:
    def sign(made: pikepdf.Pdf) -> None:
        made.Root.AcroForm = pikepdf.Dictionary(SigFlags=3, Fields=pikepdf.Array([]))

    assert refusal(pdf(sign)).startswith("The PDF has a digital signature,")


def test_a_pdf_that_unpacks_to_gigabytes_is_refused() -> None:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"5 0 " + b" " * 1_000_000) for _time in range(400))
    packed += packer.flush()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang 5 0 R >>",
        b"<< /Type /Pages /Kids [] /Count 0 >>",
        b"null",
        b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream"
        % (len(packed), packed),
    ]
    content, places = b"%PDF-1.5\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    rows = [b"\0" * 6, *(b"\1" + place.to_bytes(4) + b"\0" for place in places), b"\2\0\0\0\4\0"]
    table = b"".join([*rows, b"\1" + len(content).to_bytes(4) + b"\0"])
    start = len(content)
    content += b"6 0 obj\n<< /Type /XRef /Size 7 /W [1 4 1] /Root 1 0 R /Length %d >>\n" % len(
        table
    )
    content += b"stream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, start)

    assert len(content) < 1_000_000
    assert refusal(content) == DAMAGED_PDF


@pytest.mark.parametrize("content", [pdf(), docx(), odt()], ids=["PDF", "Word", "OpenDocument"])
def test_what_hides_behind_a_document_is_left_behind(content: bytes) -> None:
    hidden = b"\n<script>alert(1)</script>"

    assert hidden not in kept(content + hidden).content


@pytest.mark.parametrize("content", [docx(), odt()], ids=["Word", "OpenDocument"])
def test_an_office_file_says_what_it_said_and_not_who_wrote_it(content: bytes) -> None:
    before, after = parts_of(content), parts_of(kept(content).content)

    assert list(before) == list(after)
    assert AUTHOR.encode() in b"".join(before.values())
    assert AUTHOR.encode() not in b"".join(after.values())
    (text,) = (name for name in before if name.endswith(("document.xml", "content.xml")))
    assert before[text] == after[text]


def test_the_kind_of_an_open_document_still_stands_at_its_beginning() -> None:
    with zipfile.ZipFile(io.BytesIO(odt())) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    stored = archive(parts, compression=zipfile.ZIP_STORED)

    assert kept(stored).content[30:80].startswith(b"mimetypeapplication/vnd.oasis")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(docx({"word/vbaProject.bin": b"Sub"}), id="in DOCX"),
        pytest.param(docx({"word/VBAPROJECT.bin": b"Sub"}), id="in capitals"),
        pytest.param(docx(main=MACROS), id="DOCM"),
        pytest.param(docx({"word/activeX/activeX1.xml": b""}), id="ActiveX"),
        pytest.param(docx({"xl/macrosheets/sheet1.xml": b""}), id="of Excel 4"),
        pytest.param(odt({"Basic/Standard/Module1.xml": b"Sub"}), id="in ODT"),
        pytest.param(odt({"Scripts/python/a.py": b""}), id="in Python"),
    ],
)
def test_macros_are_refused(content: bytes) -> None:
    assert refusal(content) == "The file has macros: save it without them, and upload that."


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(archive({"a.txt": b"a"}), "This is an archive,", id="archive"),
        pytest.param(archive({}), "This is none of the kinds", id="empty archive"),
        pytest.param(archive({"META-INF/MANIFEST.MF": b""}), "This is an archive,", id="Java"),
        pytest.param(odt(kind=b"formula"), "This is an archive,", id="a formula"),
        pytest.param(
            odt({"META-INF/manifest.xml": b"<manifest:encryption-data/>"}),
            "The file has a password:",
            id="password",
        ),
        pytest.param(
            docx({"_xmlsignatures/sig1.xml": b""}), "The file has a digital signature,", id="signed"
        ),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an office file of the old kind,", id="DOC"
        ),
        pytest.param(docx({"WORD/document.xml": b"other"}), DAMAGED, id="two of one name"),
    ],
)
def test_an_office_file_that_is_not_kept_is_refused_in_words(content: bytes, why: str) -> None:
    assert refusal(content).startswith(why)


def bomb() -> bytes:
    """A Word file that unpacks to more than a thousand times its size."""
    return docx({f"word/media/{number}.bmp": b"\0" * 10_000_000 for number in range(21)})


def test_an_office_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    content = bomb()

    assert len(content) < MOST_UNPACKED / 900
    assert refusal(content) == "The file unpacks to more than 200 MB: make it smaller."


def test_an_archive_that_says_it_is_small_unpacks_to_no_more_than_it_says() -> None:
    content = bytearray(docx({"word/media/a.bmp": b"\0" * 50_000_000}))
    place = content.rindex(b"word/media/a.bmp") - 46  # its entry in the list at the end
    content[place + 24 : place + 28] = (100).to_bytes(4, "little")

    assert refusal(bytes(content)) == DAMAGED


def test_an_archive_whose_entries_lie_over_each_other_is_refused() -> None:
    content = bytearray(docx())
    first, second = (content.rindex(name) - 46 for name in (b"[Content_", b"word/document"))
    content[second + 42 : second + 46] = content[first + 42 : first + 46]

    assert refusal(bytes(content)) == DAMAGED


def test_an_archive_packed_in_an_uncommon_way_is_refused() -> None:
    content = archive({"[Content_Types].xml": b"a"}, compression=zipfile.ZIP_LZMA)

    assert refusal(content) == DAMAGED


SEEDS = [pdf(), docx(), odt()]


@settings(max_examples=300)
@given(st.data())
def test_any_bytes_are_a_document_or_are_refused_in_words(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(SEEDS) | st.binary(min_size=1)))
    for _change in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
        content = content or bytearray(b"x")

    with suppress(ValidationError):
        assert kept(bytes(content), "a.txt").kind in DOCUMENTS
