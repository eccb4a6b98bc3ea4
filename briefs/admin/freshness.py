"""What readers see of the desk's briefs, as filters of their list."""

import datetime as dt
from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from briefs.models.brief import Brief, BriefQuerySet
from briefs.models.link_check import Where
from briefs.models.publication import Publication, Standing

# What these are to readers, whatever state the desk has them in.
OFF_THE_SHELF = [standing for standing in Standing if standing != Standing.PUBLISHED]

WEEK, MONTH = dt.timedelta(days=7), dt.timedelta(days=30)


class Freshness(admin.SimpleListFilter):
    """Whether readers see what the desk has."""

    title = gettext_lazy("what readers see")
    parameter_name = "readers"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("nothing", gettext_lazy("nothing yet")),
            ("older", gettext_lazy("an older text")),
            *((standing.value, standing.label) for standing in OFF_THE_SHELF),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Brief]) -> QuerySet[Brief]:
        match self.value():
            case "nothing":
                return cast(BriefQuerySet, queryset).never_published()
            case "older":
                return cast(BriefQuerySet, queryset).with_unpublished_changes()
            case str(standing) if standing in OFF_THE_SHELF:
                left = Publication.objects.filter(state=standing)
                return queryset.filter(key__in=left.values("brief_key"))
            case _:
                return queryset


class Published(admin.SimpleListFilter):
    """When what readers see of it was published."""

    title = gettext_lazy("published")
    parameter_name = "published"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("week", gettext_lazy("in the last 7 days")),
            ("month", gettext_lazy("in the last 30 days")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Brief]) -> QuerySet[Brief] | None:
        match self.value():
            case "week":
                return published_since(queryset, WEEK)
            case "month":
                return published_since(queryset, MONTH)
            case _:
                return None


def published_since(briefs: QuerySet[Brief], age: dt.timedelta) -> QuerySet[Brief]:
    """Those whose current edition is no older, and can be read."""
    shown = Publication.objects.filter(
        state__in=Publication.READABLE, current__published_at__gte=timezone.now() - age
    )
    return briefs.filter(key__in=shown.values("brief_key"))


class BrokenLinks(admin.SimpleListFilter):
    """Whether a link has been found to be broken."""

    title = gettext_lazy("broken links")
    parameter_name = "broken"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(where.value, where.label) for where in (Where.EDITION, Where.DRAFT)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Brief]) -> QuerySet[Brief] | None:
        where = self.value()
        if where not in {Where.EDITION, Where.DRAFT}:
            return None
        return cast(BriefQuerySet, queryset).with_broken_links(Where(str(where)))
