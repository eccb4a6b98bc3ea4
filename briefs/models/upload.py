"""What images and attachments have in common: a file that stays as it is."""

import re
import uuid
from typing import Self

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.utils.encoding import uri_to_iri
from django.utils.translation import gettext_lazy as _

from briefs.models.names import ByKey, Versioned, with_words
from briefs.words import normalised


class UploadQuerySet[U: "Upload"](ByKey[U]):
    """Uploads as the desk asks for them."""

    def called(self, text: str) -> Self:
        """Those whose text has words that begin as these do; none where there is no word."""
        there = self.filter(erased_at=None)
        return there.filter(with_words(text)) if normalised(text) else self.none()


class Upload(Versioned):
    """A file that editors uploaded. Editions show it: it never changes, and goes only where it
    has to be erased (`briefs.editorial.erasing_files`); who did that, and why, stays here.
    """

    file = models.FileField(_("file"), max_length=200, editable=False)
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    erased_at = models.DateTimeField(_("erased"), null=True, editable=False)
    erased_by = models.CharField(_("erased by"), max_length=150, blank=True, editable=False)
    erased_why = models.TextField(_("why it was erased"), blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def mark(self) -> str:
        """The part of its address that no other file has."""
        return str(self.file)[:32]

    @property
    def names(self) -> list[str]:
        """The names of its files."""
        return [str(self.file)]

    @property
    def address(self) -> str:
        """Its address as people read it: in letters, not in per cents."""
        return uri_to_iri(self.file.url)


def unguessable() -> str:
    """A part of a name that nobody finds by trying: drafts have files, too."""
    return uuid.uuid4().hex


def keep(name: str, content: bytes) -> str:
    """Put a file where uploads are kept; the name that it got."""
    return default_storage.save(name, ContentFile(content))


def in_markdown(text: str) -> str:
    r"""Text that Markdown takes as it stands, within brackets too.

    >>> print(in_markdown("Gas [bcm], 2021*"))
    Gas \[bcm\], 2021\*
    """
    return re.sub(r"([\\\[\]`*_~<>&^])", r"\\\1", text)
