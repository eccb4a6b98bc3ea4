"""What a query finds as files: CSV with all of it, JSON with what a page shows of it.

Programs read them: they are in the collection's language, whoever asks.
Timeline and network give their filters, their matches and their words.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import batched
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from briefs.answers import answered
from briefs.formats import files
from briefs.formats.csv import TYPE
from briefs.formats.files import Site
from briefs.lines import BYTE_ORDER, csv_line
from briefs.search import NoSuchPage, number_of
from briefs.search.filters import Asked, NounsFilter

BATCH, PAGE_SIZE = 500, 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A sort of things: how they are asked for, found and told, a line of CSV and one in JSON.

    `drawn` is what JSON says of all of them before it tells a page.
    """

    name: str
    asked: type[NounsFilter]
    matches: Callable[[Asked], Any]
    told: Callable[[Sequence[Any]], Iterable[Any]]
    columns: Sequence[str]
    cells: Callable[[Any, Site], Iterable[Any]]
    result: Callable[[Any, Site], dict[str, Any]]
    drawn: Callable[[Any, Asked, Site], dict[str, Any]]


type View = Callable[[HttpRequest], HttpResponseBase]


def views(found: Found) -> tuple[View, View]:
    """The files' views: CSV, and JSON."""

    @require_safe
    def csv(request: HttpRequest) -> HttpResponseBase:
        asked = found.asked(request.GET)
        if not asked.is_valid():
            return files.bad_parameters(asked.form.errors)
        cleaned, site = asked.form.cleaned_data, Site(request)
        return files.as_shown(request, f"{found.name}.csv", TYPE, lambda: lines(cleaned, site))

    def lines(cleaned: Asked, site: Site) -> Iterator[str]:
        yield BYTE_ORDER + csv_line(found.columns)
        for batch in batched(found.matches(cleaned), BATCH):
            # Not around all: who sends the lines goes on in a language of their own between two.
            with translation.override(settings.LANGUAGE_CODE):
                said = [csv_line(found.cells(each, site)) for each in found.told(batch)]
            yield from said

    @require_safe
    @answered(*found.asked.base_filters)
    def json(request: HttpRequest) -> HttpResponse:
        asked = found.asked(request.GET)
        if not asked.is_valid():
            return files.bad_parameters(asked.form.errors)
        cleaned, site = asked.form.cleaned_data, Site(request)
        matches = found.matches(cleaned)
        try:
            page, size, pages = number_of(matches, cleaned, size=PAGE_SIZE)
        except NoSuchPage:
            text = _("There is no such page: the list is shorter.")
            return files.refusal(HTTPStatus.NOT_FOUND, text)
        with translation.override(settings.LANGUAGE_CODE):
            some = found.told(matches.page(offset=(page - 1) * size, limit=size))
            said = {
                "count": len(matches),
                "page": page,
                "pages": pages,
                **found.drawn(matches, cleaned, site),
                "results": [found.result(each, site) for each in some],
            }
        return JsonResponse(said, json_dumps_params={"ensure_ascii": False})

    return csv, json
