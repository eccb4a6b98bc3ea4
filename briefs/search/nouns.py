"""Nouns as filters name them: what topics, actors, tags … are called, by key or by slug.

Whatever was asked once stays in this process's memory until some noun changes: triggers in the
database then raise the version ``nouns`` (`briefs.models.triggers`), by whatever way it came.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django.db import connection
from django.db.models import F, JSONField, QuerySet, Value
from django.db.models.functions import Cast

from briefs.models.actor import Actor
from briefs.models.address import FormerAddress
from briefs.models.agreement import Agreement
from briefs.models.names import Keyed, readers_languages, translated
from briefs.models.prepared import Prepared, Slot
from briefs.models.region import Region
from briefs.models.tag import Tag
from briefs.models.topic import Topic
from briefs.search.topics import TopicTree

type Model = type[Keyed]
type Wanted = Mapping[Model, Collection[str]]
type Found = dict[Model, dict[str, Noun]]

# What the reader's language may choose between; tags have one name.
_NAMES: dict[Model, Any] = {
    Actor: F("labels"),
    Agreement: F("names"),
    Region: F("names"),
    Tag: Cast(Value("{}"), JSONField()),
    Topic: F("names"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """A noun by what lists say of it."""

    key: str
    slug: str
    name: str
    names: dict[str, str]

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.called(readers_languages())

    def called(self, languages: Iterable[str]) -> str:
        """The name in the first of some languages that it has one in; else the collection's."""
        return next((self.names[each] for each in languages if each in self.names), self.name)

    @property
    def translated(self) -> str:
        """The name in the reader's language, if it isn't the collection's; else empty."""
        return translated(self.names)


class Nouns:
    """The nouns that this process has been asked for, as of one version of them all."""

    def __init__(self, version: int = 0) -> None:
        self.version = version
        self._known: dict[str, dict[Model, dict[str, Noun | None]]] = {
            "key": {model: {} for model in _NAMES},
            "slug": {model: {} for model in _NAMES},
        }

    @cached_property
    def tree(self) -> TopicTree:
        """All topics."""
        return TopicTree()

    def by_key(self, wanted: Wanted) -> Found:
        """The nouns of some keys: one query, or none."""
        return self._look("key", wanted)

    def by_slug(self, wanted: Wanted) -> Found:
        """The nouns at some slugs: one query, or none.

        Where a slug is none of a noun's now, one more looks whether it was, and one for each sort
        that has such.
        """
        found = self._look("slug", wanted)
        absent = {model: {*slugs} - found[model].keys() for model, slugs in wanted.items()}
        if any(absent.values()):
            renamed_of: Mapping[Any, Any] = FormerAddress.objects.renamed(absent)
            for model, renamed in renamed_of.items():
                found[model] |= {slug: _noun(row) for slug, row in renamed.items()}
        return found

    def _look(self, by: str, wanted: Wanted) -> Found:
        known = self._known[by]
        new = {model: {*words} - known[model].keys() for model, words in wanted.items()}
        # That a key is nobody's is remembered: editions name it. Slugs are what readers make up.
        fresh: dict[Model, dict[str, Noun | None]] = {
            model: dict.fromkeys(words if by == "key" else ()) for model, words in new.items()
        }
        for model, noun in _named(by, new):
            fresh[model][getattr(noun, by)] = noun
        for model, nouns in fresh.items():
            known[model].update(nouns)  # at once: other threads read meanwhile
        return {
            model: {word: there for word in words if (there := known[model].get(word))}
            for model, words in wanted.items()
        }


def _named(by: str, wanted: Wanted) -> Iterator[tuple[Model, Noun]]:
    if not any(wanted.values()):
        return
    words = {model._meta.label: wanted.get(model, ()) for model in _NAMES}
    for sort, key, slug, name, names in _rows[by](**words):
        yield _SORTS[sort], Noun(key=str(key), slug=slug, name=name, names=names)


def _every_sort(by: str) -> QuerySet[Any, Any]:
    first, *others = (_said(sort, model, by) for sort, model in enumerate(_SORTS))
    return first.union(*others, all=True).order_by()


def _said(sort: int, model: Model, by: str) -> QuerySet[Any, Any]:
    name = "title" if model is Agreement else "name"
    rows = model._default_manager.filter(**{f"{by}__among": Slot(model._meta.label)}).order_by()
    said = rows.annotate(sort_=Value(sort), name_=F(name), names_=_NAMES[model])
    return said.values_list("sort_", "key", "slug", "name_", "names_")


_SORTS = list(_NAMES)
_rows = {by: Prepared(partial(_every_sort, by)) for by in ("key", "slug")}


def _noun(row: Any) -> Noun:
    names = {} if isinstance(row, Tag) else row.labels if isinstance(row, Actor) else row.names
    return Noun(key=str(row.key), slug=row.slug, name=str(row), names=names)


_memory: dict[str, Nouns] = {}  # by database; replaced whole, so threads need no lock


def at(version: int) -> Nouns:
    """The nouns at a version, which the database has just told."""
    if connection.in_atomic_block:
        return Nouns(version)  # it may see what will never have been; so it is not remembered
    known = _memory.get(connection.alias)
    if known is None or known.version != version:
        known = _memory[connection.alias] = Nouns(version)
    return known
