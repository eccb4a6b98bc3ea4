"""Apart: two nouns that look like one, of which somebody said that they aren't."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from briefs.models.merger import MergedNoun


class ApartQuerySet(models.QuerySet["Apart"]):
    """Pairs by what is asked of them."""

    def pairs(self, noun: str) -> set[tuple[str, str]]:
        """The keys of each pair of one sort, the lower first."""
        rows = self.filter(noun=noun).order_by().values_list("one", "other")
        return {(str(one), str(other)) for one, other in rows}


class Apart(models.Model):
    """Two nouns that aren't the same, by their keys, the lower first."""

    noun = models.CharField(_("noun"), max_length=10, choices=MergedNoun)
    one = models.UUIDField()
    other = models.UUIDField()
    said_at = models.DateTimeField(auto_now_add=True)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = ApartQuerySet.as_manager()

    class Meta:
        verbose_name = _("pair of different nouns")
        verbose_name_plural = _("pairs of different nouns")
        ordering = ["-said_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["noun", "one", "other"], name="apart_once"),
            models.CheckConstraint(
                condition=models.Q(one__lt=models.F("other")), name="apart_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} ≠ {self.other}"
