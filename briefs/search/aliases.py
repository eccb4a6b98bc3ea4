"""Names in a search: words that an actor is called by mean the actor, under whichever name.

Names change at the desk without a new edition, so they are looked up when somebody asks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Any

from django.db.models import QuerySet

from briefs.models.actor import Actor
from briefs.models.actor_name import ActorName
from briefs.models.prepared import Prepared, Slot
from briefs.search.query import Group, Phrase

_MOST_WORDS = 8  # of a name

type Words = tuple[str, ...]
type Actors = frozenset[str]  # keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A part of a query: one phrase of each group, or whatever is about one of the actors."""

    groups: tuple[Group, ...]
    actors: Actors = frozenset()
    excluded: bool = False

    def __str__(self) -> str:
        typed = [dict.fromkeys(phrase.typed for phrase in group) for group in self.groups]
        said = " ".join(map(" OR ".join, typed))
        return f"-{said}" if self.excluded else said


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Who is called by words of a query: normalised name to actors; and all names of these."""

    called: Mapping[Words, Actors] = field(default_factory=dict)
    names: Mapping[str, list[Words]] = field(default_factory=dict)


def known(groups: Sequence[Group], excluded: Sequence[Group]) -> Known:
    """The names among the words of a query; one query, and one more where there are any."""
    wanted = {" " + " ".join(words) for _start, _end, words in _runs(groups)}
    wanted |= {" " + " ".join(each.words) for each in _plain(chain(*groups, *excluded))}
    if not wanted:
        return Known()
    called: dict[Words, Actors] = {}
    found = set()
    for pk, key, name in _names("words", wanted):
        called[name] = called.get(name, frozenset()) | {key}
        found.add(pk)
    names: dict[str, list[Words]] = {}
    if found:
        for _pk, key, name in _names("actor", found):
            names.setdefault(key, []).append(name)
    return Known(called=called, names=names)


def clauses(
    groups: Sequence[Group], excluded: Sequence[Group], called: Mapping[Words, Actors]
) -> list[Clause]:
    """The parts of a query; words side by side that are a name together are one part."""
    found: list[Clause] = []
    names = {(start, end): called[words] for start, end, words in _runs(groups) if words in called}
    at = 0
    while at < len(groups):
        ends = range(min(len(groups), at + _MOST_WORDS), at, -1)
        end = next((end for end in ends if (at, end) in names), at + 1)
        actors = names.get((at, end)) or _meant(groups[at], called)
        found.append(Clause(groups=tuple(groups[at:end]), actors=actors))
        at = end
    found.extend(
        Clause(groups=(group,), actors=_meant(group, called), excluded=True) for group in excluded
    )
    return found


def _meant(group: Group, called: Mapping[Words, Actors]) -> Actors:
    named = (called.get(phrase.words, frozenset()) for phrase in _plain(group))
    return frozenset[str]().union(*named)


def _plain(phrases: Iterable[Phrase]) -> Iterator[Phrase]:
    """Those that may be a name: what stands in quotes is meant to the letter."""
    return (each for each in phrases if not each.quoted and not each.unfinished)


def _runs(groups: Sequence[Group]) -> Iterator[tuple[int, int, Words]]:
    """Words side by side, with the place of the first group and of the one after the last."""
    for start in range(len(groups)):
        words: Words = ()
        for end in range(start, min(len(groups), start + _MOST_WORDS)):
            if len(groups[end]) > 1 or not any(_plain(groups[end])):
                break
            words += groups[end][0].words
            yield start, end + 1, words


def _names(by: str, wanted: Iterable[str | int]) -> Iterator[tuple[int, str, Words]]:
    """Actors, by number and key, and their normalised names; one query."""
    for pk, key, words in _rows[by](wanted=wanted):
        yield pk, str(key), tuple(words.split())


def _said(of_actors: str, of_names: str) -> QuerySet[Any, Any]:
    usual = Actor.objects.filter(**{f"{of_actors}__among": Slot("wanted")}).order_by()
    others = ActorName.objects.filter(**{f"{of_names}__among": Slot("wanted")}).order_by()
    names = others.values_list("actor_id", "actor__key", "words")
    return usual.values_list("pk", "key", "words").union(names, all=True).order_by()


_rows = {
    "words": Prepared(partial(_said, "words", "words")),
    "actor": Prepared(partial(_said, "pk", "actor__pk")),
}
