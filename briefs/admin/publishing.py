"""Publishing from the desk: by the form's button or the list's action, and what is said of it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from briefs.admin.brief_form import NOTE
from briefs.admin.changes import name_of
from briefs.models.brief import Brief
from briefs.models.edition import Change
from briefs.publishing import Problem, PublishRefused, publish


def publish_from_form(
    desk: "ModelAdmin[Brief]", request: HttpRequest, brief: Brief
) -> HttpResponse:
    """Publish the brief just saved. Refused, it stays saved, and the note stays typed."""
    kind = request.POST.get("change")
    published = publish_and_tell(
        desk,
        request,
        brief,
        note=request.POST.get("note", "").strip(),
        change=Change(kind) if kind in Change.values else Change.UPDATE,
    )
    form = HttpResponseRedirect(_form_of(brief))
    return form if published else keeping_note(request, form)


def publish_and_tell(
    desk: "ModelAdmin[Brief]",
    request: HttpRequest,
    brief: Brief,
    *,
    note: str = "",
    change: Change = Change.UPDATE,
) -> bool:
    """Publish one brief and say so, or say what has to be mended; whether it was published."""
    try:
        edition = publish(brief, note=note, change=change)
    except PublishRefused as refusal:
        for problem in refusal.problems:
            desk.message_user(request, _refusal(brief, problem), messages.ERROR)
        return False
    desk.log_change(request, brief, _("Published edition %(number)s.") % {"number": edition.number})
    text = format_html(
        _('“{}” is published: <a href="{}">readers see edition {}</a>.'),
        *(brief, edition.publication.get_absolute_url(), edition.number),
    )
    desk.message_user(request, text, messages.SUCCESS)
    return True


def keeping_note(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Carry the note on the next edition over to the form that comes next."""
    kept = {name: request.POST[name] for name in NOTE if request.POST.get(name)}
    if kept.get("note") and isinstance(response, HttpResponseRedirect):
        joint = "&" if "?" in response.url else "?"
        return HttpResponseRedirect(f"{response.url}{joint}{urlencode(kept)}")
    return response


def _refusal(brief: Brief, problem: Problem) -> SafeString:
    """A problem with the brief's name before it, and a link to the field that has it."""
    if not problem.field:
        return format_html(_("“{}”: {}"), brief, problem.message)
    address = f"{_form_of(brief)}#id_{problem.field}"
    link = format_html('<a href="{}">{}</a>', address, name_of(problem.field))
    return format_html(_("“{}”, {}: {}"), brief, link, problem.message)


def _form_of(brief: Brief) -> str:
    return reverse("admin:briefs_brief_change", args=[brief.pk])
