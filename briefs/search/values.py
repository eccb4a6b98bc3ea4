"""The values of one facet: all that a list has, by words of their names, a page at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from math import ceil
from typing import Any

from briefs.models.actor import Actor
from briefs.models.agreement import Agreement
from briefs.models.names import with_words
from briefs.models.tag import Tag
from briefs.search.facets import MODELS, Choice, choices_of, label_of, values_of
from briefs.search.filters import Asked
from briefs.search.matches import Matches, selected
from briefs.search.paging import NoSuchPage
from briefs.search.snapshot import Snapshot
from briefs.words import folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """One page of a facet's values, selected and largest first; pages count from 1."""

    choices: list[Choice]
    total: int
    page: int
    pages: int


def values(
    facet: str, asked: Asked, seen: Snapshot, *, called: str = "", page: int = 1, size: int
) -> Values:
    """The values of a facet that some brief of the list has, with exact counts.

    `asked` is the cleaned data of a valid EditionFilter, `seen` its snapshot; `called` has words
    with which those of a name begin. Raises NoSuchPage past the end.
    """
    base, chosen = Matches(asked, seen).base_of(facet), selected(asked)[facet]
    counts = {
        value: count
        for value, ids in values_of(facet, seen).items()
        if (count := base.intersection_cardinality(ids))
    }
    if words := folded(called):
        meant = _called(facet, words, counts, seen)
        counts = {value: count for value, count in counts.items() if value in meant}
    choices = choices_of(facet, counts, chosen, seen)
    pages = max(1, ceil(len(choices) / size))
    if page > pages:
        raise NoSuchPage
    start = (page - 1) * size
    shown = choices[start : start + size]
    return Values(choices=shown, total=len(choices), page=page, pages=pages)


def _called(
    facet: str, words: list[str], values: Collection[str], seen: Snapshot
) -> Collection[str]:
    """Those of the values that have a name with words that begin so."""
    text = " ".join(words)
    match MODELS.get(facet):
        case model if model is Actor:
            return _keys(Actor.objects.named(text))
        case model if model in (Agreement, Tag):
            return _keys(model._default_manager.filter(with_words(text)))
        case None:
            names = {value: [label_of(facet, value), value] for value in values}
        case model:
            nouns = seen.nouns.by_key({model: values})[model]
            names = {key: [noun.name, *noun.names.values()] for key, noun in nouns.items()}
    return {value for value, said in names.items() if any(_begins(one, words) for one in said)}


def _keys(rows: Any) -> set[str]:
    return {str(key) for key in rows.order_by().values_list("key", flat=True)}


def _begins(name: str, words: list[str]) -> bool:
    said = folded(name)
    return all(any(each.startswith(word) for each in said) for word in words)
