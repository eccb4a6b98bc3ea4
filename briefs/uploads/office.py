"""Office files: zip archives of XML, packed anew without the names of those who wrote them."""

import io
import re
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from briefs.uploads.reading import damage_refused

# By what an archive says of itself: zipfile unpacks no more of an entry than that.
MOST_UNPACKED = 200_000_000
MOST_ENTRIES = 10_000

_OPEN_XML = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
    b"presentationml.presentation.main+xml": "pptx",
}
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
_SCHEMAS = "http://schemas.openxmlformats.org"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
# The parts that say who wrote a file, when and with what; here they say nothing.
_PROPERTIES = {
    "docProps/core.xml": (
        f'<coreProperties xmlns="{_SCHEMAS}/package/2006/metadata/core-properties"/>'
    ),
    "docProps/app.xml": (
        f'<Properties xmlns="{_SCHEMAS}/officeDocument/2006/extended-properties"/>'
    ),
    "docProps/custom.xml": (
        f'<Properties xmlns="{_SCHEMAS}/officeDocument/2006/custom-properties"/>'
    ),
    "meta.xml": (
        f'<office:document-meta xmlns:office="{_OASIS}" office:version="1.3">'
        "<office:meta/></office:document-meta>"
    ),
}
# Macros of Word, Excel and PowerPoint, new and old, and of LibreOffice: in the names of entries,
# or in what the list of parts calls them.
_PROGRAMS = re.compile(
    rb"vbaproject|activex|macrosheet|macroenabled|^(basic|scripts)/", re.M | re.I
)
_SIGNATURES = ("_xmlsignatures/", "META-INF/documentsignatures.xml")
_PARTS = ("[Content_Types].xml", "META-INF/manifest.xml")


def nameless_office(content: bytes) -> tuple[str, bytes]:
    """The kind of an office file, and the file without its properties (author, firm, dates).

    Raises ValidationError for what is damaged or no office file, has macros or a password,
    unpacks to too much, or has a signature, which packing it anew would break.
    """
    out = io.BytesIO()
    with (
        damage_refused(_("The file is damaged: open it, save it anew, and upload that.")),
        ZipFile(io.BytesIO(content)) as archive,
    ):
        entries = archive.infolist()
        _refuse_bombs(entries)
        names = {entry.filename for entry in entries}
        parts = b"".join(archive.read(name) for name in _PARTS if name in names)
        _refuse_what_is_unsafe(names, parts)
        kind = _kind(archive.read("mimetype") if "mimetype" in names else None, parts)
        with ZipFile(out, "w") as anew:
            for entry in entries:
                bare = ZipInfo(entry.filename)
                bare.compress_type = entry.compress_type
                anew.writestr(bare, _PROPERTIES.get(entry.filename) or archive.read(entry))
    return kind, out.getvalue()


def _refuse_bombs(entries: list[ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise ValidationError(
            _("The file unpacks to more than %(most)s MB: make it smaller."),
            code="unpacks-to-too-much",
            params={"most": MOST_UNPACKED // 1_000_000},
        )
    if any(entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for entry in entries):
        raise ValueError("Packed in a way that no office program packs.")
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise ValueError("Two entries of one name: one program reads this, another that.")


def _refuse_what_is_unsafe(names: set[str], parts: bytes) -> None:
    if _PROGRAMS.search("\n".join(names).encode()) or _PROGRAMS.search(parts):
        raise ValidationError(
            _("The file has macros: save it without them, and upload that."), code="macros"
        )
    if b"encryption-data" in parts:
        raise ValidationError(
            _("The file has a password: save it without one, and upload that."), code="password"
        )
    if any(name.startswith(_SIGNATURES) for name in names):
        raise ValidationError(
            _(
                "The file has a digital signature, which would break here: link to it where it "
                "was published, or save it without the signature, and upload that."
            ),
            code="signed",
        )


def _kind(mimetype: bytes | None, parts: bytes) -> str:
    if mimetype is not None:
        kind = _OPEN_DOCUMENT.get(mimetype.strip())
    else:
        kind = next((kind for name, kind in _OPEN_XML.items() if name in parts), None)
    if kind is None:
        raise ValidationError(
            _(
                "This is an archive, or an office file of a kind that isn't kept: save it as "
                "DOCX, XLSX, PPTX or OpenDocument, and upload that."
            ),
            code="kind",
        )
    return kind
