"""Recheck: a published brief states a fact that is no longer what it was; somebody has to look.

The desk's own: readers' code never imports this.
"""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Why(models.TextChoices):
    """What happened to the fact."""

    CHANGED = "changed", _("the fact was changed")
    DELETED = "deleted", _("the fact was deleted")
    RETRACTED = "retracted", _("another brief that states it was taken back")


class RecheckQuerySet(models.QuerySet["Recheck"]):
    """Rechecks by what is left to do."""

    def open(self) -> Self:
        """Those that nobody has looked at."""
        return self.filter(done_at=None)


class Recheck(models.Model):
    """One fact of one brief, to be looked at again; `fact` is what it said before."""

    brief_key = models.UUIDField(_("brief"), db_index=True)
    passage_key = models.UUIDField(_("passage"), db_index=True)
    why = models.CharField(_("why"), max_length=10, choices=Why)
    fact = models.CharField(_("the fact as it was"), max_length=300)
    at = models.DateTimeField(_("since"), default=timezone.now)
    who = models.CharField(_("who"), max_length=150, blank=True)
    done_at = models.DateTimeField(_("looked at on"), null=True, blank=True)
    done_by = models.CharField(_("looked at by"), max_length=150, blank=True)

    objects = RecheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("fact to be looked at again")
        verbose_name_plural = _("facts to be looked at again")
        ordering = ["-at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["passage_key", "why"],
                condition=models.Q(done_at=None),
                name="recheck_open_once",
            )
        ]

    def __str__(self) -> str:
        return self.fact
