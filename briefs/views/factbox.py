"""The facts box: what a brief states, by whom or what it is about."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from briefs.models.fact import Fact


@dataclass(slots=True, kw_only=True)
class Stated:
    """A fact, and each passage of the edition that states it, in the order of the text."""

    text: str
    passages: list[Fact]


@dataclass(slots=True, kw_only=True)
class Noun:
    """Whom or what facts are about, with its page, if it has any."""

    label: str
    url: str
    facts: list[Stated]


@dataclass(slots=True, kw_only=True)
class Part:
    """The agreements, actors or events of a facts box; an event is itself the fact."""

    label: str
    of_events: bool
    nouns: list[Noun]


def fact_box(facts: Iterable[Fact]) -> list[Part]:
    """The facts of an edition by noun, in the order of the text; what is said twice, once."""
    labels = {"agreement": _("Agreements"), "actor": _("Actors"), "event": _("Events")}
    nouns: dict[str, dict[tuple[str, str], dict[object, Stated]]] = {part: {} for part in labels}
    for fact in facts:
        noun = nouns[_part(fact)].setdefault((fact.about, fact.url), {})
        claim = fact.evidence.claim
        stated = noun.setdefault((type(claim), claim.pk), Stated(text=fact.text, passages=[]))
        stated.passages.append(fact)
    return [
        Part(
            label=label,
            of_events=part == "event",
            nouns=[
                Noun(label=about, url=url, facts=list(stated.values()))
                for (about, url), stated in nouns[part].items()
            ],
        )
        for part, label in labels.items()
        if nouns[part]
    ]


def _part(fact: Fact) -> str:
    passage = fact.evidence
    if passage.event_id is not None:
        return "event"
    about_actor = passage.position_id is not None or passage.succession_id is not None
    return "actor" if about_actor else "agreement"
