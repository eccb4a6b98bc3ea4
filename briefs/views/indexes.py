"""The indexes of actors, agreements, events, tags and topics: searched, counted, paged."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from briefs.answers import answered
from briefs.search import NoSuchPage, TopicTree, indexes, topic_counts, topic_tree
from briefs.search.filters import without_blanks
from briefs.search.indexes import IndexForm
from briefs.views import links

PAGE_SIZE = 50


@require_safe
@answered(*IndexForm.base_fields)
def actors(request: HttpRequest) -> HttpResponse:
    """All actors."""
    return _index(request, "actors.html", indexes.actors)


@require_safe
@answered(*IndexForm.base_fields)
def agreements(request: HttpRequest) -> HttpResponse:
    """All agreements."""
    return _index(request, "agreements.html", indexes.agreements)


@require_safe
@answered(*IndexForm.base_fields)
def events(request: HttpRequest) -> HttpResponse:
    """The events that published passages state, latest first."""
    return _index(request, "events.html", indexes.events)


@require_safe
@answered(*IndexForm.base_fields)
def tags(request: HttpRequest) -> HttpResponse:
    """The tags that published briefs have."""
    return _index(request, "tags.html", indexes.tags)


@require_safe
@answered()
def topics(request: HttpRequest) -> HttpResponse:
    """The whole topic tree, with the number of briefs under each."""
    tree = topic_tree()
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


def _index(request: HttpRequest, template: str, index: indexes.Index) -> HttpResponse:
    """A page of an index; 400 with the reason for a value that is no value."""
    form = IndexForm(request.GET)
    status = 200 if form.is_valid() else 400
    context: dict[str, Any] = {"form": form, "q": form.cleaned_data.get("q", "")}
    if form.is_valid():
        context |= _page(request, index, form.cleaned_data)
    return render(request, template, context, status=status)


def _page(request: HttpRequest, index: indexes.Index, asked: dict[str, Any]) -> dict[str, Any]:
    """A page's rows, and the addresses of its neighbours."""
    try:
        page = indexes.page_of(index, asked, page_size=PAGE_SIZE)
    except NoSuchPage:
        raise Http404(_("There is no such page: the list is shorter.")) from None
    context: dict[str, Any] = {"page": page}
    query = without_blanks(request.GET)
    for name, number in (("previous", page.number - 1), ("next", page.number + 1)):
        query["page"] = str(number)
        if 1 <= number <= page.paginator.num_pages:
            context[name] = links.address(request, query)
    return context
