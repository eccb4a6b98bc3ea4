"""The timeline as files: CSV with all facts that a query finds; JSON with what the page shows."""

from collections.abc import Iterator
from itertools import batched
from math import ceil
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from briefs.answers import answered
from briefs.formats import files
from briefs.formats.files import Site, line
from briefs.lines import BYTE_ORDER, csv_line
from briefs.models.dated import Lane, Told, told
from briefs.models.evidence import Evidence
from briefs.search.calendar_units import fitting
from briefs.search.dated import Counted, FactMatches
from briefs.search.fact_filter import FactFilter

TYPE = "text/csv; charset=utf-8; header=present"
BATCH, PAGE_SIZE = 500, 50
COLUMNS = (
    *("date", "earliest", "latest", "sort", "kind", "what", "page", "actors", "agreements"),
    *("assertion", "attributed_to", "quote", "brief", "edition", "passage", "source", "locator"),
)


@require_safe
def csv(request: HttpRequest) -> HttpResponseBase:
    """All facts of the timeline, a line each, as they are read."""
    asked = FactFilter(request.GET)
    if not asked.is_valid():
        return files.bad_parameters(asked.form.errors)
    lines = _lines(FactMatches(asked.form.cleaned_data), Site(request))
    headers = {**files.saved_as("timeline.csv"), "X-Robots-Tag": "noindex"}
    return files.streamed(request, lines, TYPE, headers=headers)


def _lines(matches: FactMatches, site: Site) -> Iterator[str]:
    yield BYTE_ORDER + csv_line(COLUMNS)
    for batch in batched(matches, BATCH):
        for fact in told(batch):
            passage = fact.passage
            said_by, source, edition = passage.attributed_to, passage.source, passage.edition
            yield csv_line(
                (
                    *(fact.date, _day(fact.dated.first), _day(fact.dated.last)),
                    *(fact.dated.lane.value, fact.dated.kind, line(_named(fact))),
                    site.root + fact.url,
                    "; ".join(line(actor.name) for actor in fact.actors),
                    "; ".join(line(agreement.title) for agreement in fact.agreements),
                    *(passage.assertion, line(said_by.name) if said_by else ""),
                    *(line(passage.exact), line(edition.title) if edition else ""),
                    edition.number if edition else "",
                    site.root + passage.get_absolute_url(),
                    *(line(source.title) if source else "", line(passage.locator)),
                )
            )


@require_safe
@answered(*FactFilter.base_filters)
def json(request: HttpRequest) -> HttpResponse:
    """How many facts there are when, and a page of them with their passages."""
    asked = FactFilter(request.GET)
    if not asked.is_valid():
        return files.bad_parameters(asked.form.errors)
    cleaned, site = asked.form.cleaned_data, Site(request)
    matches = FactMatches(cleaned)
    page, size = cleaned.get("page") or 1, cleaned.get("page_size") or PAGE_SIZE
    pages = max(1, ceil(len(matches) / size))
    if page > pages:
        raise Http404(_("There is no such page: the list is shorter."))
    unit = fitting(*matches.extent, cleaned.get("zoom") or "") if matches.extent else None
    said = {
        "count": len(matches),
        "page": page,
        "pages": pages,
        "zoom": unit.name if unit else None,
        "periods": [_period(each) for each in matches.counted(unit) if each.total] if unit else [],
        "results": [
            _fact(each, site) for each in told(matches.page(offset=(page - 1) * size, limit=size))
        ],
    }
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False})


def _period(counted: Counted) -> dict[str, Any]:
    found: dict[str, Any] = dict(counted.column.query)
    for (lane, assertion), count in counted.counts.items():
        found.setdefault(lane.value, {})[assertion] = count
    return found


def _fact(fact: Told, site: Site) -> dict[str, Any]:
    return {
        "date": fact.date,
        "earliest": _day(fact.dated.first) or None,
        "latest": _day(fact.dated.last) or None,
        "sort": fact.dated.lane.value,
        "kind": fact.dated.kind,
        "what": _named(fact),
        "url": site.root + fact.url,
        "assertion": fact.assertion,
        "actors": [_ref("actor", each.slug, each.name, site) for each in fact.actors],
        "agreements": [_ref("agreement", each.slug, each.title, site) for each in fact.agreements],
        "evidence": [_evidence(passage, site) for passage in fact.claim.evidence.all()],
    }


def _evidence(passage: Evidence, site: Site) -> dict[str, Any]:
    edition, said_by, source = passage.edition, passage.attributed_to, passage.source
    return {
        "brief": edition and _ref("brief", edition.publication.slug, edition.title, site),
        "edition": edition and edition.number,
        "quote": {"exact": passage.exact, "prefix": passage.prefix, "suffix": passage.suffix},
        "url": site.root + passage.get_absolute_url(),
        "assertion": passage.assertion,
        "attributed_to": said_by and _ref("actor", said_by.slug, said_by.name, site),
        "source": source and {"title": source.title, "locator": passage.locator},
    }


def _ref(page: str, slug: str, name: str, site: Site) -> dict[str, str]:
    return {"slug": slug, "name": name, "url": site.url(page, slug)}


def _named(fact: Told) -> str:
    """What it is about, in the collection's language."""
    return fact.agreements[0].title if fact.dated.lane == Lane.ACTION else fact.text


def _day(day: Any) -> str:
    return day.isoformat() if day else ""
