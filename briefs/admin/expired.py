"""What was typed, sent when it can't be saved: the login has expired, or it was renewed elsewhere.

A login that has expired: the login page carries what was sent, hidden, and logging in keeps it
as unsaved work of who typed it. A login in another tab: Django gives the browser a new token
then, and refuses forms that have the old one; what they say is kept in the same way. Nothing is
saved by either.

Only forms that name themselves are kept past a refused token: a page of another site can't make
such a name, so it can't plant work here; and what comes from such a page by the browser's own
word (Origin, Referer) is never kept.
"""

import copy
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import ResolverMatch, reverse
from django.utils.translation import gettext as _
from django.views import csrf

from briefs.admin.noun import RowAdmin
from briefs.admin.unsaved import FIELD, Opened, is_here, opened, pairs_of, person, with_copy
from briefs.models.unsaved import Pairs

CARRIED = "sent:"  # begins the names of what the login page carries
_ELSEWHERE = ("Origin checking failed", "Referer checking failed")  # Django's reasons


def is_typed(request: HttpRequest) -> bool:
    """Whether this is what somebody typed into a noun's form, sent to be saved."""
    return request.method == "POST" and _is_form(request.resolver_match) and bool(opened(request))


def ask_login(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """The login page in the place of a form's answer, carrying what was sent."""
    back = request.get_full_path()
    page = copy.copy(request)
    page.method = "GET"
    context = {
        "app_path": f"{reverse('admin:login')}?{urlencode({'next': back})}",
        "next": back,
        "carried": _carrying(request, pairs_of(request)),
    }
    response = site.login(page, context)
    response.status_code = 403
    return response


def carried(request: HttpRequest) -> Pairs:
    """What the login page goes on carrying after a wrong password."""
    return _carrying(request, _carried(request))


def keep_carried(request: HttpRequest) -> None:
    """Keep what the login page carried, now that somebody is logged in."""
    form, pairs = opened(request), _carried(request)
    if form and pairs:
        _keep(form, pairs)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token isn't the browser's any more."""
    refused: HttpResponse = csrf.csrf_failure(request, reason)
    form, at_form = opened(request), is_typed(request)
    pairs = pairs_of(request) if at_form else _carried(request)
    if form is None or not pairs or reason.startswith(_ELSEWHERE):
        return refused
    if at_form and not admin.site.has_permission(request):
        return ask_login(admin.site, request)
    form = _keep(form, pairs)
    if form.user != person(request):
        return refused
    messages.warning(
        request,
        _("You have logged in anew since you opened this form. What you typed is here: save it."),
    )
    back = request.get_full_path() if at_form else request.POST.get("next", "")
    if not is_here(back):
        back = reverse("admin:index")
    return HttpResponseRedirect(with_copy(back, form))


def _keep(form: Opened, pairs: Pairs) -> Opened:
    """Keep what was typed for who typed it, though another should have logged in since."""
    if get_user_model()._default_manager.filter(pk=form.user).exists():
        return form.keep_or_beside(pairs)
    return form


def _carrying(request: HttpRequest, pairs: Pairs) -> Pairs:
    """What the login page has in hidden fields: the form's own name, and all that it said."""
    named = [(FIELD, request.POST[FIELD])] if FIELD in request.POST else []
    return named + [(f"{CARRIED}{name}", value) for name, value in pairs]


def _carried(request: HttpRequest) -> Pairs:
    return [
        (name.removeprefix(CARRIED), str(value))
        for name, values in request.POST.lists()
        if name.startswith(CARRIED)
        for value in values
    ]


def _is_form(match: ResolverMatch | None) -> bool:
    """Whether an address is that of a noun's form."""
    desk = getattr(match and match.func, "model_admin", None)
    if match is None or not isinstance(desk, RowAdmin):
        return False
    name = f"{desk.opts.app_label}_{desk.opts.model_name}"
    return match.url_name in {f"{name}_add", f"{name}_change"}
