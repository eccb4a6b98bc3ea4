"""The list: an exact total, a page of twenty, and of each facet the ten largest values.

Wagtail's own facets count columns of a page alone, so all counts are made by the ORM.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, JsonResponse, QueryDict

from collection.models import BriefPage, BriefTag

NOUNS = ("topics", "actors", "agreements", "tags", "authors", "regions")
COLUMNS = {"language": "language", "kind": "kind", "year": "published_on__year"}
_OWN = {"year": ("published_after", "published_before")}


def briefs(request: HttpRequest) -> JsonResponse:
    """Everything that a page of the list shows, as JSON."""
    found = _found(request.GET)
    if not request.GET.get("q"):
        found = found.order_by("-published_on", "-pk")
    page = Paginator(found, 20).get_page(request.GET.get("page", 1))
    cards = page.object_list.prefetch_related(*(name for name in NOUNS if name != "tags"))
    return JsonResponse(
        {
            "count": page.paginator.count,
            "results": [_card(brief) for brief in cards.prefetch_related("tagged_items__tag")],
            "facets": {name: dict(values) for name, values in _facets(request.GET)},
        }
    )


def _found(asked: QueryDict) -> Any:
    found = BriefPage.objects.live()
    for field in NOUNS:
        if slugs := asked.getlist(field.removesuffix("s")):
            found = found.filter(**{f"{field}__slug__in": slugs})
            if len(slugs) > 1:
                found = BriefPage.objects.live().filter(pk__in=found.values("pk"))
    for field in ("kind", "language"):
        if values := asked.getlist(field):
            found = found.filter(**{f"{field}__in": values})
    if first := asked.get("published_after"):
        found = found.filter(published_on__gte=dt.date(int(first), 1, 1))
    if last := asked.get("published_before"):
        found = found.filter(published_on__lte=dt.date(int(last), 12, 31))
    if asked.get("q"):
        return found.search(asked["q"], operator="and").get_queryset()
    return found


def _facets(asked: QueryDict) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    for field in NOUNS:
        name = field.removesuffix("s")
        counted, page, noun, model = _between(field)
        if left := _others(asked, name):
            counted = counted.filter(**{f"{page}__in": _found(left).order_by().values("pk")})
        rows = counted.values(noun).annotate(count=Count("pk")).order_by("-count")[:10]
        counts = {row[noun]: row["count"] for row in rows}
        nouns = model.objects.in_bulk(counts)
        yield name, [(nouns[pk].slug, count) for pk, count in counts.items()]
    for name, column in COLUMNS.items():
        found = BriefPage.objects.live()
        if left := _others(asked, name):
            found = found.filter(pk__in=_found(left).order_by().values("pk"))
        rows = found.values(column).annotate(count=Count("pk")).order_by("-count")[:10]
        yield name, [(str(row[column]), row["count"]) for row in rows]


def _between(field: str) -> tuple[Any, str, str, Any]:
    """The table between pages and nouns, its two columns, and the nouns."""
    if field == "tags":
        return BriefTag.objects.all(), "content_object", "tag", BriefTag.tag_model()
    model = getattr(BriefPage, field).field.related_model
    through = getattr(BriefPage, field).field.remote_field.through
    return through.objects.all(), "briefpage", model._meta.model_name, model


def _others(asked: QueryDict, name: str) -> QueryDict:
    left = asked.copy()
    for parameter in ("page", *_OWN.get(name, (name,))):
        left.pop(parameter, None)
    return left


def _card(brief: Any) -> dict[str, Any]:
    return {
        "slug": brief.slug,
        "title": brief.title,
        "summary": brief.summary,
        "kind": brief.kind,
        "language": brief.language,
        "published_on": brief.published_on,
        "tags": [{"slug": each.tag.slug} for each in brief.tagged_items.all()],
        **{
            field: [{"slug": noun.slug, "name": noun.name} for noun in getattr(brief, field).all()]
            for field in NOUNS
            if field != "tags"
        },
    }
