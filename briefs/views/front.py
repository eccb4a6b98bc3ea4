"""The front page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from briefs.search import TopicTree, newest, topic_counts

NEWEST = 7


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The newest briefs, the broadest topics, a search box."""
    tree = TopicTree()
    counts = topic_counts(tree)
    found = newest("listed", "1", limit=NEWEST)
    context = {
        "total": found.total,
        "lead": found.publications[0] if found.publications else None,
        "newest": found.publications[1:],
        "topics": [
            {"topic": tree.topics[key], "count": counts[key]}
            for key in tree.children[None]
            if counts[key]
        ],
    }
    return render(request, "front.html", context)
