"""BulkJob: one deed on many briefs, and what became of each; any worker can go on with it.

Kept beside the briefs, by their keys, as versions are: a brief that is deleted leaves its row.
"""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """Where a job is."""

    ASKED = "asked", _("not begun")
    RUNNING = "running", _("under way")
    STOPPED = "stopped", _("stopped")
    DONE = "done", _("finished")


class Outcome(models.TextChoices):
    """What became of a brief; of a trial, what would become of it."""

    DONE = "done", _("done")
    IDLE = "idle", _("needs no change")
    REFUSED = "refused", _("refused")


class BulkJobQuerySet(models.QuerySet["BulkJob"]):
    """Jobs by whose they are, and by what they wait for."""

    def of(self, user: Any) -> Self:
        """Somebody's own, the latest first: nobody else sees them."""
        return self.filter(by=user.pk).order_by("-made_at", "-pk")

    def due(self, now: dt.datetime) -> Self:
        """Those that a worker is to go on with, the earliest first."""
        return self.filter(state=JobState.RUNNING, due_at__lte=now).order_by("due_at", "pk")


class BulkJob(models.Model):
    """A deed on the briefs that somebody chose. A trial does it to each, and undoes it.

    `given` is what was typed into the deed's form, as a browser sends it. `run` counts how often
    it was begun: what belongs to an earlier run changes nothing any more.
    """

    deed = models.CharField(_("what"), max_length=20)
    given = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.ASKED)
    trial = models.BooleanField(default=False)
    run = models.PositiveIntegerField(default=0)
    request_id = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=10, blank=True)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    due_at = models.DateTimeField(null=True)

    objects = BulkJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulk action")
        verbose_name_plural = _("bulk actions")
        default_permissions = ()
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["by", "-made_at", "-id"], name="bulk_job_of_person"),
            models.Index(
                fields=["due_at", "id"],
                name="bulk_job_due",
                condition=models.Q(state="running"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deed} {self.pk}"

    @property
    def asks(self) -> bool:
        """Whether it may still be begun: nothing was done yet, but for a trial."""
        return self.state == JobState.ASKED or (self.trial and self.state != JobState.RUNNING)


class BulkRow(models.Model):
    """One brief of a job. `seen` is the version that it had when it was chosen.

    `given` is said of this brief in the place of the job's. `why` names what was refused: the
    field that has it, if any, and a sentence for each reason.
    """

    job = models.ForeignKey(BulkJob, models.CASCADE, related_name="rows")
    brief_key = models.UUIDField(_("brief"))
    seen = models.PositiveIntegerField()
    given = models.JSONField(default=dict)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    why = models.JSONField(default=list)

    class Meta:
        verbose_name = _("brief of a bulk action")
        verbose_name_plural = _("briefs of a bulk action")
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["job", "brief_key"], name="bulk_row_once_a_job")
        ]
        indexes = [models.Index(fields=["job", "outcome", "id"], name="bulk_row_by_outcome")]

    def __str__(self) -> str:
        return str(self.brief_key)
