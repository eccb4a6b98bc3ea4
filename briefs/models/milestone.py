"""Milestone: a step in an agreement's life, of all its parties or of one, with its date."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from briefs.models.actor import Actor
from briefs.models.agreement import Agreement
from briefs.models.claims import Claims
from briefs.models.dates import EdtfBoundField, EdtfField, date_is_parsed
from briefs.models.evidence import Assertion
from briefs.models.moments import edtf
from briefs.models.names import Keyed


class Status(models.TextChoices):
    """The stages of an agreement's life, in their usual order."""

    NEGOTIATED = "negotiated", _("negotiated")
    INITIALLED = "initialled", _("initialled")
    SIGNED = "signed", _("signed")
    RATIFIED = "ratified", _("ratified")
    ACCEDED = "acceded", _("acceded to")
    SUCCEEDED = "succeeded", _("succeeded to")
    APPLIED = "applied", _("provisionally applied")
    IN_FORCE = "in-force", _("in force")
    SUSPENDED = "suspended", _("suspended")
    WITHDRAWN = "withdrawn", _("withdrawn from")
    TERMINATED = "terminated", _("terminated")
    EXPIRED = "expired", _("expired")
    COMPLETED = "completed", _("completed")


# What took the agreement there, where it is called otherwise.
DEEDS: dict[str, Promise] = {
    Status.ACCEDED: _("acceded"),
    Status.SUCCEEDED: _("succeeded"),
    Status.IN_FORCE: _("entered into force"),
    Status.WITHDRAWN: _("withdrew"),
}


class MilestoneQuerySet(Claims["Milestone"]):
    """The steps of agreements."""

    def in_order(self) -> "MilestoneQuerySet":
        """Earliest first; those without a date last."""
        return self.order_by(models.F("date_earliest").asc(nulls_last=True), "pk")


class Milestone(Keyed):
    """A step that an agreement took or is to take, with its date: a claim."""

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="milestones", verbose_name=_("agreement")
    )
    actor = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name=_("by"),
        help_text=_("Whose own step it is; nobody’s, where all parties took it."),
    )
    date = EdtfField(_("date"))
    date_earliest = EdtfBoundField(of="date", bound="earliest")
    date_latest = EdtfBoundField(of="date", bound="latest")
    status = models.CharField(_("stage"), max_length=20, choices=Status)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["date_earliest", "pk"]
        indexes = [models.Index(fields=["date_earliest", "id"], name="milestone_by_date")]
        constraints = [date_is_parsed("date", "milestone_date_is_parsed")]

    def __str__(self) -> str:
        said = f"{self.deed} {edtf(self.date)}".strip()
        return f"{self.actor}: {said}" if self.actor_id else said

    @property
    def deed(self) -> str:
        """What was done, in a word or three."""
        return str(DEEDS.get(self.status, self.get_status_display()))

    @property
    def happened(self) -> bool:
        """Whether a passage of a current edition states it as done.

        Reads `evidence` with its publication, so prefetch it: `shown()` does.
        """
        return any(
            passage.assertion == Assertion.STATED and passage.in_current_edition
            for passage in self.evidence.all()
        )
