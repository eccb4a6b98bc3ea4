"""Merging from a list: choose which stays, look at what follows, then do it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from briefs.admin.noun import NounAdmin
from briefs.admin.question import ask
from briefs.editorial import row_changes
from briefs.editorial.mergers import CannotMerge, Noun, merge
from briefs.editorial.references import Following, followings
from briefs.editorial.row_changes import Added, Changed, Step
from briefs.models.actor import Actor
from briefs.models.merger import Merger
from briefs.models.tag import Tag
from briefs.models.topic import Topic
from briefs.search import TopicTree, counts, topic_counts
from briefs.search.facets import LABELS

MOST = 10  # nouns merged by one action
FACETS = {Actor: ("actor", "author"), Topic: ("topic",), Tag: ("tag",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What would follow for one noun that is merged: what refers to it, and its own words."""

    name: str
    slug: str
    followings: list[Following]
    notes: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readership:
    """How many published briefs readers find by a facet: under each noun, and together."""

    facet: str
    apart: list[int]
    together: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """All that would follow."""

    outlooks: list[Outlook]
    readers: list[Readership]

    @property
    def mark(self) -> str:
        """By which it is known again: nobody merges what they haven't looked at."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


class Survivor(forms.Form):
    """Which of the nouns stays."""

    def __init__(self, data: Any, *, nouns: Sequence[Noun], found: dict[str, int]) -> None:
        super().__init__(data)
        self.nouns = {str(noun.pk): noun for noun in nouns}
        # The one that readers know best.
        first = max(nouns, key=lambda noun: (found.get(str(noun.key), 0), -noun.pk))
        self.fields["into"] = forms.ChoiceField(
            label=_("Which one stays?"),
            choices=[(noun.pk, _described(noun, found)) for noun in nouns],
            initial=first.pk,
            widget=forms.RadioSelect,
        )

    def clean_into(self) -> Noun:
        return self.nouns[self.cleaned_data["into"]]


def ask_and_merge(
    desk: NounAdmin, request: HttpRequest, chosen: QuerySet[Any], *, back: str = ""
) -> TemplateResponse | None:
    """Ask which stays, show what follows, and merge; None once it is done, or can't be asked.

    `back` is where one goes who thinks better of it, if that isn't the list.
    """
    rows = chosen.model._default_manager.filter(pk__in=chosen.values("pk"))
    nouns: list[Noun] = list(rows[: MOST + 1])
    if not 1 < len(nouns) <= MOST:
        text = _("Choose two to %(most)s to merge.") % {"most": MOST}
        desk.message_user(request, text, messages.ERROR)
        return None
    found = _found(nouns[0])[0]
    form = Survivor(request.POST if "into" in request.POST else None, nouns=nouns, found=found)
    context: dict[str, Any] = {"nouns": nouns, "checkbox": ACTION_CHECKBOX_NAME}
    if form.is_bound and form.is_valid():
        into = form.cleaned_data["into"]
        others = [noun for noun in nouns if noun.pk != into.pk]
        try:
            prospect, made = _look_or_merge(request, into, others)
        except CannotMerge as refusal:
            context["refusal"] = refusal
        else:
            if made:
                _tell(desk, request, made)
                return None
            context |= {"into": into, "others": others, "prospect": prospect}
            context["changed"] = bool(_seen(request))
    title = _("Merge: are you sure?")
    page = "merger/unite.html"
    return ask(desk, request, page, title=title, deed=_("Merge"), form=form, back=back, **context)


def _seen(request: HttpRequest) -> str:
    """The mark of the prospect that the user looked at and means; empty for one who only looks."""
    return "" if "look" in request.POST else request.POST.get("seen", "")


def _look_or_merge(
    request: HttpRequest, into: Noun, others: Sequence[Noun]
) -> tuple[Prospect, list[Merger]]:
    """What follows; and the mergers, if the user has looked at that very prospect.

    It is done to be looked at, and undone unless it is meant.
    """
    with transaction.atomic():
        apart = _found(into)
        made = merge(into, others, by=request.user)
        names = {merger.key_from: merger for merger in made}
        prospect = Prospect(
            outlooks=[_outlook(into, other, names[other.key]) for other in others],
            readers=_readers(into, others, apart),
        )
        if _seen(request) != prospect.mark:
            transaction.set_rollback(True)
            made = []
    return prospect, made


def _tell(desk: NounAdmin, request: HttpRequest, made: Sequence[Merger]) -> None:
    for merger in made:
        text = format_html(
            _('“{}” is merged into “{}”. <a href="{}">Undo …</a>'),
            *(merger.name_from, merger.name_into),
            reverse("admin:briefs_merger_undo", args=[merger.pk]),
        )
        desk.message_user(request, text, messages.SUCCESS)


def _described(noun: Noun, found: dict[str, int]) -> SafeString:
    """A noun as a choice: two that have one name are told apart by their addresses."""
    count = found.get(str(noun.key), 0)
    said = ngettext("%(count)s published brief", "%(count)s published briefs", count)
    return format_html(
        '<bdi>{}</bdi> <span class="help">· <bdi>{}</bdi> · {}</span>',
        *(noun, noun.get_absolute_url(), said % {"count": count}),
    )


def _found(noun: Noun) -> list[dict[str, int]]:
    """For each facet of a noun's sort, how many published briefs each value has."""
    if isinstance(noun, Topic):
        return [topic_counts(TopicTree())]
    return [counts(facet) for facet in FACETS[type(noun)]]


def _readers(
    into: Noun, others: Sequence[Noun], apart: Sequence[dict[str, int]]
) -> list[Readership]:
    readers = []
    for facet, before, after in zip(FACETS[type(into)], apart, _found(into), strict=True):
        each = [before.get(str(noun.key), 0) for noun in (into, *others)]
        if any(each):
            together = after.get(str(into.key), 0)
            readers.append(Readership(facet=str(LABELS[facet]), apart=each, together=together))
    return readers


def _outlook(into: Noun, other: Noun, merger: Merger) -> Outlook:
    done = row_changes.read(merger.steps)
    own = {
        step.column: step for step in done if isinstance(step, Changed) and step.rows == [into.pk]
    }
    return Outlook(
        name=str(other),
        slug=other.slug,
        followings=followings(done),
        notes=[
            _("%(old)s leads to %(new)s.")
            % {"old": other.get_absolute_url(), "new": into.get_absolute_url()},
            *_about_names(into, other, done),
            *_about_texts(into, other, own),
        ],
    )


def _about_names(into: Noun, other: Noun, done: Sequence[Step]) -> list[str]:
    """What becomes of a noun's name."""
    names = {"name": str(other), "into": str(into)}
    if isinstance(other, Tag):
        return [_("Whoever types “%(name)s” from now on gets “%(into)s”.") % names]
    if isinstance(other, Topic):
        return [_("Its name isn’t kept: a topic has one name a language.")]
    if any(isinstance(step, Added) for step in done):
        return [_("“%(name)s” becomes one more name of “%(into)s”.") % names]
    return [_("“%(into)s” has the name “%(name)s” already.") % names]


def _about_texts(into: Noun, other: Noun, own: dict[str, Changed]) -> list[str]:
    """What becomes of a noun's text, names in other languages and place in the tree."""
    notes = []
    text = getattr(other, "description", "") or getattr(other, "definition", "")
    if "description" in own or "definition" in own:
        notes.append(_("Its description is taken over, for “%(into)s” has none.") % {"into": into})
    elif text.strip():
        notes.append(_("Its description isn’t kept: “%(text)s”") % {"text": text})
    if names := own.get("names"):
        added = {"names": ", ".join(names.now[tag] for tag in names.now if tag not in names.was)}
        notes.append(_("Taken over for other languages: %(names)s.") % added)
    if "parent_id" in own:
        notes.append(_("“%(into)s” takes its place among the topics.") % {"into": into})
    return notes
