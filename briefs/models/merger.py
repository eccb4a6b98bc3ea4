"""Merger: two nouns that were one, told apart no more; and what it takes to part them again.

The merged noun's row is gone; its key lives on in editions, which never change, and in
postings. `survivors` says whom such a key means now.
"""

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from briefs.models.prepared import Prepared

type Survivors = dict[str, dict[str, str]]  # noun, then key to key, as postings write them


class MergedNoun(models.TextChoices):
    """The nouns that can be merged, by the name of their model."""

    ACTOR = "actor", _("actor")
    TOPIC = "topic", _("topic")
    TAG = "tag", _("tag")


class MergerQuerySet(models.QuerySet["Merger"]):
    """Mergers by what is asked of them."""

    def standing(self) -> "MergerQuerySet":
        """Those that have not been undone."""
        return self.filter(undone_at__isnull=True)


class Merger(models.Model):
    """One noun merged into another. `steps` is what `briefs.editorial.row_changes` undoes."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    noun = models.CharField(pgettext_lazy("merger", "sort"), max_length=10, choices=MergedNoun)
    key_from = models.UUIDField()
    # The number of the merged row: a form that was opened before sends that.
    row_from = models.BigIntegerField()
    key_into = models.UUIDField()
    name_from = models.CharField(pgettext_lazy("merger", "merged"), max_length=200)
    name_into = models.CharField(pgettext_lazy("merger", "into"), max_length=200)
    made_at = models.DateTimeField(pgettext_lazy("merger", "made"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=pgettext_lazy("merger", "by"),
    )
    undone_at = models.DateTimeField(_("undone"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("undone by"),
    )
    steps = models.JSONField(default=list, encoder=DjangoJSONEncoder)

    objects = MergerQuerySet.as_manager()

    class Meta:
        verbose_name = _("merger")
        verbose_name_plural = _("mergers")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["-made_at", "-id"], name="merger_newest_first")]
        constraints = [
            models.UniqueConstraint(
                fields=["noun", "key_from"],
                condition=models.Q(undone_at__isnull=True),
                name="merged_once",
            )
        ]

    def __str__(self) -> str:
        return _("“%(merged)s” into “%(into)s”") % {
            "merged": self.name_from,
            "into": self.name_into,
        }


def survivors() -> Survivors:
    """For each noun, the keys that were merged into others, each with whom it means now.

    What was merged into a noun that was merged in its turn means the last one.
    """
    found: Survivors = {}
    for noun, merged, into in _standing():  # the latest first: its survivor is there to this day
        known = found.setdefault(noun, {})
        known[str(merged)] = known.get(str(into), str(into))
    return found


_standing = Prepared(
    lambda: Merger.objects.standing().order_by("-pk").values_list("noun", "key_from", "key_into")
)
