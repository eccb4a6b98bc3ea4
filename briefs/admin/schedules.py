"""What is scheduled, and what came to nothing, as filters of the list of briefs."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from briefs.admin.waiting import IN_HAND
from briefs.models.brief import Brief
from briefs.models.schedule import Deed, Schedule


class Scheduled(admin.SimpleListFilter):
    """What is to happen to it at a given minute."""

    title = _("schedule")
    parameter_name = "schedule"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("publish", _("to be published")),
            ("leave", _("to leave the shelf")),
            ("refused", _("refused when its minute came")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Brief]) -> QuerySet[Brief] | None:
        match self.value():
            case "publish":
                return of(queryset, publishing())
            case "leave":
                return of(queryset, leaving())
            case "refused":
                return refused(queryset)
            case _:
                return None


def publishing() -> QuerySet[Schedule]:
    """What is to go to readers."""
    return Schedule.objects.open().filter(deed=Deed.PUBLISH)


def leaving() -> QuerySet[Schedule]:
    """What is to leave the shelf."""
    return Schedule.objects.open().exclude(deed=Deed.PUBLISH)


def of(briefs: QuerySet[Brief], schedules: QuerySet[Schedule]) -> QuerySet[Brief]:
    """The briefs of some schedules: of each sort, one has one that is open at the most."""
    return briefs.filter(key__in=schedules.values("brief_key"))


def with_minute(briefs: QuerySet[Brief]) -> QuerySet[Brief]:
    """With `minute`: when it is to go to readers, or None."""
    its = publishing().filter(brief_key=OuterRef("key"))
    return briefs.annotate(minute=Subquery(its.values("at")[:1]))


def refused(briefs: QuerySet[Brief]) -> QuerySet[Brief]:
    """Those to which nothing happened when their minute came, and that still want mending."""
    came_to_nothing = Schedule.objects.refused()
    to_publish = came_to_nothing.filter(deed=Deed.PUBLISH).values("brief_key")
    to_leave = came_to_nothing.exclude(deed=Deed.PUBLISH).values("brief_key")
    return briefs.filter(Q(key__in=to_publish, state__in=IN_HAND) | Q(key__in=to_leave))
