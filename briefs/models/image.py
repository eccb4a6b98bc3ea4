"""Image: a picture that bodies of briefs show."""

import uuid
from pathlib import PurePath

from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from briefs.models.names import ByKey, Versioned

TYPES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp"}


def _unguessable(_image: models.Model, name: str) -> str:
    """Where a file is kept: nobody finds the picture of a draft by guessing its address."""
    return f"{uuid.uuid4().hex}{PurePath(name).suffix.lower()}"


class Image(Versioned):
    """An uploaded picture, with the text for those who can't see it."""

    file = models.ImageField(
        _("file"),
        upload_to=_unguessable,
        width_field="width",
        height_field="height",
        validators=[FileExtensionValidator(list(TYPES))],
        help_text=_("PNG, JPEG or WebP."),
    )
    alt = models.CharField(
        _("text in its place"),
        max_length=300,
        help_text=_("What it shows, for those who can't see it."),
    )
    credit = models.CharField(_("credit"), max_length=300, blank=True)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    objects = ByKey["Image"].as_manager()

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering = ["-uploaded_at", "-pk"]
        indexes = [models.Index(fields=["-uploaded_at", "-id"], name="image_newest_first")]

    def __str__(self) -> str:
        return self.alt

    @property
    def markdown(self) -> str:
        """What an editor pastes into a body to show it."""
        alt = self.alt.replace("[", "(").replace("]", ")")
        return f"![{alt}]({self.file.url})"
