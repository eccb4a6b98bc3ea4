"""Schedule: what is to happen to a brief at a given minute, and what became of it.

Kept beside the brief, by its key, as its versions are.
"""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from briefs.models.brief import Brief
from briefs.models.edition import Change
from briefs.models.moments import in_words
from briefs.models.publication import Publication, Standing


class Deed(models.TextChoices):
    """What is to happen."""

    PUBLISH = "publish", _("publish")
    ARCHIVE = "archive", _("archive")
    WITHDRAW = "withdraw", _("withdraw")


class End(models.TextChoices):
    """What became of it."""

    DONE = "done", _("done")
    CANCELLED = "cancelled", _("cancelled")
    REFUSED = "refused", _("refused")


class ScheduleQuerySet(models.QuerySet["Schedule"]):
    """Schedules by what is asked of them."""

    def of(self, brief: Brief) -> Self:
        """A brief's, the latest made first."""
        return self.filter(brief_key=brief.key).select_related("by").order_by("-made_at", "-pk")

    def open(self) -> Self:
        """Those that are still to happen."""
        return self.filter(ended="")

    def due(self, now: dt.datetime) -> Self:
        """Those whose minute has come, the earliest first."""
        return self.open().filter(at__lte=now).order_by("at", "pk")

    def refused(self) -> Self:
        """Those refused when their minute came, that nothing has made good since."""
        same = models.Q(brief_key=models.OuterRef("brief_key"))
        newer = Schedule.objects.filter(same, made_at__gt=models.OuterRef("made_at"))
        shelf = Publication.objects.filter(same)
        shown = shelf.filter(current__published_at__gte=models.OuterRef("at"))
        gone = shelf.exclude(state=Standing.PUBLISHED)
        made_good = models.Q(models.Exists(shown), deed=Deed.PUBLISH) | models.Q(
            ~models.Q(deed=Deed.PUBLISH), models.Exists(gone)
        )
        return self.filter(~models.Exists(newer), ~made_good, ended=End.REFUSED)

    def cancel(self, why: str) -> int:
        """End those that are still to happen; how many there were."""
        return self.open().update(ended=End.CANCELLED, why=why)


class Schedule(models.Model):
    """One thing that is to happen to one brief. `version` is the one that was looked at."""

    brief_key = models.UUIDField(_("brief"))
    deed = models.CharField(_("what"), max_length=10, choices=Deed)
    at = models.DateTimeField(_("when"))
    version = models.PositiveIntegerField(_("version"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    change = models.CharField(max_length=12, choices=Change, default=Change.UPDATE)
    note = models.TextField(_("change note"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    ended = models.CharField(_("ended"), max_length=10, choices=End, blank=True)
    why = models.TextField(_("why"), blank=True)

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["brief_key", "deed"],
                condition=models.Q(ended=""),
                name="scheduled_once_a_deed",
            )
        ]
        indexes = [
            models.Index(fields=["at", "id"], condition=models.Q(ended=""), name="schedule_due"),
            models.Index(fields=["brief_key", "-made_at"], name="schedule_of_brief"),
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()} {self.at:%Y-%m-%d %H:%M}"

    @property
    def moment(self) -> str:
        """When, in the site's time zone, which is named."""
        return in_words(self.at)
