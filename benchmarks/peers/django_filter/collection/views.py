"""The list: an exact total, a page of twenty, and of each facet the ten largest values.

What a careful developer writes: the counts of a facet leave its own selection out; they are made
in the table between briefs and nouns, and only the ten that are shown are joined with their names.
"""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, JsonResponse, QueryDict

from collection.filters import BriefFilter
from collection.models import Brief

NOUNS = ("topics", "actors", "agreements", "tags", "authors", "regions")
COLUMNS = {"language": "language", "kind": "kind", "year": "published_on__year"}
_OWN = {"year": ("published_after", "published_before")}


def briefs(request: HttpRequest) -> JsonResponse:
    """Everything that a page of the list shows, as JSON."""
    found = _order(_filtered(request.GET), request.GET)
    page = Paginator(found, 20).get_page(request.GET.get("page", 1))
    cards = page.object_list.defer("body").prefetch_related(*NOUNS)
    return JsonResponse(
        {
            "count": page.paginator.count,
            "results": [_card(brief) for brief in cards],
            "facets": {name: dict(values) for name, values in _facets(request.GET)},
        }
    )


def _filtered(asked: QueryDict) -> QuerySet[Brief]:
    return BriefFilter(asked, Brief.objects.all()).qs


def _order(found: QuerySet[Brief], asked: QueryDict) -> QuerySet[Brief]:
    if asked.get("q") and connection.vendor == "postgresql":
        from django.contrib.postgres.search import SearchQuery, SearchRank

        rank = SearchRank(F("words"), SearchQuery(asked["q"], config="simple"))
        return found.order_by(rank.desc(), "-published_on", "-pk")
    return found.order_by("-published_on", "-pk")


def _facets(asked: QueryDict) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    for field in NOUNS:
        name = field.removesuffix("s")
        through = getattr(Brief, field).through
        noun = f"{'actor' if name == 'author' else name}"
        counted = through.objects.all()
        if left := _others(asked, name):
            counted = counted.filter(brief__in=_filtered(left).values("pk"))
        largest = counted.values(noun).annotate(count=Count("pk")).order_by("-count")[:10]
        counts = {row[noun]: row["count"] for row in largest}
        nouns = getattr(Brief, field).field.related_model.objects.in_bulk(counts)
        yield name, [(nouns[pk].slug, count) for pk, count in counts.items()]
    for name, column in COLUMNS.items():
        found = Brief.objects.all()
        if left := _others(asked, name):
            found = found.filter(pk__in=_filtered(left).values("pk"))
        rows = found.values(column).annotate(count=Count("pk")).order_by("-count")[:10]
        yield name, [(str(row[column]), row["count"]) for row in rows]


def _others(asked: QueryDict, name: str) -> QueryDict:
    left = asked.copy()
    for parameter in ("page", *_OWN.get(name, (name,))):
        left.pop(parameter, None)
    return left


def _card(brief: Brief) -> dict[str, Any]:
    return {
        "slug": brief.slug,
        "title": brief.title,
        "summary": brief.summary,
        "kind": brief.kind,
        "language": brief.language,
        "published_on": brief.published_on,
        **{
            field: [{"slug": noun.slug, "name": noun.name} for noun in getattr(brief, field).all()]
            for field in NOUNS
        },
    }
