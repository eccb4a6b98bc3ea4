"""The front page."""

from collections.abc import Iterable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from briefs.answers import answered
from briefs.search import newest, topic_counts, topic_tree

NEWEST = 7
NARROWER = 4  # topics named beneath a broad one


@require_safe
@answered()
def front(request: HttpRequest) -> HttpResponse:
    """The newest briefs, the broadest topics, a search box."""
    tree = topic_tree()
    counts = topic_counts(tree)
    found = newest("listed", "1", limit=NEWEST)
    context = {
        "total": found.total,
        "lead": found.cards[0] if found.cards else None,
        "newest": found.cards[1:],
        "topics": [
            {
                "topic": tree.topics[key],
                "count": counts[key],
                "narrower": [tree.topics[child] for child in _largest(tree.children[key], counts)],
            }
            for key in tree.children[None]
            if counts[key]
        ],
    }
    return render(request, "front.html", context)


def _largest(keys: Iterable[str], counts: Mapping[str, int]) -> list[str]:
    """The keys of the topics with most briefs, none without one."""
    used = [key for key in keys if counts[key]]
    return sorted(used, key=lambda key: -counts[key])[:NARROWER]
