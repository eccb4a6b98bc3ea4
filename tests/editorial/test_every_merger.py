"""Whatever is merged: readers find the union, and undoing gives back what was."""

from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefs.editorial.mergers import merge
from briefs.editorial.parting import CannotUndo, undo
from briefs.models import Brief, Edition, IndexVersion, Merger, Topic
from briefs.publishing import PublishRefused, publish
from briefs.search import EditionFilter, Found, find
from briefs.search.facets import MODELS
from tests.editorial.world import World, make_world, picture, worlds

pytestmark = pytest.mark.django_db

SORTS = ["actor", "topic", "tag"]
slow = settings(max_examples=20, suppress_health_check=list(HealthCheck))
mergings = st.lists(
    st.tuples(st.sampled_from(SORTS), st.permutations(range(4)), st.integers(1, 2)),
    min_size=1,
    max_size=4,
)


def ask(query: str) -> Found:
    asked = EditionFilter(QueryDict(query))
    assert asked.is_valid(), asked.form.errors
    return find(asked.form.cleaned_data, asked.snapshot)


def merge_some(world: World, asked: list[tuple[str, list[int], int]]) -> list[Merger]:
    """Merge as asked, as far as those named are still there."""
    made = []
    for sort, order, count in asked:
        nouns = world.nouns(sort)
        model = type(nouns[0])
        keys = [nouns[number].key for number in order]
        alive = sorted(model.objects.filter(key__in=keys), key=lambda noun: keys.index(noun.key))
        if len(alive) > 1:
            made += merge(alive[0], alive[1 : count + 1], by=None)
    return made


def means(made: list[Merger]) -> dict[str, str]:
    """Whom each merged key means, by following the mergers one by one."""
    into = {str(merger.key_from): str(merger.key_into) for merger in made}
    found = {}
    for key in into:
        now = key
        while now in into:
            now = into[now]
        found[key] = now
    return found


def above(key: str) -> set[str]:
    """A topic and all that it is beneath."""
    found: set[str] = set()
    topic: Topic | None = Topic.objects.get(key=key)
    while topic is not None:
        found.add(str(topic.key))
        topic = topic.parent
    return found


def expected(made: list[Merger], facet: str, plural: str) -> Counter[str]:
    """How many briefs name each noun, by looking at every edition."""
    now, counts = means(made), Counter[str]()
    for edition in Edition.objects.filter(current_of__state="published"):
        named = {now.get(ref["key"], ref["key"]) for ref in edition.card[plural]}
        if facet == "topic":
            named = set[str]().union(*map(above, named))
        counts.update(named)
    return counts


def agrees_with_every_edition(made: list[Merger]) -> None:
    for facet, plural in {
        "actor": "actors",
        "author": "authors",
        "topic": "topics",
        "tag": "tags",
    }.items():
        counts = expected(made, facet, plural)
        slugs = {str(noun.key): noun.slug for noun in MODELS[facet]._default_manager.all()}  # type: ignore[attr-defined]
        choices = next(f for f in ask("").facets if f.name == facet).choices
        assert {choice.value: choice.count for choice in choices} == {
            slugs[key]: count for key, count in counts.items()
        }
        for key, count in counts.items():
            assert ask(f"{facet}={slugs[key]}").total == count


@slow
@given(said=worlds, asked=mergings)
def test_readers_find_the_union_under_the_survivor(said: dict[str, Any], asked: Any) -> None:
    with transaction.atomic():
        world = make_world(said)
        ask("")
        made = merge_some(world, asked)

        agrees_with_every_edition(made)

        # The same when briefs are published anew, and when the index is.
        for brief in Brief.objects.all()[:2]:
            try:
                publish(brief, note="Anew.")
            except PublishRefused:
                continue
        agrees_with_every_edition(made)
        IndexVersion.objects.update(version=0)
        agrees_with_every_edition(made)
        transaction.set_rollback(True)


@slow
@given(said=worlds, asked=mergings, random=st.randoms(use_true_random=False))
def test_undoing_gives_back_what_was_in_whatever_order(
    said: dict[str, Any], asked: Any, random: Any
) -> None:
    with transaction.atomic():
        world = make_world(said)
        ask("")
        before = picture()
        standing = merge_some(world, asked)

        while standing:
            # One can be undone at any time, at the least the latest.
            undone = []
            for merger in random.sample(standing, len(standing)):
                try:
                    with transaction.atomic():
                        assert undo(merger, by=None) == []
                except CannotUndo:
                    assert merger != standing[-1]
                    continue
                undone.append(merger)
            assert undone
            standing = [merger for merger in standing if merger not in undone]
            agrees_with_every_edition(standing)

        assert picture() == before
        transaction.set_rollback(True)
