"""Version: what a noun said after one save, kept for ever."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """By what way the save came."""

    FORM = "form", _("form")
    ACTION = "action", _("action on a list")
    IMPORT = "import", _("import")
    COMMAND = "command", _("command")
    API = "api", _("API")
    RESTORED = "restored", _("restored")
    RECOVERED = "recovered", _("recovered")
    MERGED = "merged", _("merged with another")
    CASCADE = "cascade", _("follows from another change")
    FOUND = "found", _("found so: changed outside the desk")
    DELETED = "deleted", _("deleted")


class VersionQuerySet(models.QuerySet["Version"]):
    """Versions by what they are of."""

    def of(self, noun: models.Model) -> "VersionQuerySet":
        """Those of one noun."""
        name = noun._meta.model_name
        return self.filter(noun=name, key=noun.key)  # type: ignore[attr-defined]

    def newest_first(self) -> "VersionQuerySet":
        """The latest first, without what they say."""
        return self.order_by("-number").select_related("by").defer("content")


class Version(models.Model):
    """One save of one noun: who, when, from where, and all that the noun said then.

    `content` is as `briefs.editorial.content` describes it. `based_on` is the version that
    the editor had open, `merged` whether others' changes since were merged in.
    """

    noun = models.CharField(_("noun"), max_length=20)
    key = models.UUIDField(_("key"))
    number = models.PositiveIntegerField(_("number"))
    made_at = models.DateTimeField(_("saved"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    who = models.CharField(_("who"), max_length=150, blank=True)
    way = models.CharField(_("from where"), max_length=10, choices=Way)
    based_on = models.PositiveIntegerField(_("based on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    content = models.JSONField(_("content"))

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["noun", "key", "number"], name="version_once")
        ]
        indexes = [
            models.Index(
                fields=["-made_at", "-id"],
                name="version_of_deleted",
                condition=models.Q(way=Way.DELETED),
            )
        ]

    def __str__(self) -> str:
        return _("version %(number)s") % {"number": self.number}
