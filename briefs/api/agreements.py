"""Agreements: parties, steps, figures, places and relations, and the status that follows."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.http import HttpRequest, HttpResponse

from briefs.api import single
from briefs.api.lists import noun_list
from briefs.api.refs import Refs
from briefs.models import portrait
from briefs.models.agreement import Agreement
from briefs.models.life import Life, Membership, Standing
from briefs.models.milestone import Milestone
from briefs.models.period import Period
from briefs.models.reservation import Reservation
from briefs.models.term import Term
from briefs.search import indexes


def agreement_list(request: HttpRequest) -> HttpResponse | dict[str, Any]:
    """All agreements, by title, a page at a time; found by words of any of their titles.

    Each with its status; with as_of, the one at the end of that day, month or year.
    """
    return noun_list(request, indexes.agreements, _row, then=_rows_then)


def agreement_detail(request: HttpRequest, slug: str) -> HttpResponse | dict[str, Any]:
    """An agreement with what published passages state of it, and the status that follows from it.

    With as_of: the status at the end of that day, month or year, who was party then, and the steps
    by then. “certain” is false, and “perhaps” names other statuses, where imprecise dates leave it
    open. A renamed agreement redirects.
    """
    as_of = single.as_of(request)
    if isinstance(as_of, HttpResponse):
        return as_of
    found = portrait.agreement(slug)
    if found is None:
        return single.elsewhere(request, Agreement.objects.all(), slug)
    compared = (found.shown_terms, found.shown_milestones, found.shown_places)
    refs = Refs(request, chain.from_iterable(compared))
    life = portrait.life(found, as_of)
    parties = [
        each for each in life.memberships if as_of is None or each.standing == Standing.PARTY
    ]
    return {
        **_row(found, refs),
        "description": found.description,
        "names": found.names,
        "topics": [refs.noun(topic) for topic in found.topics.all()],
        "as_of": as_of and as_of.said,
        **_status(life),
        "parties": [_party(each, refs) for each in parties],
        "milestones": [_milestone(each, refs) for each in life.steps],
        "reservations": [_reservation(each, refs) for each in found.shown_reservations],
        "terms": [_term(each, refs) for each in found.shown_terms],
        "places": [_place(each, refs) for each in found.shown_places],
        "bodies": [
            {"key": body.key, "actor": refs.noun(body.actor), "note": body.note, **refs.claim(body)}
            for body in found.shown_bodies
        ],
        "relations": [
            _relation(each, refs) for each in (*found.shown_relations, *found.shown_relations_from)
        ],
        "events": [refs.noun(event) for event in found.shown_events],
        "briefs": refs.briefs("agreement", found.slug),
    }


def _rows_then(found: list[Any], refs: Refs, as_of: Period | None) -> Iterator[dict[str, Any]]:
    portrait.give_lives(found)
    for each in found:
        yield {**_row(each, refs), **_status(portrait.life(each, as_of))}


def _status(life: Life) -> dict[str, Any]:
    return {"status": life.status, "perhaps": life.perhaps, "disputed": life.disputed}


def _row(agreement: Agreement, refs: Refs) -> dict[str, Any]:
    return {
        **refs.noun(agreement),
        "title": agreement.title,
        "key": agreement.key,
        "kind": agreement.kind,
        **refs.count(agreement),
    }


def _party(membership: Membership, refs: Refs) -> dict[str, Any]:
    party = membership.party
    return {
        "key": party.key,
        "actor": refs.noun(party.actor),
        "role": party.role,
        "standing": membership.standing,
        "certain": membership.certain,
        **refs.claim(party),
    }


def _milestone(step: Milestone, refs: Refs) -> dict[str, Any]:
    return {
        "key": step.key,
        "date": step.date or None,
        "status": step.status,
        "actor": step.actor and refs.noun(step.actor),
        "note": step.note,
        **refs.claim(step),
    }


def _reservation(said: Reservation, refs: Refs) -> dict[str, Any]:
    return {
        "key": said.key,
        "kind": said.kind,
        "actor": said.actor and refs.noun(said.actor),
        "date": said.date or None,
        "text": said.text,
        **refs.claim(said),
    }


def _term(term: Term, refs: Refs) -> dict[str, Any]:
    return {
        "key": term.key,
        "label": term.label,
        "value": term.value,
        "unit": term.unit,
        "measured": term.measured,
        "price_year": term.price_year,
        **refs.claim(term),
    }


def _place(place: Any, refs: Refs) -> dict[str, Any]:
    return {
        "key": place.key,
        "name": place.name,
        "role": place.role,
        "country": place.country or None,
        **refs.claim(place),
    }


def _relation(relation: Any, refs: Refs) -> dict[str, Any]:
    return {
        "key": relation.key,
        "agreement": refs.noun(relation.agreement),
        "kind": relation.kind,
        "to": refs.noun(relation.to),
        **refs.claim(relation),
    }
