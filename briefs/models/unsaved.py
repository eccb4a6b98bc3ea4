"""What was typed at the desk and not saved, and who has what open.

Neither is part of a noun or of its history. Nobody but who typed it sees unsaved work.
"""

import json
import uuid
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from briefs.models.people import called

# After which nobody is there any more. Browsers let a hidden tab speak once a minute: two such
# signs may be missed, or late.
SILENCE = timedelta(seconds=150)

Pairs = list[tuple[str, str]]  # names and values, as a browser sends a form


class UnsavedQuerySet(models.QuerySet["Unsaved"]):
    """Unsaved work by whose it is."""

    def of(self, user: Any) -> Self:
        """What somebody typed and hasn't saved; the latest first."""
        return self.filter(user=user).exclude(data="").order_by("-saved_at", "-pk")

    def offered_to(self, user: Any) -> Self:
        """What of it somebody hasn't put aside."""
        return self.of(user).filter(put_aside=False)


class Unsaved(models.Model):
    """What somebody typed into one form: one copy for a person and a brief.

    There are two of one noun where a person has it open twice, or neither takes up an older copy
    nor discards it and types anew: none goes over another. For that a copy is one `page`'s, the
    tab that last wrote it; without one it is whosever writes first, as after it was taken up.
    Empty `data` says that the form was saved: what of it arrives late is not kept again.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    noun = models.CharField(max_length=20)
    key = models.UUIDField(null=True)  # of what it is an edit; none for a new one
    form = models.UUIDField()
    page = models.UUIDField(null=True)
    # Text, for what was typed may have what no JSON column holds: NUL.
    data = models.TextField(blank=True)
    put_aside = models.BooleanField(default=False)
    saved_at = models.DateTimeField()

    objects = UnsavedQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "form"], name="unsaved_once_a_form")]
        indexes = [
            models.Index(fields=["user", "noun", "key"], name="unsaved_of_noun"),
            models.Index(fields=["saved_at"], name="unsaved_oldest_first"),
        ]

    def __str__(self) -> str:
        return _("unsaved work")

    @property
    def pairs(self) -> Pairs:
        """What was typed, as the browser sent it."""
        return [(name, value) for name, value in json.loads(self.data or "[]")]

    @property
    def about(self) -> str:
        """What names it best among what was typed: a title or a name."""
        typed = dict(self.pairs)
        names = ("title", "name", "exact", "alt", "label")
        return next((typed[name].strip()[:100] for name in names if typed.get(name)), "")


class PresenceQuerySet(models.QuerySet["Presence"]):
    """Who has what open."""

    def others(self, page: uuid.UUID, noun: str, key: uuid.UUID, now: datetime) -> Self:
        """On which other pages a noun is open, the first first; each with the account."""
        found = self.filter(noun=noun, key=key, seen_at__gt=now - SILENCE).exclude(page=page)
        return found.select_related("user").order_by("since", "pk")


class Presence(models.Model):
    """That somebody has the form of a noun open, on one page: a tab."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    noun = models.CharField(max_length=20)
    key = models.UUIDField()
    page = models.UUIDField()
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    objects = PresenceQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "page"], name="present_once")]
        indexes = [models.Index(fields=["noun", "key"], name="presence_at_noun")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """How colleagues know who it is."""
        return called(self.user)
