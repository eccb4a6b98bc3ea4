"""What was deleted: listed, looked at, recovered."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from briefs.admin import unsaved
from briefs.admin.sight import deleted, may_see_briefs, seen
from briefs.admin.told import Telling
from briefs.admin.version_erasure import may_erase
from briefs.editorial import restoring
from briefs.editorial.content import CannotRestore
from briefs.editorial.shapes import EVIDENCE, SHAPES
from briefs.models.evidence import Evidence
from briefs.models.version import Version
from briefs.publishing.evidence import anchor_again

PAGE = 50
RECOVER = "_recover"  # the button that brings back what a form was of, and goes on with it

type Desk = ModelAdmin[Any]


def urls(desk: Desk) -> list[URLPattern]:
    """The list of what was deleted, and a page for each."""
    name = f"briefs_{desk.opts.model_name}"
    view = desk.admin_site.admin_view
    return [
        path("deleted/", view(partial(deleted_view, desk)), name=f"{name}_deleted"),
        path("deleted/<int:pk>/", view(partial(gone_view, desk)), name=f"{name}_gone"),
    ]


def deleted_view(desk: Desk, request: HttpRequest) -> HttpResponse:
    """What was deleted and isn't there again, the latest first."""
    _check(desk, request)
    gone = deleted(request, desk.model)
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Deleted"),
        "subtitle": None,
        "opts": desk.opts,
        "page": Paginator(gone, PAGE).get_page(request.GET.get("p")),
    }
    return TemplateResponse(request, "admin/briefs/deleted.html", context)


def gone_view(desk: Desk, request: HttpRequest, pk: int) -> HttpResponse:
    """What a deleted noun said; POST brings it back."""
    _check(desk, request)
    version = deleted(request, desk.model).defer(None).filter(pk=pk).first()
    if version is None:
        raise Http404
    may = may_recover(desk, request)
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        return _recover(desk, request, version)
    content = seen(request, version.content)
    context = {
        **desk.admin_site.each_context(request),
        "title": version.title,  # type: ignore[attr-defined]
        "subtitle": None,
        "opts": desk.opts,
        "version": version,
        "whole": Telling(desk.model, [content]).whole(content) if content else [],
        "may_recover": may and not version.erased_at,
        "may_erase": may_erase(desk, request) and not version.erased_at,
    }
    return TemplateResponse(request, "admin/briefs/gone.html", context)


def may_recover(desk: Desk, request: HttpRequest) -> bool:
    """Whether this person may bring back a noun with its rows: who may add them."""
    rows = [rows.model._meta.model_name for rows in SHAPES[desk.model].rows.values()]
    return desk.has_add_permission(request) and request.user.has_perms(
        [f"briefs.add_{name}" for name in rows]
    )


@transaction.atomic
def bring_back(request: HttpRequest, version: Version) -> Any:
    """Recover a noun, its passages bound to what readers see. Raises CannotRestore."""
    noun = restoring.recover(version, by=request.user)
    passages = version.content["rows"].get(EVIDENCE, {}).values()
    keys = {values["brief_key"] for values in passages}
    anchor_again({str(noun.brief_key)} if isinstance(noun, Evidence) else keys)
    return noun


def sent_to_deleted(desk: Desk, request: HttpRequest) -> HttpResponse | None:
    """What answers a form whose noun was deleted since: who did it, what was typed, the way back.

    None where the form doesn't say which noun it was, or that is only hidden from this person.
    """
    form = unsaved.opened(request)
    if form is None or form.key is None or form.user != unsaved.person(request):
        return None
    unsaved.keep_sent(request)
    alive = desk.get_queryset(request).filter(key=form.key).first()
    version = Version.objects.deleted(desk.model).filter(key=form.key).first()
    refusal = None
    if alive is None and version is not None and RECOVER in request.POST:
        if not may_recover(desk, request):
            raise PermissionDenied
        try:
            alive = bring_back(request, Version.objects.get(pk=version.pk))
        except CannotRestore as error:
            refusal = str(error)
    if alive is not None:
        # The browser sends the same there, to be merged with what is saved like any old form.
        address = reverse(f"admin:briefs_{desk.opts.model_name}_change", args=[alive.pk])
        query = request.GET.urlencode()
        return HttpResponseRedirect(
            f"{address}?{query}" if query else address, preserve_request=True
        )
    return _deleted_meanwhile(desk, request, version, refusal) if version else None


def _deleted_meanwhile(
    desk: Desk, request: HttpRequest, version: Version, refusal: str | None
) -> HttpResponse:
    context = {
        **desk.admin_site.each_context(request),
        "title": version.title,  # type: ignore[attr-defined]
        "subtitle": None,
        "opts": desk.opts,
        "version": version,
        "refusal": refusal,
        "may_recover": may_recover(desk, request),
        "sent": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in {"csrfmiddlewaretoken", RECOVER}
            for value in values
        ],
    }
    return TemplateResponse(request, "admin/briefs/deleted_meanwhile.html", context, status=410)


def _recover(desk: Desk, request: HttpRequest, version: Version) -> HttpResponseRedirect:
    name = f"admin:briefs_{desk.opts.model_name}"
    try:
        noun = bring_back(request, version)
    except CannotRestore as refusal:
        desk.message_user(request, str(refusal), messages.ERROR)
        return HttpResponseRedirect(reverse(f"{name}_gone", args=[version.pk]))
    form = reverse(f"{name}_change", args=[noun.pk])
    text = format_html(_('“<a href="{}">{}</a>” is back, with its history.'), form, noun)
    desk.message_user(request, text, messages.SUCCESS)
    return HttpResponseRedirect(form)


def _check(desk: Desk, request: HttpRequest) -> None:
    if not desk.has_view_or_change_permission(request):
        raise PermissionDenied
    if desk.model is Evidence and not may_see_briefs(request):
        raise PermissionDenied
