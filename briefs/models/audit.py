"""Entry: a line of the audit log, which says who did what, and when. Lines are only added.

`Entry` and its queryset refuse to change and to delete; triggers in the database
(`triggers.py`) refuse every other way. No foreign key leads out of it: whoever or whatever a
line names may be deleted, and the line stays.
"""

import datetime as dt
from typing import Any, NoReturn, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from briefs.models.moments import in_words

type JSON = bool | int | float | str | list[JSON] | dict[str, JSON] | None


class AppendOnly(Exception):
    """Somebody tried to change or delete a line of the audit log."""

    def __init__(self) -> None:
        super().__init__("The audit log is only added to: its entries can't be changed or deleted.")


class Origin(models.TextChoices):
    """By way of what a deed was done."""

    DESK = "desk", _("the desk")
    COMMAND = "command", _("a command")
    TASK = "task", _("a task")
    CODE = "code", _("code")


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries, which are only ever added."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly

    def delete(self) -> NoReturn:
        raise AppendOnly

    def about(self, row: models.Model) -> Self:
        """Entries about a row, by its key where it has one: keys outlive restoring."""
        found = self.filter(noun=row._meta.model_name)
        key = getattr(row, "key", None)
        return found.filter(key=key) if key else found.filter(row=row.pk)


class Entry(models.Model):
    """One deed. What `data` says depends on the action; texts of documents it never has."""

    at = models.DateTimeField(_("when"), default=timezone.now)
    action = models.CharField(_("action"), max_length=100)  # noun and deed: brief.publish
    who_id = models.BigIntegerField(_("user number"), null=True)
    who = models.CharField(_("who"), max_length=150, blank=True)
    noun = models.CharField(_("noun"), max_length=100, blank=True)
    key = models.UUIDField(_("key"), null=True)
    row = models.BigIntegerField(_("row number"), null=True)
    label = models.CharField(_("name at that time"), max_length=300, blank=True)
    request_id = models.CharField(_("request"), max_length=64, blank=True)
    origin = models.CharField(_("by way of"), max_length=10, choices=Origin, default=Origin.CODE)
    data = models.JSONField(_("details"), default=dict)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        default_permissions = ("view",)
        ordering = ["-at", "-id"]
        # One for the list, one for each way of narrowing it; all newest first.
        indexes = [
            models.Index(fields=["-at", "-id"], name="entry_newest_first"),
            models.Index(fields=["action", "-at", "-id"], name="entry_by_action"),
            models.Index(fields=["noun", "-at", "-id"], name="entry_by_noun"),
            models.Index(fields=["who", "-at", "-id"], name="entry_by_who"),
            models.Index(fields=["key", "-at", "-id"], name="entry_by_key"),
            models.Index(fields=["noun", "row", "-at", "-id"], name="entry_by_row"),
            models.Index(fields=["origin", "-at", "-id"], name="entry_by_origin"),
            models.Index(fields=["request_id", "-at", "-id"], name="entry_by_request"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d %H:%M:%S}"

    @property
    def said(self) -> str:
        """The details in a line: ``fields: title, body; edition: 2``."""
        return _in_words(self.data)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly


def _read(name: str, value: JSON) -> JSON:
    """A minute that something is scheduled for, in words; all else as it was written."""
    if name == "at" and isinstance(value, str) and value:
        return in_words(dt.datetime.fromisoformat(value))
    return value


def _in_words(data: JSON) -> str:
    match data:
        case dict():
            said = ((name, _in_words(_read(name, value))) for name, value in data.items())
            return "; ".join(f"{name}: {value}" for name, value in said if value)
        case list():
            return ", ".join(map(_in_words, data))
        case None:
            return ""
        case _:
            return str(data)
