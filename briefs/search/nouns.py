"""Nouns as filters name them: what actors, agreements, tags … are called, in one query."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, JSONField, QuerySet, Value
from django.db.models.functions import Cast

from briefs.models.actor import Actor
from briefs.models.agreement import Agreement
from briefs.models.names import Keyed, in_readers_language
from briefs.models.region import Region
from briefs.models.tag import Tag
from briefs.models.topic import Topic

# What the reader's language may choose between; tags and actors have one name in lists.
_NAMES: dict[type[Keyed], Any] = {
    Actor: Cast(Value("{}"), JSONField()),
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
        return in_readers_language(self.name, self.names)


def by_key(wanted: Mapping[type[Keyed], Collection[str]]) -> dict[type[Keyed], dict[str, Noun]]:
    """The nouns of some keys, sort by sort: one query."""
    found: dict[type[Keyed], dict[str, Noun]] = {model: {} for model in wanted}
    sorts = list(wanted)
    parts = [_said(model, sort, wanted[model]) for sort, model in enumerate(sorts) if wanted[model]]
    if not parts:
        return found
    first, *others = parts
    for sort, key, slug, name, names in first.union(*others, all=True).order_by():
        found[sorts[sort]][str(key)] = Noun(key=str(key), slug=slug, name=name, names=names)
    return found


def _said(model: type[Keyed], sort: int, keys: Collection[str]) -> QuerySet[Any, Any]:
    name = "title" if model is Agreement else "name"
    rows = model._default_manager.filter(key__in=keys).order_by()
    said = rows.annotate(sort_=Value(sort), name_=F(name), names_=_NAMES[model])
    return said.values_list("sort_", "key", "slug", "name_", "names_")
