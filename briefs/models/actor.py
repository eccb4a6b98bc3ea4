"""Actor: a state, person, organisation or body, under all its names; and who held which office."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from briefs.models.address import address_field
from briefs.models.claims import Claims
from briefs.models.dates import EdtfBoundField, EdtfField, bounds, date_is_parsed
from briefs.models.names import (
    LONGEST_WORDS,
    ByKey,
    Keyed,
    Versioned,
    WordsField,
    in_readers_language,
    order_of_labels,
    with_words,
)
from briefs.paths import path_of


class ActorKind(models.TextChoices):
    """What sort of actor it is."""

    STATE = "state", pgettext_lazy("actor", "state")
    PERSON = "person", _("person")
    ORGANISATION = "organisation", _("organisation")
    BODY = "body", pgettext_lazy("actor", "body")


class ActorQuerySet(ByKey["Actor"]):
    """Actors by what is asked of them."""

    def named(self, text: str) -> Self:
        """Those with a name that has all words of the text, or words that start so."""
        by_other_name = self.model._base_manager.filter(with_words(text, "names__words"))
        return self.filter(with_words(text) | models.Q(pk__in=by_other_name.values("pk")))

    def in_order(self) -> Self:
        """By the name that the reader sees."""
        return self.order_by(order_of_labels("name", "labels"), "pk")


class Actor(Versioned):
    """Somebody who acts in briefs."""

    slug = address_field()
    kind = models.CharField(_("kind"), max_length=20, choices=ActorKind)
    name = models.CharField(
        _("name"), max_length=200, help_text=_("As briefs call it; other names go below.")
    )
    description = models.TextField(_("description"), blank=True)
    # What readers see, by the language of their page; triggers take it from the names.
    labels = models.JSONField(default=dict, editable=False)
    words = WordsField(of=["name"], longest=LONGEST_WORDS)

    SET_APART = (*Versioned.SET_APART, "labels")

    objects = ActorQuerySet.as_manager()

    class Meta:
        verbose_name = _("actor")
        verbose_name_plural = _("actors")
        ordering = ["name"]
        indexes = [
            models.Index(fields=["name", "id"], name="actor_by_name"),
            models.Index(fields=["kind", "name"], name="actor_by_kind"),
            models.Index(fields=["words"], name="actor_by_words"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return path_of("actor", self.slug)

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return in_readers_language(self.name, self.labels)


class PositionQuerySet(Claims["Position"]):
    """Offices that somebody held."""

    def in_order(self) -> Self:
        """Earliest first, by their beginning, or when they are held; those without a date last."""
        days = ("start_earliest", "as_of_earliest")
        return self.order_by(*(models.F(day).asc(nulls_last=True) for day in days), "pk")


class Position(Keyed):
    """An office that somebody held: a claim."""

    holder = models.ForeignKey(
        Actor, models.CASCADE, related_name="positions", verbose_name=_("held by")
    )
    title = models.CharField(_("office"), max_length=200)
    of = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="offices",
        verbose_name=_("of"),
        help_text=_("The state, organisation or body that the office belongs to."),
    )
    start = EdtfField(_("from"))
    start_earliest = EdtfBoundField(of="start", bound="earliest")
    start_latest = EdtfBoundField(of="start", bound="latest")
    end = EdtfField(_("to"))
    end_earliest = EdtfBoundField(of="end", bound="earliest")
    end_latest = EdtfBoundField(of="end", bound="latest")
    as_of = EdtfField(
        _("held on"),
        help_text=_(
            "A date at which the source shows them in office, as precise as it is known: "
            "2014, 2021-09, 2021-12-01, 2023~."
        ),
    )
    as_of_earliest = EdtfBoundField(of="as_of", bound="earliest")
    as_of_latest = EdtfBoundField(of="as_of", bound="latest")

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ["holder", "start_earliest", "as_of_earliest", "pk"]
        constraints = [
            date_is_parsed("start", "position_start_is_parsed"),
            date_is_parsed("end", "position_end_is_parsed"),
            date_is_parsed("as_of", "position_as_of_is_parsed"),
            models.CheckConstraint(
                name="position_ends_after_start",
                condition=models.Q(start_earliest__isnull=True)
                | models.Q(end_latest__isnull=True)
                | models.Q(start_earliest__lte=models.F("end_latest")),
            ),
        ]

    def __str__(self) -> str:
        return _("%(holder)s, %(title)s") % {"holder": self.holder, "title": self.title}

    @property
    def named(self) -> str:
        """The office with what it belongs to, in the reader's language; follows `of`."""
        return f"{self.title} ({self.of.label})" if self.of else self.title

    def clean(self) -> None:
        try:
            start, end = bounds(self.start)[0], bounds(self.end)[1]
        except ValidationError:
            return  # the field says so
        if start and end and start > end:
            raise ValidationError({"end": _("The office ends before it starts.")})
