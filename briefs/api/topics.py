"""Topics: what belongs to each, and where it stands in the tree."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from briefs.api import single
from briefs.api.lists import noun_list
from briefs.api.refs import Refs
from briefs.models import portrait
from briefs.models.topic import Topic
from briefs.search import indexes, topic_counts, topic_tree


def topic_list(request: HttpRequest) -> HttpResponse | dict[str, Any]:
    """All topics, by name, a page at a time; found by words of their names in any language."""
    return noun_list(request, indexes.topics, _row)


def topic_detail(request: HttpRequest, slug: str) -> HttpResponse | dict[str, Any]:
    """A topic with the broader and the narrower ones, its agreements and events.

    Counts take narrower topics in. A renamed topic redirects.
    """
    found = portrait.topic(slug)
    if found is None:
        return single.elsewhere(request, Topic.objects.all(), slug)
    refs, tree = Refs(request), topic_tree()
    counts = topic_counts(tree)
    key = str(found.key)
    found.briefs = counts.get(key, 0)
    narrower = sorted((tree.topics[child] for child in tree.children[key]), key=lambda t: t.name)
    return {
        **_row(found, refs),
        "definition": found.definition,
        "names": found.names,
        "broader": [refs.noun(each) for each in tree.ancestors(key)],
        "narrower": [
            {**refs.noun(each), "count": counts.get(str(each.key), 0)} for each in narrower
        ],
        "agreements": [refs.noun(each) for each in found.agreements.all()],
        "events": [refs.noun(event) for event in found.shown_events],
        "briefs": refs.briefs("topic", found.slug),
    }


def _row(topic: Topic, refs: Refs) -> dict[str, Any]:
    return {**refs.noun(topic), "key": topic.key, **refs.count(topic)}
