"""PreviewLink: shows a brief's next edition to somebody without an account, for some days."""

import secrets
from datetime import datetime
from typing import Self

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from briefs.models.brief import Brief
from briefs.models.moments import minute

_signer = Signer(salt="briefs.preview", sep=".")


def _secret() -> str:
    return secrets.token_urlsafe(24)  # 192 bits


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    """Links by what is asked of them."""

    def of(self, brief: Brief) -> Self:
        """Those to one brief, the latest first, each with the accounts."""
        return self.filter(brief=brief).select_related("by", "revoked_by").order_by("-made_at")

    def open_at(self, now: datetime) -> Self:
        """Those neither expired nor revoked."""
        return self.filter(revoked_at=None, expires_at__gt=now)

    def with_token(self, token: str) -> Self:
        """The one that a token is of. A forged token asks the database for nothing."""
        try:
            return self.filter(secret=_signer.unsign(token))
        except BadSignature:
            return self.none()


class PreviewLink(models.Model):
    """A link that somebody gave away. It shows what they may change, as long as they may.

    The address has the secret signed: to open a preview takes more than what a copy of the
    database tells.
    """

    brief = models.ForeignKey(Brief, models.CASCADE, related_name="+", verbose_name=_("brief"))
    secret = models.CharField(max_length=43, unique=True, default=_secret, editable=False)
    note = models.CharField(_("for whom"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    who = models.CharField(_("who"), max_length=150)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("revoked by"),
    )
    opened = models.PositiveIntegerField(_("times opened"), default=0)
    opened_at = models.DateTimeField(_("last opened"), null=True, blank=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        default_permissions = ()
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["brief", "-made_at"], name="preview_link_newest_first")]

    def __str__(self) -> str:
        return f"{self.who}, {minute(self.made_at)}"

    @property
    def is_open(self) -> bool:
        """Whether it is neither expired nor revoked."""
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def token(self) -> str:
        """What its address has."""
        return _signer.sign(self.secret)
