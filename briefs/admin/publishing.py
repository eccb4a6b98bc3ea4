"""Publishing from the desk: by the form's button or the list's action, and what is said of it."""

from dataclasses import dataclass
from typing import TypedDict

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from briefs.admin.brief_form import NOTE, NextEdition
from briefs.admin.changes import Prospect, name_of, prospect
from briefs.admin.checklist import Group, form_of, grouped
from briefs.admin.question import ask
from briefs.admin.seen import seen
from briefs.editorial.transitions import Refused
from briefs.models.brief import Brief
from briefs.models.edition import Change
from briefs.models.publication import Publication
from briefs.publishing import Gazetteer, Problem, PublishRefused, note_problems, publish
from briefs.views.difference import Effort

MOST = 100  # briefs published by one action: a page of the list
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
    problems = publish_and_tell(desk, request, saved.brief, seen=version, **_said(sent))
    if any(problem.field == "note" for problem in problems):
        saved.ask_for_note()


def refused(request: HttpRequest) -> dict[str, str]:
    """What a form that has just been refused says at its fields."""
    if UNSAID not in request.GET:
        return {}
    return {problem.field: problem.message for problem in note_problems("", Change.UPDATE)}


def ask_and_publish(
    desk: "ModelAdmin[Brief]", request: HttpRequest, briefs: QuerySet[Brief]
) -> TemplateResponse | None:
    """Show what would change and ask for the note, then publish each; None once it is done."""
    if briefs.count() > MOST:
        text = ngettext(
            "Publish at most %(count)s brief at a time.",
            "Publish at most %(count)s briefs at a time.",
            MOST,
        )
        desk.message_user(request, text % {"count": MOST}, messages.ERROR)
        return None
    form = NextEdition(request.POST if "apply" in request.POST else None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        # A note on one brief alone stands where none was given for all.
        kept = {brief: kept_note(request, brief) for brief in briefs}
        said = {
            brief: _said(own if own.get("note") and not given["note"] else given)
            for brief, own in kept.items()
        }
        if unsaid := _unsaid(said):
            form.add_error("note", unsaid)
        else:
            for brief, each in said.items():
                publish_and_tell(desk, request, brief, seen=seen(request, brief), **each)
            return None
    outlooks = _outlooks(request, briefs)
    if not any(outlook.again for outlook in outlooks):
        form.fields.clear()
    return ask(
        desk,
        request,
        "brief/publish.html",
        title=_("Publish: are you sure?"),
        deed=_("Publish"),
        form=form,
        possible=any(outlook.possible for outlook in outlooks),
        outlooks=outlooks,
        checkbox=ACTION_CHECKBOX_NAME,
    )


def _unsaid(said: dict[Brief, Said]) -> str:
    """What is asked for where a brief that readers know has no note; else nothing."""
    wanting = {brief.key: note_problems(**each) for brief, each in said.items()}
    known = Publication.objects.filter(brief_key__in=wanting, current__isnull=False)
    found = [wanting[key] for key in known.values_list("brief_key", flat=True)]
    return next((problem.message for problems in found for problem in problems), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What publishing would do to one of several briefs; `kept` is the note typed in its form."""

    brief: Brief
    prospect: Prospect
    blockers: list[Group]
    warnings: list[Group]
    kept: str
    kind: str | Promise

    @property
    def again(self) -> bool:
        """Whether readers have an edition of it already."""
        return self.prospect.current is not None

    @property
    def idle(self) -> bool:
        """Whether publishing would change nothing."""
        return self.again and not self.prospect.changes

    @property
    def possible(self) -> bool:
        """Whether publishing would go through, as far as can be seen."""
        return not self.prospect.errors and not self.idle


def _outlooks(request: HttpRequest, briefs: QuerySet[Brief]) -> list[Outlook]:
    shelf = Publication.objects.select_related("current")
    known = {row.brief_key: row for row in shelf.filter(brief_key__in=[b.key for b in briefs])}
    found = []
    names, effort = Gazetteer(), Effort()
    for brief in briefs:
        outcome = prospect(brief, known.get(brief.key), names, effort)
        form = form_of(brief)
        said = _said(kept_note(request, brief))
        found.append(
            Outlook(
                brief=brief,
                prospect=outcome,
                blockers=grouped(outcome.errors, outcome.draft, form),
                warnings=grouped(outcome.warnings, outcome.draft, form),
                kept=said["note"],
                kind=said["change"].label,
            )
        )
    return found


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


# The note on the next edition is kept in the session until that edition is published.


def keep_note(request: HttpRequest, brief: Brief) -> None:
    """Keep what the brief's form says of the next edition, if it asks."""
    if "note" not in request.POST:
        return
    sent = {name: request.POST.get(name, "") for name in NOTE}
    said = _said(sent)
    if said["note"] or said["change"] != Change.UPDATE:
        request.session[KEPT] = request.session.get(KEPT, {}) | {str(brief.pk): sent}
    else:
        _forget_note(request, brief)


def kept_note(request: HttpRequest, brief: Brief) -> dict[str, str]:
    """What was kept: by the field's name, nothing where nothing was."""
    kept: dict[str, str] = request.session.get(KEPT, {}).get(str(brief.pk), {})
    return kept


def kept_said(request: HttpRequest, brief: Brief) -> Said:
    """What would be said of the next edition if it were published now."""
    return _said(kept_note(request, brief))


def _forget_note(request: HttpRequest, brief: Brief) -> None:
    kept = request.session.get(KEPT, {})
    if kept.pop(str(brief.pk), None) is not None:
        request.session[KEPT] = kept


def _said(sent: dict[str, str]) -> Said:
    kind = sent.get("change")
    return {
        "note": sent.get("note", "").strip(),
        "change": Change(kind) if kind in Change.values else Change.UPDATE,
    }


def _refusal(brief: Brief, problem: Problem) -> SafeString:
    """A problem with the brief's name before it, and a link to the field that has it."""
    if not problem.field:
        return format_html(_("“{}”: {}"), brief, problem.message)
    return format_html(_("“{}”, {}: {}"), brief, _field(brief, problem), problem.message)


def _field(brief: Brief, problem: Problem) -> SafeString:
    address = f"{form_of(brief)}#id_{problem.field}"
    return format_html('<a href="{}">{}</a>', address, name_of(problem.field))
