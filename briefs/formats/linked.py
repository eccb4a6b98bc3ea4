"""JSON-LD in the words of schema.org: an actor, agreement, topic, event or brief.

What is claimed is told as a Claim with its words, who says so and how; only what a passage states
becomes a property.
"""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from briefs.answers import answered
from briefs.formats import files, single
from briefs.formats.files import Site
from briefs.models import portrait
from briefs.models.actor import Actor
from briefs.models.address import FormerAddress
from briefs.models.agreement import Agreement
from briefs.models.claims import firmest
from briefs.models.event import Event
from briefs.models.evidence import Assertion, Evidence
from briefs.models.fact import fact_of
from briefs.models.publication import Publication
from briefs.models.topic import Topic

TYPE = "application/ld+json"
_PLAIN_DATE = re.compile(r"\d{4}(-\d{2}){0,2}")
_ACTORS = {"person": "Person", "state": "Country", "body": "GovernmentOrganization"}
_AGREEMENTS = {"treaty": "Legislation", "project": "Project"}
_CLAIMS_OF_AGREEMENT = (
    *("parties", "milestones", "reservations", "terms", "places", "bodies", "relations"),
    "relations_from",
)
_CLAIMS_OF_ACTOR = ("positions", "offices", "parties", "predecessors", "successors", "founded_by")

type Said = dict[str, Any]


@require_safe
@answered()
def actor(request: HttpRequest, slug: str) -> HttpResponse:
    """An actor, with what is claimed of it."""
    return _noun(request, slug, portrait.actor, Actor.objects.all(), _actor)


@require_safe
@answered()
def agreement(request: HttpRequest, slug: str) -> HttpResponse:
    """An agreement, with what is claimed of it."""
    return _noun(request, slug, portrait.agreement, Agreement.objects.all(), _agreement)


@require_safe
@answered()
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A topic, as a term of the site's set of topics."""
    topics = Topic.objects.select_related("parent")
    return _noun(request, slug, lambda slug: topics.filter(slug=slug).first(), topics, _topic)


@require_safe
@answered()
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """An event that published passages state."""
    shown = Event.objects.shown().prefetch_related("actors", "agreements", "topics")
    stated = Event.objects.stated()
    return _noun(request, slug, lambda slug: shown.filter(slug=slug).first(), stated, _event)


@require_safe
@answered()
def brief(request: HttpRequest, slug: str) -> HttpResponse:
    """A brief's current edition."""
    return single.file(request, slug, _brief, TYPE, "jsonld")


def _noun(
    request: HttpRequest,
    slug: str,
    find: Callable[[str], Any | None],
    rows: QuerySet[Any],
    write: Callable[[Any, Site], Said],
) -> HttpResponse:
    """The noun at a slug; 301 to where it is now, in the same format."""
    name = str(rows.model._meta.model_name)
    found = find(slug)
    if found is None:
        former = FormerAddress.objects.leading_to(rows, slug)
        if former is None:
            raise Http404
        response = redirect(f"{name}.jsonld", former.slug, permanent=True)
        add_never_cache_headers(response)  # it may be given its old address back
        return response
    site = Site(request)
    with translation.override(settings.LANGUAGE_CODE):
        text = _written(
            {"@id": site.url(name, slug), "url": site.url(name, slug)}, write(found, site)
        )
    headers = {
        "Link": f'<{site.url(name, slug)}>; rel="canonical"',
        "X-Robots-Tag": "noindex",
        **files.saved_as(f"{slug}.jsonld"),
    }
    return HttpResponse(text, content_type=TYPE, headers=headers)


def _written(*said: Said) -> str:
    """What is said, without what is empty."""
    whole: Said = {"@context": "https://schema.org"}
    for part in said:
        whole |= {name: value for name, value in part.items() if value not in ("", [], None, {})}
    return json.dumps(whole, ensure_ascii=False, indent=2, default=str) + "\n"


def _actor(found: Any, site: Site) -> Said:
    names = [{"@value": each.name, "@language": each.language} for each in found.names.all()]
    return {
        "@type": _ACTORS.get(found.kind, "Organization"),
        "identifier": [_property("key", found.key), *map(_identifier, found.identifiers.all())],
        "name": found.name,
        "alternateName": names,
        "description": found.description,
        "sameAs": [each.get_absolute_url() for each in found.identifiers.all()],
        "hasOccupation": [_occupation(each) for each in found.shown_positions if _is_stated(each)]
        if found.kind == "person"
        else [],
        "subjectOf": _claims(found, _CLAIMS_OF_ACTOR, site),
    }


def _agreement(found: Any, site: Site) -> Said:
    return {
        "@type": _AGREEMENTS.get(found.kind, "CreativeWork"),
        "identifier": [_property("key", found.key)],
        "name": found.title,
        "alternateName": _in_languages(found.names),
        "description": found.description,
        "legislationType" if found.kind == "treaty" else "genre": found.kind,
        "creativeWorkStatus": portrait.life(found).status,
        "about": [_ref("topic", each, site) for each in found.topics.all()],
        "subjectOf": _claims(found, _CLAIMS_OF_AGREEMENT, site),
    }


def _topic(found: Topic, site: Site) -> Said:
    return {
        "@type": "DefinedTerm",
        "identifier": [_property("key", found.key)],
        "name": found.name,
        "alternateName": _in_languages(found.names),
        "description": found.definition,
        "inDefinedTermSet": site.url("topics"),
        "isPartOf": found.parent and _ref("topic", found.parent, site),
    }


def _event(found: Any, site: Site) -> Said:
    dated = _PLAIN_DATE.fullmatch(found.date)
    return {
        "@type": "Event",
        "identifier": [_property("key", found.key)],
        "name": found.title,
        "description": found.description,
        "startDate": found.date if dated else "",
        "temporalCoverage": "" if dated else found.date,
        "location": {"@type": "Place", "name": found.place} if found.place else None,
        "attendee": [_ref("actor", each, site) for each in found.actors.all()],
        "about": [
            *(_ref("agreement", each, site) for each in found.agreements.all()),
            *(_ref("topic", each, site) for each in found.topics.all()),
        ],
        "subjectOf": [_claim(passage, site) for passage in found.evidence.all()],
    }


def _brief(publication: Publication, notices: Iterable[single.Notice], site: Site) -> str:
    edition, card = publication.edition, publication.edition.card
    address = site.url("brief", publication.slug)
    about = (("actors", "actor"), ("agreements", "agreement"), ("topics", "topic"))
    return _written(
        {
            "@type": "Report" if edition.kind == "report" else "Article",
            "@id": address,
            "url": site.url("edition", publication.slug, edition.number),
            "headline": edition.title,
            "abstract": edition.summary,
            "genre": edition.kind,
            "author": [_named("actor", row, site) for row in card["authors"]],
            "publisher": {"@type": "Organization", "name": settings.SITE_NAME},
            "datePublished": publication.published_on.isoformat(),
            "dateModified": publication.updated_on.isoformat(),
            "inLanguage": edition.language,
            "version": edition.number,
            "license": edition.license,
            "creativeWorkStatus": [str(notice) for notice in notices],
            "about": [_named(page, row, site) for name, page in about for row in card[name]],
            "keywords": [row["name"] for row in card["tags"]],
            "citation": [
                {
                    "@type": "CreativeWork",
                    "name": source["title"],
                    "author": source["author"],
                    "url": source["url"],
                }
                for source in edition.sources
            ],
        }
    )


def _claims(found: Any, names: Iterable[str], site: Site) -> list[Said]:
    """What passages say of a noun, each by its own words, how and by whom."""
    claims = (claim for name in names for claim in getattr(found, f"shown_{name}"))
    return [_claim(passage, site) for claim in claims for passage in claim.evidence.all()]


def _claim(passage: Evidence, site: Site) -> Said:
    fact, edition, by = fact_of(passage), passage.edition, passage.attributed_to
    if edition is None:
        raise ValueError("No reader has this passage.")
    said: Said = {
        "@type": "Claim",
        "identifier": [_property("key", passage.key), _property("fact", passage.claim.key)],  # type: ignore[attr-defined]
        "text": f"{fact.about}: {fact.text}",
        "creativeWorkStatus": passage.assertion,
        "appearance": {
            "@type": "Quotation",
            "text": passage.exact,
            "url": site.root + passage.get_absolute_url(),
            "isPartOf": site.url("edition", edition.publication.slug, edition.number),
        },
    }
    return said | ({"author": _ref("actor", by, site)} if by else {})


def _is_stated(claim: Any) -> bool:
    return firmest(claim) == Assertion.STATED


def _occupation(position: Any) -> Said:
    said = {
        "@type": "Role",
        "hasOccupation": {"@type": "Occupation", "name": position.named},
        "startDate": position.start if _PLAIN_DATE.fullmatch(position.start) else "",
        "endDate": position.end if _PLAIN_DATE.fullmatch(position.end) else "",
    }
    return {name: value for name, value in said.items() if value}


def _identifier(row: Any) -> Said:
    return _property(row.get_scheme_display(), row.value)


def _property(name: str, value: object) -> Said:
    return {"@type": "PropertyValue", "propertyID": name, "value": str(value)}


def _in_languages(names: dict[str, str]) -> list[Said]:
    return [{"@value": name, "@language": language} for language, name in names.items()]


def _ref(page: str, row: Any, site: Site) -> Said:
    return {"@id": site.url(page, row.slug), "name": str(row)}


def _named(page: str, row: dict[str, str], site: Site) -> Said:
    return {"@id": site.url(page, row["slug"]), "name": row["name"]}
