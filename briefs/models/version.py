"""Version: what a noun said after one save, kept for ever unless it has to be erased."""

from django.conf import settings
from django.db import models
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
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
    PARTED = "parted", _("parted from another")
    CASCADE = "cascade", _("follows from another change")
    FOUND = "found", _("found so: changed outside the desk")
    DELETED = "deleted", _("deleted")


class VersionQuerySet(models.QuerySet["Version"]):
    """Versions by what they are of."""

    def of(self, noun: models.Model) -> "VersionQuerySet":
        """Those of one noun."""
        name = noun._meta.model_name
        return self.filter(noun=name, key=noun.key)  # type: ignore[attr-defined]

    def deleted(self, model: type[models.Model]) -> "VersionQuerySet":
        """The last versions of nouns that are deleted and not there again, the latest first.

        Each with its `title`, and without all else that it says.
        """
        alive = model._base_manager.filter(key=models.OuterRef("key"))
        return (
            self.filter(~models.Exists(alive), noun=model._meta.model_name, way=Way.DELETED)
            .last_of_each()
            .named()
            .select_related("by")
            .order_by("-made_at", "-pk")
        )

    def last_of_each(self) -> "VersionQuerySet":
        """Those after which their noun has no other."""
        same = Version.objects.filter(noun=models.OuterRef("noun"), key=models.OuterRef("key"))
        return self.filter(~models.Exists(same.filter(number__gt=models.OuterRef("number"))))

    def named(self) -> "VersionQuerySet":
        """With the `title` that the noun had, and without all else that it says."""
        titles = [KT(f"content__fields__{name}") for name in ("title", "name", "alt", "exact")]
        return self.annotate(
            title=Coalesce(*titles, models.Value(""), output_field=models.TextField())
        ).defer("content")

    def newest_first(self) -> "VersionQuerySet":
        """The latest first, without what they say."""
        return self.order_by("-number").select_related("by").defer("content")


class Version(models.Model):
    """One save of one noun: who, when, from where, and all that the noun said then.

    `content` is as `briefs.editorial.content` describes it, `changed` says in short what is new
    in it (`briefs.editorial.changed`). `based_on` is the version that the editor had open.
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
    changed = models.JSONField(_("what changed"), default=dict)
    content = models.JSONField(_("content"))
    # Where what it said was erased, `content` is empty; who did it, and why, stands here.
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)
    erased_by = models.CharField(_("erased by"), max_length=150, blank=True)
    erased_why = models.TextField(_("why it was erased"), blank=True)

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
                fields=["noun", "-made_at", "-id"],
                name="version_of_deleted",
                condition=models.Q(way=Way.DELETED),
            )
        ]

    def __str__(self) -> str:
        return _("version %(number)s") % {"number": self.number}

    @property
    def restored(self) -> str:
        """The number of the version that it was restored from, if it was from one."""
        return self.note if self.way == Way.RESTORED and self.note.isdecimal() else ""

    @property
    def merged(self) -> tuple[int, int] | None:
        """The first and last version that others saved meanwhile, and that it was merged with."""
        if self.based_on is None or self.based_on >= self.number - 1:
            return None
        return self.based_on + 1, self.number - 1
