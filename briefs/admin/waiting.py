"""What waits for whom: on the desk's first page, and as filters of the list of briefs."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from briefs.models.brief import Brief, BriefQuerySet, State
from briefs.models.edition import Edition
from briefs.models.evidence import Evidence
from briefs.models.link_check import Where
from briefs.models.publication import Publication
from briefs.models.review import Decision, Review

RECENT = 8

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
        asked = Review.objects.open().filter(reviewer__isnull=False).order_by("reviewer__username")
        return [
            (str(pk), name)
            for pk, name in asked.values_list("reviewer", "reviewer__username").distinct()
        ]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many wait, and the list of them."""

    label: str | Promise
    count: int
    url: str


def work(request: HttpRequest) -> dict[str, Any]:
    """What the first page says: a query for each count and each list."""
    user = request.user
    briefs = Brief.objects.seen_by(user)
    waiting = [
        _count(wait.label, wait.narrow(briefs, user), waits=wait.name)
        for wait in WAITS
        if user.has_perm(wait.permission)
    ]
    lost = Evidence.objects.lost_support()
    if not user.has_perm("briefs.edit_every_brief"):
        lost = lost.filter(brief_key__in=briefs.values("key"))
    in_hand = briefs.filter(state__in=(State.DRAFT, State.REVIEW, State.SCHEDULED))
    care = [
        _count(_("to be looked at again"), overdue(briefs), again="due"),
        _count(
            _("with broken links that readers see"),
            briefs.with_broken_links(Where.EDITION),
            broken=Where.EDITION.value,
        ),
        Count(
            label=_("facts that lost their words"),
            count=lost.count(),
            url=reverse("admin:briefs_evidence_changelist", query={"seen": "lost"}),
        ),
    ]
    current = Edition.objects.filter(current_of__state__in=Publication.READABLE)
    current = current.select_related("publication")
    return {
        "waiting": waiting,
        "care": care,
        "in_hand": [
            _count(
                _("scheduled"), briefs.filter(state=State.SCHEDULED), state__exact=State.SCHEDULED
            ),
            _count(_("my drafts"), in_hand.filter(owner=user.pk), whose="mine", in_hand="yes"),
            _count(_("never published"), briefs.never_published(), readers="nothing"),
            _count(
                _("with unpublished changes"), briefs.with_unpublished_changes(), readers="older"
            ),
        ],
        "recent_briefs": briefs.only("title", "state", "updated_at")[:RECENT],
        "recent_editions": current.only("title", "number", "published_at", "publication__slug")[
            :RECENT
        ],
    }


def _count(label: str | Promise, briefs: QuerySet[Brief], **query: str) -> Count:
    url = reverse("admin:briefs_brief_changelist", query=query)
    return Count(label=label, count=briefs.count(), url=url)


class InHand(admin.SimpleListFilter):
    """Whether the desk has something that readers don't: a draft, a review, a schedule."""

    title = _("in hand")
    parameter_name = "in_hand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("in hand"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Brief]) -> QuerySet[Brief] | None:
        waiting = (State.DRAFT, State.REVIEW, State.SCHEDULED)
        return queryset.filter(state__in=waiting) if self.value() == "yes" else None
