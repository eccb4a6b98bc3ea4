"""Evidence: the passage of an edition that states a claim, and how it is asserted.

A passage is a W3C TextQuoteSelector (https://www.w3.org/TR/annotation-model/): the exact
words with some text before and after them, all from the edition's plain text.
"""

from typing import Any, Self
from urllib.parse import quote

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from briefs.models.names import ByKey, Versioned
from briefs.models.publication import Publication

CLAIMS = (
    *("position", "succession", "party", "milestone", "reservation", "term", "place"),
    *("body", "relation", "event"),
)
# What a claim's name is made of.
NAMED_BY = (
    *("position__holder", "succession__successor", "succession__predecessor"),
    *("party__agreement", "party__actor", "milestone__agreement", "milestone__actor"),
    *("reservation__agreement", "reservation__actor", "term__agreement", "place__agreement"),
    *("body__agreement", "body__actor", "relation__agreement", "relation__to", "event"),
)
CONTEXT = 32  # characters kept before and after the exact words

_UNSHOWN = ("body_markdown", "body_html", "text", "contents", "sources", "card", "citation")


class Assertion(models.TextChoices):
    """How the passage says it."""

    STATED = "stated", _("stated")
    CLAIMED = "claimed", _("claimed")
    PROMISED = "promised", _("promised")
    EXPECTED = "expected", _("expected")
    DENIED = "denied", _("denied")


class State(models.TextChoices):
    """What the newest edition of its brief made of a passage's words."""

    INTACT = "intact", _("intact")
    MOVED = "moved", _("moved")
    CHANGED = "changed", _("changed")
    LOST = "lost", _("lost")

    @property
    def supports(self) -> bool:
        """Whether the words still stand there, among what they stood among."""
        return self in (State.INTACT, State.MOVED)


class EvidenceQuerySet(ByKey["Evidence"]):
    """Evidence as readers may see it."""

    def public(self) -> Self:
        """Passages of briefs that the institute stands by: of no draft, of none taken back."""
        # The words that took a passage's place speak for it.
        successors = Evidence.objects.filter(succeeds=models.OuterRef("pk"), edition__isnull=False)
        return (
            # Not `retraction=None`: SQLite would begin with all publications without one.
            self.alias(retracted=Coalesce("edition__publication__retraction_id", 0))
            .filter(retracted=0, edition__publication__state__in=Publication.VOUCHED)
            .exclude(models.Exists(successors))
            .with_editions()
        )

    def with_editions(self) -> Self:
        """With what is shown of the editions that they are in."""
        return (
            self.select_related("edition__publication", "attributed_to", "source")
            # A hundred passages of one edition shall not read its text a hundred times.
            .defer(*(f"edition__{name}" for name in _UNSHOWN))
            .order_by("edition__publication__published_on", "pk")
        )

    def of_brief(self, brief_key: object) -> Self:
        """The passages of one brief, those of its draft included."""
        return self.filter(brief_key=brief_key)

    def lost_support(self) -> Self:
        """Passages whose words the newest edition changed or dropped, and nobody replaced."""
        successors = Evidence.objects.filter(succeeds=models.OuterRef("pk"))
        standing = successors.filter(edition__current_of__isnull=False)
        gone = self.filter(state__in=(State.CHANGED, State.LOST))
        return gone.exclude(models.Exists(standing))

    def with_claims(self) -> Self:
        """With the claims that they state, and what these are named by."""
        return self.select_related(*NAMED_BY)


def _claim(model: str, name: Any) -> "models.ForeignKey[Any, Any]":
    """The claim that a passage states, if it is of this sort."""
    return models.ForeignKey(
        model, models.CASCADE, null=True, blank=True, related_name="evidence", verbose_name=name
    )


class Evidence(Versioned):
    """One passage that states one claim."""

    brief_key = models.UUIDField(_("brief"), db_index=True)
    edition = models.ForeignKey(
        "Edition",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="evidence",
        verbose_name=_("edition"),
    )
    exact = models.TextField(
        _("exact words"),
        help_text=_("The words of the brief that say it, exactly as readers see them."),
    )
    prefix = models.CharField(_("text before"), max_length=CONTEXT, blank=True, editable=False)
    suffix = models.CharField(_("text after"), max_length=CONTEXT, blank=True, editable=False)
    # Where the words stand in the edition's HTML, so that marking them needs no parsing:
    # [[start, end], …], one pair for each run of text without a tag.
    spans = models.JSONField(default=list, editable=False)
    # A digest of what the words stand among (`publishing.surroundings`); empty: nobody has looked.
    surroundings = models.CharField(max_length=32, blank=True, editable=False)
    state = models.CharField(
        _("its words"), max_length=10, choices=State, blank=True, editable=False
    )
    succeeds = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="successors",
        verbose_name=_("in the place of"),
    )
    assertion = models.CharField(
        _("asserted as"), max_length=10, choices=Assertion, default=Assertion.STATED
    )
    attributed_to = models.ForeignKey(
        "Actor",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assertions",
        verbose_name=_("by whom"),
        help_text=_("Who claims, promises, expects or denies it."),
    )
    source = models.ForeignKey(
        "Source",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name=_("source"),
        help_text=_("Where the brief has it from."),
    )
    locator = models.CharField(
        _("place in the source"), max_length=100, blank=True, help_text=_("Such as “paragraph 2”.")
    )
    position = _claim("Position", _("position"))
    succession = _claim("Succession", _("predecessor"))
    party = _claim("Party", _("party"))
    milestone = _claim("Milestone", _("milestone"))
    reservation = _claim("Reservation", _("reservation or note"))
    term = _claim("Term", _("term"))
    place = _claim("Place", _("place"))
    body = _claim("Body", _("body set up"))
    relation = _claim("Relation", _("relation"))
    event = _claim("Event", _("event"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["pk"]
        indexes = [models.Index(fields=["state", "id"], name="evidence_by_state")]
        constraints = [
            models.CheckConstraint(
                name="evidence_states_one_claim",
                condition=models.Q(
                    *(
                        models.Q(
                            **{f"{other}__isnull": other != claim for other in CLAIMS},
                        )
                        for claim in CLAIMS
                    ),
                    _connector=models.Q.OR,
                ),
                violation_error_message=_("Evidence states one claim: choose exactly one."),
            ),
            models.CheckConstraint(
                name="evidence_quotes_words",
                condition=~models.Q(exact=""),
                violation_error_message=_("Quote the words that state the claim."),
            ),
        ]

    def __str__(self) -> str:
        return self.exact if len(self.exact) <= 80 else f"{self.exact[:79]}…"

    def get_absolute_url(self) -> str:
        """The passage in its edition, with a text fragment: for programs, which may not know ids.

        Only browsers that know text fragments find the anchor before one.
        """
        return self.permanent_url and f"{self.permanent_url}:~:text={self.text_fragment}"

    @property
    def reading_url(self) -> str:
        """The passage where readers meet it: in the brief while that has the words, else for ever.

        An anchor alone, for every browser knows it. Follows `edition.publication`.
        """
        if self.in_current_edition and self.edition and not self.edition.publication.replacement_id:
            return f"{self.edition.publication.get_absolute_url()}#{self.anchor}"
        return self.permanent_url

    @property
    def permanent_url(self) -> str:
        """The passage in its edition, which never changes: what is cited.

        Follows `edition.publication`: select it. An empty string while it is in no edition.
        """
        return f"{self.edition.get_absolute_url()}#{self.anchor}" if self.edition else ""

    def let_go(self) -> None:
        """Bind it to no edition: it says other words now, or another brief says them.

        Not saved; what it said of former editions is forgotten at once.
        """
        self.edition, self.prefix, self.suffix, self.spans = None, "", "", []
        self.surroundings, self.state = "", ""
        if self.pk:
            FormerAnchor.objects.filter(evidence=self).delete()

    @property
    def in_current_edition(self) -> bool:
        """Whether readers of the brief still find the words; follows `edition.publication`."""
        edition = self.edition
        return edition is not None and edition.publication.current_id == edition.pk

    @property
    def anchor(self) -> str:
        """The id of the passage's mark in the page, for browsers without text fragments."""
        return f"passage-{self.key.hex[:12]}"

    @property
    def text_fragment(self) -> str:
        """The quote as a text directive (https://wicg.github.io/scroll-to-text-fragment/)."""
        return quote(self.exact, safe="").replace("-", "%2D")

    @property
    def claim(self) -> models.Model:
        """The one claim that this passage states (a query where it isn't loaded)."""
        found: models.Model = next(
            getattr(self, name) for name in CLAIMS if getattr(self, f"{name}_id") is not None
        )
        return found


class FormerAnchor(models.Model):
    """Where a passage stood in an edition before the one that it is bound to.

    So a former edition goes on marking its passages: what is cited by them stays there.
    """

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="former_anchors")
    edition = models.ForeignKey("Edition", models.PROTECT, related_name="former_anchors")
    prefix = models.CharField(max_length=CONTEXT, blank=True)
    suffix = models.CharField(max_length=CONTEXT, blank=True)
    spans = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evidence", "edition"], name="former_anchor_once")
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} in {self.edition_id}"
