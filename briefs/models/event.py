"""Event: something dated that happened."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from briefs.models.actor import Actor
from briefs.models.address import address_field
from briefs.models.agreement import Agreement
from briefs.models.claims import Claims
from briefs.models.dates import EdtfBoundField, EdtfField, date_is_parsed
from briefs.models.names import ByKey, Keyed, Versioned, WordsField
from briefs.models.topic import Topic
from briefs.paths import path_of


class EventKind(models.TextChoices):
    """What sort of event it is."""

    MEETING = "meeting", _("meeting")
    TALKS = "talks", _("talks")
    SIGNATURE = "signature", _("signature")
    STATEMENT = "statement", _("statement")
    PUBLICATION = "publication", _("publication")


class EventQuerySet(Claims["Event"]):
    """Events by what is asked of them."""

    def newest_first(self) -> Self:
        """Latest first; those without a date last."""
        return self.order_by(models.F("date_latest").desc(nulls_last=True), "-pk")


class Event(Versioned):
    """A meeting, talks, a signature, a statement: a claim, like every dated fact."""

    slug = address_field()
    title = models.CharField(_("title"), max_length=300)
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind)
    date = EdtfField(_("date"))
    date_earliest = EdtfBoundField(of="date", bound="earliest")
    date_latest = EdtfBoundField(of="date", bound="latest")
    place = models.CharField(_("place"), max_length=200, blank=True)
    description = models.TextField(_("description"), blank=True)
    actors: "models.ManyToManyField[Actor, Participant]" = models.ManyToManyField(
        Actor, through="Participant", related_name="events", verbose_name=_("participants")
    )
    agreements = models.ManyToManyField(
        Agreement, blank=True, related_name="events", verbose_name=_("agreements")
    )
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="events", verbose_name=_("topics")
    )

    words = WordsField(of=["title"])

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-date_latest", "-pk"]
        indexes = [models.Index(fields=["-date_latest", "-id"], name="event_newest_first")]
        constraints = [date_is_parsed("date", "event_date_is_parsed")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return path_of("event", self.slug)

    @property
    def label(self) -> str:
        """The title that lists show."""
        return self.title


class Participant(Keyed):
    """Who took part in an event, and as what."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="participants")
    actor = models.ForeignKey(
        Actor, models.PROTECT, related_name="participations", verbose_name=_("actor")
    )
    role = models.CharField(_("role"), max_length=100, blank=True)

    objects = ByKey["Participant"].as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "actor", "role"], name="participant_once_a_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.actor}, {self.role}" if self.role else str(self.actor)
