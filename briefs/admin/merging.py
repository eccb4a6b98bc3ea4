"""Saving over what others saved: their edits and mine become one, or are shown side by side.

A form carries the number of the version that it was opened at. If there is a newer one, what was
sent is made anew (`rebased`): as though the form had been opened just now and the same things
typed. Where that takes a decision, a page asks for it, and nothing is written until it is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from briefs.admin.sheets import Sheets, sheets_of
from briefs.editorial import versions
from briefs.editorial.merge import Choice, Choices, Outcome, Piece, Sheet, merge
from briefs.models.names import Versioned
from briefs.models.people import called
from briefs.models.version import Version
from briefs.views.difference import Effort, marked_words

OPENED = "_version"  # the field that carries the version a form was opened at
CHOICE, OWN = "_choice-", "_own-"  # begin the names of what was decided for each piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """That a save was merged: with which versions, and what was taken from them."""

    versions: list[Version]
    names: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A piece as the page shows it."""

    piece: Piece
    label: str
    theirs: SafeString
    mine: SafeString
    chosen: str
    own: str


def opened_at(sent: QueryDict) -> int | None:
    """The version that a form was opened at, if what was sent or typed says so."""
    return version_in(sent, OPENED)


def version_in(sent: Mapping[str, Any], name: str) -> int | None:
    """The version that a field of that name carries."""
    text = str(sent.get(name, ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def rebase(
    desk: "ModelAdmin[Any]", request: HttpRequest, noun: Versioned, newest: Version
) -> HttpResponse | Merged | None:
    """Make the request one that follows on the noun's newest version; the noun is locked.

    None where it does already; a response where somebody has to decide first.
    """
    opened = opened_at(request.POST)
    if opened is None or opened == noun.version:
        return None
    base = versions.at(noun, opened)
    sheets = sheets_of(desk, request, noun)
    theirs = sheets.stored(newest.content)
    if base is None:
        # A number that there never was: nothing says what was changed, so all is asked.
        was = Sheet(values=dict.fromkeys(theirs.values, ""), rows=theirs.rows)
    else:
        was = sheets.stored(base.content)
    mine = sheets.posted(request.POST, request.FILES, was)
    outcome = merge(was, mine, theirs, sheets.rules, _choices(request))
    since = list(Version.objects.of(noun).filter(number__gt=opened).newest_first())
    if outcome.pieces:
        return _ask(desk, request, noun, sheets, outcome, since)
    data = sheets.sent(outcome.sheet, theirs, request.POST)
    data[OPENED] = str(noun.version)
    request.POST = data  # type: ignore[assignment]
    return Merged(versions=since, names=labels(sheets, outcome.taken))


def tell(desk: "ModelAdmin[Any]", request: HttpRequest, merged: Merged) -> None:
    """Say whose edits a save was merged with, and which they were."""
    who = who_saved(merged.versions)
    if merged.names:
        text = _("Put together with what %(who)s saved meanwhile: %(what)s.")
        text %= {"who": who, "what": ", ".join(merged.names)}
    else:
        text = _("Saved. %(who)s had saved meanwhile, too; nothing of it was lost.") % {"who": who}
    desk.message_user(request, text, messages.WARNING)


def _choices(request: HttpRequest) -> Choices:
    return {
        name.removeprefix(CHOICE): Choice(
            take=request.POST[name],
            own=request.POST.get(name.replace(CHOICE, OWN, 1), "").replace("\r\n", "\n"),
        )
        for name in request.POST
        if name.startswith(CHOICE)
    }


def _ask(
    desk: "ModelAdmin[Any]",
    request: HttpRequest,
    noun: Versioned,
    sheets: Sheets,
    outcome: Outcome,
    since: list[Version],
) -> TemplateResponse:
    effort, choices = Effort(), _choices(request)
    pieces = [
        _shown(sheets, piece, effort, choices.get(piece.id))
        for piece in outcome.pieces + outcome.decided
    ]
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Two edits of one passage: which shall stand?"),
        "subtitle": None,
        "opts": desk.opts,
        "original": noun,
        "pieces": pieces,
        "who": who_saved(since),
        "since": since,
        "taken": labels(sheets, outcome.taken),
        # Everything that was sent, to be sent again with the choices; asked for as the page is
        # drawn, for it is kept before.
        "sent": lambda: [
            (name, value)
            for name, values in request.POST.lists()
            if not name.startswith((CHOICE, OWN)) and name != "csrfmiddlewaretoken"
            for value in values
        ],
    }
    return TemplateResponse(request, "admin/briefs/conflict.html", context, status=409)


def _shown(sheets: Sheets, piece: Piece, effort: Effort, choice: Choice | None) -> Shown:
    base = piece.base or ""
    gone = format_html("<em>{}</em>", _("deleted"))
    return Shown(
        piece=piece,
        label=_label(sheets, piece),
        theirs=gone if piece.theirs is None else marked_words(base, piece.theirs, effort),
        mine=gone if piece.mine is None else marked_words(base, piece.mine, effort),
        chosen=choice.take if choice else "",
        own=choice.own if choice and choice.take == "own" else piece.mine or "",
    )


def _label(sheets: Sheets, piece: Piece) -> str:
    for rows in sheets.rows:
        if rows.name == piece.rows:
            field = rows.fields.get(piece.field)
            parts = [rows.title, field.label if field else ""]
            return ": ".join(capfirst(str(part)) for part in parts if part)
    return str(capfirst(sheets.form[piece.field].label))


def labels(sheets: Sheets, names: list[str]) -> list[str]:
    """Fields and lists of a form in words."""
    titles = {rows.name: rows.title for rows in sheets.rows}
    return [
        titles.get(name) or str(sheets.form[name].label if name in sheets.form.fields else name)
        for name in names
    ]


def who_saved(since: list[Version]) -> str:
    """Who made some versions."""
    outside = _("somebody outside the desk")
    names = dict.fromkeys(called(version.by, version.who) or outside for version in since)
    return ", ".join(names) or _("somebody")
