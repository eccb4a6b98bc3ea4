"""Succession: which actor came after which, as states and bodies do."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from briefs.models.actor import Actor
from briefs.models.claims import Claims
from briefs.models.dates import EdtfBoundField, EdtfField, date_is_parsed
from briefs.models.names import Keyed


class SuccessionKind(models.TextChoices):
    """How the one followed the other."""

    CONTINUES = "continues", _("continues")
    SUCCEEDS = "succeeds", _("succeeds")
    SEPARATES = "separates", _("separated from")


class Succession(Keyed):
    """An actor that came after another: a claim. Accounts of how and when may differ."""

    successor = models.ForeignKey(
        Actor, models.CASCADE, related_name="predecessors", verbose_name=_("successor")
    )
    predecessor = models.ForeignKey(
        Actor, models.PROTECT, related_name="successors", verbose_name=_("predecessor")
    )
    kind = models.CharField(
        _("how"),
        max_length=20,
        choices=SuccessionKind,
        default=SuccessionKind.SUCCEEDS,
        help_text=_(
            "Continues: the same under another name. Succeeds: in its place. "
            "Separated: the other goes on."
        ),
    )
    date = EdtfField(_("date"))
    date_earliest = EdtfBoundField(of="date", bound="earliest")
    date_latest = EdtfBoundField(of="date", bound="latest")

    objects = Claims["Succession"].as_manager()

    class Meta:
        verbose_name = _("predecessor")
        verbose_name_plural = _("predecessors")
        ordering = ["date_earliest", "pk"]
        constraints = [
            date_is_parsed("date", "succession_date_is_parsed"),
            models.UniqueConstraint(
                fields=["successor", "predecessor", "kind", "date"],
                name="succession_once",
                violation_error_message=_("This predecessor is in the list already."),
            ),
            models.CheckConstraint(
                name="succession_of_another",
                condition=~models.Q(successor=models.F("predecessor")),
                violation_error_message=_("Nobody comes after themselves."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.predecessor}"
