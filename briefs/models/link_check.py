"""Link checks: what came of asking for the addresses on other hosts, and where these stand.

The desk's own: addresses of drafts are among them, so code for readers never imports this.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST = 2000  # characters of an address; browsers and databases agree up to here
# A little less than a day, for a daily check never comes at the same second.
DAY = dt.timedelta(hours=22)
WEEK = dt.timedelta(days=7)


class Outcome(models.TextChoices):
    """What came of asking for an address."""

    UNASKED = "unasked", _("not asked yet")
    WORKS = "works", _("works")
    FAILED = "failed", _("failed")
    UNKNOWN = "unknown", _("can't be told")


class Reason(models.TextChoices):
    """Why an address failed, or why nothing can be told of it."""

    NONE = "", ""
    STATUS = "status", _("the site says that there is no such page, or fails itself")
    REFUSED = "refused", _("the site doesn't answer machines")
    BUSY = "busy", _("the site asks to come later")
    HOST = "host", _("there is no such host")
    CONNECTION = "connection", _("the host doesn't answer")
    TIME = "time", _("the answer took too long")
    CERTIFICATE = "certificate", _("its certificate isn't valid")
    CHAIN = "chain", _("its certificate can't be checked from here")
    CIRCLE = "circle", _("it leads on and on")
    MALFORMED = "malformed", _("it is no address, or the answer none")
    PRIVATE = "private", _("it leads into a private network, which isn't asked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of asking once; `wait` is how long the host wants to be left alone."""

    outcome: Outcome
    status: int | None = None
    reason: Reason = Reason.NONE
    moved_to: str = ""
    wait: dt.timedelta = dt.timedelta()

    @property
    def busy(self) -> bool:
        """Whether the host wants to be asked later."""
        return self.reason == Reason.BUSY


class LinkCheckQuerySet(models.QuerySet["LinkCheck"]):
    """Link checks by what is asked of them."""

    def due(self, now: dt.datetime) -> Self:
        """Those to be asked now, the longest due first."""
        return self.filter(due_at__lte=now).order_by("due_at", "pk")

    def remarkable(self) -> Self:
        """Broken ones, and those that have moved for good."""
        return self.filter(models.Q(broken=True) | ~models.Q(moved_to=""))


class LinkCheck(models.Model):
    """An address on another host, and what came of asking for it.

    It is `broken` after two failed checks, a day apart, without another answer between.
    """

    url = models.CharField(_("address"), max_length=LONGEST, unique=True)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, default=Outcome.UNASKED
    )
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)
    moved_to = models.CharField(_("moved for good to"), max_length=LONGEST, blank=True)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    first_failed_at = models.DateTimeField(_("failing since"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    broken = models.BooleanField(_("broken"), default=False)

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("link check")
        verbose_name_plural = _("link checks")
        ordering = ["url"]
        indexes = [
            models.Index(fields=["due_at", "id"], name="link_check_due"),
            models.Index(fields=["id"], condition=models.Q(broken=True), name="link_check_broken"),
        ]

    def __str__(self) -> str:
        return self.url

    def record(self, answer: Answer, at: dt.datetime) -> None:
        """Note what came of asking, and when to ask again; changes the object, saves nothing."""
        usual = DAY if answer.outcome == Outcome.FAILED or answer.busy else WEEK
        self.due_at = at + min(max(usual, answer.wait), 4 * WEEK)
        if answer.busy:
            return  # which says nothing of the address: what was known of it stays
        self.outcome, self.status, self.reason = answer.outcome, answer.status, answer.reason
        self.moved_to = answer.moved_to
        self.checked_at = at
        if answer.outcome == Outcome.FAILED:
            self.first_failed_at = self.first_failed_at or at
            self.failures += 1
            self.broken = self.failures >= 2 and at - self.first_failed_at >= DAY
        else:
            self.first_failed_at, self.failures, self.broken = None, 0, False


class Where(models.TextChoices):
    """Where an address stands; `LinkUse.key` is the key of the brief, or of the source."""

    DRAFT = "draft", _("in a draft")
    EDITION = "edition", _("in what readers see")
    SOURCE = "source", _("in a source")


class LinkUse(models.Model):
    """One address in one draft, current edition or source."""

    link = models.ForeignKey(LinkCheck, models.CASCADE, related_name="uses")
    where = models.CharField(max_length=10, choices=Where)
    key = models.UUIDField()

    class Meta:
        verbose_name = _("use of a link")
        verbose_name_plural = _("uses of links")
        constraints = [
            models.UniqueConstraint(fields=["where", "key", "link"], name="link_use_once")
        ]

    def __str__(self) -> str:
        return f"{self.link}, {self.get_where_display()}"


def broken_in(where: Where) -> "models.QuerySet[LinkUse, object]":
    """The keys of the briefs or sources that have a broken link there: for a subquery."""
    return LinkUse.objects.filter(where=where, link__broken=True).values("key")
