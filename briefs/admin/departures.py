"""Leaving the shelf from the desk: withdraw, archive, replace, remove, each after a question."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs.admin.fields import Choice, Readable, RowField, text_area
from briefs.admin.question import ask
from briefs.admin.seen import seen
from briefs.editorial.transitions import Refused
from briefs.editorial.versions import SavedSince
from briefs.models.brief import Brief
from briefs.models.publication import Publication
from briefs.publishing import archive, remove, replace, withdraw


class Reason(Readable, forms.Form):
    """A departure that readers are told the reason of."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Readers see it at the brief's address, under today's date."),
        widget=text_area(3),
    )


class Successor(forms.Form):
    """A departure that leads readers on."""

    successor = RowField(
        label=gettext_lazy("Replaced by"),
        help_text=gettext_lazy("The published brief to which readers are led from now on."),
        queryset=Publication.objects.listed().select_related("current"),
        widget=Choice(Publication._meta.get_field("replacement"), admin.site),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A way off the shelf: its name in addresses and in words, its meaning, how it is done."""

    name: str
    title: str | Promise
    meaning: str | Promise
    done: str | Promise
    form: type[forms.Form]
    act: Callable[..., Publication]


DEPARTURES = {
    departure.name: departure
    for departure in (
        Departure(
            name="withdraw",
            title=gettext_lazy("Withdraw"),
            meaning=gettext_lazy(
                "Lists and search drop it. Its text stays readable at its address, "
                "under the reason: what others cite can still be checked."
            ),
            done=gettext_lazy("“%(brief)s” is withdrawn."),
            form=Reason,
            act=withdraw,
        ),
        Departure(
            name="archive",
            title=gettext_lazy("Archive"),
            meaning=gettext_lazy("Lists and search drop it. Its text stays readable."),
            done=gettext_lazy("“%(brief)s” is archived."),
            form=forms.Form,
            act=archive,
        ),
        Departure(
            name="replace",
            title=gettext_lazy("Replace"),
            meaning=gettext_lazy("Its address leads readers on to another published brief."),
            done=gettext_lazy("“%(brief)s” leads on to its replacement."),
            form=Successor,
            act=replace,
        ),
        Departure(
            name="remove",
            title=gettext_lazy("Remove"),
            meaning=gettext_lazy(
                "Its text can't be read any more: the address says that it is gone, and why. "
                "Withdraw it instead, unless the law or somebody's safety asks for this."
            ),
            done=gettext_lazy("“%(brief)s” is removed."),
            form=Reason,
            act=remove,
        ),
    )
}


def depart(
    desk: "ModelAdmin[Brief]", request: HttpRequest, brief: Brief, departure: Departure, back: str
) -> HttpResponse:
    """Ask what has to be asked, then do it, and say so."""
    form = departure.form(request.POST if "apply" in request.POST else None)
    if form.is_bound and form.is_valid():
        _leave(desk, request, brief, departure, form.cleaned_data)
        return HttpResponseRedirect(back)
    return ask(
        desk,
        request,
        "brief/departure.html",
        title=_("%(departure)s: are you sure?") % {"departure": departure.title},
        subtitle=str(brief),
        deed=departure.title,
        form=form,
        back=back,
        departure=departure,
        brief=brief,
        # What was seen stays what was seen, however often the page is asked for anew.
        version=seen(request) if form.is_bound else brief.version,
    )


def _leave(
    desk: "ModelAdmin[Brief]",
    request: HttpRequest,
    brief: Brief,
    departure: Departure,
    given: dict[str, Any],
) -> None:
    """Take a brief off the shelf, and say so, or why not."""
    successor = given.get("successor")
    try:
        if successor is not None and successor.brief_key == brief.key:
            raise Refused(_("It can't replace itself: choose another."))
        departure.act(brief, by=request.user, seen=seen(request), **given)
    except (Refused, SavedSince) as refusal:
        text = _("“%(brief)s”: %(refusal)s") % {"brief": brief, "refusal": refusal}
        desk.message_user(request, text, messages.ERROR)
        return
    desk.message_user(request, departure.done % {"brief": brief}, messages.SUCCESS)
