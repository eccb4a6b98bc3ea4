"""The network as files: CSV with all ties that a query finds; JSON with what the page shows."""

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
from briefs.models.tie import Tie, Told, told
from briefs.search import NoSuchPage, number_of
from briefs.search.network import Drawn, TieMatches
from briefs.search.tie_filter import TieFilter

TYPE = "text/csv; charset=utf-8; header=present"
BATCH, PAGE_SIZE = 500, 50
COLUMNS = (
    *("source", "source_name", "kind", "tie", "target", "target_name", "since", "until"),
    *CSV_COLUMNS,
)


@require_safe
def csv(request: HttpRequest) -> HttpResponseBase:
    """All ties of the network, a line each, as they are read."""
    asked = TieFilter(request.GET)
    if not asked.is_valid():
        return files.bad_parameters(asked.form.errors)
    cleaned, site = asked.form.cleaned_data, Site(request)
    return files.as_shown(request, "network.csv", TYPE, lambda: _lines(TieMatches(cleaned), site))


def _lines(matches: TieMatches, site: Site) -> Iterator[str]:
    yield BYTE_ORDER + csv_line(COLUMNS)
    for batch in batched(matches, BATCH):
        for each in told(batch):
            source, target = _end(each.source, site), _end(each.target, site)
            yield csv_line(
                (
                    *(source["url"], line(source["name"]), each.tie.kind.value, line(each.text)),
                    *(target["url"], line(target["name"]), *_days(each.tie)),
                    *cells(each.passage, site),
                )
            )


@require_safe
@answered(*TieFilter.base_filters)
def json(request: HttpRequest) -> HttpResponse:
    """The graph that the page draws, and a page of its ties with their passages."""
    asked = TieFilter(request.GET)
    if not asked.is_valid():
        return files.bad_parameters(asked.form.errors)
    cleaned, site = asked.form.cleaned_data, Site(request)
    matches = TieMatches(cleaned)
    try:
        page, size, pages = number_of(matches, cleaned, size=PAGE_SIZE)
    except NoSuchPage:
        return files.refusal(HTTPStatus.NOT_FOUND, _("There is no such page: the list is shorter."))
    graph = matches.graph()
    said = {
        "count": len(matches),
        "page": page,
        "pages": pages,
        "nodes": [_node(each, site) for each in graph.nodes],
        "links": [
            {
                "source": link.source,
                "target": link.target,
                "ties": link.count,
                "assertion": link.assertion,
            }
            for link in graph.links
        ],
        "results": [
            _tie(each, site) for each in told(matches.page(offset=(page - 1) * size, limit=size))
        ],
    }
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False})


def _node(drawn: Drawn, site: Site) -> dict[str, Any]:
    """A node by what it is; one into which many are folded has no page."""
    said = {"noun": drawn.noun, "kind": drawn.kind, "many": drawn.many, "ties": drawn.ties}
    node = drawn.node
    return said | (ref(drawn.noun, node.slug, node.name, site) if node else {})


def _tie(each: Told, site: Site) -> dict[str, Any]:
    since, until = _days(each.tie)
    return {
        "source": _end(each.source, site),
        "target": _end(each.target, site),
        "kind": each.tie.kind.value,
        "tie": each.text,
        "since": since or None,
        "until": until or None,
        "assertion": each.assertion,
        "evidence": [evidence(passage, site) for passage in each.claim.evidence.all()],
    }


def _end(noun: Any, site: Site) -> dict[str, str]:
    return ref(noun._meta.model_name, noun.slug, str(noun), site)


def _days(tie: Tie) -> tuple[str, str]:
    """The days at which it may have held, where dates say."""
    return tuple(day.isoformat() if day else "" for day in (tie.since, tie.until))  # type: ignore[return-value]
