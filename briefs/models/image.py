"""Image: a picture that bodies of briefs show."""

import re

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext_lazy as _

from briefs.models.names import WordsField
from briefs.models.upload import Upload, UploadQuerySet, in_markdown, keep, unguessable
from briefs.uploads import Picture


def refuse_file_name(alt: str) -> None:
    """Raise ValidationError for the name of a file, which tells nobody what a picture shows."""
    if re.fullmatch(r"\S+\.(png|jpe?g|webp|gif|tiff?|heic|svg)", alt.strip(), re.IGNORECASE):
        raise ValidationError(
            _("“%(alt)s” is the name of a file: say what the picture shows."),
            code="file-name",
            params={"alt": alt},
        )


class Image(Upload):
    """An uploaded picture, with the text for those who can't see it.

    `width` and `height` are the whole picture's; `widths` those of its smaller copies, for
    readers with smaller screens.
    """

    alt = models.CharField(
        _("text in its place"),
        max_length=300,
        validators=[refuse_file_name],
        help_text=_("What it shows, for those who can't see it."),
    )
    credit = models.CharField(
        _("credit"),
        max_length=300,
        help_text=_("Whose it is: readers see it beneath the picture."),
    )
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    widths = models.JSONField(_("widths"), default=list, editable=False)

    words = WordsField(of=["alt"])

    objects = UploadQuerySet["Image"].as_manager()

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering = ["-uploaded_at", "-pk"]
        indexes = [
            models.Index(fields=["-uploaded_at", "-id"], name="image_newest_first"),
            models.Index(fields=["file"], name="image_by_file"),
        ]

    def __str__(self) -> str:
        return self.alt

    def show(self, picture: Picture) -> None:
        """Take a finished picture as this image's: its files are kept, its row not yet saved."""
        name = unguessable()
        *smaller, whole = picture.files
        for width in smaller:
            keep(_narrow(f"{name}.webp", width), picture.files[width])
        self.file.name = keep(f"{name}.webp", picture.files[whole])
        self.width, self.height, self.widths = picture.width, picture.height, smaller

    @property
    def names(self) -> list[str]:
        """The names of its files: the whole picture's, and its copies'."""
        name = str(self.file)
        return [name, *(_narrow(name, width) for width in self.widths)]

    @property
    def thumbnail(self) -> str:
        """The address of the smallest copy."""
        name = str(self.file.name)
        return default_storage.url(_narrow(name, self.widths[0]) if self.widths else name)

    @property
    def srcset(self) -> str:
        """Its copies as HTML names them for browsers to choose from; "" where there is but one."""
        if not self.widths:
            return ""
        names = {width: _narrow(str(self.file.name), width) for width in self.widths}
        names[self.width] = str(self.file.name)
        return ", ".join(f"{default_storage.url(name)} {width}w" for width, name in names.items())

    @property
    def markdown(self) -> str:
        """What an editor pastes into a body to show it."""
        return f"![{in_markdown(self.alt)}]({self.address})"


def _narrow(name: str, width: int) -> str:
    return name.replace(".webp", f"-{width}.webp")
