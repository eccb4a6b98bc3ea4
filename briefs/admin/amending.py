"""Amending an edition's change note: asked for at the desk, beside what readers have been told."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs.admin.fields import Readable, text_area
from briefs.admin.question import ask
from briefs.models.edition import Change, Edition
from briefs.models.moments import minute
from briefs.publishing import AlreadyErased, AmendmentRefused, NoNote, amend, check_amendable


class NewNote(Readable, forms.Form):
    """What readers shall be told, and why it is told anew."""

    note = forms.CharField(
        label=gettext_lazy("Change note"),
        help_text=gettext_lazy(
            "Readers see it in the place of the old note, with the day of the amendment; "
            "they can open what it said before."
        ),
        widget=text_area(3),
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it is amended"),
        help_text=gettext_lazy("The desk keeps it with your name; readers don't see it."),
        widget=text_area(2),
        required=False,
    )


def ask_and_amend(
    desk: "ModelAdmin[Edition]", request: HttpRequest, edition: Edition
) -> HttpResponse:
    """Ask for the note and the reason, then amend; what is refused stays in the form."""
    notes = edition.told_notes
    form = NewNote(
        request.POST if "apply" in request.POST else None, initial={"note": notes[0].text}
    )
    # Whoever may not look at editions has come from a brief.
    back = edition.get_absolute_url()
    if desk.has_view_permission(request):
        back = reverse("admin:briefs_edition_change", args=[edition.pk])
    refusal: Exception | None = None
    try:
        check_amendable(edition)
        if form.is_bound and form.is_valid():
            # Only staff get here: an anonymous user has no permission.
            amend(edition, by=request.user, seen=_seen(request), **form.cleaned_data)  # type: ignore[arg-type]
            text = _("Amended: readers see the new note, and what it said before.")
            desk.message_user(request, text, messages.SUCCESS)
            return HttpResponseRedirect(back)
    except AmendmentRefused as refused:
        for problem in refused.problems:
            form.add_error(problem.field, problem.message)
    except (AlreadyErased, NoNote) as reason:
        refusal = reason
    return ask(
        desk,
        request,
        "edition/amend.html",
        title=_("Amend the note of edition %(number)s") % {"number": edition.number},
        subtitle=edition.title,
        deed=_("Amend the note"),
        form=form,
        back=back,
        possible=refusal is None,
        refusal=refusal,
        edition=edition,
        notes=notes,
        seen=len(notes) - 1,
    )


def may_publish(request: HttpRequest) -> bool:
    """Whether the user answers for what readers are told."""
    return request.user.has_perm("briefs.publish_brief")


def may_amend(request: HttpRequest, edition: Edition | None) -> bool:
    """Whether the user may amend the edition's note, and it has one."""
    if edition is None or edition.erased_at or edition.change == Change.FIRST:
        return False
    return may_publish(request)


def _seen(request: HttpRequest) -> int:
    """How many amendments the page showed that was sent; -1 where it didn't say."""
    sent = request.POST.get("seen", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else -1


def amendments(edition: Edition) -> SafeString | None:
    """All amendments of an edition's note: when, by whom, to what, why."""
    rows: list[tuple[Any, ...]] = [
        (minute(each.at), each.by_name, each.note, each.reason) for each in edition.amendments.all()
    ]
    if not rows:
        return None
    return format_html(
        "<ol>{}</ol>",
        format_html_join(
            "", '<li>{}, <bdi>{}</bdi>: <q dir="auto">{}</q> <bdi>({})</bdi></li>', rows
        ),
    )
