"""A process that catches up knows what one that reads the whole index knows.

CATCHING_UP=500 sets how many courses of events are tried instead of the few of the suite.
"""

import os
from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefs.editorial.mergers import merge
from briefs.editorial.parting import CannotUndo, undo
from briefs.models import Actor, Merger, Topic
from briefs.publishing import PublishRefused
from briefs.search import TopicTree, rebuilding
from briefs.search.postings import Postings
from tests.search.collection import NAMES, TOPICS, Collection, brief_contents

CASES = int(os.environ.get("CATCHING_UP", "15"))
FACETS = ("listed", "actor", "author", "topic", "tag", "kind", "year", "month", "day")

deeds = st.one_of(
    st.tuples(st.just("add"), brief_contents),
    st.tuples(st.just("change"), st.tuples(st.integers(0, 9), brief_contents)),
    st.tuples(st.just("withdraw"), st.integers(0, 9)),
    st.tuples(st.just("merge actors"), st.permutations(NAMES)),
    st.tuples(st.just("merge topics"), st.permutations([*TOPICS])),
    st.tuples(st.just("part"), st.integers(0, 3)),
    st.tuples(st.just("rebuild"), st.none()),
)


def said(index: Postings, tree: TopicTree) -> Any:
    """All that anybody asks of postings; of values without a publication nothing."""
    return (
        {facet: {v: set(ids) for v, ids in index.facet(facet).items() if ids} for facet in FACETS},
        {facet: [(n, v, set(ids)) for n, v, ids in index.ranked(facet).values] for facet in FACETS},
        {key: set(ids) for key, ids in tree.postings(index).items()},
        [(n, v, set(ids)) for n, v, ids in tree.ranked(index).values],
        {year: sorted(index.parts("month", year)) for year in index.facet("year")},
    )


def do(collection: Collection, deed: str, what: Any) -> None:
    match deed:
        case "add":
            collection.add(what)
        case "change" if collection.briefs:
            collection.change(what[0] % len(collection.briefs), what[1])
        case "withdraw" if collection.shelf:
            collection.withdraw(what % len(collection.briefs))
        case "merge actors":
            _merge(Actor, *what[:2])
        case "merge topics":
            _merge(Topic, *what[:2])
        case "part":
            for merger in Merger.objects.standing()[what : what + 1]:
                with suppress(CannotUndo):
                    undo(merger, by=None)
        case "rebuild":
            list(rebuilding.rebuild(anyway=True))


def _merge(model: type[Any], into: str, other: str) -> None:
    nouns = {noun.slug: noun for noun in model.objects.filter(slug__in=(into, other))}
    if len(nouns) == 2:
        merge(nouns[into], [nouns[other]], by=None)


@pytest.mark.django_db
@settings(deadline=None, max_examples=CASES, suppress_health_check=list(HealthCheck))
@given(course=st.lists(deeds, min_size=1, max_size=12), asleep=st.integers(1, 4))
def test_whatever_happens_a_process_catches_up_with_all_of_it(
    course: list[tuple[str, Any]], asleep: int
) -> None:
    with transaction.atomic():
        collection = Collection.empty()
        list(rebuilding.rebuild(anyway=True))
        tree = TopicTree()
        awake = sleeper = Postings(rebuilding.state().side).catch_up(rebuilding.state())
        said(awake, tree)
        for moment, (deed, what) in enumerate(course):
            with suppress(PublishRefused):
                do(collection, deed, what)
            row = rebuilding.state()
            fresh = Postings(row.side).catch_up(row)
            if Topic.objects.count() != len(tree.topics):
                tree = TopicTree()
            if row.made > awake.version:
                awake = sleeper = fresh
            awake = awake.catch_up(row)
            assert said(awake, tree) == said(fresh, TopicTree()), (deed, what)
            if not moment % asleep:
                sleeper = sleeper.catch_up(row)
                assert said(sleeper, tree) == said(fresh, TopicTree()), (deed, what)
        transaction.set_rollback(True)
