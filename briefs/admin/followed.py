"""What became of a passage in the draft of its brief, and how it goes on: asked at the desk.

A passage whose words were edited keeps the edition that has them; the words that say it now are
another passage, in its place.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from briefs.admin.checklist import form_of
from briefs.admin.fields import label_of
from briefs.admin.question import ask
from briefs.models.brief import Brief
from briefs.models.evidence import CLAIMS, CONTEXT, Evidence
from briefs.publishing.attaching import WordsNotThere, attach, read_draft
from briefs.publishing.evidence import became
from briefs.views.difference import marked_words

_AROUND = 200  # characters shown on each side


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """The words that the draft has in a passage's place, those around them, and the difference."""

    state: str
    before: str
    words: str
    after: str
    difference: SafeString
    quote: dict[str, str]


def follow_up(desk: "ModelAdmin[Evidence]", request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the draft makes of a passage; put other words in its place."""
    passage = desk.get_object(request, str(pk))
    if passage is None:
        raise Http404
    brief = Brief.objects.seen_by(request.user).filter(key=passage.brief_key).first()
    may = desk.has_change_permission(request, passage) and desk.has_add_permission(request)
    if brief is None or not may:
        raise PermissionDenied
    now = _now(passage, brief)
    here = reverse("admin:briefs_evidence_change", args=[passage.pk])
    if "apply" in request.POST:
        if request.POST.get("words") == now.words and _take(passage, brief, now, request):
            text = _("These words state it now.")
            desk.message_user(request, text, messages.SUCCESS)
            return HttpResponseRedirect(here)
        text = _("The draft has changed since you looked: look again.")
        desk.message_user(request, text, messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())
    return ask(
        desk,
        request,
        "evidence/followed.html",
        title=_("What became of its words"),
        subtitle=label_of(passage.claim),
        deed=_("Take these words"),
        back=here,
        possible=bool(now.words) and now.state == "changed",
        passage=passage,
        brief=brief,
        now=now,
        brief_form=form_of(brief),
        delete_url=desk.has_delete_permission(request, passage)
        and reverse("admin:briefs_evidence_delete", args=[passage.pk]),
    )


def _now(passage: Evidence, brief: Brief) -> Now:
    draft = read_draft(brief)
    ((_passage, found),) = became([passage], draft)
    text, start, end = draft.text, found.start, found.end
    words = text[start:end]
    return Now(
        state=found.state.value,
        before=text[max(0, start - _AROUND) : start].rpartition("\n")[2],
        words=words,
        after=text[end : end + _AROUND].partition("\n")[0],
        difference=marked_words(passage.exact, words),
        quote={
            "exact": words,
            "prefix": text[max(0, start - CONTEXT) : start],
            "suffix": text[end : end + CONTEXT],
        },
    )


def _take(passage: Evidence, brief: Brief, now: Now, request: HttpRequest) -> bool:
    if now.state != "changed":
        return False
    same: dict[str, Any] = {
        name: getattr(passage, name)
        for name in (*CLAIMS, "assertion", "attributed_to", "source", "locator")
    }
    try:
        attach(Evidence(succeeds=passage, **now.quote, **same), brief, by=request.user)
    except WordsNotThere:
        return False
    return True
