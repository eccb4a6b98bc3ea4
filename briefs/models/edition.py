"""Edition: a published version of a brief, numbered, finished and immutable.

`Edition.save` refuses a second save; a trigger in the database (`triggers.py`) refuses
every other way. The one exception is erasure, which the law may demand.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, NoReturn

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from briefs.models.names import reads_right_to_left
from briefs.models.publication import Publication


class ImmutableEdition(Exception):
    """Somebody tried to change or delete an edition."""

    def __init__(self) -> None:
        super().__init__("An edition can't be changed or deleted: publish a new one.")


class Change(models.TextChoices):
    """What kind of change an edition makes to the one before it."""

    FIRST = "first", _("first edition")
    MINOR = "minor", _("minor edit")
    UPDATE = "update", _("update")
    CORRECTION = "correction", _("correction")
    RETRACTION = "retraction", _("retraction")

    @property
    def needs_note(self) -> bool:
        """Whether readers are owed a word on what changed and why."""
        return self in TOLD


TOLD = (Change.UPDATE, Change.CORRECTION, Change.RETRACTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What readers were told of an edition, from when on."""

    at: dt.datetime
    text: str


class EditionQuerySet(models.QuerySet["Edition"]):
    """Editions, which are only ever added."""

    def get_by_natural_key(self, brief_key: str, number: int) -> "Edition":
        return self.only("pk").get(publication__brief_key=brief_key, number=number)

    def told(self) -> "EditionQuerySet":
        """What they say of themselves, without their texts; the latest first (`shelved`)."""
        told = ("publication_id", "number", "published_at", "change", "note", "share", "erased_at")
        return self.only(*told).order_by("-number")

    def delete(self) -> NoReturn:
        raise ImmutableEdition


class Edition(models.Model):
    """A brief as it was published, with all that readers need of it.

    Shapes: `card` is ``{"authors" | "topics" | "actors" | "agreements" | "tags" | "regions":
    [{"key", "slug", "name"}]}``; `sources` a list of ``{"slug", "title", "author",
    "publisher", "date", "url", "kind", "note"}``; `contents` a list of ``{"id", "text",
    "level"}``; `citation` a CSL-JSON item.
    """

    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="editions", verbose_name=_("publication")
    )
    number = models.PositiveIntegerField(_("number"))
    published_at = models.DateTimeField(_("published at"), default=timezone.now)
    change = models.CharField(_("change"), max_length=12, choices=Change, default=Change.FIRST)
    note = models.TextField(_("change note"), blank=True)
    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(_("summary"))
    key_points = models.JSONField(_("key points"), default=list)
    kind = models.CharField(_("kind"), max_length=50)
    language = models.CharField(_("language"), max_length=20)
    license = models.CharField(_("license"), max_length=50, blank=True)
    body_markdown = models.TextField(_("body (Markdown)"))
    body_html = models.TextField(_("body (HTML)"))
    text = models.TextField(_("plain text"))
    contents = models.JSONField(_("contents"), default=list)
    card = models.JSONField(_("card"), default=dict)
    sources = models.JSONField(_("sources"), default=list)
    citation = models.JSONField(_("citation"), default=dict)
    share = models.FloatField(
        _("share of the text that changed"),
        null=True,
        blank=True,
        help_text=_("From 0 to 1; empty where it isn't known."),
    )
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-published_at", "-id"]
        indexes = [models.Index(fields=["-published_at", "-id"], name="edition_newest_first")]
        permissions = [("erase_edition", _("Can erase the text of editions"))]
        constraints = [
            models.UniqueConstraint(fields=["publication", "number"], name="edition_number_once"),
            models.CheckConstraint(
                name="edition_numbered_from_one", condition=models.Q(number__gte=1)
            ),
            models.CheckConstraint(
                name="edition_one_alone_is_first",
                condition=models.Q(number=1, change=Change.FIRST)
                | models.Q(number__gt=1) & ~models.Q(change=Change.FIRST),
            ),
            models.CheckConstraint(
                name="edition_says_what_changed",
                condition=~models.Q(change__in=TOLD)
                | ~models.Q(note="")
                | models.Q(erased_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return _("%(title)s, edition %(number)s") % {"title": self.title, "number": self.number}

    def get_absolute_url(self) -> str:
        """Its address for ever; follows `publication`, so select it."""
        return reverse("edition", args=[self.publication.slug, self.number])

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ImmutableEdition
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ImmutableEdition

    def natural_key(self) -> tuple[str, int]:
        return (str(self.publication.brief_key), self.number)

    natural_key.dependencies = ["briefs.publication"]  # type: ignore[attr-defined]

    @property
    def told_notes(self) -> list[Note]:
        """What readers are told of it, then what they were told before; prefetch `amendments`."""
        told = [Note(at=self.published_at, text=self.note)]
        if self.pk:  # one that isn't saved yet has none
            told += [Note(at=each.at, text=each.note) for each in self.amendments.all()]
        return told[::-1]

    @property
    def told_note(self) -> str:
        """The change note as readers see it now: its own, or as last amended."""
        return self.told_notes[0].text

    @property
    def texts(self) -> tuple[str, str, str, str]:
        """The words that readers read: title, summary, key points, body."""
        return self.title, self.summary, "\n".join(self.key_points), self.text

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``, for the text's language."""
        return "rtl" if reads_right_to_left(self.language) else "ltr"
