"""Worker: a process that does what waits in the background, and when it was last seen alive."""

import datetime as dt
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LOST_AFTER = 60  # seconds without a sign of life


class WorkerQuerySet(models.QuerySet["Worker"]):
    """Workers by whether they live."""

    def living(self, lost_after: float = LOST_AFTER) -> Self:
        """Those seen lately."""
        return self.filter(seen_at__gte=timezone.now() - dt.timedelta(seconds=lost_after))


class Worker(models.Model):
    """A process that says every few seconds that it lives."""

    id = models.CharField(max_length=64, primary_key=True)
    started_at = models.DateTimeField(_("started at"), default=timezone.now)
    seen_at = models.DateTimeField(_("last seen"), default=timezone.now)

    objects = WorkerQuerySet.as_manager()

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")
        default_permissions = ()

    def __str__(self) -> str:
        return self.id
