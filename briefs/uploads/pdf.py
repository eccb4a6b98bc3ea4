"""PDF: read by qpdf and written anew, without the names, programs and files that were in it."""

import io

import pikepdf
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pikepdf.sanitize import Sanitizer
from pikepdf.settings import set_qpdf_limits

from briefs.uploads.reading import damage_refused

# A few kilobytes can unpack to gigabytes. The limits are the whole process's, as qpdf has them.
MOST_UNPACKED = 100_000_000
set_qpdf_limits(
    flate_max_memory=MOST_UNPACKED,
    run_length_max_memory=MOST_UNPACKED,
    png_max_memory=MOST_UNPACKED,
    tiff_max_memory=MOST_UNPACKED,
    parser_max_container_size=1_000_000,
)

_SANITIZER = (
    Sanitizer()
    .remove_javascript()
    .remove_multimedia()
    .remove_attachments()
    .remove_private_app_data()
)
# Properties that name nobody: the title, and the standards for archives and for accessibility
# that a document keeps to.
_KEPT = (
    "{http://purl.org/dc/elements/1.1/}title",
    "{http://www.aiim.org/pdfa/ns/id/}",
    "{http://www.aiim.org/pdfua/ns/id/}",
)


def nameless_pdf(content: bytes) -> bytes:
    """A PDF without its properties but the title, without scripts and private data.

    Raises ValidationError for one that is damaged or needs a password, that has other files
    in it, or a signature, which writing it anew would break.
    """
    out = io.BytesIO()
    with (
        damage_refused(_("The PDF is damaged: save or print it anew as PDF, and upload that.")),
        _opened(content) as pdf,
    ):
        _refuse_what_would_be_lost(pdf)
        _SANITIZER.apply(pdf)
        _remove_properties(pdf)
        pdf.save(out, deterministic_id=True)
        # What qpdf could not read (or would not: see the limits), it has left out.
        if pdf.get_warnings():
            raise ValueError(pdf.get_warnings())
    return out.getvalue()


def _opened(content: bytes) -> pikepdf.Pdf:
    try:
        return pikepdf.open(
            io.BytesIO(content), attempt_recovery=False, inherit_page_attributes=False
        )
    except pikepdf.PasswordError as error:
        raise ValidationError(
            _("The PDF needs a password: save it without one, and upload that."),
            code="password",
        ) from error


def _refuse_what_would_be_lost(pdf: pikepdf.Pdf) -> None:
    if pdf.attachments:
        raise ValidationError(
            _("The PDF has other files in it: upload each by itself, and the PDF without them."),
            code="files-within",
        )
    form = pdf.Root.get("/AcroForm")
    if form is not None and int(form.get("/SigFlags", 0)) & 1:
        raise ValidationError(
            _(
                "The PDF has a digital signature, which would break here: link to it where it "
                "was published, or print it as PDF, and upload that."
            ),
            code="signed",
        )


def _remove_properties(pdf: pikepdf.Pdf) -> None:
    for name in set(pdf.docinfo.keys()) - {"/Title"}:
        del pdf.docinfo[name]
    if "/Metadata" in pdf.Root:
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as properties:
            for each in [each for each in properties if not str(each).startswith(_KEPT)]:
                del properties[each]
    for part in pdf.objects:  # pictures have properties, too
        if isinstance(part, pikepdf.Stream) and "/Metadata" in part:
            del part["/Metadata"]
