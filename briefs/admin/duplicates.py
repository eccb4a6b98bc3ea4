"""Likely duplicates: pairs with the reason, to be merged or told apart."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from briefs.admin.fields import is_key
from briefs.admin.filters import list_of
from briefs.admin.noun import NounAdmin
from briefs.admin.uniting import FACETS, ask_and_merge
from briefs.editorial.duplicates import likely, reconsider, say_apart
from briefs.editorial.likeness import Likeness
from briefs.editorial.mergers import Noun
from briefs.models.actor import Actor
from briefs.models.apart import Apart
from briefs.models.topic import Topic
from briefs.search import TopicTree, counts, topic_counts

PAGE_SIZE = 20
_APART = 50  # pairs said to be different that the page lists, the newest
_NAMES = 5  # of a noun
_WARNED = 3  # nouns that a warning names


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of a pair: what tells it from the other."""

    noun: Noun
    kind: str
    names: list[str]
    more: bool
    identifiers: list[str]
    briefs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two nouns side by side, and why they may be one."""

    sides: list[Side]
    why: SafeString


def duplicates_page(desk: NounAdmin, request: HttpRequest) -> HttpResponse:
    """The pairs that may be one, and what is done with one of them; for those who may merge."""
    if request.method == "POST":
        return _done(desk, request)
    asked = request.GET.get("of", "")
    of = desk.model._default_manager.filter(pk=asked).first() if is_key(asked) else None
    found = likely(desk.model, of=of.pk if of else None)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("p"))
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Likely duplicates"),
        "subtitle": None,
        "opts": desk.opts,
        "list_url": list_of(desk, request),
        "of": of,
        "page": page,
        "pairs": _pairs(desk.model, list(page.object_list)),
        "apart": _said_apart(desk.model),
        "checkbox": ACTION_CHECKBOX_NAME,
        "media": desk.media,
    }
    return TemplateResponse(request, "admin/briefs/duplicates.html", context)


def warn_of_likely(request: HttpRequest, noun: Noun) -> None:
    """Say at once whom a new noun may be."""
    found = likely(type(noun), of=noun.pk)
    if not found:
        return
    text = format_html(
        '{} <a href="{}?of={}">{}</a>',
        SafeString(" ".join(map(_told, found[:_WARNED]))),
        reverse(f"admin:briefs_{noun._meta.model_name}_duplicates"),
        noun.pk,
        _("Look whether it is there already"),
    )
    messages.warning(request, text)


def _done(desk: NounAdmin, request: HttpRequest) -> HttpResponse:
    """Merge a pair, once it is asked; or say that they are different, or perhaps not."""
    here = request.get_full_path()
    chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
    nouns = desk.model._default_manager.filter(pk__in=chosen).order_by("pk")
    if request.POST.get("action") == "merge":
        asked = ask_and_merge(desk, request, nouns, back=here)
        return asked or HttpResponseRedirect(here)
    pair = list(nouns)
    if len(pair) != 2:
        text = _("One of the two is gone: somebody has merged or deleted it.")
        desk.message_user(request, text, messages.ERROR)
    elif "apart" in request.POST:
        say_apart(*pair, by=request.user)
        text = _("“%(one)s” and “%(other)s” aren’t the same, and won’t be proposed again.")
        desk.message_user(request, text % _both(pair), messages.SUCCESS)
    else:
        reconsider(*pair, by=request.user)
        text = _("“%(one)s” and “%(other)s” may be proposed again.")
        desk.message_user(request, text % _both(pair), messages.SUCCESS)
    return HttpResponseRedirect(here)


def _both(pair: Sequence[Noun]) -> dict[str, str]:
    return {"one": str(pair[0]), "other": str(pair[1])}


def _pairs(model: type[Noun], found: Sequence[Likeness]) -> list[Pair]:
    """The nouns of some likenesses side by side: as many queries for many as for few."""
    rows: Any = model._default_manager.all()
    if model is Actor:
        rows = rows.prefetch_related("names", "identifiers")
    nouns = rows.in_bulk({pk for each in found for pk in each.pair})
    briefs = _briefs(model)
    return [
        Pair(sides=[_side(nouns[pk], briefs) for pk in each.pair], why=_told(each))
        for each in found
        if all(pk in nouns for pk in each.pair)
    ]


def _told(found: Likeness) -> SafeString:
    """The reason, in which each name runs its own way."""
    return SafeString(found.told(lambda name: format_html("<bdi>{}</bdi>", name)))


def _side(noun: Noun, briefs: Counter[str]) -> Side:
    names, identifiers, kind = [], [], ""
    if isinstance(noun, Actor):
        actor: Any = noun
        names = [name.name for name in actor.names.all()]
        identifiers = [str(each) for each in actor.identifiers.all()]
        kind = noun.get_kind_display()
    elif isinstance(noun, Topic):
        names = list(noun.names.values())
    others = [name for name in dict.fromkeys(names) if name != noun.name]
    return Side(
        noun=noun,
        kind=kind,
        names=others[:_NAMES],
        more=len(others) > _NAMES,
        identifiers=identifiers,
        briefs=briefs[str(noun.key)],
    )


def _briefs(model: type[Noun]) -> Counter[str]:
    """How many published briefs name each noun of a sort, as subject or author."""
    if model is Topic:
        return Counter(topic_counts(TopicTree()))
    return sum((Counter(counts(facet)) for facet in FACETS[model]), Counter())


def _said_apart(model: type[Noun]) -> list[dict[str, Any]]:
    """The newest pairs that somebody told apart, as far as both are there."""
    said = list(
        Apart.objects.filter(noun=model._meta.model_name).select_related("said_by")[:_APART]
    )
    keys = {key for apart in said for key in (apart.one, apart.other)}
    nouns = {noun.key: noun for noun in model._default_manager.filter(key__in=keys)}
    return [
        {
            "apart": apart,
            "pair": sorted((nouns[apart.one], nouns[apart.other]), key=lambda noun: noun.pk),
        }
        for apart in said
        if apart.one in nouns and apart.other in nouns
    ]
