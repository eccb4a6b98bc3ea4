"""RIS, which EndNote, Zotero, Mendeley and libraries read."""

from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from briefs.answers import answered
from briefs.formats import citation, lists, single
from briefs.formats.citation import Item
from briefs.formats.files import Site
from briefs.models.publication import Publication

TYPE = "application/x-research-info-systems; charset=utf-8"


@require_safe
def briefs(request: HttpRequest) -> HttpResponseBase:
    """All briefs of a list."""
    return lists.whole(request, _records, TYPE, "ris")


@require_safe
@answered()
def brief(request: HttpRequest, slug: str) -> HttpResponse:
    """One brief."""
    return single.file(request, slug, _record, TYPE, "ris")


def _records(publications: Iterable[Publication], site: Site) -> Iterator[str]:
    for publication in publications:
        yield _record(publication, (), site)


def _record(publication: Publication, notices: Iterable[object], site: Site) -> str:
    return record(citation.item(publication, site, notices), citation.keywords(publication))


def record(item: Item, keywords: Iterable[str]) -> str:
    """A CSL-JSON item as a report. Its texts are of one line, as RIS demands."""
    year, month, day = citation.day(item)
    lines = [
        ("TY", "RPRT"),
        ("ID", item["id"]),
        ("TI", item["title"]),
        *(("AU", author["literal"]) for author in item.get("author", ())),
        ("PY", f"{year:04}"),
        ("DA", f"{year:04}/{month:02}/{day:02}"),
        ("PB", item["publisher"]),
        ("M3", item["genre"]),
        ("ET", item["edition"]),
        ("LA", item["language"]),
        ("AB", item.get("abstract")),
        *(("KW", word) for word in keywords),
        ("N1", item.get("note")),
        ("UR", item["URL"]),
    ]
    return "".join(f"{tag}  - {text}\r\n" for tag, text in lines if text) + "ER  - \r\n\r\n"
