"""Review: that somebody was asked to look at a brief, and what they said.

Kept beside the brief, by its key, as its versions are: who recovers a deleted brief has its
reviews again. No relation leads here from what readers' code can reach.
"""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from briefs.models.brief import Brief


class Decision(models.TextChoices):
    """What became of a review."""

    APPROVED = "approved", _("approved")
    RETURNED = "returned", _("sent back")
    TAKEN_BACK = "taken back", _("taken back")
    OVERTAKEN = "overtaken", _("published without it")


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reviews by whose they are."""

    def of(self, brief: Brief) -> Self:
        """A brief's reviews, the latest first, each with the people."""
        named = self.select_related("requested_by", "reviewer", "decided_by")
        return named.filter(brief_key=brief.key).order_by("-requested_at", "-pk")

    def open(self) -> Self:
        """Those that wait for somebody."""
        return self.filter(decision="")

    def approvals(self, brief: Brief) -> Self:
        """Those that approve what the brief says now."""
        return self.of(brief).filter(decision=Decision.APPROVED, decided_version=brief.version)


class Review(models.Model):
    """A request to look at a brief, and its outcome.

    `decided_version` is the newest version that says what was decided on: where passages of
    evidence alone changed since, it is moved on with the brief's.
    """

    brief_key = models.UUIDField(_("brief"))
    version = models.PositiveIntegerField(_("version"))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    requested_at = models.DateTimeField(_("asked"), auto_now_add=True)
    note = models.TextField(_("note"), blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("reviewer"),
    )
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_version = models.PositiveIntegerField(_("version decided on"), null=True)
    reasons = models.TextField(_("reasons"), blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        default_permissions = ()
        ordering = ["-requested_at", "-id"]
        indexes = [
            models.Index(fields=["brief_key", "-requested_at", "-id"], name="review_of_brief"),
            models.Index(
                fields=["reviewer"], name="review_waits_for", condition=models.Q(decision="")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["brief_key"], name="review_one_open", condition=models.Q(decision="")
            ),
            models.CheckConstraint(
                name="review_returned_says_why",
                condition=~models.Q(decision="returned") | ~models.Q(reasons=""),
                violation_error_message=_("Say why: whoever wrote it has to know what to mend."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_decision_display() or str(_("review"))


class CommentQuerySet(models.QuerySet["Comment"]):
    """Comments by what they are about."""

    def of(self, brief: Brief) -> Self:
        """All that was said of a brief, in order."""
        return self.filter(brief_key=brief.key).select_related("by").order_by("at", "pk")


class Comment(models.Model):
    """What somebody says of a passage of a brief's body, or in reply to that.

    The passage is a W3C TextQuoteSelector over the Markdown; without one it's of the whole.
    """

    brief_key = models.UUIDField(_("brief"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    who = models.CharField(_("who"), max_length=150, blank=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    version = models.PositiveIntegerField(_("version"))
    exact = models.TextField(_("passage"), blank=True)
    prefix = models.CharField(_("text before"), max_length=32, blank=True)
    suffix = models.CharField(_("text after"), max_length=32, blank=True)
    text = models.TextField(_("comment"))
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="replies")
    resolved_at = models.DateTimeField(_("resolved"), null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("resolved by"),
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        default_permissions = ()
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["brief_key", "at", "id"], name="comment_of_brief")]

    def __str__(self) -> str:
        return str(_("comment"))
