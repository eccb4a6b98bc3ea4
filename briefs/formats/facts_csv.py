"""Facts as CSV: the tables that published passages state, whole or in part, and their codebook."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from briefs.answers import answered
from briefs.formats import facts, files
from briefs.formats.csv import TYPE
from briefs.formats.facts import TABLES, Table
from briefs.formats.facts_asked import TableFilter, held, narrowed, parameters, problems
from briefs.lines import BYTE_ORDER, csv_line

CODEBOOK = ("table", "column", "meaning", "values", "taken in", "filtered by")


@require_safe
def table(request: HttpRequest, name: str) -> HttpResponseBase:
    """A table of facts, or what a query leaves of it (`facts_asked`)."""
    if name not in TABLES:
        raise Http404(_("There is no such table of facts."))
    chosen = TABLES[name]
    asked = TableFilter(request.GET)
    if errors := problems(chosen, asked):
        return files.bad_parameters(errors)
    return files.as_shown(request, f"{name}.csv", TYPE, lambda: _lines(chosen, asked))


@require_safe
@answered()
def codebook(_request: HttpRequest) -> HttpResponse:
    """What each column of each table has."""
    lines = [csv_line(CODEBOOK)]
    for name, each in TABLES.items():
        for column in each.whole:
            values = " ".join(column.values.values) if column.values else ""
            taken = "no" if column.told else "yes"
            asked = " ".join(parameters(each, column))
            lines.append(csv_line((name, column.name, column.about, values, taken, asked)))
    headers = files.saved_as("codebook.csv")
    return HttpResponse(BYTE_ORDER + "".join(lines), content_type=TYPE, headers=headers)


def _lines(chosen: Table, asked: TableFilter) -> Iterator[str]:
    yield BYTE_ORDER + csv_line(chosen.header)
    found = facts.rows(chosen, narrowed(chosen, asked), held(chosen, asked))
    yield from map(csv_line, found)
