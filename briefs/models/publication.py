"""Publication: a brief's place on the shelf, with its address, current edition and standing.

It is what readers' lists are made of. Editions never change; what can change about a
published brief (which edition is current, its address, a notice) stands here.
"""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from briefs.models.address import address_field
from briefs.paths import path_of

if TYPE_CHECKING:
    from briefs.models.edition import Edition


class Standing(models.TextChoices):
    """How a brief stands on the shelf."""

    PUBLISHED = "published", _("published")
    ARCHIVED = "archived", _("archived")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REPLACED = "replaced", _("replaced")
    REMOVED = "removed", _("removed")


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Publications as readers meet them."""

    def get_by_natural_key(self, brief_key: str) -> "Publication":
        return self.only("pk").get(brief_key=brief_key)

    def listed(self) -> Self:
        """Those that lists, feeds and search show."""
        return self.filter(state=Standing.PUBLISHED, current__isnull=False)

    def newest_first(self) -> Self:
        """Latest published first, the later entered first within a day."""
        return self.order_by("-published_on", "-pk")

    def with_citations(self) -> Self:
        """With what a list of their citations says, in one query."""
        shown = ("number", "title", "summary", "kind", "language", "card", "citation")
        return self.select_related("current").only(
            *("slug", "state", "published_on", "updated_on", "retraction"),
            *(f"current__{name}" for name in shown),
        )


class Publication(models.Model):
    """A brief on the shelf."""

    # Its own text can be opened, a withdrawn one's under its notice; and the institute still
    # stands by it, unless it is retracted: what it says counts as said.
    READABLE = (Standing.PUBLISHED, Standing.ARCHIVED, Standing.WITHDRAWN)
    VOUCHED = (Standing.PUBLISHED, Standing.ARCHIVED)

    brief_key = models.UUIDField(_("brief"), unique=True, editable=False)
    slug = address_field()
    current = models.OneToOneField(
        "Edition",
        models.PROTECT,
        null=True,
        related_name="current_of",
        editable=False,
        verbose_name=_("current edition"),
    )
    retraction = models.ForeignKey(
        "Edition",
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("retracted by"),
        help_text=_("The edition that retracts it, until an update or a correction."),
    )
    state = models.CharField(
        _("standing"), max_length=10, choices=Standing, default=Standing.PUBLISHED
    )
    notice = models.TextField(
        _("notice"), blank=True, help_text=_("Why it was withdrawn or removed: readers see this.")
    )
    notice_on = models.DateField(_("since"), null=True, blank=True)
    replacement = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("replaced by"),
    )
    published_on = models.DateField(_("published on"))
    updated_on = models.DateField(_("updated on"))
    # Bytes, because both databases order bytes alike and text each in its own way.
    title_key = models.BinaryField(max_length=200, default=b"", editable=False)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-published_on", "-id"]
        indexes = [
            models.Index(fields=["-published_on", "-id"], name="publication_newest_first"),
            models.Index(fields=["title_key", "id"], name="publication_by_title"),
        ]
        constraints = [
            models.CheckConstraint(
                name="publication_off_the_shelf_says_why",
                condition=~models.Q(state__in=["withdrawn", "removed"]) | ~models.Q(notice=""),
                violation_error_message=_("Say why: readers see the reason."),
            ),
            models.CheckConstraint(
                name="publication_replaced_says_by_what",
                condition=~models.Q(state="replaced") | models.Q(replacement__isnull=False),
                violation_error_message=_("Say which brief replaces it."),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return path_of("brief", self.slug)

    def natural_key(self) -> tuple[str]:
        return (str(self.brief_key),)

    @property
    def is_vouched(self) -> bool:
        """Whether the institute stands by what it says."""
        # Its retraction may be one that isn't saved yet: a preview's.
        return self.state in self.VOUCHED and not (self.retraction_id or self.retraction)

    @property
    def edition(self) -> "Edition":
        """The current edition. Raises ValueError in the moment before the first one."""
        if self.current is None:
            raise ValueError("This publication has no edition yet.")
        return self.current
