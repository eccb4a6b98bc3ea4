"""BibTeX: UTF-8, for BibTeX and biblatex alike."""

import re
from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from briefs.answers import answered
from briefs.formats import citation, lists, single
from briefs.formats.citation import Item
from briefs.formats.files import Site
from briefs.models.publication import Publication

TYPE = "application/x-bibtex; charset=utf-8"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# BibTeX counts braces even after a backslash, so that none may stand for itself.
_COMMANDS = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    **{sign: f"\\{sign}" for sign in "#$%&_"},
}
_SPECIAL = re.compile(f"[{re.escape(''.join(_COMMANDS))}]")
# What TeX's fonts make one sign of: -- a dash, `` a quotation mark, ?` a Spanish one.
_JOINED = re.compile(r"([-`',<>])(?=\1)|[?!](?=`)")


@require_safe
def briefs(request: HttpRequest) -> HttpResponseBase:
    """All briefs of a list."""
    return lists.whole(request, _entries, TYPE, "bib")


@require_safe
@answered()
def brief(request: HttpRequest, slug: str) -> HttpResponse:
    """One brief."""
    return single.file(request, slug, _entry, TYPE, "bib")


def _entries(publications: Iterable[Publication], site: Site) -> Iterator[str]:
    for publication in publications:
        yield _entry(publication, (), site)


def _entry(publication: Publication, notices: Iterable[object], site: Site) -> str:
    return entry(citation.item(publication, site, notices))


def entry(item: Item) -> str:
    """A CSL-JSON item as a technical report, for which biblatex has `report`."""
    year, month, day = citation.day(item)
    # In braces twice: words keep their case, and names of several words stay whole.
    authors = " and ".join(f"{{{escaped(each['literal'])}}}" for each in item.get("author", ()))
    fields = {
        "title": f"{{{escaped(item['title'])}}}",
        "author": authors,
        "institution": f"{{{escaped(item['publisher'])}}}",
        "type": escaped(item["genre"]),
        "edition": escaped(item["edition"]),
        "year": f"{year:04}",
        "date": f"{year:04}-{month:02}-{day:02}",
        "language": escaped(item["language"]),
        "abstract": escaped(item.get("abstract", "")),
        "keywords": escaped(item.get("keyword", "")),
        "note": escaped(item.get("note", "")),
        "url": item["URL"],
    }
    lines = [f"  {name} = {{{text}}},\n" for name, text in fields.items() if text]
    return f"@techreport{{{item['id']},\n{''.join(lines)}  month = {_MONTHS[month - 1]}\n}}\n\n"


def escaped(text: str) -> str:
    """A text that TeX shows as it is."""
    commands = _SPECIAL.sub(lambda match: _COMMANDS[match[0]], text)
    return _JOINED.sub(r"\g<0>{}", commands)
