"""Facts as CSV: the tables that published passages state, whole or in part, and their codebook."""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from briefs.answers import answered
from briefs.formats import facts, files
from briefs.formats.csv import TYPE
from briefs.formats.facts import PASSAGE, TABLES, Column, Table
from briefs.lines import BYTE_ORDER, csv_line
from briefs.models.actor import Actor
from briefs.models.agreement import Agreement
from briefs.models.evidence import Assertion, Evidence
from briefs.models.publication import Publication
from briefs.search.filters import without_blanks

_NOUNS: dict[str, Any] = {"actor": Actor, "agreement": Agreement}
CODEBOOK = ("table", "column", "meaning", "values", "taken in")


@require_safe
def table(request: HttpRequest, name: str) -> HttpResponseBase:
    """A table of facts, narrowed by actor, agreement, brief or assertion."""
    if name not in TABLES:
        raise Http404(_("There is no such table of facts."))
    chosen = TABLES[name]
    errors: dict[str, list[str]] = {}
    asked = _asked(request, chosen, errors)
    if errors:
        return files.bad_parameters(errors)
    passages = Evidence.objects.public().filter(asked)
    headers = {**files.saved_as(f"{name}.csv"), "X-Robots-Tag": "noindex"}
    return files.streamed(request, _lines(chosen, passages), TYPE, headers=headers)


@require_safe
@answered()
def codebook(_request: HttpRequest) -> HttpResponse:
    """What each column of each table has."""
    lines = [csv_line(CODEBOOK)]
    for name, each in TABLES.items():
        key = Column(name=each.claim, field="key", about="The key of the fact; it never changes.")
        for column in (key, *each.columns, *PASSAGE):
            values = " ".join(column.values.values) if column.values else ""
            taken = "no" if column.told else "yes"
            lines.append(csv_line((name, column.name, column.about, values, taken)))
    headers = files.saved_as("codebook.csv")
    return HttpResponse(BYTE_ORDER + "".join(lines), content_type=TYPE, headers=headers)


def _lines(chosen: Table, passages: Any) -> Iterator[str]:
    yield BYTE_ORDER + csv_line(chosen.header)
    yield from map(csv_line, facts.rows(chosen, passages))


def _asked(request: HttpRequest, chosen: Table, errors: dict[str, list[str]]) -> Q:
    """What the query narrows the table to; what is wrong with it goes into `errors`."""
    query = without_blanks(request.GET)
    found = Q()
    for name, model in _NOUNS.items():
        if slugs := query.getlist(name):
            columns = [each for each in chosen.columns if each.names is model]
            if not columns:
                errors[name] = [_("This table doesn’t name any.")]
                continue
            _known(name, model.objects.all(), slugs, errors)
            paths = (f"{chosen.claim}__{each.field}__slug__in" for each in columns)
            found &= reduce(or_, (Q(**{path: slugs}) for path in paths))
    if slugs := query.getlist("brief"):
        _known("brief", Publication.objects.filter(current__isnull=False), slugs, errors)
        found &= Q(edition__publication__slug__in=slugs)
    if said := query.getlist("assertion"):
        if unknown := set(said) - set(Assertion.values):
            errors["assertion"] = [_unknown(unknown)]
        found &= Q(assertion__in=said)
    return found


def _known(name: str, rows: Any, slugs: list[str], errors: dict[str, list[str]]) -> None:
    known = set(rows.filter(slug__in=slugs).values_list("slug", flat=True))
    if unknown := set(slugs) - known:
        errors[name] = [_unknown(unknown)]


def _unknown(said: set[str]) -> str:
    return _("Unknown: %(values)s.") % {"values": files.line(", ".join(sorted(said)))}
