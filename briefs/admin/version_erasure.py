"""Erasing what earlier versions said: looked for first, then erased, with a reason."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin, widgets
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from briefs.admin.fields import Readable, text_area
from briefs.admin.question import ask
from briefs.admin.sight import deleted, may_see_passages_of
from briefs.editorial.erasing import Traces, erase_versions, traces
from briefs.editorial.transitions import Refused
from briefs.models.evidence import Evidence
from briefs.models.names import Versioned
from briefs.models.version import Version

LOOKED = "looked"  # what was found when one looked: nothing else is erased
MOST = 2**31 - 1

type Desk = ModelAdmin[Any]


class Which(Readable, forms.Form):
    """Which versions, and why."""

    first = forms.IntegerField(label=gettext_lazy("From version"), min_value=0, max_value=MOST)
    last = forms.IntegerField(label=gettext_lazy("to"), min_value=0, max_value=MOST)
    words = forms.CharField(
        label=gettext_lazy("Only those with these words"),
        help_text=gettext_lazy("Left empty, all of them. The desk keeps these words nowhere."),
        widget=widgets.AdminTextInputWidget(attrs={"dir": "auto"}),
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "It stands in the history and in the audit log with your name, for ever: "
            "don't repeat here what is erased."
        ),
        widget=text_area(3),
    )

    def asked(self) -> dict[str, Any]:
        """Which versions are asked for."""
        return {name: self.cleaned_data[name] for name in ("first", "last", "words")}


def urls(desk: Desk) -> list[URLPattern]:
    """The page for a noun, and for one that is deleted."""
    name, view = f"briefs_{desk.opts.model_name}", desk.admin_site.admin_view
    return [
        path(
            "<int:pk>/history/erase/",
            view(partial(_erase_view, desk)),
            name=f"{name}_erase_versions",
        ),
        path("deleted/<int:pk>/erase/", view(partial(_gone_view, desk)), name=f"{name}_erase_gone"),
    ]


def may_erase(desk: Desk, request: HttpRequest) -> bool:
    """Whether the user may erase what versions said."""
    return request.user.has_perm("briefs.erase_edition") and desk.has_view_permission(request)


def _erase_view(desk: Desk, request: HttpRequest, pk: int) -> HttpResponse:
    noun: Any = desk.get_object(request, str(pk)) if may_erase(desk, request) else None
    if noun is None:
        raise PermissionDenied
    if isinstance(noun, Evidence) and not may_see_passages_of(request, [noun.brief_key]):
        raise PermissionDenied
    back = reverse(f"admin:briefs_{desk.opts.model_name}_history", args=[pk])
    return _ask(desk, request, noun, back=back)


def _gone_view(desk: Desk, request: HttpRequest, pk: int) -> HttpResponse:
    if not may_erase(desk, request):
        raise PermissionDenied
    version = deleted(request, desk.model).filter(pk=pk).first()
    if version is None:
        raise Http404
    back = reverse(f"admin:briefs_{desk.opts.model_name}_gone", args=[pk])
    return _ask(desk, request, desk.model(key=version.key), back=back)


def _ask(desk: Desk, request: HttpRequest, noun: Versioned, *, back: str) -> HttpResponse:
    numbers = Version.objects.of(noun).order_by("number").values_list("number", flat=True)
    ends = {"first": numbers.first() or 0, "last": numbers.last() or 0}
    form = Which(request.POST or None, initial=ends)
    found, refusal = None, ""
    if form.is_bound and form.is_valid():
        found = traces(noun, **form.asked())
        if "erase" in request.POST and request.POST.get(LOOKED) == _as_sent(found):
            try:
                reason = form.cleaned_data["reason"]
                erased = erase_versions(noun, **form.asked(), reason=reason, by=request.user)
            except Refused as refused:
                refusal = str(refused)
            else:
                desk.message_user(request, _told(erased), messages.SUCCESS)
                return HttpResponseRedirect(back)
    return ask(
        desk,
        request,
        "erase_versions.html",
        title=_("Erase what earlier versions said"),
        subtitle=str(noun) if noun.pk else None,
        deed=_("Erase"),
        form=form,
        back=back,
        found=found,
        looked=_as_sent(found) if found else "",
        refusal=refusal,
    )


def _as_sent(found: Traces) -> str:
    return "/".join(
        ",".join(map(str, numbers)) for numbers in (found.versions, found.copies, found.comments)
    )


def _told(erased: Traces) -> str:
    count = len(erased.versions)
    text = ngettext("%(count)s version is erased.", "%(count)s versions are erased.", count)
    return text % {"count": count}
