"""CSV, as spreadsheets open it: a brief a line, the whole list."""

from collections.abc import Iterable, Iterator

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from briefs.formats import lists
from briefs.formats.files import Site, line
from briefs.lines import BYTE_ORDER, csv_line
from briefs.models.publication import Publication

TYPE = "text/csv; charset=utf-8; header=present"
NAMED = ("authors", "topics", "actors", "agreements", "tags", "regions")
COLUMNS = (
    *("slug", "url", "title", "summary", "kind", "language", "published_on", "updated_on"),
    *("edition", "status", *NAMED),
)


@require_safe
def briefs(request: HttpRequest) -> HttpResponseBase:
    """All briefs of a list."""
    return lists.whole(request, _lines, TYPE, "csv")


def _lines(publications: Iterable[Publication], site: Site) -> Iterator[str]:
    yield BYTE_ORDER + csv_line(COLUMNS)
    for publication in publications:
        edition = publication.edition
        yield csv_line(
            (
                publication.slug,
                site.url("brief", publication.slug),
                line(edition.title),
                line(edition.summary),
                edition.kind,
                edition.language,
                publication.published_on.isoformat(),
                publication.updated_on.isoformat(),
                edition.number,
                "retracted" if publication.retraction_id else publication.state,
                *("; ".join(line(row["name"]) for row in edition.card[name]) for name in NAMED),
            )
        )
