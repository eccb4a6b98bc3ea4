"""Source: what a brief or a claim rests on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from briefs.models.dates import EdtfBoundField, EdtfField, date_is_parsed
from briefs.models.names import ByKey, Versioned, slug_field


class SourceKind(models.TextChoices):
    """What sort of thing the source is."""

    ARTICLE = "article", _("article")
    BOOK = "book", _("book")
    DOCUMENT = "document", _("document")
    SPEECH = "speech", _("speech")
    WEB = "web", _("web page")
    DATASET = "dataset", _("data set")


class Source(Versioned):
    """An article, document, speech or page that briefs cite."""

    slug = slug_field()
    title = models.CharField(_("title"), max_length=500)
    author = models.CharField(_("author"), max_length=300, blank=True)
    publisher = models.CharField(_("publisher"), max_length=300, blank=True)
    date = EdtfField(_("date"))
    date_earliest = EdtfBoundField(of="date", bound="earliest")
    date_latest = EdtfBoundField(of="date", bound="latest")
    url = models.URLField(_("address"), max_length=1000, blank=True)
    kind = models.CharField(
        _("kind"), max_length=20, choices=SourceKind, default=SourceKind.ARTICLE
    )
    note = models.TextField(_("note"), blank=True, help_text=_("What a reader should know of it."))

    objects = ByKey["Source"].as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["title"]
        indexes = [models.Index(fields=["title", "id"], name="source_by_title")]
        constraints = [date_is_parsed("date", "source_date_is_parsed")]

    def __str__(self) -> str:
        return self.title
