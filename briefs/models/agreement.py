"""Agreement: treaty, memorandum, contract, project or understanding; whom and what it ties.

Its steps, terms and reservations have modules of their own; `briefs.models.life` says what they
come to.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from briefs.models.actor import Actor
from briefs.models.address import address_field
from briefs.models.claims import Claims
from briefs.models.names import (
    ByKey,
    Keyed,
    Versioned,
    WordsField,
    in_readers_language,
    names_field,
)
from briefs.models.roles import role_name
from briefs.models.topic import Topic
from briefs.paths import path_of


class AgreementKind(models.TextChoices):
    """What sort of agreement it is."""

    TREATY = "treaty", _("treaty")
    MEMORANDUM = "memorandum", _("memorandum")
    CONTRACT = "contract", _("contract")
    PROJECT = "project", _("project")
    UNDERSTANDING = "understanding", _("understanding")


class Agreement(Versioned):
    """Something that actors agreed on."""

    slug = address_field()
    title = models.CharField(_("title"), max_length=300)
    names = names_field()
    kind = models.CharField(_("kind"), max_length=20, choices=AgreementKind)
    description = models.TextField(_("description"), blank=True)
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="agreements", verbose_name=_("topics")
    )
    actors: "models.ManyToManyField[Actor, Party]" = models.ManyToManyField(
        Actor, through="Party", related_name="agreements", verbose_name=_("parties")
    )

    words = WordsField(of=["title", "names"])

    objects = ByKey["Agreement"].as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["title"]
        indexes = [models.Index(fields=["title", "id"], name="agreement_by_title")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return path_of("agreement", self.slug)

    @property
    def label(self) -> str:
        """The title in the reader's language."""
        return in_readers_language(self.title, self.names)


class Party(Keyed):
    """Who takes part in an agreement, and as what: a claim."""

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="parties", verbose_name=_("agreement")
    )
    actor = models.ForeignKey(
        Actor, models.PROTECT, related_name="parties", verbose_name=_("actor")
    )
    role = models.CharField(_("role"), max_length=100, default="party")

    objects = Claims["Party"].as_manager()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "actor", "role"],
                name="party_once_a_role",
                violation_error_message=_("This actor has this role already."),
            )
        ]

    def __str__(self) -> str:
        return _("%(actor)s as %(role)s") % {"actor": self.actor, "role": self.role_name}

    @property
    def role_name(self) -> str:
        """The role in the page's language, if it has a word for it."""
        return role_name(self.role)


class Place(Keyed):
    """A place that an agreement is about: a claim."""

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="places", verbose_name=_("agreement")
    )
    name = models.CharField(_("place"), max_length=200)
    role = models.CharField(_("what it is to the agreement"), max_length=200, blank=True)
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("ISO 3166-1, such as PK.")
    )

    objects = Claims["Place"].as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Body(Keyed):
    """A body that an agreement set up: a claim."""

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="bodies", verbose_name=_("agreement")
    )
    actor = models.ForeignKey(
        Actor, models.PROTECT, related_name="founded_by", verbose_name=_("body")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = Claims["Body"].as_manager()

    class Meta:
        verbose_name = _("body set up")
        verbose_name_plural = _("bodies set up")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "actor"],
                name="body_once",
                violation_error_message=_("This body is in the list already."),
            )
        ]

    def __str__(self) -> str:
        return _("sets up %(body)s") % {"body": self.actor}


class RelationKind(models.TextChoices):
    """What one agreement is to another."""

    IMPLEMENTS = "implements", _("implements")
    AMENDS = "amends", _("amends")
    REPLACES = "replaces", _("replaces")
    FRAMES = "frames", _("frames")
    FOLLOWS = "follows", _("follows")


class Relation(Keyed):
    """How one agreement stands to another: a claim."""

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="relations", verbose_name=_("agreement")
    )
    kind = models.CharField(_("relation"), max_length=20, choices=RelationKind)
    to = models.ForeignKey(
        Agreement, models.CASCADE, related_name="relations_from", verbose_name=_("to agreement")
    )

    objects = Claims["Relation"].as_manager()

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "kind", "to"], name="relation_once"),
            models.CheckConstraint(
                name="relation_to_another",
                condition=~models.Q(agreement=models.F("to")),
                violation_error_message=_("An agreement can't be related to itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.to}"
