"""Topic: a node of the subject tree."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from briefs.models.address import address_field
from briefs.models.names import ByKey, Versioned, in_readers_language, names_field
from briefs.paths import path_of


class Topic(Versioned):
    """A subject, with narrower ones beneath it. A trigger in the database refuses cycles."""

    slug = address_field()
    name = models.CharField(_("name"), max_length=200)
    names = names_field()
    definition = models.TextField(
        _("definition"), blank=True, help_text=_("A sentence or two: what belongs here, what not.")
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("broader topic"),
        help_text=_("Briefs on this topic are found under the broader one, too."),
    )

    objects = ByKey["Topic"].as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]
        indexes = [models.Index(fields=["name", "id"], name="topic_by_name")]
        constraints = [
            models.CheckConstraint(
                name="topic_not_its_own_parent",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                violation_error_message=_("A topic can't be broader than itself."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return path_of("topic", self.slug)

    def clean(self) -> None:
        above, seen = self.parent, {self.pk}
        while above is not None:
            if above.pk in seen:
                raise ValidationError(
                    {"parent": _("This would make the topic a part of itself: choose another.")}
                )
            seen.add(above.pk)
            above = above.parent

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return in_readers_language(self.name, self.names)
