"""The filters of the list, as django-filter makes them."""

from typing import Any

import django_filters
from django.db import connection
from django.db.models import Q, QuerySet

from collection.models import Actor, Agreement, Brief, Region, Tag, Topic


def _by_slug(model: Any, field: str) -> Any:
    return django_filters.ModelMultipleChoiceFilter(
        field_name=f"{field}__slug", queryset=model.objects.all(), to_field_name="slug"
    )


class BriefFilter(django_filters.FilterSet):
    """What readers choose from."""

    topic = _by_slug(Topic, "topics")
    actor = _by_slug(Actor, "actors")
    agreement = _by_slug(Agreement, "agreements")
    tag = _by_slug(Tag, "tags")
    author = _by_slug(Actor, "authors")
    region = _by_slug(Region, "regions")
    published_after = django_filters.NumberFilter("published_on__year", lookup_expr="gte")
    published_before = django_filters.NumberFilter("published_on__year", lookup_expr="lte")
    q = django_filters.CharFilter(method="search")

    class Meta:
        model = Brief
        fields = ("kind", "language")

    def search(self, briefs: QuerySet[Brief], _name: str, text: str) -> QuerySet[Brief]:
        """Each word is somewhere; PostgreSQL has an index of words, SQLite looks for letters."""
        if connection.vendor == "postgresql":
            from django.contrib.postgres.search import SearchQuery

            return briefs.filter(words=SearchQuery(text, config="simple"))
        for word in text.split():
            briefs = briefs.filter(
                Q(title__icontains=word) | Q(summary__icontains=word) | Q(body__icontains=word)
            )
        return briefs
