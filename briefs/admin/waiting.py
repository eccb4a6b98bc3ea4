"""What waits for whom, as filters of the list of briefs; the desk's first page counts by them."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from briefs.models.brief import Brief, BriefQuerySet, State
from briefs.models.people import called
from briefs.models.review import Decision, Review

# The desk has something that readers don't.
IN_HAND = (State.DRAFT, State.REVIEW, State.SCHEDULED)

_OPEN = Review.objects.open().filter(brief_key=OuterRef("key"))


def for_me(briefs: BriefQuerySet, user: Any) -> BriefQuerySet:
    """Those whose review is asked of somebody."""
    return briefs.filter(Exists(_OPEN.filter(reviewer=user.pk)))


def for_anyone(briefs: BriefQuerySet, user: Any) -> BriefQuerySet:
    """Those whose review is asked of whoever comes first."""
    return briefs.filter(Exists(_OPEN.filter(reviewer=None)))


def sent_back(briefs: BriefQuerySet, user: Any) -> BriefQuerySet:
    """Somebody's own that came back from review."""
    last = Review.objects.filter(brief_key=OuterRef("key")).order_by("-requested_at", "-pk")
    mine = briefs.filter(owner=user.pk, state=State.DRAFT)
    return mine.annotate(last=Subquery(last.values("decision")[:1])).filter(last=Decision.RETURNED)


def approved(briefs: BriefQuerySet, user: Any) -> BriefQuerySet:
    """Those that are approved as they stand, and not published yet."""
    of_this = Review.objects.filter(
        brief_key=OuterRef("key"), decided_version=OuterRef("version"), decision=Decision.APPROVED
    )
    return briefs.filter(Exists(of_this), state=State.REVIEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A reason for which a brief waits for somebody who has a permission."""

    name: str
    label: str | Promise
    permission: str
    narrow: Callable[[BriefQuerySet, Any], BriefQuerySet]


WAITS = (
    Wait(
        name="review",
        label=_("for my review"),
        permission="briefs.review_brief",
        narrow=for_me,
    ),
    Wait(
        name="reviewer",
        label=_("for a reviewer"),
        permission="briefs.review_brief",
        narrow=for_anyone,
    ),
    Wait(
        name="mending",
        label=_("sent back to me"),
        permission="briefs.change_brief",
        narrow=sent_back,
    ),
    Wait(
        name="publishing",
        label=_("approved, to be published"),
        permission="briefs.publish_brief",
        narrow=approved,
    ),
)


class Waits(admin.SimpleListFilter):
    """What waits for whoever looks."""

    title = _("waits")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(w.name, w.label) for w in WAITS if request.user.has_perm(w.permission)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Brief]) -> QuerySet[Brief] | None:
        for wait in WAITS:
            if wait.name == self.value() and request.user.has_perm(wait.permission):
                return wait.narrow(cast(BriefQuerySet, queryset), request.user)
        return None


class Whose(admin.SimpleListFilter):
    """Whose brief it is."""

    title = _("whose")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("mine", _("mine")), ("nobody", _("nobody's"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Brief]) -> QuerySet[Brief] | None:
        match self.value():
            case "mine":
                return queryset.filter(owner=request.user.pk)
            case "nobody":
                return queryset.filter(owner=None)
            case _:
                return None


class Reviewer(admin.SimpleListFilter):
    """Who is asked for a review."""

    title = _("reviewer")
    parameter_name = "reviewer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        asked = Review.objects.open().values("reviewer")
        people = get_user_model().objects.filter(pk__in=asked).order_by("username")
        return [(str(person.pk), called(person)) for person in people]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Brief]) -> QuerySet[Brief] | None:
        chosen = self.value()
        if chosen is None or chosen not in {value for value, _name in self.lookup_choices}:
            return None
        return queryset.filter(Exists(_OPEN.filter(reviewer=int(chosen))))


class LookAgain(admin.SimpleListFilter):
    """Whether the day has come by which somebody wanted to look at it again."""

    title = _("look at it again")
    parameter_name = "again"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("due", _("due"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Brief]) -> QuerySet[Brief] | None:
        return overdue(queryset) if self.value() == "due" else None


def overdue(briefs: QuerySet[Brief], today: dt.date | None = None) -> QuerySet[Brief]:
    """Those that were to be looked at again by today."""
    return briefs.filter(review_by__lte=today or timezone.localdate())


class InHand(admin.SimpleListFilter):
    """Whether the desk has something that readers don't: a draft, a review, a schedule."""

    title = _("in hand")
    parameter_name = "in_hand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("in hand"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Brief]) -> QuerySet[Brief] | None:
        return queryset.filter(state__in=IN_HAND) if self.value() == "yes" else None
