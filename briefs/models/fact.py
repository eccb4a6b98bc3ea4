"""Fact: what a passage of an edition says, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import BigAutoField
from django.utils.translation import gettext as _

from briefs.models.edition import Edition
from briefs.models.evidence import NAMED_BY, Evidence, EvidenceQuerySet, FormerAnchor
from briefs.models.moments import edtf
from briefs.models.prepared import Prepared, Slot

_PARTS = ("party", "milestone", "reservation", "term", "place", "body", "relation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What a passage says: about what (with its page, if any), and what of it.

    `source` is the number of the passage's source among those of the edition, 0 for none.
    """

    about: str
    url: str
    text: str
    evidence: Evidence
    source: int


def passages_of(edition: Edition) -> list[Evidence]:
    """The passages that an edition has, those that went on to later ones included.

    A query, and another for a former edition.
    """
    passages = _of_edition(edition=edition.pk)
    for passage in passages:
        passage.edition = edition
    if edition.pk == edition.publication.current_id:
        return passages
    former = FormerAnchor.objects.filter(edition=edition)
    told = to_be_told(Evidence.objects.filter(former_anchors__in=former)).in_bulk()
    for anchor in former:
        passage = told[anchor.evidence_id]
        passage.edition, passage.spans = edition, anchor.spans
        passage.prefix, passage.suffix = anchor.prefix, anchor.suffix
        passages.append(passage)
    return passages


_of_edition = Prepared(
    lambda: to_be_told(Evidence.objects.filter(edition__pk=Slot("edition", BigAutoField())))
)


def to_be_told(passages: EvidenceQuerySet) -> EvidenceQuerySet:
    """Passages with all that is said of them as facts."""
    return passages.select_related(*NAMED_BY, "position__of", "attributed_to", "source")


def facts_of(edition: Edition, passages: Iterable[Evidence]) -> list[Fact]:
    """The facts that an edition's passages state, in the order of the text: a query at most."""
    numbers = {source["slug"]: number for number, source in enumerate(edition.sources, 1)}
    facts = [fact_of(passage, numbers) for passage in passages]
    if not edition.publication.is_vouched:
        facts = _without_hidden_events(facts, edition)
    return sorted(facts, key=lambda fact: (fact.evidence.spans, fact.evidence.pk))


def _without_hidden_events(facts: list[Fact], edition: Edition) -> list[Fact]:
    """The facts of a brief that was taken back: an event that no other brief states has no page."""
    events = [fact.evidence.event_id for fact in facts if fact.evidence.event_id]
    others = Evidence.objects.public().exclude(brief_key=edition.publication.brief_key)
    stated = others.order_by().filter(event__in=events)
    hidden = set(events) - set(stated.values_list("event", flat=True))
    return [replace(fact, url="") if fact.evidence.event_id in hidden else fact for fact in facts]


def fact_of(evidence: Evidence, sources: Mapping[str, int] | None = None) -> Fact:
    """What a passage says; `sources` numbers those of its edition, by slug."""
    about, url, text = _said(evidence)
    number = sources.get(evidence.source.slug, 0) if sources and evidence.source else 0
    return Fact(about=about, url=url, text=text, evidence=evidence, source=number)


def _said(evidence: Evidence) -> tuple[str, str, str]:
    """What the claim is about, the address of its page, and what it says of it."""
    if position := evidence.position:
        return position.holder.label, position.holder.get_absolute_url(), position.named
    if event := evidence.event:
        return _("Event"), event.get_absolute_url(), event.title
    if later := evidence.succession:
        said = f"{later.get_kind_display()} {later.predecessor.label}"
        text = ", ".join(filter(None, (said, edtf(later.date))))
        return later.successor.label, later.successor.get_absolute_url(), text
    # The database holds to one claim.
    part = next(part for name in _PARTS if (part := getattr(evidence, name)))
    return part.agreement.label, part.agreement.get_absolute_url(), _of_agreement(evidence, part)


def _of_agreement(evidence: Evidence, part: Any) -> str:
    """What a claim says of an agreement, actors and agreements named in the reader's language."""
    if party := evidence.party:
        named = {"actor": party.actor.label, "role": party.role_name}
        return _("%(actor)s as %(role)s") % named
    if stage := evidence.milestone:
        by = stage.actor.label if stage.actor else ""
        return ", ".join(filter(None, (stage.deed, by, edtf(stage.date))))
    if place := evidence.place:
        return ", ".join(filter(None, (place.name, place.role)))
    if body := evidence.body:
        return _("sets up %(body)s") % {"body": body.actor.label}
    if relation := evidence.relation:
        return f"{relation.get_kind_display()} {relation.to.label}"
    return str(part)
