"""The peer: a plain Django list with django-filter, every count by SQL.

It is what a careful developer writes first: exact total, a page of twenty, and for each
facet the ten largest values of what the other filters leave. It gives the same answers as
Chancery, but for topics, whose descendants it leaves out.
"""

from typing import Any

import django_filters
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import QueryDict

from briefs.models import Actor, Brief, Tag, Topic

FACETS = {
    "topic": "topics",
    "actor": "actors",
    "tag": "tag_rows__tag",
    "kind": "kind",
    "language": "language",
    "year": "published_on__year",
}


def _by_slug(queryset: QuerySet[Any], field: str) -> Any:
    return django_filters.ModelMultipleChoiceFilter(
        field_name=field, queryset=queryset, to_field_name="slug"
    )


class PlainFilter(django_filters.FilterSet):
    """Filters on the tables as they are."""

    topic = _by_slug(Topic.objects.all(), "topics__slug")
    actor = _by_slug(Actor.objects.all(), "actors__slug")
    tag = _by_slug(Tag.objects.all(), "tag_rows__tag__slug")
    q = django_filters.CharFilter(field_name="body", lookup_expr="icontains")
    published_after = django_filters.NumberFilter("published_on__year", lookup_expr="gte")
    published_before = django_filters.NumberFilter("published_on__year", lookup_expr="lte")

    class Meta:
        model = Brief
        fields = ("kind", "language")


_OWN = {"year": {"published_after", "published_before"}}


def answer(query: str) -> tuple[int, list[Brief], dict[str, list[Any]]]:
    """Total, the page's briefs with their nouns, and the facets."""
    asked = QueryDict(query)
    page = Paginator(_filtered(asked).order_by("-published_on", "-pk"), 20).page(
        int(asked.get("page", 1))
    )
    briefs = list(
        Brief.objects.filter(pk__in=[brief.pk for brief in page]).prefetch_related(
            "topics", "actors", "tag_rows__tag"
        )
    )
    return page.paginator.count, briefs, {name: _facet(name, asked) for name in FACETS}


def _filtered(asked: QueryDict) -> QuerySet[Brief]:
    found: QuerySet[Brief] = PlainFilter(asked, Brief.objects.all()).qs
    return found.distinct()


def _facet(name: str, asked: QueryDict) -> list[Any]:
    others = asked.copy()
    for parameter in _OWN.get(name, {name}):
        others.pop(parameter, None)
    left = Brief.objects.filter(pk__in=_filtered(others).values("pk"))
    counted = left.values(FACETS[name]).annotate(count=Count("pk", distinct=True))
    return list(counted.order_by("-count")[:10])
