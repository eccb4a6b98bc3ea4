"""The indexes of actors, agreements, events and tags: searched, counted, paged."""

from typing import Any

from django import forms
from django.core.paginator import EmptyPage, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from briefs.models.actor import Actor
from briefs.models.agreement import Agreement
from briefs.models.event import Event
from briefs.models.names import with_words
from briefs.models.tag import Tag
from briefs.search import TopicTree, counts, topic_counts
from briefs.search.filters import (
    LARGEST_NUMBER,
    LARGEST_PAGE,
    LONGEST_QUERY,
    SMALLEST_PAGE,
    without_blanks,
)
from briefs.views import links

PAGE_SIZE = 50


class IndexForm(forms.Form):
    """What an index can be asked."""

    q = forms.CharField(required=False, max_length=LONGEST_QUERY, label=gettext_lazy("Search"))
    page = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_NUMBER)
    page_size = forms.IntegerField(required=False, min_value=SMALLEST_PAGE, max_value=LARGEST_PAGE)


@require_safe
def actors(request: HttpRequest) -> HttpResponse:
    """All actors."""
    form = IndexForm(request.GET)
    q = _words(form)
    rows = Actor.objects.named(q) if q else Actor.objects.all()
    return _index(request, form, "actors.html", rows.order_by("name", "pk"), counts("actor"))


@require_safe
def agreements(request: HttpRequest) -> HttpResponse:
    """All agreements."""
    form = IndexForm(request.GET)
    rows = Agreement.objects.filter(with_words(_words(form))).order_by("title", "pk")
    return _index(request, form, "agreements.html", rows, counts("agreement"))


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """The events that published passages state, latest first."""
    form = IndexForm(request.GET)
    rows = Event.objects.shown().filter(with_words(_words(form))).newest_first()
    return _index(request, form, "events.html", rows, {})


@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    """The tags that published briefs have."""
    form = IndexForm(request.GET)
    used = {key: count for key, count in counts("tag").items() if count}
    rows = Tag.objects.filter(with_words(_words(form)), key__in=used).order_by("name", "pk")
    return _index(request, form, "tags.html", rows, used)


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """The whole topic tree, with the number of briefs under each."""
    tree = TopicTree()
    found = topic_counts(tree)

    rows = _preorder(tree)
    after = [depth for _key, depth in rows[1:]] + [0]
    branches = [
        {
            "topic": tree.topics[key],
            "count": found[key],
            "opens": then > depth,
            "closes": range(depth - then),
        }
        for (key, depth), then in zip(rows, after, strict=False)
    ]
    return render(request, "topics.html", {"branches": branches})


def _preorder(tree: TopicTree) -> list[tuple[str, int]]:
    """All topics as a reader meets them, each with its depth. (A stack: trees may be deep.)"""

    def by_name(parent: str | None) -> list[str]:
        return sorted(tree.children[parent], key=lambda key: tree.topics[key].label, reverse=True)

    rows: list[tuple[str, int]] = []
    pending = [(key, 0) for key in by_name(None)]
    while pending:
        key, depth = pending.pop()
        rows.append((key, depth))
        pending.extend((child, depth + 1) for child in by_name(key))
    return rows


def _words(form: IndexForm) -> str:
    form.is_valid()
    return str(form.cleaned_data.get("q") or "").strip()


def _index(
    request: HttpRequest,
    form: IndexForm,
    template: str,
    rows: QuerySet[Any],
    briefs: dict[str, int],
) -> HttpResponse:
    """A page of an index; 400 with the reason for a value that is no value."""
    if not form.is_valid():
        rows = rows.none()
    asked = form.cleaned_data
    paginator = Paginator(rows, asked.get("page_size") or PAGE_SIZE)
    try:
        page = paginator.page(asked.get("page") or 1)
    except EmptyPage:
        raise Http404(_("There is no such page: the list is shorter.")) from None
    for row in page.object_list:
        row.briefs = briefs.get(str(row.key), 0)
    query = without_blanks(request.GET)
    context = {"form": form, "page": page, "q": asked.get("q", "")}
    for name, number in (("previous", page.number - 1), ("next", page.number + 1)):
        query["page"] = str(number)
        if 1 <= number <= paginator.num_pages:
            context[name] = links.address(request, query)
    return render(request, template, context, status=200 if form.is_valid() else 400)
