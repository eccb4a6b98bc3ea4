"""Brief: the document at the desk, which staff edit. Readers never see it: they see editions.

Relations from a brief have no way back (``related_name="+"``), so that no code for readers
can come to a draft from an actor, a topic or a tag.
"""

from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from briefs.models.actor import Actor
from briefs.models.agreement import Agreement
from briefs.models.kinds import choices
from briefs.models.link_check import Where, broken_in
from briefs.models.names import ByKey, Keyed, Versioned, slug_field, validate_language
from briefs.models.publication import Publication
from briefs.models.region import Region
from briefs.models.source import Source
from briefs.models.tag import Tag
from briefs.models.topic import Topic


class State(models.TextChoices):
    """Where a brief is on its way to readers, or off the shelf again."""

    DRAFT = "draft", _("draft")
    REVIEW = "review", _("in review")
    SCHEDULED = "scheduled", _("scheduled")
    PUBLISHED = "published", _("published")
    ARCHIVED = "archived", _("archived")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REPLACED = "replaced", _("replaced")
    REMOVED = "removed", _("removed")


class License(models.TextChoices):
    """Under what terms readers may use it: SPDX identifiers (https://spdx.org/licenses/)."""

    CC_BY = "CC-BY-4.0", "CC BY 4.0"
    CC_BY_SA = "CC-BY-SA-4.0", "CC BY-SA 4.0"
    CC_BY_NC = "CC-BY-NC-4.0", "CC BY-NC 4.0"
    CC_BY_ND = "CC-BY-ND-4.0", "CC BY-ND 4.0"
    CC0 = "CC0-1.0", "CC0 1.0"
    OGL = "OGL-UK-3.0", "Open Government Licence 3.0"


def validate_points(points: Any) -> None:
    """Raise ValidationError unless points is a list of sentences."""
    if not isinstance(points, list) or not all(
        isinstance(point, str) and point.strip() and "\0" not in point for point in points
    ):
        raise ValidationError(_("Write one key point a line."), code="no-points")


class BriefQuerySet(ByKey["Brief"]):
    """Briefs as the desk asks for them."""

    def seen_by(self, user: Any) -> Self:
        """Those that somebody works with at the desk: their own, or everybody's."""
        if user.has_perm("briefs.edit_every_brief"):
            return self
        return self.filter(owner=user.pk) if user.pk else self.none()

    def with_shelf(self) -> Self:
        """With `shelf_slug`, `shelf_state`, `shelf_number` and `shelved_at` of what readers see."""
        shelf = Publication.objects.filter(brief_key=models.OuterRef("key"))
        return self.annotate(
            shelf_slug=models.Subquery(shelf.values("slug")),
            shelf_state=models.Subquery(shelf.values("state")),
            shelf_number=models.Subquery(shelf.values("current__number")),
            shelved_at=models.Subquery(shelf.values("current__published_at")),
        )

    def never_published(self) -> Self:
        """Those of which readers see nothing; with their shelf."""
        return self.with_shelf().filter(shelved_at=None)

    def with_broken_links(self, where: Where) -> Self:
        """Those with a broken link in the draft, or in what readers see."""
        found = self.filter(key__in=broken_in(where))
        if where == Where.EDITION:  # readers see nothing of what is removed
            readable = Publication.objects.filter(state__in=Publication.READABLE)
            found = found.filter(key__in=readable.values("brief_key"))
        return found

    def with_unpublished_changes(self) -> Self:
        """Those saved since their last edition; with their shelf."""
        return self.with_shelf().filter(
            shelved_at__isnull=False, version__gt=models.F("shelved_version")
        )


class Brief(Versioned):  # type: ignore[django-manager-missing]
    """A policy brief as its editors write it."""

    SET_APART = ("version", "state", "shelved_version", "owner")

    slug = slug_field()
    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(
        _("summary"),
        blank=True,
        help_text=_("Two or three sentences: what a reader in a hurry needs."),
    )
    key_points = models.JSONField(
        _("key points"),
        default=list,
        blank=True,
        validators=[validate_points],
        help_text=_("One a line; three to five are read, more are skipped."),
    )
    body = models.TextField(
        _("body"),
        blank=True,
        help_text=_(
            "Markdown: ## for headings, tables, lists, [text](address), notes as [^1]. "
            "Readers see it set and checked; HTML is left out."
        ),
    )
    kind = models.CharField(_("kind"), max_length=50, choices=choices, default="policy-brief")
    language = models.CharField(
        _("language"),
        max_length=20,
        default="en",
        validators=[validate_language],
        help_text=_("The language it is written in: en, ru, ur, …"),
    )
    license = models.CharField(
        _("license"), max_length=50, blank=True, choices=License, default=License.CC_BY
    )
    published_on = models.DateField(
        _("published on"),
        null=True,
        blank=True,
        help_text=_("The date readers see. Left empty, it is the day of publishing."),
    )
    embargo_until = models.DateTimeField(
        _("not before"),
        null=True,
        blank=True,
        help_text=_("An embargo: it can't be published before this moment, in the site's time."),
    )
    authors: "models.ManyToManyField[Actor, BriefAuthor]" = models.ManyToManyField(
        Actor, through="BriefAuthor", related_name="+", verbose_name=_("authors")
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="+", verbose_name=_("topics"))
    actors = models.ManyToManyField(
        Actor,
        blank=True,
        related_name="+",
        verbose_name=_("actors"),
        help_text=_("Whom it is about."),
    )
    agreements = models.ManyToManyField(
        Agreement, blank=True, related_name="+", verbose_name=_("agreements")
    )
    regions = models.ManyToManyField(
        Region, blank=True, related_name="+", verbose_name=_("regions")
    )
    sources = models.ManyToManyField(
        Source, blank=True, related_name="+", verbose_name=_("sources")
    )
    tags = TaggableManager(
        _("tags"),
        through="BriefTag",
        blank=True,
        related_name="+",
        help_text=_("Free keywords, separated by commas."),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT, editable=False
    )
    # The version that readers' current edition was made from; 0 where it was of none.
    shelved_version = models.PositiveIntegerField(default=0, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("owner"),
    )
    review_by = models.DateField(
        _("look at it again by"),
        null=True,
        blank=True,
        help_text=_("The desk's first page lists it from that day on. Readers don't see it."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last edited"), auto_now=True)

    objects = BriefQuerySet.as_manager()

    class Meta:
        verbose_name = _("brief")
        verbose_name_plural = _("briefs")
        ordering = ["-updated_at", "-id"]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="brief_last_edited_first"),
            models.Index(fields=["state", "-updated_at"], name="brief_by_state"),
            models.Index(fields=["title", "id"], name="brief_by_title"),
            models.Index(fields=["owner", "-updated_at", "-id"], name="brief_by_owner"),
            models.Index(fields=["review_by"], name="brief_by_review_date"),
        ]
        permissions = [
            ("publish_brief", _("Can publish briefs")),
            ("withdraw_brief", _("Can withdraw briefs")),
            ("edit_every_brief", _("Can edit briefs of others")),
            ("review_brief", _("Can review briefs")),
        ]

    def __str__(self) -> str:
        return self.title


class BriefAuthor(Keyed):
    """Who wrote a brief, in the order of the title page."""

    brief = models.ForeignKey(Brief, models.CASCADE, related_name="author_rows")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="+", verbose_name=_("author"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = ByKey["BriefAuthor"].as_manager()

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["brief", "actor"],
                name="author_once",
                violation_error_message=_("This author is named already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.actor)


class BriefTagQuerySet(models.QuerySet["BriefTag"]):
    """Tags on briefs, found by what they join."""

    def get_by_natural_key(self, brief_key: str, tag_key: str) -> "BriefTag":
        return self.get(content_object__key=brief_key, tag__key=tag_key)


class BriefTag(ItemBase):
    """A tag on a brief."""

    # taggit itself needs this way back; code for readers has no business with it.
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="desk_rows")
    content_object = models.ForeignKey(Brief, models.CASCADE, related_name="tag_rows")

    objects = BriefTagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag of a brief")
        verbose_name_plural = _("tags of briefs")
        constraints = [
            models.UniqueConstraint(fields=["tag", "content_object"], name="tag_once_a_brief")
        ]

    def natural_key(self) -> tuple[str, str]:
        return (str(self.content_object.key), str(self.tag.key))
