"""Sitemaps (sitemaps.org): an index, and for each sort of page its addresses, streamed.

Django's own would count and cut a million rows by offset, and draw each page whole from a
template. Here a page is a range of primary keys: it costs the same wherever it lies, and changes
only with what is on it.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from xml.sax.saxutils import escape

from django.db.models import F, Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from briefs.answers import answered
from briefs.formats import files
from briefs.formats.files import Site
from briefs.models.actor import Actor
from briefs.models.agreement import Agreement
from briefs.models.event import Event
from briefs.models.publication import Publication
from briefs.models.topic import Topic
from briefs.search import indexes, postings

TYPE = "application/xml; charset=utf-8"
MOST = 50_000  # addresses on a page, as the protocol has it
BATCH = 2000  # rows read at a time
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_LISTS = (
    "front",
    "briefs",
    "topics",
    "actors",
    "agreements",
    "events",
    "timeline",
    "network",
    "tags",
)

# For each section the name of its pages, and the rows that readers have pages of.
_SECTIONS: dict[str, tuple[str, Callable[[], QuerySet[Any]]]] = {
    "briefs": ("brief", Publication.objects.listed),
    "topics": ("topic", Topic.objects.all),
    "actors": ("actor", Actor.objects.all),
    "agreements": ("agreement", Agreement.objects.all),
    "events": ("event", lambda: Event.objects.shown().prefetch_related(None)),
    "tags": ("tag", lambda: indexes.tags("").rows),
}


@require_safe
@answered()
def index(request: HttpRequest) -> HttpResponse:
    """All sitemaps; those of briefs with the last day on which one of them changed."""
    site = Site(request)
    lines = [_entry("sitemap", site.url("sitemap", "lists", 1))]
    for section, (_page, rows) in _SECTIONS.items():
        for number, changed in _pages(section, rows()):
            lines.append(_entry("sitemap", site.url("sitemap", section, number), changed))
    text = f"{_HEAD}<sitemapindex {_NAMESPACE}>\n{''.join(lines)}</sitemapindex>\n"
    return HttpResponse(text, content_type=TYPE)


@require_safe
def sitemap(request: HttpRequest, section: str, number: int) -> HttpResponseBase:
    """One of them."""
    site = Site(request)
    if section == "lists" and number == 1:
        lines = (_entry("url", site.url(name)) for name in _LISTS)
        return files.streamed(request, _whole(lines), TYPE, headers={})
    if section not in _SECTIONS:
        raise Http404
    page, all_rows = _SECTIONS[section]
    rows = all_rows().filter(pk__gt=(number - 1) * MOST, pk__lte=number * MOST)
    tag = files.tag_of(section, number, postings.current().version, site.root)
    # Of other nouns nobody tells cheaply whether one has changed, and they are few.
    if section == "briefs" and (known := files.unchanged(request, tag)):
        return known
    if not rows.exists():
        raise Http404
    lines = (
        _entry("url", site.url(page, slug), changed) for slug, changed in _addresses(section, rows)
    )
    return files.streamed(
        request, _whole(lines), TYPE, headers={"ETag": tag} if section == "briefs" else {}
    )


def _addresses(section: str, rows: QuerySet[Any]) -> Iterator[tuple[str, dt.date | None]]:
    """Slugs, and when the page changed, in the order of keys; a query for each batch."""
    dated = section == "briefs"
    values, last = rows.order_by("pk").values_list("pk", "slug", *["updated_on"] * dated), 0
    while batch := list(values.filter(pk__gt=last)[:BATCH]):
        for _pk, slug, *changed in batch:
            yield slug, changed[0] if dated else None
        last = batch[-1][0]


def _pages(section: str, rows: QuerySet[Any]) -> Iterator[tuple[int, dt.date | None]]:
    """The numbers of a section's pages, each with the day of its last change."""
    numbered = rows.order_by().annotate(number_=(F("pk") - 1) / MOST + 1).values_list("number_")
    if section == "briefs":
        yield from numbered.annotate(Max("updated_on")).order_by("number_")
    else:
        for (number,) in numbered.distinct().order_by("number_"):
            yield number, None


def _whole(lines: Iterable[str]) -> Iterator[str]:
    yield f"{_HEAD}<urlset {_NAMESPACE}>\n"
    yield from lines
    yield "</urlset>\n"


def _entry(tag: str, url: str, changed: dt.date | None = None) -> str:
    day = f"<lastmod>{changed.isoformat()}</lastmod>" if changed else ""
    return f"<{tag}><loc>{escape(url)}</loc>{day}</{tag}>\n"
