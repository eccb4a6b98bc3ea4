"""The timeline: dated facts on one line, from centuries down to days."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from briefs.answers import answered
from briefs.models.dated import Lane, told
from briefs.search import NoSuchPage, number_of
from briefs.search.calendar_units import UNITS, Column, Unit, fitting, possible
from briefs.search.dated import Counted, FactMatches
from briefs.search.facets import Facet
from briefs.search.fact_filter import FactFilter
from briefs.views import links, twins
from briefs.views.drawing import Drawing, bars, marks
from briefs.views.links import Chip

PAGE_SIZE = 50
_PERIOD = ("from", "to")


@require_safe
@answered(*FactFilter.base_filters)
def timeline(request: HttpRequest) -> HttpResponse:
    """Drawn, and as a table; 400 for a value that is none, with the reason beside its control."""
    asked = FactFilter(request.GET)
    valid = asked.is_valid()
    cleaned = asked.form.cleaned_data
    matches = FactMatches(cleaned)
    facets = matches.facets(asked.snapshot)
    context = {
        "asked": asked,
        "errors": asked.form.errors,
        "since": asked.data.get("from", ""),
        "mistakes": links.mistakes(request, asked),
        "found": len(matches),
        "facets": facets,
        "lanes": list(_by_lane(facets[0])),
        "chips": list(_chips(request, asked, facets)),
        "canonical": links.canonical(request, asked),
        "twins": twins.of_timeline(asked.known) if valid else [],
        **_page(request, asked, matches, cleaned),
    }
    return render(request, "timeline.html", context, status=200 if valid else 400)


def _page(
    request: HttpRequest, asked: FactFilter, matches: FactMatches, cleaned: dict[str, Any]
) -> dict[str, Any]:
    """The line, and a page of the facts on it."""
    try:
        number, size, pages = number_of(matches, cleaned, size=PAGE_SIZE)
    except NoSuchPage:
        raise Http404(_("There is no such page: the list is shorter.")) from None
    offset = (number - 1) * size
    facts = told(matches.page(offset=offset, limit=size))
    context: dict[str, Any] = {"facts": facts, "offset": offset, "page": number, "pages": pages}
    for name, other in (("previous", number - 1), ("next", number + 1)):
        if 1 <= other <= pages:
            context[name] = links.address(request, links.with_value(asked.data, "page", other))
    if matches.extent:
        unit = fitting(*matches.extent, cleaned.get("zoom") or "")
        columns = matches.counted(unit)
        context |= _around(request, asked, matches.extent, unit)
        urls = [_within(request, asked, matches, each.column) for each in columns]
        context["drawing"] = _drawing(columns, urls, facts if pages == 1 else [])
        context["columns"] = [
            {"counted": each, "url": url}
            for each, url in zip(columns, urls, strict=True)
            if each.total
        ]
    return context


def _drawing(columns: list[Counted], urls: list[str], facts: list[Any]) -> Drawing:
    """Each fact as a mark, where all of them are on the page; else how many there are when."""
    return marks(columns, facts) if facts else bars(columns, urls)


def _within(request: HttpRequest, asked: FactFilter, matches: FactMatches, column: Column) -> str:
    """The address of the line of one column, as far as the period asked for has it."""
    query = column.query
    if matches.first and matches.first > column.first:
        query["from"] = matches.first.isoformat()
    if matches.last and matches.last < column.last:
        query["to"] = matches.last.isoformat()
    url = _with(request, asked, query)
    return "" if url == _with(request, asked, {n: asked.data.get(n, "") for n in _PERIOD}) else url


def _with(request: HttpRequest, asked: FactFilter, period: dict[str, str], zoom: str = "") -> str:
    """The address of the line of another period, from its first page on."""
    query: QueryDict = asked.data.copy()
    for name, value in {**period, "zoom": zoom, "page": ""}.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return links.address(request, query)


def _around(
    request: HttpRequest, asked: FactFilter, extent: tuple[dt.date, dt.date], unit: Unit
) -> dict[str, Any]:
    """The ways to see more or less at once: units, the wider period, those before and after."""
    here = {name: asked.data.get(name, "") for name in _PERIOD}
    zooms = [
        {
            "label": each.label,
            "url": _with(request, asked, here, each.name),
            "here": each == unit,
        }
        for each in possible(*extent)
        if each == unit or each.number(*extent) > 1
    ]
    found: dict[str, Any] = {"zooms": zooms}
    if any(here.values()):
        found["whole"] = _with(request, asked, dict.fromkeys(_PERIOD, ""))
        first, last = extent
        wider = [own for each in UNITS if (own := _one(each, first, last))]
        exact = next((own for own in wider if (own.first, own.last) == extent), None)
        around = [own for own in wider if own.last - own.first > last - first]
        for name, own in (("wider", around[-1] if around else None), *_beside(exact)):
            if own:
                found[name] = {"label": own.label, "url": _with(request, asked, own.query)}
    return found


def _one(unit: Unit, first: dt.date, last: dt.date) -> Column | None:
    """The one column of a unit that a period lies in, if it lies in one."""
    columns = unit.columns(first, first)
    return next((column for column in columns if column.last >= last), None)


def _beside(column: Column | None) -> Iterator[tuple[str, Column]]:
    """The columns before and after one."""
    if not column:
        return
    unit = column.unit
    if column.first > dt.date.min:
        before = column.first - dt.timedelta(days=1)
        yield "before", next(unit.columns(before, before))
    if column.last < dt.date.max:
        after = column.last + dt.timedelta(days=1)
        yield "after", next(unit.columns(after, after))


def _by_lane(kinds: Facet) -> Iterator[dict[str, Any]]:
    """Each lane's choice, with those of its kinds beneath it."""
    lane: dict[str, Any] = {}
    for choice in kinds.choices:
        if choice.value in Lane:
            lane = {"all": [choice], "kinds": []}
            yield lane
        else:
            lane["kinds"].append(choice)


def _chips(request: HttpRequest, asked: FactFilter, facets: list[Facet]) -> Iterator[Chip]:
    """The filters in use, each with the address of the line without it."""
    for facet in facets:
        for choice in facet.choices:
            if choice.selected:
                url = links.address(request, links.without(asked, facet.name, choice.value))
                yield Chip(text=f"{facet.label}: {choice.label}", url=url)
    for name in _PERIOD:
        if asked.form.cleaned_data.get(name):
            text = f"{asked.filters[name].label}: {asked.data[name]}"
            yield Chip(
                text=text, url=links.address(request, links.without(asked, name, asked.data[name]))
            )
