"""What a form's page asks and tells while one types: keep this, who else is here, I'm leaving."""

from collections.abc import Callable

from django.apps import apps
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
)
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from briefs.admin.merging import opened_at
from briefs.admin.unsaved import (
    Opened,
    company,
    is_here,
    may_edit,
    moment,
    opened,
    pairs_of,
    person,
    with_copy,
)
from briefs.editorial import unsaved
from briefs.models.unsaved import Pairs


def answer(site: AdminSite, request: HttpRequest, verb: str) -> HttpResponse:
    """Answer a form's page; what it can't be answered is a sentence for who typed."""
    if verb not in _VERBS:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not site.has_permission(request):
        return _refused(_("Your login has expired."), 401)
    form = opened(request)
    if form is None:
        return _refused(_("This page is too old for its work to be kept: load it again."), 400)
    if form.user != person(request):
        text = _("Not kept: you are logged in as %(name)s now.")
        return _refused(text % {"name": request.user.get_username()}, 403)
    return _VERBS[verb](site, request, form)


def _keep(site: AdminSite, request: HttpRequest, form: Opened) -> HttpResponse:
    if not unsaved.has_room(person(request), form.form):
        text = _("Not kept: %(count)s unsaved works of yours are kept already. Discard some.")
        return _refused(text % {"count": unsaved.MOST}, 409)
    return _here(site, request, form, pairs_of(request))


def _here(
    site: AdminSite, request: HttpRequest, form: Opened, pairs: Pairs | None = None
) -> HttpResponse:
    desk = site.get_model_admin(apps.get_model("briefs", form.noun))
    noun = form.key and desk.get_queryset(request).filter(key=form.key).first()
    if not may_edit(desk, request, noun):
        return _refused(_("Not kept: you may not edit this any more."), 403)
    if pairs is not None and not form.keep(pairs):
        # Another page goes on with it; or it was saved, and is typed into again by way of the
        # browser's Back. What is typed here has a copy of its own.
        return JsonResponse({"form": form.again.name}, status=409)
    now = timezone.now()
    said = company(request, form, noun, opened_at(request.POST))
    said |= {"gone": form.key and noun is None}
    return JsonResponse(
        {
            "saved_at": now.isoformat(),
            "kept": _("Kept at %(time)s") % {"time": moment(now)},
            "others": [{"name": name, "since": since} for name, since in said["others"]],
            "version": getattr(noun, "version", None),
            "company": render_to_string("admin/unsaved/company.html", said, request).strip(),
        }
    )


def _leave(_site: AdminSite, request: HttpRequest, form: Opened) -> HttpResponse:
    if form.key:
        unsaved.leave(person(request), form.page)
    return HttpResponse(status=204)


def _discard(_site: AdminSite, request: HttpRequest, form: Opened) -> HttpResponse:
    gone = unsaved.put_aside(person(request), form.form, form.page)
    back = request.POST.get("next", "")
    if not is_here(back):
        return HttpResponse(status=204)
    if not gone:
        text = _("Not discarded: it has changed since, on another page of yours. Look at it first.")
        messages.warning(request, text)
        return HttpResponseRedirect(back)
    text, again = _("Your unsaved work was discarded."), _("Take it up after all")
    link = format_html('{} <a href="{}">{}</a>', text, with_copy(back, form), again)
    messages.success(request, link)
    return HttpResponseRedirect(back)


def _refused(text: str, status: int) -> HttpResponse:
    return JsonResponse({"error": text}, status=status)


_VERBS: dict[str, Callable[[AdminSite, HttpRequest, Opened], HttpResponse]] = {
    "keep": _keep,
    "here": _here,
    "leave": _leave,
    "discard": _discard,
}
