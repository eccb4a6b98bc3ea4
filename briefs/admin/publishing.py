"""Publishing from a brief's form, and what is said of the next edition until then."""

from typing import Any, TypedDict

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from briefs.admin.brief_form import NOTE
from briefs.admin.changes import name_of
from briefs.admin.checklist import form_of
from briefs.editorial.transitions import Refused
from briefs.models.brief import Brief
from briefs.models.edition import Change
from briefs.publishing import Problem, PublishRefused, note_problems, publish

KEPT = "next_editions"  # where a session keeps notes, by the briefs' numbers
UNSAID = "unsaid"  # in a form's address: publishing was refused for want of a note


class Said(TypedDict):
    """What is said of an edition that isn't the first."""

    note: str
    change: Change


class SavedToPublish(HttpResponseRedirect):
    """Leads back to the form of a brief that has been saved and is yet to be published."""

    def __init__(self, brief: Brief) -> None:
        super().__init__(form_of(brief))
        self.brief = brief

    def ask_for_note(self) -> None:
        """Have the form say, at the field, that the note is missing."""
        joint = "&" if "?" in self.url else "?"
        self["Location"] = f"{self.url}{joint}{UNSAID}=1"


def publish_from_form(
    desk: "ModelAdmin[Brief]", request: HttpRequest, saved: SavedToPublish
) -> None:
    """Publish the brief just saved. Refused, it stays saved, and the note stays kept."""
    sent = {name: request.POST.get(name, "").strip() for name in NOTE}
    version = saved.brief.version  # as it was just typed, and saved
    problems = publish_and_tell(desk, request, saved.brief, seen=version, **said_of(sent))
    if any(problem.field == "note" for problem in problems):
        saved.ask_for_note()


def refused(request: HttpRequest) -> dict[str, str]:
    """What a form that has just been refused says at its fields."""
    if UNSAID not in request.GET:
        return {}
    return {problem.field: problem.message for problem in note_problems("", Change.UPDATE)}


def publish_and_tell(
    desk: "ModelAdmin[Brief]",
    request: HttpRequest,
    brief: Brief,
    *,
    seen: int,
    note: str = "",
    change: Change = Change.UPDATE,
) -> list[Problem]:
    """Publish one brief and say so, or say what has to be mended, and return it."""
    try:
        edition = publish(brief, note=note, change=change, by=request.user, seen=seen)
    except Refused as refusal:
        text = _("“%(brief)s”: %(refusal)s") % {"brief": brief, "refusal": refusal}
        desk.message_user(request, text, messages.ERROR)
        return []
    except PublishRefused as refusal:
        for problem in refusal.problems:
            desk.message_user(request, _refusal(brief, problem), messages.ERROR)
        return refusal.problems
    _forget_note(request, brief)
    text = format_html(
        _('“{}” is published: <a href="{}">readers see edition {}</a>.'),
        *(brief, edition.publication.get_absolute_url(), edition.number),
    )
    desk.message_user(request, text, messages.SUCCESS)
    return []


# The note on the next edition is kept in the session until that edition is published; by whom, no
# matter: with it the number of the edition is kept that readers had when it was typed.


def keep_note(request: HttpRequest, brief: Brief) -> None:
    """Keep what the brief's form says of the next edition, if it asks."""
    if "note" not in request.POST:
        return
    sent = {name: request.POST.get(name, "") for name in NOTE}
    said = said_of(sent)
    if said["note"] or said["change"] != Change.UPDATE:
        kept = sent | {"after": _shelf_number(brief)}
        request.session[KEPT] = request.session.get(KEPT, {}) | {str(brief.pk): kept}
    else:
        _forget_note(request, brief)


def kept_note(request: HttpRequest, brief: Brief) -> dict[str, str]:
    """What was kept: by the field's name, nothing where nothing was."""
    kept: dict[str, Any] = request.session.get(KEPT, {}).get(str(brief.pk), {})
    if not kept or kept.get("after") != _shelf_number(brief):
        return {}
    return {name: kept[name] for name in NOTE}


def kept_said(request: HttpRequest, brief: Brief) -> Said:
    """What would be said of the next edition if it were published now."""
    return said_of(kept_note(request, brief))


def _forget_note(request: HttpRequest, brief: Brief) -> None:
    kept = request.session.get(KEPT, {})
    if kept.pop(str(brief.pk), None) is not None:
        request.session[KEPT] = kept


def said_of(sent: dict[str, str]) -> Said:
    """What is said of an edition, as its form has it."""
    kind = sent.get("change")
    return {
        "note": sent.get("note", "").strip(),
        "change": Change(kind) if kind in Change.values else Change.UPDATE,
    }


def _shelf_number(brief: Brief) -> Any:
    return getattr(brief, "shelf_number", None)


def _refusal(brief: Brief, problem: Problem) -> SafeString:
    """A problem with the brief's name before it, and a link to the field that has it."""
    if not problem.field:
        return format_html(_("“{}”: {}"), brief, problem.message)
    return format_html(_("“{}”, {}: {}"), brief, _field(brief, problem), problem.message)


def _field(brief: Brief, problem: Problem) -> SafeString:
    address = f"{form_of(brief)}#id_{problem.field}"
    return format_html('<a href="{}">{}</a>', address, name_of(problem.field))
