"""Attachments: uploaded here, and linked to from bodies."""

from django.conf import settings
from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from briefs.admin.file_erasure import tombstone
from briefs.admin.noun import NounForm
from briefs.admin.upload import UploadAdmin, UploadField
from briefs.models.attachment import Attachment
from briefs.uploads import DOCUMENTS, Document, checked_document


class AttachmentForm(NounForm):
    """A new attachment."""

    upload = UploadField(
        checked_document,
        accept=",".join(f".{kind}" for kind in DOCUMENTS),
        help_text=format_lazy(
            _(
                "{kinds}, at most {most} MB. A PDF or office file is kept without its "
                "properties, such as its author; comments and tracked changes stay in it."
            ),
            kinds=", ".join(kind.upper() for kind in DOCUMENTS),
            most=settings.UPLOAD_MAX_MB,
        ),
    )


@admin.register(Attachment)
class AttachmentAdmin(UploadAdmin):
    """Documents."""

    add_form = AttachmentForm
    words = ("title", "credit")
    about = ("document",)
    list_display = ["title", "kind", "file_size", "credit", "markdown", "uploaded_at"]
    list_filter = ["kind"]
    search_fields = ["title", "credit", "file"]

    def keep(self, row: Attachment, upload: Document) -> None:
        row.hold(upload)

    @admin.display(description=_("size"))
    def file_size(self, attachment: Attachment) -> str:
        return filesizeformat(attachment.size)

    @admin.display(description=_("file"))
    def document(self, attachment: Attachment) -> SafeString:
        """The file as readers get it."""
        if attachment.erased_at:
            return tombstone(attachment)
        return format_html(
            '<a href="{}">{}</a>, {}',
            attachment.file.url,
            attachment.get_kind_display(),
            filesizeformat(attachment.size),
        )
