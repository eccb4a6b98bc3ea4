"""Erasing what an edition says: asked for at the desk, with what goes and what remains."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs.admin.fields import Readable, text_area
from briefs.admin.noun import may_see_briefs
from briefs.admin.question import ask
from briefs.models.brief import Brief
from briefs.models.edition import Edition
from briefs.publishing import AlreadyErased, StillCurrent, check_erasable, erase


class Erasure(Readable, forms.Form):
    """Why a text has to go."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "The audit log keeps it with your name, for ever; readers don't see it."
        ),
        widget=text_area(3),
    )


def ask_and_erase(
    desk: "ModelAdmin[Edition]", request: HttpRequest, edition: Edition
) -> HttpResponse:
    """Ask for the reason, then erase; a refusal is said on the page that asks."""
    form = Erasure(request.POST if "apply" in request.POST else None)
    page = reverse("admin:briefs_edition_change", args=[edition.pk])
    refusal: Exception | None = None
    try:
        check_erasable(edition, edition.publication)
        if form.is_bound and form.is_valid():
            # Only staff get here: an anonymous user has no permission.
            erase(edition, by=request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
            desk.message_user(
                request, _("Erased. See to what the brief's draft says."), messages.SUCCESS
            )
            return HttpResponseRedirect(page)
    except (AlreadyErased, StillCurrent) as reason:
        refusal = reason
    return ask(
        desk,
        request,
        "edition/erase.html",
        title=_("Erase edition %(number)s: are you sure?") % {"number": edition.number},
        subtitle=edition.title,
        deed=_("Erase"),
        form=form,
        back=page,
        possible=refusal is None,
        refusal=refusal,
        **_traces(request, edition),
    )


def _traces(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    """What goes with the text, and what remains that may say the same."""
    briefs = Brief.objects.seen_by(request.user).filter(key=edition.publication.brief_key)
    others = Edition.objects.filter(publication=edition.publication, erased_at=None)
    return {
        "edition": edition,
        "passage_count": edition.evidence.count(),
        "brief": briefs.first() if may_see_briefs(request) else None,
        "others": others.exclude(pk=edition.pk).only("number", "published_at"),
    }
