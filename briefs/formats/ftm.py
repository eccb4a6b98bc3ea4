"""FollowTheMoney (https://followthemoney.tech): actors, offices, agreements and events as entities.

One entity a line, for the tools of investigators. Each fact has the address of its passage; what
isn't stated as such says in its summary who claims, promises or expects it. What is only denied is
left out, for an entity would assert it.
"""

import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.views.decorators.http import require_safe

from briefs.formats import files
from briefs.formats.files import Site, line
from briefs.lines import json_line
from briefs.models.actor import Actor, Position
from briefs.models.agreement import Agreement, Party
from briefs.models.event import Event
from briefs.models.evidence import Assertion
from briefs.models.succession import Succession

TYPE = "application/x-ndjson; charset=utf-8"
BATCH = 500  # rows read at a time
_ACTORS = {"person": "Person", "organisation": "Organization"}  # else a public body
_COUNTRY = 2  # letters of a country's code; four are those of a former one
_DATE = re.compile(r"\d{4}(-(0\d|1[0-2])(-\d{2})?)?")  # no seasons

type Entity = dict[str, Any]


@require_safe
def entities(request: HttpRequest) -> HttpResponseBase:
    """All actors and agreements, and what published passages say of who was what to whom."""
    site = Site(request)
    return files.as_shown(request, "entities.ftm.json", TYPE, lambda: _lines(site))


def _lines(site: Site) -> Iterator[str]:
    for found in _all(site):
        with translation.override(settings.LANGUAGE_CODE):
            yield from map(json_line, found)


def _all(site: Site) -> Iterator[Iterable[Entity]]:
    for actor in _read(Actor.objects.prefetch_related("names", "identifiers")):
        yield [_actor(actor, site)]
    for agreement in _read(Agreement.objects.all()):
        yield [_agreement(agreement, site)]
    for position in _read(Position.objects.shown().select_related("holder", "of")):
        yield _office(position, site)
    for party in _read(Party.objects.shown().select_related("actor", "agreement")):
        yield _participation(party, site)
    for succession in _read(Succession.objects.shown().select_related("successor", "predecessor")):
        yield _succession(succession, site)
    for event in _read(Event.objects.shown().prefetch_related("actors")):
        yield _event(event, site)


def _read(rows: Any) -> Iterator[Any]:
    found: Iterator[Any] = rows.order_by("pk").iterator(chunk_size=BATCH)
    return found


def _actor(actor: Any, site: Site) -> Entity:
    identifiers = {each.scheme: each.value for each in actor.identifiers.all()}
    country = identifiers.get("iso", "")
    names = [name for name in actor.names.all() if not name.is_former]
    return _entity(
        actor.key,
        _ACTORS.get(actor.kind, "PublicBody"),
        name=[actor.name],
        alias=[name.name for name in names],
        previousName=[name.name for name in actor.names.all() if name.is_former],
        country=[country.lower()] if len(country) == _COUNTRY else [],
        wikidataId=[identifiers.get("wikidata", "")],
        summary=[actor.description],
        sourceUrl=[site.url("actor", actor.slug)],
    )


def _agreement(agreement: Any, site: Site) -> Entity:
    return _entity(
        agreement.key,
        "Project",
        name=[agreement.title],
        alias=list(agreement.names.values()),
        program=[agreement.kind],
        summary=[agreement.description],
        sourceUrl=[site.url("agreement", agreement.slug)],
    )


def _office(position: Any, site: Site) -> Iterator[Entity]:
    if not _is_denied(position):
        post = _digest(position.of and position.of.key, position.title)
        organisation = [str(position.of.key)] if position.of else []
        yield _entity(post, "Position", name=[position.title], organization=organisation)
        yield _claim(
            position,
            "Occupancy",
            site,
            holder=[str(position.holder.key)],
            post=[post],
            startDate=[_date(position.start)],
            endDate=[_date(position.end)],
            date=[_date(position.as_of)],
        )


def _participation(party: Any, site: Site) -> Iterator[Entity]:
    if not _is_denied(party):
        ends = {"project": [str(party.agreement.key)], "participant": [str(party.actor.key)]}
        yield _claim(party, "ProjectParticipant", site, role=[party.role], **ends)


def _succession(succession: Any, site: Site) -> Iterator[Entity]:
    if not _is_denied(succession):
        yield _claim(
            succession,
            "Succession",
            site,
            predecessor=[str(succession.predecessor.key)],
            successor=[str(succession.successor.key)],
            role=[succession.kind],
            date=[_date(succession.date)],
        )


def _event(event: Any, site: Site) -> Iterator[Entity]:
    if not _is_denied(event):
        yield _claim(
            event,
            "Event",
            site,
            name=[event.title],
            date=[_date(event.date)],
            location=[event.place],
            description=[event.description],
            involved=[str(actor.key) for actor in event.actors.all()],
        )


def _claim(claim: Any, schema: str, site: Site, **said: list[str]) -> Entity:
    """The entity of a claim, with the passages that say it, and how they do."""
    passages = claim.evidence.all()
    return _entity(
        claim.key,
        schema,
        sourceUrl=[site.root + passage.get_absolute_url() for passage in passages],
        summary=[_as_said(passage) for passage in passages],
        recordId=[str(passage.key) for passage in passages] if schema != "Event" else [],
        **said,
    )


def _as_said(passage: Any) -> str:
    """How a passage says it, where that isn't plainly."""
    if passage.assertion == Assertion.STATED and passage.attributed_to is None:
        return ""
    by = f" by {passage.attributed_to.name}" if passage.attributed_to else ""
    return f"{passage.assertion}{by}"


def _is_denied(claim: Any) -> bool:
    return all(passage.assertion == Assertion.DENIED for passage in claim.evidence.all())


def _date(text: str) -> str:
    """A year, month or day, which are all that FollowTheMoney has; a period by its beginning."""
    start = text.partition("/")[0].rstrip("~?%")
    return start if _DATE.fullmatch(start) else ""


def _digest(*said: object) -> str:
    return blake2b(repr([str(each) for each in said]).encode(), digest_size=16).hexdigest()


def _entity(key: object, schema: str, **properties: list[str]) -> Entity:
    told = {
        name: list(dict.fromkeys(said))
        for name, values in properties.items()
        if (said := [text for value in values if (text := line(value))])
    }
    return {"id": str(key), "schema": schema, "properties": told}
