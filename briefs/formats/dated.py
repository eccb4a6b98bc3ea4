"""The timeline as files: CSV with all facts that a query finds; JSON with what the page shows."""

from collections.abc import Iterable
from typing import Any

from briefs.formats.files import Site, line
from briefs.formats.found import Found, views
from briefs.formats.passages import CSV_COLUMNS, cells, evidence, ref
from briefs.models.dated import Lane, Told, told
from briefs.search.calendar_units import fitting
from briefs.search.dated import Counted, FactMatches
from briefs.search.fact_filter import FactFilter
from briefs.search.filters import Asked

COLUMNS = (
    *("date", "earliest", "latest", "sort", "kind", "what", "page", "actors", "agreements"),
    *CSV_COLUMNS,
)


def _cells(fact: Told, site: Site) -> Iterable[Any]:
    return (
        *(fact.date, _day(fact.dated.first), _day(fact.dated.last)),
        *(fact.dated.lane.value, fact.dated.kind, line(_named(fact))),
        site.root + fact.url,
        "; ".join(line(actor.name) for actor in fact.actors),
        "; ".join(line(agreement.title) for agreement in fact.agreements),
        *cells(fact.passage, site),
    )


def _drawn(matches: FactMatches, asked: Asked, _site: Site) -> dict[str, Any]:
    """How many facts there are when."""
    if not matches.extent:
        return {"zoom": None, "periods": []}
    unit = fitting(*matches.extent, asked.get("zoom") or "")
    counted = matches.counted(unit)
    return {"zoom": unit.name, "periods": [_period(each) for each in counted if each.total]}


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


csv, json = views(
    Found(
        name="timeline",
        asked=FactFilter,
        matches=FactMatches,
        told=told,
        columns=COLUMNS,
        cells=_cells,
        result=_fact,
        drawn=_drawn,
    )
)
