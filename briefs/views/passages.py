"""Passages marked in an edition's text, and the facts that they state."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from briefs.models.edition import Edition
from briefs.models.evidence import Evidence, EvidenceQuerySet
from briefs.templatetags.chancery import edtf

_CLAIMS = (
    *("position__holder", "position__of", "party__agreement", "party__actor"),
    *("milestone__agreement", "term__agreement", "place__agreement"),
    *("relation__agreement", "relation__to", "event"),
)


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


def to_be_told(passages: EvidenceQuerySet) -> EvidenceQuerySet:
    """Passages with all that is said of them as facts."""
    return passages.select_related(*_CLAIMS, "attributed_to", "source")


def facts_of(edition: Edition, passages: Iterable[Evidence]) -> list[Fact]:
    """The facts that an edition's passages state, in the order of the text: a query at most."""
    numbers = {source["slug"]: number for number, source in enumerate(edition.sources, 1)}
    facts = [_fact(passage, numbers) for passage in passages]
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


def _fact(evidence: Evidence, sources: Mapping[str, int]) -> Fact:
    about, url, text = _said(evidence)
    number = sources.get(evidence.source.slug, 0) if evidence.source else 0
    return Fact(about=about, url=url, text=text, evidence=evidence, source=number)


def _said(evidence: Evidence) -> tuple[str, str, str]:
    """What the claim is about, the address of its page, and what it says of it."""
    if position := evidence.position:
        of = f" ({position.of})" if position.of else ""
        return str(position.holder), position.holder.get_absolute_url(), f"{position.title}{of}"
    if event := evidence.event:
        return _("Event"), event.get_absolute_url(), event.title
    parts = (evidence.party, evidence.milestone, evidence.term, evidence.place, evidence.relation)
    part = next(part for part in parts if part)  # the database holds to one claim
    text = str(part)
    if stage := evidence.milestone:
        text = ", ".join(filter(None, (stage.get_status_display(), edtf(stage.date))))
    return part.agreement.label, part.agreement.get_absolute_url(), text


def marked(edition: Edition, facts: Iterable[Fact]) -> SafeString:
    """The edition's HTML with each passage in a mark whose id evidence links to.

    Where passages overlap, marks are nested; one that runs across tags has several.
    """
    html = edition.body_html
    covering: dict[tuple[int, int], list[Evidence]] = {}
    passages = [fact.evidence for fact in facts]
    for start, end in _segments(passages):
        covering[start, end] = [
            passage
            for passage in passages
            if any(begin <= start and end <= finish for begin, finish in passage.spans)
        ]
    pieces: list[str] = []
    done, named = 0, set[int]()
    for (start, end), above in sorted(covering.items()):
        if not above:
            continue
        pieces.append(html[done:start])
        pieces.extend(_open(passage, named) for passage in above)
        pieces.append(html[start:end])
        pieces.append("</mark>" * len(above))
        done = end
    pieces.append(html[done:])
    return mark_safe("".join(pieces))  # noqa: S308  (nh3 cleaned it when it was published)


def _segments(passages: Iterable[Evidence]) -> list[tuple[int, int]]:
    """The spans of all passages, cut where another one starts or ends."""
    spans = {(start, end) for passage in passages for start, end in passage.spans}
    cuts: dict[tuple[int, int], set[int]] = defaultdict(set)
    edges = sorted({edge for span in spans for edge in span})
    for start, end in spans:
        cuts[start, end] = {edge for edge in edges if start <= edge <= end}
    found: set[tuple[int, int]] = set()
    for inside in cuts.values():
        ordered = sorted(inside)
        found.update(pairwise(ordered))
    return sorted(found)


def _open(passage: Evidence, named: set[int]) -> str:
    """The opening tag of a passage's mark; the first one has the id."""
    if passage.pk in named:
        return format_html('<mark class="claim" data-assertion="{}">', passage.assertion)
    named.add(passage.pk)
    return format_html(
        '<mark class="claim" id="{}" data-assertion="{}">', passage.anchor, passage.assertion
    )
