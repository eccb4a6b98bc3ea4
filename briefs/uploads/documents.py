"""Documents: which kind an upload is by what is in it, and what of it readers get."""

from dataclasses import dataclass
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from briefs.uploads.office import nameless_office
from briefs.uploads.pdf import nameless_pdf
from briefs.uploads.reading import content_of

OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
OPEN_XML = "application/vnd.openxmlformats-officedocument"
# The kinds that are kept, by the ending under which they are, and the type they are served as.
DOCUMENTS = {
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "odt": f"{OPEN_DOCUMENT}.text",
    "ods": f"{OPEN_DOCUMENT}.spreadsheet",
    "odp": f"{OPEN_DOCUMENT}.presentation",
    "docx": f"{OPEN_XML}.wordprocessingml.document",
    "xlsx": f"{OPEN_XML}.spreadsheetml.sheet",
    "pptx": f"{OPEN_XML}.presentationml.presentation",
}
KINDS = ", ".join(kind.upper() for kind in DOCUMENTS)

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_CONTROLS = {chr(code) for code in range(32)} - set("\t\n\r\f")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document that may be kept: its kind (a key of DOCUMENTS), and its bytes."""

    kind: str
    content: bytes


def checked_document(upload: "File[bytes]") -> Document:
    """What readers get of an uploaded document. Raises ValidationError for what isn't kept."""
    content = content_of(upload)
    if content.startswith(b"%PDF-"):
        return Document(kind="pdf", content=nameless_pdf(content))
    if content.startswith(b"PK\x03\x04"):
        kind, content = nameless_office(content)
        return Document(kind=kind, content=content)
    if content.startswith(_PICTURES):
        raise ValidationError(_("This is a picture: upload it under Images."), code="picture")
    if content.startswith(_OLD_OFFICE):
        raise ValidationError(
            _(
                "This is an office file of the old kind, or one with a password: save it "
                "without a password as DOCX, XLSX, PPTX or OpenDocument, and upload that."
            ),
            code="old-office",
        )
    return Document(kind=_kind_of_text(content, upload.name or ""), content=content)


def _kind_of_text(content: bytes, name: str) -> str:
    """Tables and plain text differ by name alone; neither is more than text to a browser."""
    kind = PurePath(name).suffix.lower().removeprefix(".")
    if kind not in {"csv", "txt"}:
        raise ValidationError(
            _("This is none of the kinds that are kept: %(kinds)s."),
            code="kind",
            params={"kinds": KINDS},
        )
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = "\0"
    if not _CONTROLS.isdisjoint(text):
        raise ValidationError(
            _("This is no text in UTF-8: save it in that encoding, and upload that."),
            code="no-text",
        )
    return kind
