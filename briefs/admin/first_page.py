"""The desk's first page: what waits, what is in hand, what is to be cared for.

Each entry is a count, the list that shows exactly what is counted, and the first few of it.
One query for each entry, however much there is.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, F, OuterRef, QuerySet, Subquery, TextField, Value, Window
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from briefs.admin.freshness import MONTH, published_since
from briefs.admin.resting import list_url, seen_by
from briefs.admin.schedules import leaving, of, publishing, refused
from briefs.admin.sight import lost_support
from briefs.admin.waiting import IN_HAND, WAITS, overdue
from briefs.models.brief import Brief, BriefQuerySet
from briefs.models.edition import Edition
from briefs.models.evidence import Evidence
from briefs.models.link_check import LinkUse, Where
from briefs.models.moments import in_words, minute
from briefs.models.people import called
from briefs.models.recheck import Recheck
from briefs.models.review import Review
from briefs.models.schedule import Deed, Schedule

SHOWN = 5  # of each

# Each part of a line may run its own way: a name from left to right, a date from right to left.
type Parts = tuple[str, ...]
type Say = Callable[[Any], Parts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One of those that wait, and in a line why, when, or by whom."""

    title: str
    url: str
    said: Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """How many wait, the list of them, and the first few."""

    label: str | Promise
    count: int
    url: str
    rows: tuple[Row, ...] = ()


def work(request: HttpRequest) -> dict[str, Any]:
    """What the first page says to this person."""
    briefs = Brief.objects.seen_by(request.user)
    return {
        "waiting": [*_waits(briefs, request.user), *_schedules_refused(briefs)],
        "in_hand": _in_hand(briefs, request.user),
        "care": _care(briefs, request.user),
        "recent": [_published(briefs)],
        "last_edited": _rows(briefs.order_by("-updated_at", "-pk")[:SHOWN], _edited),
    }


def _waits(briefs: BriefQuerySet, user: Any) -> list[Entry]:
    waits = [wait for wait in WAITS if user.has_perm(wait.permission)]
    found: list[list[Any]] = [
        list(_first(_reviewed(wait.narrow(briefs, user)), "asked_at")) for wait in waits
    ]
    people = get_user_model().objects.in_bulk({row.asker for rows in found for row in rows})

    def asked(brief: Any) -> Parts:
        return _parts(called(people.get(brief.asker)), _day(brief.asked_at), brief.words)

    return [
        _entry(wait.label, rows, asked, waits=wait.name)
        for wait, rows in zip(waits, found, strict=True)
    ]


def _reviewed(briefs: BriefQuerySet) -> BriefQuerySet:
    """With what was last said in their review: by whom, when, and in which words."""
    last = Review.objects.filter(brief_key=OuterRef("key")).order_by("-requested_at", "-pk")
    last = last.annotate(
        asker=Coalesce("decided_by", "requested_by"),
        asked_at=Coalesce("decided_at", "requested_at"),
        words=Coalesce(NullIf("reasons", Value("")), "note", output_field=TextField()),
    )
    return briefs.annotate(
        **{name: Subquery(last.values(name)[:1]) for name in ("asker", "asked_at", "words")}
    )


def _schedules_refused(briefs: BriefQuerySet) -> list[Entry]:
    came_to_nothing = _with_schedule(refused(briefs), Schedule.objects.refused())

    def why(brief: Any) -> Parts:
        return _parts(in_words(brief.at), brief.why)

    rows = list(_first(came_to_nothing, "-at"))
    return [_entry(_("schedules that were refused"), rows, why, schedule="refused")]


def _in_hand(briefs: BriefQuerySet, user: Any) -> list[Entry]:
    out = _with_schedule(of(briefs, publishing()), publishing())
    off = _with_schedule(of(briefs, leaving()), leaving())
    mine = briefs.filter(owner=user.pk, state__in=IN_HAND)
    return [
        _entry(_("scheduled"), list(_first(out, "at")), _due, schedule="publish"),
        _entry(_("to leave the shelf"), list(_first(off, "at")), _due, schedule="leave"),
        _entry(
            _("my drafts"), list(_first(mine, "-updated_at")), _edited, whose="mine", in_hand="yes"
        ),
        _count(_("never published"), briefs.never_published(), readers="nothing"),
        _count(_("with unpublished changes"), briefs.with_unpublished_changes(), readers="older"),
    ]


def _care(briefs: BriefQuerySet, user: Any) -> list[Entry]:
    broken = LinkUse.objects.filter(where=Where.EDITION, key=OuterRef("key"), link__broken=True)
    linking = briefs.with_broken_links(Where.EDITION)
    linking = linking.annotate(address=Subquery(broken.order_by("pk").values("link__url")[:1]))
    return [
        _entry(
            _("to be looked at again"),
            list(_first(overdue(briefs), "review_by")),
            lambda brief: (date_format(brief.review_by),),
            again="due",
        ),
        _entry(
            _("with broken links that readers see"),
            list(_first(linking, "-updated_at")),
            lambda brief: (Truncator(brief.address).chars(80),),
            broken=Where.EDITION.value,
        ),
        _lost(user),
        _changed(user),
    ]


def _lost(user: Any) -> Entry:
    """Passages that the current edition no longer has."""
    title = Brief.objects.filter(key=OuterRef("brief_key")).values("title")[:1]
    lost = lost_support(Evidence.objects.annotate(title=Subquery(title)), user)
    found: list[Any] = list(_total(lost.order_by("-pk"))[:SHOWN])
    url = reverse("admin:briefs_evidence_changelist", query={"seen": "lost"})
    rows = tuple(
        Row(
            title=Truncator(passage.exact).words(12),
            url=reverse("admin:briefs_evidence_followed", args=[passage.pk]),
            said=_parts(passage.get_state_display(), passage.title),
        )
        for passage in found
    )
    return Entry(label=_("facts that lost their words"), count=_counted(found), url=url, rows=rows)


def _changed(user: Any) -> Entry:
    """Facts that are no longer what they were when briefs were published that state them."""
    found: list[Any] = list(_total(seen_by(Recheck.objects.open(), user))[:SHOWN])
    rows = tuple(
        Row(
            title=recheck.brief_title,
            url=reverse("admin:briefs_brief_change", args=[recheck.brief_pk]),
            said=_parts(recheck.fact, recheck.get_why_display()),
        )
        for recheck in found
    )
    label = _("facts that changed under published briefs")
    return Entry(label=label, count=_counted(found), url=list_url(), rows=rows)


def _published(briefs: BriefQuerySet) -> Entry:
    current = Edition.objects.filter(current_of__brief_key=OuterRef("key"))
    recent = published_since(briefs, MONTH).annotate(
        shown_at=Subquery(current.values("published_at")), shown=Subquery(current.values("number"))
    )

    def shown(brief: Any) -> Parts:
        edition = _("edition %(number)s") % {"number": brief.shown}
        return _parts(edition, in_words(brief.shown_at))

    rows = list(_first(recent, "-shown_at"))
    return _entry(_("in the last 30 days"), rows, shown, published="month")


def _with_schedule(briefs: QuerySet[Brief], schedules: QuerySet[Schedule]) -> QuerySet[Brief]:
    its = schedules.filter(brief_key=OuterRef("key")).order_by("-made_at", "-pk")
    return briefs.annotate(
        **{name: Subquery(its.values(name)[:1]) for name in ("at", "deed", "why")}
    )


def _due(brief: Any) -> Parts:
    if brief.deed == Deed.PUBLISH:
        return (in_words(brief.at),)
    return _parts(Deed(brief.deed).label, in_words(brief.at))


def _edited(brief: Brief) -> Parts:
    return _parts(brief.get_state_display(), _day(brief.updated_at))


# Entries and their rows


def _first(briefs: QuerySet[Brief], order: str) -> QuerySet[Brief]:
    """The first few, each knowing how many there are."""
    told = briefs.only("title", "state", "updated_at", "review_by")
    return _total(told.order_by(order, "-pk"))[:SHOWN]


def _total[R: QuerySet[Any]](rows: R) -> R:
    return rows.annotate(total=Window(Count(F("pk"))))


def _counted(rows: list[Any]) -> int:
    return rows[0].total if rows else 0


def _entry(label: str | Promise, briefs: list[Any], say: Say, **query: str) -> Entry:
    return Entry(label=label, count=_counted(briefs), url=_list(query), rows=_rows(briefs, say))


def _count(label: str, briefs: BriefQuerySet, **query: str) -> Entry:
    return Entry(label=label, count=briefs.count(), url=_list(query))


def _list(query: dict[str, str]) -> str:
    return reverse("admin:briefs_brief_changelist", query=query)


def _rows(briefs: Iterable[Any], say: Say) -> tuple[Row, ...]:
    return tuple(
        Row(
            title=brief.title,
            url=reverse("admin:briefs_brief_change", args=[brief.pk]),
            said=say(brief),
        )
        for brief in briefs
    )


def _day(moment: dt.datetime) -> str:
    return minute(moment)


def _parts(*parts: str | Promise | None) -> Parts:
    return tuple(str(part) for part in parts if part)
