"""Amendment: an edition's change note told anew. Editions don't change, so it stands beside them.

Amendments are only ever added. They follow their edition into erasure, as editions do: their
words go, and that there was one stays.
"""

from typing import Any, NoReturn

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from briefs.models.edition import Edition


class ImmutableAmendment(Exception):
    """Somebody tried to change or delete an amendment."""

    def __init__(self) -> None:
        super().__init__("An amendment can't be changed or deleted: amend the note again.")


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    """Amendments, which are only ever added."""

    def delete(self) -> NoReturn:
        raise ImmutableAmendment


class Amendment(models.Model):
    """What readers are told in the place of an edition's note, or of an earlier amendment.

    `note` is for readers; who amended it, and why, stays at the desk.
    """

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="amendments", verbose_name=_("edition")
    )
    number = models.PositiveIntegerField(_("number"))
    note = models.TextField(_("change note"), blank=True)
    reason = models.TextField(_("reason"))
    by_name = models.CharField(_("by whom"), max_length=300)
    at = models.DateTimeField(_("when"), default=timezone.now)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ["edition", "number"]
        constraints = [
            # Which is the rule against two that amend the same note at once, too.
            models.UniqueConstraint(fields=["edition", "number"], name="amendment_number_once"),
            models.CheckConstraint(
                name="amendment_numbered_from_one", condition=models.Q(number__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ImmutableAmendment
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ImmutableAmendment
