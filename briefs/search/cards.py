"""Cards: briefs as lists show them, in the reader's language.

An edition itself keeps the names of the collection's language. Who reads in another sees nouns by
their names there; a noun without one, or one that is gone, is called as the edition has it.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import QuerySet

from briefs.models.actor import Actor
from briefs.models.agreement import Agreement
from briefs.models.names import Keyed, readers_languages
from briefs.models.prepared import Prepared, Slot
from briefs.models.publication import Publication
from briefs.models.region import Region
from briefs.models.topic import Topic
from briefs.paths import path_of
from briefs.search.nouns import Found, Nouns
from briefs.search.snapshot import nouns_now

type Refs = dict[str, list[dict[str, Any]]]  # an edition's nouns, as it names them

_MODELS: dict[str, type[Keyed]] = {
    "authors": Actor,
    "topics": Topic,
    "actors": Actor,
    "agreements": Agreement,
    "regions": Region,
}
_EDITION = ("number", "title", "summary", "kind", "language", "card")


@dataclass(slots=True)
class Card:
    """What a list says of a publication, and of its current edition.

    `nouns` are those that the edition names; `text` is empty unless it was asked for. No model's
    row: of these a list has dozens, and to make one takes longer than to find it.
    """

    pk: int
    slug: str
    published_on: dt.date
    updated_on: dt.date
    retraction_id: int | None
    number: int
    title: str
    summary: str
    kind: str
    language: str
    nouns: Refs
    text: str = ""

    @classmethod
    def of(cls, publication: Publication) -> Self:
        """The card of a publication whose edition is at hand."""
        edition = publication.edition
        own = (getattr(publication, name) for name in _PUBLICATION)
        return cls(*own, *(getattr(edition, name) for name in _EDITION))

    def get_absolute_url(self) -> str:
        return path_of("brief", self.slug)


_PUBLICATION = ("pk", "slug", "published_on", "updated_on", "retraction_id")


def cards(ids: Iterable[int], nouns: Nouns, *, texts: bool = False) -> list[Card]:
    """The cards of publications in the order of their ids; with their texts, if asked for.

    One query, or none; one for the nouns where somebody reads in another language than the
    collection's.
    """
    if not (ids := list(ids)):
        return []
    found = {row[0]: Card(*row) for row in _rows[texts](ids=ids)}
    shown = [found[pk] for pk in ids if pk in found]
    for card, named in zip(shown, labelled([card.nouns for card in shown], nouns), strict=True):
        card.nouns = named
    return shown


def _said(*edition: str) -> QuerySet[Any, Any]:
    rows = Publication.objects.filter(pk__among=Slot("ids"), current__isnull=False).order_by()
    return rows.values_list(*_PUBLICATION, *(f"current__{name}" for name in edition))


_rows = {
    False: Prepared(lambda: _said(*_EDITION)),
    True: Prepared(lambda: _said(*_EDITION, "text")),
}


def labelled(named: Collection[Refs], nouns: Nouns | None = None) -> Collection[Refs]:
    """What editions name, by its names in the reader's language.

    A query for the nouns, and one for their version where `nouns` aren't given; mostly none: what
    is remembered isn't asked for, nor anything in the collection's own language.
    """
    if not named or not readers_languages():
        return named
    keys: dict[type[Keyed], set[str]] = {model: set() for model in _MODELS.values()}
    for refs in named:
        for name, model in _MODELS.items():
            keys[model].update(ref["key"] for ref in refs.get(name, ()))
    found = (nouns or nouns_now()).by_key(keys)
    return [
        refs
        | {
            name: [_labelled(ref, model, found) for ref in refs[name]]
            for name, model in _MODELS.items()
            if name in refs
        }
        for refs in named
    ]


def _labelled(ref: dict[str, Any], model: type[Keyed], found: Found) -> dict[str, Any]:
    noun = found[model].get(ref["key"])
    label = noun.translated if noun else ""
    return ref | {"name": label} if label else ref
