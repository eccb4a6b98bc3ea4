"""Attachment: a document that bodies of briefs link to."""

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from briefs.models.names import WordsField
from briefs.models.upload import Upload, UploadQuerySet, in_markdown, keep, unguessable
from briefs.uploads import DOCUMENTS, Document


class Attachment(Upload):
    """An uploaded document: figures, a text, slides. Its kind and size are found by content."""

    title = models.CharField(
        _("title"), max_length=300, help_text=_("What links say; the file is named after it.")
    )
    credit = models.CharField(
        _("credit"),
        max_length=300,
        blank=True,
        help_text=_("Whose it is, if it isn't yours: readers see it beside the link."),
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices={kind: kind.upper() for kind in DOCUMENTS}, editable=False
    )
    size = models.PositiveBigIntegerField(_("size"), editable=False)

    words = WordsField(of=["title"])

    objects = UploadQuerySet["Attachment"].as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["-uploaded_at", "-pk"]
        indexes = [
            models.Index(fields=["-uploaded_at", "-id"], name="attachment_newest_first"),
            models.Index(fields=["file"], name="attachment_by_file"),
        ]

    def __str__(self) -> str:
        return self.title

    def hold(self, document: Document) -> None:
        """Take a document as this attachment's: its file is kept, its row not yet saved."""
        called = slugify(self.title, allow_unicode=True)[:60].strip("-_") or "attachment"
        self.file.name = keep(f"{unguessable()}/{called}.{document.kind}", document.content)
        self.kind, self.size = document.kind, len(document.content)

    @property
    def markdown(self) -> str:
        """What an editor pastes into a body to link to it."""
        return f"[{in_markdown(self.title)}]({self.address})"
