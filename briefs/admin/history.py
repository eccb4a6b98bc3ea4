"""The history of a noun: its versions and deeds in one list, any two compared, any restored."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import F, Value
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from briefs.admin.deeds import Told, doers, told
from briefs.admin.seen import seen as version_seen
from briefs.admin.sight import may_see_passages_of, seen
from briefs.admin.told import Telling, in_short
from briefs.admin.version_erasure import may_erase
from briefs.editorial import restoring, versions
from briefs.editorial.content import CannotRestore, Content, take
from briefs.editorial.shapes import EVIDENCE, SHAPES
from briefs.models.audit import Entry
from briefs.models.brief import Brief
from briefs.models.evidence import Evidence
from briefs.models.names import Versioned
from briefs.models.version import Version
from briefs.publishing.evidence import anchor_again

PAGE = 50
# Deeds that are versions as well.
SAVES = ("add", "change", "delete", "restore", "recover")

type Desk = ModelAdmin[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a history: a version with what it changed in words, or a deed beside them."""

    at: datetime
    version: Version | None = None
    entry: Entry | None = None
    told: Told | None = None
    who: str = ""
    said: str = ""
    first: bool = False  # nothing was before it


def urls(desk: Desk) -> list[URLPattern]:
    """The pages of a noun's history beside the list itself."""
    name = f"briefs_{desk.opts.model_name}"
    view = desk.admin_site.admin_view
    return [
        path(
            "<int:pk>/history/compare/", view(partial(compare_view, desk)), name=f"{name}_compare"
        ),
        path(
            "<int:pk>/history/<int:number>/",
            view(partial(version_view, desk)),
            name=f"{name}_version",
        ),
    ]


def history_view(
    desk: Desk, request: HttpRequest, noun: Versioned, extra: dict[str, Any]
) -> HttpResponse:
    """All versions of a noun, and what else was done to it, the newest first."""
    moments = _moments(noun)
    page: Any = Paginator(moments, PAGE).get_page(request.GET.get("p"))
    lines = _lines(noun, list(page))
    saved = [line.version.number for line in lines if line.version and not line.version.erased_at]
    context = {
        **desk.admin_site.each_context(request),
        "title": _("History"),
        "subtitle": None,
        "opts": desk.opts,
        "original": noun,
        "page": page,
        "lines": lines,
        # What is compared unless one chooses otherwise: the last two.
        "before": saved[1] if len(saved) > 1 else None,
        "after": saved[0] if saved else None,
        "may_erase": may_erase(desk, request),
        "shown": noun.shelved_version if isinstance(noun, Brief) else None,
        **extra,
    }
    return TemplateResponse(request, "admin/briefs/versions.html", context)


def compare_view(desk: Desk, request: HttpRequest, pk: int) -> HttpResponse:
    """What differs between two versions; the older is `before`, whichever was named first."""
    noun = _noun(desk, request, pk)
    one = _side(noun, request.GET.get("a", ""))
    other = _side(noun, request.GET.get("b", ""))
    before, after = sorted((one, other), key=lambda side: side.number)
    sides = [seen(request, side.content) for side in (before, after)]
    erased = bool(before.erased_at or after.erased_at)
    context = {
        **_context(desk, request, noun),
        "title": _("What changed"),
        "before": before,
        "after": after,
        "erased": erased,
        "changes": [] if erased else Telling(type(noun), sides).differences(*sides),
    }
    return TemplateResponse(request, "admin/briefs/compare.html", context)


def version_view(desk: Desk, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What a version says, and what restoring it would change; POST restores it."""
    noun = _noun(desk, request, pk)
    version = Version.objects.of(noun).select_related("by").filter(number=number).first()
    if version is None:
        raise Http404
    may = may_restore(desk, request, noun)
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        return _restore(desk, request, noun, version)
    context = {
        **_context(desk, request, noun),
        "title": str(version).capitalize(),
        "version": version,
        "said": in_short(type(noun), version.changed),
        "may_restore": may,
    }
    if not version.erased_at:
        now, then = seen(request, take(noun)), seen(request, version.content)
        telling = Telling(type(noun), [now, then])
        context |= {"whole": telling.whole(then), "changes": telling.differences(now, then)}
    return TemplateResponse(request, "admin/briefs/version.html", context)


def may_restore(desk: Desk, request: HttpRequest, noun: Versioned) -> bool:
    """Whether this person may change all that a restoring changes: the noun and its rows."""
    rows = [rows.model._meta.model_name for rows in SHAPES[type(noun)].rows.values()]
    return desk.has_change_permission(request, noun) and request.user.has_perms(
        [f"briefs.change_{name}" for name in rows]
    )


def _restore(
    desk: Desk, request: HttpRequest, noun: Versioned, version: Version
) -> HttpResponseRedirect:
    here = reverse(f"admin:briefs_{desk.opts.model_name}_version", args=[noun.pk, version.number])
    try:
        with transaction.atomic():
            made = restoring.restore(noun, version, by=request.user, seen=version_seen(request))
            anchor_again(_briefs_of(noun, version.content))
    except (versions.SavedSince, CannotRestore) as refusal:
        desk.message_user(request, str(refusal), messages.ERROR)
        return HttpResponseRedirect(here)
    if made is None:
        text = _("It says that already: nothing to restore.")
    else:
        text = _("Version %(number)s is restored; what it replaced stays in the history.")
    desk.message_user(request, text % {"number": version.number}, messages.SUCCESS)
    return HttpResponseRedirect(
        reverse(f"admin:briefs_{desk.opts.model_name}_change", args=[noun.pk])
    )


def _briefs_of(noun: Versioned, content: Content) -> set[str]:
    """The briefs whose passages a content has."""
    if isinstance(noun, Evidence):
        return {str(noun.brief_key)}
    return {values["brief_key"] for values in content["rows"].get(EVIDENCE, {}).values()}


def _noun(desk: Desk, request: HttpRequest, pk: int) -> Any:
    """The noun, for whoever may read all of its past: passages quote drafts."""
    noun: Any = desk.get_object(request, str(pk))
    if noun is None:
        raise Http404
    if not desk.has_view_or_change_permission(request, noun):
        raise PermissionDenied
    if isinstance(noun, Evidence) and not may_see_passages_of(request, [noun.brief_key]):
        raise PermissionDenied
    return noun


def _side(noun: Versioned, asked: str) -> Version:
    """The version of that number; nothing asked is what the noun says now."""
    if not asked:
        return Version(number=noun.version + 1, content=take(noun))
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else -1
    found = Version.objects.of(noun).select_related("by").filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _context(desk: Desk, request: HttpRequest, noun: Versioned) -> dict[str, Any]:
    return {
        **desk.admin_site.each_context(request),
        "subtitle": None,
        "opts": desk.opts,
        "original": noun,
    }


def _moments(noun: Versioned) -> Any:
    """When what happened, with the numbers of the rows that tell it."""
    name = noun._meta.model_name
    saved = Version.objects.of(noun).order_by()
    done = Entry.objects.about(noun).order_by()
    done = done.exclude(action__in=[f"{name}.{deed}" for deed in SAVES])
    return (
        saved.annotate(moment=F("made_at"), sort=Value(1))
        .values_list("moment", "sort", "pk")
        .union(
            done.annotate(moment=F("at"), sort=Value(0)).values_list("moment", "sort", "pk"),
            all=True,
        )
        .order_by("-moment", "-sort", "-pk")
    )


def _lines(noun: Versioned, moments: list[tuple[datetime, int, int]]) -> list[Line]:
    kept = Version.objects.select_related("by").defer("content")
    saved = kept.in_bulk([pk for _at, sort, pk in moments if sort])
    done = Entry.objects.in_bulk([pk for _at, sort, pk in moments if not sort])
    who = doers(done.values())
    first = Version.objects.of(noun).order_by("number").values_list("number", flat=True).first()
    return [
        Line(
            at=at,
            version=saved[pk],
            said=in_short(type(noun), saved[pk].changed),
            first=saved[pk].number == first,
        )
        if sort
        else Line(at=at, entry=done[pk], told=told(done[pk]), who=who[pk])
        for at, sort, pk in moments
    ]
