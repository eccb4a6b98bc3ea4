"""The network: actors and agreements, and the claims that tie them to one another."""

from dataclasses import dataclass
from math import cos, pi, sin
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from briefs.answers import answered
from briefs.models.actor import ActorKind
from briefs.models.agreement import AgreementKind
from briefs.models.evidence import Evidence
from briefs.models.tie import told
from briefs.search import NoSuchPage, number_of
from briefs.search.facets import Facet
from briefs.search.network import Drawn, Graph, Link, TieMatches
from briefs.search.tie_filter import TieFilter
from briefs.views import links, twins

PAGE_SIZE = 50
_MARGIN, _LONGEST = 70, 26  # letters of a label
_LARGEST, _SMALLEST = 16, 5
_CROSS = "M-4-4 4 4M4-4-4 4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A node with its place, its size, what it is called and where it leads."""

    number: int
    drawn: Drawn
    x: float
    y: float
    size: float
    label: str
    name: str
    kind: str
    url: str

    @property
    def across(self) -> float:
        """From one side to the other."""
        return round(2 * self.size, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A link between two places, and the passage that says so."""

    link: Link
    source: Placed
    target: Placed
    url: str

    @property
    def middle(self) -> str:
        """Where a line that stands for a denied tie is crossed."""
        x, y = (self.source.x + self.target.x) / 2, (self.source.y + self.target.y) / 2
        return f"{x:.1f} {y:.1f}"


@require_safe
@answered(*TieFilter.base_filters)
def network(request: HttpRequest) -> HttpResponse:
    """Drawn, and as a table; 400 for a value that is none, with the reason beside its control."""
    asked = TieFilter(request.GET)
    valid = asked.is_valid()
    cleaned = asked.form.cleaned_data
    matches = TieMatches(cleaned)
    facets = matches.facets(asked.snapshot)
    context = {
        "asked": asked,
        "errors": asked.form.errors,
        "mistakes": links.mistakes(request, asked),
        "found": len(matches),
        "facets": facets,
        "chips": _chips(request, asked, facets),
        "canonical": links.canonical(request, asked),
        "twins": twins.of_network(asked.known) if valid else [],
        **_page(request, asked, matches, cleaned),
    }
    return render(request, "network.html", context, status=200 if valid else 400)


def _page(
    request: HttpRequest, asked: TieFilter, matches: TieMatches, cleaned: dict[str, Any]
) -> dict[str, Any]:
    """The graph, and a page of its ties."""
    try:
        number, size, pages = number_of(matches, cleaned, size=PAGE_SIZE)
    except NoSuchPage:
        raise Http404(_("There is no such page: the list is shorter.")) from None
    offset, graph = (number - 1) * size, matches.graph()
    nodes = [_placed(request, asked, graph, number) for number in range(len(graph.nodes))]
    context: dict[str, Any] = {
        "graph": graph,
        "cross": _CROSS,
        "nodes": nodes,
        "lines": _lines(graph, nodes),
        "width": _across(len(nodes)),
        "height": _down(len(nodes)),
        "folded": sum(each.many for each in graph.nodes if not each.node),
        "ties": told(matches.page(offset=offset, limit=size)),
        "offset": offset,
        "page": number,
        "pages": pages,
    }
    for name, other in (("previous", number - 1), ("next", number + 1)):
        if 1 <= other <= pages:
            context[name] = links.address(request, links.with_value(asked.data, "page", other))
    return context


def _placed(request: HttpRequest, asked: TieFilter, graph: Graph, number: int) -> Placed:
    """A node on two rings around those that were chosen; a script finds a better place."""
    drawn = graph.nodes[number]
    middle = sum(each.chosen for each in graph.nodes)
    width, height = _across(len(graph.nodes)), _down(len(graph.nodes))
    others = max(1, len(graph.nodes) - middle)
    far = 0.0 if number < middle == 1 else 0.25 if number < middle else 1 - 0.35 * (number % 2)
    turn = 2 * pi * (number if number < middle else number - middle)
    turn /= middle if number < middle else others
    most = max(each.ties for each in graph.nodes)
    name = drawn.node.label if drawn.node else f"{_kind(drawn)}: {drawn.many}"
    return Placed(
        number=number,
        drawn=drawn,
        x=round(width / 2 + (width / 2 - _MARGIN) * far * cos(turn), 1),
        y=round(height / 2 + (height / 2 - _MARGIN / 2) * far * sin(turn), 1),
        size=round(_SMALLEST + (_LARGEST - _SMALLEST) * (drawn.ties / most) ** 0.5, 1),
        label=name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…",
        name=name,
        kind=_kind(drawn),
        url=_url(request, asked, drawn),
    )


def _across(nodes: int) -> int:
    """How wide so many nodes are drawn, in pixels."""
    return min(920, 560 + 9 * nodes)


def _down(nodes: int) -> int:
    """How high."""
    return min(680, 320 + 9 * nodes)


def _kind(drawn: Drawn) -> str:
    kinds: Any = ActorKind if drawn.noun == "actor" else AgreementKind
    return str(kinds(drawn.kind).label)


def _url(request: HttpRequest, asked: TieFilter, drawn: Drawn) -> str:
    """A node leads to its neighbourhood under the same filters; one that is folded nowhere."""
    if not drawn.node:
        return ""
    query = asked.known
    for name in ("topic", "actor", "agreement", "page"):
        query.pop(name, None)
    query[drawn.noun] = drawn.node.slug
    return links.address(request, query)


def _lines(graph: Graph, nodes: list[Placed]) -> list[Line]:
    """The links, each with the first passage of its firmest tie: one query."""
    wanted = {
        number: link.first.passages[0][1]
        for number, link in enumerate(graph.links)
        if graph.nodes[link.source].node and graph.nodes[link.target].node
    }
    passages = Evidence.objects.with_editions().in_bulk(list(wanted.values()))
    return [
        Line(
            link=link,
            source=nodes[link.source],
            target=nodes[link.target],
            url=passage.get_absolute_url()
            if (passage := passages.get(wanted.get(number, 0)))
            else "",
        )
        for number, link in enumerate(graph.links)
    ]


def _chips(request: HttpRequest, asked: TieFilter, facets: list[Facet]) -> list[links.Chip]:
    """The filters in use, each with the address of the network without it."""
    chosen = [
        (facet.name, f"{facet.label}: {choice.label}", choice.value)
        for facet in facets
        for choice in facet.choices
        if choice.selected
    ]
    if asked.form.cleaned_data.get("as_of"):
        said = asked.data["as_of"]
        chosen.append(("as_of", f"{asked.filters['as_of'].label}: {said}", said))
    return [
        links.Chip(text=text, url=links.address(request, links.without(asked, name, value)))
        for name, text, value in chosen
    ]
