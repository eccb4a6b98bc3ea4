"""Reservation: what a party said of an agreement as it took part, or what is noted of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from briefs.models.actor import Actor
from briefs.models.agreement import Agreement
from briefs.models.claims import Claims
from briefs.models.dates import EdtfBoundField, EdtfField, date_is_parsed
from briefs.models.names import Keyed


class ReservationKind(models.TextChoices):
    """What sort of statement it is."""

    RESERVATION = "reservation", _("reservation")
    DECLARATION = "declaration", _("declaration")
    OBJECTION = "objection", _("objection")
    NOTE = "note", _("note")


class Reservation(Keyed):
    """A reservation, declaration or objection of a party, or a note: a claim."""

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="reservations", verbose_name=_("agreement")
    )
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=ReservationKind,
        default=ReservationKind.RESERVATION,
    )
    actor = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reservations",
        verbose_name=_("by"),
        help_text=_("Whose it is; nobody’s, where it is a note."),
    )
    date = EdtfField(_("date"))
    date_earliest = EdtfBoundField(of="date", bound="earliest")
    date_latest = EdtfBoundField(of="date", bound="latest")
    text = models.TextField(_("text"), help_text=_("What it says, in a sentence or two."))

    objects = Claims["Reservation"].as_manager()

    class Meta:
        verbose_name = _("reservation or note")
        verbose_name_plural = _("reservations and notes")
        ordering = ["date_earliest", "pk"]
        constraints = [date_is_parsed("date", "reservation_date_is_parsed")]

    def __str__(self) -> str:
        kind = self.get_kind_display()
        return f"{kind} ({self.actor}): {self.text}" if self.actor_id else f"{kind}: {self.text}"
