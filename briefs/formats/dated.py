"""The timeline as files: CSV with all facts that a query finds; JSON with what the page shows."""

from collections.abc import Iterator
from http import HTTPStatus
from itertools import batched
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from briefs.answers import answered
from briefs.formats import files
from briefs.formats.files import Site, line
from briefs.formats.passages import CSV_COLUMNS, cells, evidence, ref
from briefs.lines import BYTE_ORDER, csv_line
from briefs.models.dated import Lane, Told, told
from briefs.search import NoSuchPage, number_of
from briefs.search.calendar_units import fitting
from briefs.search.dated import Counted, FactMatches
from briefs.search.fact_filter import FactFilter

TYPE = "text/csv; charset=utf-8; header=present"
BATCH, PAGE_SIZE = 500, 50
COLUMNS = (
    *("date", "earliest", "latest", "sort", "kind", "what", "page", "actors", "agreements"),
    *CSV_COLUMNS,
)


@require_safe
def csv(request: HttpRequest) -> HttpResponseBase:
    """All facts of the timeline, a line each, as they are read."""
    asked = FactFilter(request.GET)
    if not asked.is_valid():
        return files.bad_parameters(asked.form.errors)
    cleaned, site = asked.form.cleaned_data, Site(request)
    return files.as_shown(request, "timeline.csv", TYPE, lambda: _lines(FactMatches(cleaned), site))


def _lines(matches: FactMatches, site: Site) -> Iterator[str]:
    yield BYTE_ORDER + csv_line(COLUMNS)
    for batch in batched(matches, BATCH):
        for fact in told(batch):
            yield csv_line(
                (
                    *(fact.date, _day(fact.dated.first), _day(fact.dated.last)),
                    *(fact.dated.lane.value, fact.dated.kind, line(_named(fact))),
                    site.root + fact.url,
                    "; ".join(line(actor.name) for actor in fact.actors),
                    "; ".join(line(agreement.title) for agreement in fact.agreements),
                    *cells(fact.passage, site),
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
    try:
        page, size, pages = number_of(matches, cleaned, size=PAGE_SIZE)
    except NoSuchPage:
        return files.refusal(HTTPStatus.NOT_FOUND, _("There is no such page: the list is shorter."))
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
        "actors": [ref("actor", each.slug, each.name, site) for each in fact.actors],
        "agreements": [ref("agreement", each.slug, each.title, site) for each in fact.agreements],
        "evidence": [evidence(passage, site) for passage in fact.claim.evidence.all()],
    }


def _named(fact: Told) -> str:
    """What it is about, in the collection's language."""
    return fact.agreements[0].title if fact.dated.lane == Lane.ACTION else fact.text


def _day(day: Any) -> str:
    return day.isoformat() if day else ""
