"""The network as files: CSV with all ties that a query finds; JSON with what the page shows."""

from collections.abc import Iterable
from typing import Any

from briefs.formats.files import Site, line
from briefs.formats.found import Found, views
from briefs.formats.passages import CSV_COLUMNS, cells, evidence, ref
from briefs.models.tie import Told, told
from briefs.search.filters import Asked
from briefs.search.network import Drawn, TieMatches
from briefs.search.tie_filter import TieFilter

COLUMNS = (
    *("source", "source_name", "kind", "tie", "target", "target_name", "since", "until"),
    *CSV_COLUMNS,
)


def _cells(each: Told, site: Site) -> Iterable[Any]:
    source, target = _end(each.source, site), _end(each.target, site)
    return (
        *(source["url"], line(source["name"]), each.tie.kind.value, line(each.text)),
        *(target["url"], line(target["name"]), each.tie.since, each.tie.until),
        *cells(each.passage, site),
    )


def _drawn(matches: TieMatches, _asked: Asked, site: Site) -> dict[str, Any]:
    """The graph that the page draws."""
    graph = matches.graph()
    return {
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
    }


def _node(drawn: Drawn, site: Site) -> dict[str, Any]:
    """A node by what it is; one into which many are folded has no page."""
    said = {"noun": drawn.noun, "kind": drawn.kind, "many": drawn.many, "ties": drawn.ties}
    node = drawn.node
    return said | (ref(drawn.noun, node.slug, node.name, site) if node else {})


def _tie(each: Told, site: Site) -> dict[str, Any]:
    return {
        "source": _end(each.source, site),
        "target": _end(each.target, site),
        "kind": each.tie.kind.value,
        "tie": each.text,
        "since": each.tie.since or None,
        "until": each.tie.until or None,
        "assertion": each.assertion,
        "evidence": [evidence(passage, site) for passage in each.claim.evidence.all()],
    }


def _end(noun: Any, site: Site) -> dict[str, str]:
    return ref(noun._meta.model_name, noun.slug, str(noun), site)


csv, json = views(
    Found(
        name="network",
        asked=TieFilter,
        matches=TieMatches,
        told=told,
        columns=COLUMNS,
        cells=_cells,
        result=_tie,
        drawn=_drawn,
    )
)
