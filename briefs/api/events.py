"""Events that published passages state: when, where, who took part, and where it is said."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from briefs.api import single
from briefs.api.lists import noun_list
from briefs.api.refs import Refs
from briefs.models import portrait
from briefs.models.claims import firmest
from briefs.models.event import Event
from briefs.search import indexes


def event_list(request: HttpRequest) -> HttpResponse | dict[str, Any]:
    """The events that published passages state, latest first, a page at a time."""
    return noun_list(request, indexes.events, _row)


def event_detail(request: HttpRequest, slug: str) -> HttpResponse | dict[str, Any]:
    """An event with who took part and the passages that state it. A renamed event redirects."""
    found = portrait.event(slug)
    if found is None:
        return single.elsewhere(request, Event.objects.stated(), slug)
    refs = Refs(request)
    return {
        **_row(found, refs),
        "description": found.description,
        "participants": [
            {"key": each.key, "actor": refs.noun(each.actor), "role": each.role}
            for each in found.participants.all()
        ],
        "agreements": [refs.noun(each) for each in found.agreements.all()],
        "topics": [refs.noun(each) for each in found.topics.all()],
        "evidence": refs.claim(found)["evidence"],
    }


def _row(event: Any, refs: Refs) -> dict[str, Any]:
    return {
        **refs.noun(event),
        "title": event.title,
        "key": event.key,
        "kind": event.kind,
        "date": event.date or None,
        "place": event.place,
        "assertion": firmest(event),
    }
