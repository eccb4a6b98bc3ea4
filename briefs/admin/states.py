"""States chosen from the list of ISO 3166, entered with their codes and names."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from briefs import countries
from briefs.admin.question import ask
from briefs.editorial.countries import add_states
from briefs.models.identifier import Identifier, Scheme
from briefs.models.version import Way
from briefs.words import folded


class Choice(forms.Form):
    """Which states."""

    code = forms.MultipleChoiceField(
        choices=lambda: [(code, code) for code in countries.codes()],
        error_messages={"required": _("Choose at least one state.")},
    )


def choose_states(desk: "ModelAdmin[Any]", request: HttpRequest) -> HttpResponse:
    """The list of states, those that are there with a link; then the chosen ones are made."""
    if not desk.has_add_permission(request):
        raise PermissionDenied
    form = Choice(request.POST if "apply" in request.POST else None)
    if "all" in request.POST:
        form = Choice({"code": countries.codes()})
    if form.is_valid():
        _add(desk, request, form.cleaned_data["code"])
        return HttpResponseRedirect(reverse("admin:briefs_actor_changelist"))
    return ask(
        desk,
        request,
        "actor/states.html",
        title=_("Add states"),
        deed=_("Add states"),
        choice=form,
        states=_states(),
    )


def _states() -> list[dict[str, Any]]:
    """All states by name, each with the actor that has its code."""
    actors = Identifier.objects.filter(scheme=Scheme.ISO).select_related("actor")
    present = {row.value: row.actor for row in actors}
    language = get_language() or "en"
    states = [
        {"code": code, "name": countries.short_name(code, language), "actor": present.get(code)}
        for code in countries.codes()
    ]
    return sorted(states, key=lambda state: folded(str(state["name"])))


def _add(desk: "ModelAdmin[Any]", request: HttpRequest, codes: list[str]) -> None:
    added = add_states(codes, by=request.user, way=Way.ACTION)
    count = len(added.made)
    text = ngettext("%(count)s state was added.", "%(count)s states were added.", count)
    desk.message_user(request, text % {"count": count}, messages.SUCCESS)
    if added.recognised:
        links = format_html_join(
            ", ",
            '<a href="{}">{}</a>',
            (
                (reverse("admin:briefs_actor_change", args=[actor.pk]), actor)
                for actor in added.recognised
            ),
        )
        text = _("These were there without a code; they have it now, and their names: {}.")
        desk.message_user(request, format_html(text, links), messages.SUCCESS)
