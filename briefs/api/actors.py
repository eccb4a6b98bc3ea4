"""Actors: who they are, under all their names; offices, agreements and events, now or once."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse

from briefs.api import single
from briefs.api.lists import noun_list
from briefs.api.refs import Refs
from briefs.models import portrait
from briefs.models.actor import Actor
from briefs.models.period import Period
from briefs.models.portrait import Office, Tie
from briefs.models.succession import Succession
from briefs.search import indexes


def actor_list(request: HttpRequest) -> HttpResponse | dict[str, Any]:
    """All actors, by name, a page at a time; found by words of any of their names.

    With as_of: the offices that each held in that day, month or year.
    """
    return noun_list(request, indexes.actors, _row, then=_rows_then)


def actor_detail(request: HttpRequest, slug: str) -> HttpResponse | dict[str, Any]:
    """An actor with its names, and what published passages state of it.

    With as_of: the offices held in that day, month or year, and the agreements that it was party
    to at its end. “certain” is false where imprecise dates leave it open. A renamed actor
    redirects. As its page, it has at most 50 facts of a kind.
    """
    as_of = single.as_of(request)
    if isinstance(as_of, HttpResponse):
        return as_of
    found = portrait.actor(slug)
    if found is None:
        return single.elsewhere(request, Actor.objects.all(), slug)
    held = [*found.shown_positions, *found.shown_offices]
    successions = [*found.shown_predecessors, *found.shown_successors]
    refs = Refs(request, [*held, *successions])
    ties = portrait.ties(found.shown_parties, as_of)
    return {
        **_row(found, refs),
        "description": found.description,
        "aliases": [_alias(name) for name in found.names.all()],
        "identifiers": {each.scheme: each.value for each in found.identifiers.all()},
        "as_of": as_of and as_of.said,
        "positions": [_office(office, refs) for office in portrait.offices(held, as_of)],
        "agreements": _once(refs.noun(tie.membership.party.agreement) for tie in ties),
        "memberships": [_membership(tie, refs) for tie in ties],
        "successions": [_succession(each, refs) for each in successions],
        "founded_by": [_founded(body, refs) for body in found.shown_founded_by],
        "events": [refs.noun(event) for event in found.shown_events],
        "briefs": refs.briefs("actor", found.slug),
        "authored": refs.briefs("author", found.slug),
    }


def _rows_then(found: list[Any], refs: Refs, as_of: Period | None) -> Iterator[dict[str, Any]]:
    held = portrait.positions_of(found) if as_of else {}
    for each in found:
        offices = portrait.offices(held.get(each.pk, ()), as_of)
        yield {**_row(each, refs), "positions": [_office(office, refs) for office in offices]}


def _row(actor: Actor, refs: Refs) -> dict[str, Any]:
    return {**refs.noun(actor), "key": actor.key, "kind": actor.kind, **refs.count(actor)}


def _alias(name: Any) -> dict[str, Any]:
    return {
        "name": name.name,
        "language": name.language,
        "script": name.script,
        "kind": name.kind,
        "from": name.start or None,
        "to": name.end or None,
    }


def _office(office: Office, refs: Refs) -> dict[str, Any]:
    position = office.position
    return {
        "key": position.key,
        "title": position.title,
        "holder": refs.noun(position.holder),
        "of": position.of and refs.noun(position.of),
        "from": position.start or None,
        "to": position.end or None,
        "held_on": position.as_of or None,
        "certain": office.certain,
        **refs.claim(position),
    }


def _membership(tie: Tie, refs: Refs) -> dict[str, Any]:
    party = tie.membership.party
    return {
        "key": party.key,
        "agreement": refs.noun(party.agreement),
        "role": party.role,
        "standing": tie.membership.standing,
        "certain": tie.membership.certain,
        "status": tie.life.status,
        "perhaps": tie.life.perhaps,
        "disputed": tie.life.disputed,
        **refs.claim(party),
    }


def _succession(succession: Succession, refs: Refs) -> dict[str, Any]:
    return {
        "key": succession.key,
        "successor": refs.noun(succession.successor),
        "kind": succession.kind,
        "predecessor": refs.noun(succession.predecessor),
        "date": succession.date or None,
        **refs.claim(succession),
    }


def _founded(body: Any, refs: Refs) -> dict[str, Any]:
    agreement = refs.noun(body.agreement)
    return {"key": body.key, "agreement": agreement, "note": body.note, **refs.claim(body)}


def _once(found: Any) -> list[dict[str, str]]:
    """References without those that are there already: an actor may have two roles."""
    return list({ref["slug"]: ref for ref in found}.values())
