"""Lists by name: an editor saves how one was filtered and ordered, and opens it so again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from briefs.admin.fields import Readable
from briefs.models.saved_filter import SavedFilter

MOST = 50  # of one person, for one list
# What says nothing of how a list is filtered: its page, Django's error flag, pop-ups.
PASSING = ("p", "e", "_popup", "_to_field")

Desk = ModelAdmin[Any]


class Naming(Readable, forms.ModelForm):  # type: ignore[type-arg]
    """A name for what the list shows now."""

    class Meta:
        model = SavedFilter
        fields = ("name", "query")

    def clean_query(self) -> str:
        """The query, without what passes."""
        return lasting(self.cleaned_data["query"])


def lasting(query: str) -> str:
    """What of a list's query is worth keeping; every value of it."""
    asked = QueryDict(query, mutable=True)
    for name in PASSING:
        asked.pop(name, None)
    return asked.urlencode()


def own(desk: Desk, request: HttpRequest) -> QuerySet[SavedFilter]:
    """Those that this person saved for this list."""
    saved = SavedFilter.objects.filter(user=request.user.pk)
    return saved.filter(noun=desk.opts.model_name)


def shown(desk: Desk, request: HttpRequest) -> dict[str, Any]:
    """What a list's page says of them."""
    return {"saved_filters": own(desk, request), "query_now": lasting(request.GET.urlencode())}


def urls(desk: Desk) -> list[URLPattern]:
    """Where they are saved, opened and deleted."""
    name = f"{desk.opts.app_label}_{desk.opts.model_name}_saved"

    def save(request: HttpRequest) -> HttpResponse:
        return _save(desk, request)

    def open_(request: HttpRequest, pk: int) -> HttpResponse:
        return _open(desk, request, pk)

    def delete(request: HttpRequest, pk: int) -> HttpResponse:
        return _delete(desk, request, pk)

    view = desk.admin_site.admin_view
    return [
        path("saved/", view(require_POST(save)), name=name),
        path("saved/<int:pk>/", view(open_), name=f"{name}_open"),
        path("saved/<int:pk>/delete/", view(require_POST(delete)), name=f"{name}_delete"),
    ]


def _save(desk: Desk, request: HttpRequest) -> HttpResponse:
    _check(desk, request)
    form = Naming(request.POST)
    if not form.is_valid():
        for field, errors in form.errors.items():
            label = _("Name") if field == "name" else _("Filters")
            for error in errors:
                desk.message_user(request, f"{label}: {error}", messages.ERROR)
        return _list(desk, lasting(request.POST.get("query", "")))
    name, query = form.cleaned_data["name"], form.cleaned_data["query"]
    if own(desk, request).count() >= MOST:
        text = _("You have saved %(count)s views of this list: delete one first.")
        desk.message_user(request, text % {"count": MOST}, messages.ERROR)
        return _list(desk, query)
    person: Any = request.user
    _saved, new = own(desk, request).get_or_create(
        user=person,
        noun=desk.opts.model_name,
        name=name,
        defaults={"query": query},
    )
    if new:
        desk.message_user(request, _("Saved as “%(name)s”.") % {"name": name}, messages.SUCCESS)
    else:
        text = _("You have saved a view as “%(name)s” already: choose another name.")
        desk.message_user(request, text % {"name": name}, messages.ERROR)
    return _list(desk, query)


def _open(desk: Desk, request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to the list as it was saved; where that means nothing any more, to all of it."""
    _check(desk, request)
    saved = get_object_or_404(own(desk, request), pk=pk)
    request.GET = QueryDict(saved.query)
    try:
        desk.get_changelist_instance(request)
    except (IncorrectLookupParameters, SuspiciousOperation):
        text = _("“%(name)s” asks for what this list has no more: here is all of it.")
        desk.message_user(request, text % {"name": saved.name}, messages.WARNING)
        return _list(desk, "")
    return _list(desk, saved.query)


def _delete(desk: Desk, request: HttpRequest, pk: int) -> HttpResponse:
    _check(desk, request)
    saved = get_object_or_404(own(desk, request), pk=pk)
    saved.delete()
    text = _("The saved view “%(name)s” is deleted.") % {"name": saved.name}
    desk.message_user(request, text, messages.SUCCESS)
    return _list(desk, lasting(request.POST.get("query", "")))


def _check(desk: Desk, request: HttpRequest) -> None:
    if not desk.has_view_or_change_permission(request):
        raise PermissionDenied


def _list(desk: Desk, query: str) -> HttpResponseRedirect:
    rows = reverse(f"admin:{desk.opts.app_label}_{desk.opts.model_name}_changelist")
    return HttpResponseRedirect(f"{rows}?{query}" if query else rows)
