"""The list of briefs: filtered, counted, a page at a time."""

from itertools import pairwise
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_htmx.http import push_url
from django_htmx.middleware import HtmxDetails

from briefs.answers import answered
from briefs.search import EditionFilter, Found, NoSuchPage, find
from briefs.search.filters import PAGING, SORTS
from briefs.views import links, twins
from briefs.views.facet import FACETS, addresses


@require_safe
def briefs(request: HttpRequest) -> HttpResponse:
    """The finder. Answers 400 to a value that is no value, with the reason beside its control.

    htmx gets the finder alone, to put in the place of the one it has, and the list's address,
    unless the reader is there: that is no step for Back.
    """
    response = _answer(request)
    if "HX-Push-Url" in response:
        patch_vary_headers(response, ["HX-Current-URL"])
        if response["HX-Push-Url"] == _here(request):
            push_url(response, False)
    return response


@answered(
    *EditionFilter.base_filters, by=["HX-Request", "HX-Boosted", "HX-History-Restore-Request"]
)
def _answer(request: HttpRequest) -> HttpResponse:
    asked = EditionFilter(request.GET)
    valid = asked.is_valid()
    found = _find(asked, asked.form.cleaned_data if valid else _valid_part(asked))
    year = _facet(found, "year")
    context = {
        "asked": asked,
        "errors": asked.form.errors,
        "found": found,
        "mistakes": links.mistakes(request, asked),
        "facets": [_facet(found, name) for name in FACETS],
        "all_values": addresses(asked),
        "chips": links.chips(request, asked),
        "years": links.years(request, asked, year),
        "most": year.largest,
        "sorts": _sorts(found, searched=bool(asked.form.cleaned_data.get("q"))),
        "pages": _neighbours(request, asked, found),
        "canonical": links.canonical(request, asked),
        "twins": twins.of_list(asked.known) if valid else [],
        "correction": links.correction(request, asked, found),
        "ways_out": links.ways_out(request, asked, found),
    }
    partial = _wants_part(request)
    template = "finder.html#finder" if partial else "finder.html"
    response = render(request, template, context, status=200 if valid else 400)
    return push_url(response, links.address(request, asked.data)) if partial else response


def _find(asked: EditionFilter, cleaned: dict[str, Any]) -> Found:
    try:
        return find(cleaned, asked.snapshot, texts=True)
    except NoSuchPage:
        raise Http404(_("There is no such page: the list is shorter.")) from None


def _sorts(found: Found, *, searched: bool) -> list[dict[str, Any]]:
    """The orders to choose from; the one that needs no word in the address has none."""
    default = "relevance" if searched else "newest"
    return [
        {
            "value": "" if name == default else name,
            "label": label,
            "selected": name == found.sort,
        }
        for name, label in SORTS.items()
        if searched or name != "relevance"
    ]


def _valid_part(asked: EditionFilter) -> dict[str, Any]:
    """What could be understood of a query, from its first page on."""
    return {name: value for name, value in asked.form.cleaned_data.items() if name not in PAGING}


def _wants_part(request: HttpRequest) -> bool:
    htmx = _htmx(request)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def _htmx(request: HttpRequest) -> HtmxDetails:
    return request.htmx  # type: ignore[attr-defined, no-any-return]  # its middleware sets it


def _here(request: HttpRequest) -> str | None:
    """The address that the reader has before them."""
    try:
        return _htmx(request).current_url_abs_path
    except ValueError:  # a header that is no address
        return None


def _facet(found: Found, name: str) -> Any:
    return next(facet for facet in found.facets if facet.name == name)


def _neighbours(request: HttpRequest, asked: EditionFilter, found: Found) -> dict[str, Any]:
    """The pages before and after, and near, as addresses."""
    address, here, last = links.to_page(request, asked), found.page.number, found.page.pages
    near = sorted({1, last, *range(max(1, here - 2), min(last, here + 2) + 1)})
    return {
        "previous": address(found.page.previous) if found.page.previous else "",
        "next": address(found.page.next) if found.page.next else "",
        "near": [
            {
                "number": number,
                "url": address({"page": str(number)}),
                "here": number == here,
                "gap": number - before > 1,  # pages are left out before it
            }
            for before, number in pairwise([0, *near])
        ],
    }
