"""Cards in the reader's language; an edition itself keeps the names of the collection's.

Who reads in another language sees them by their names there; a noun without one, or one that is
gone, is called as the edition has it.
"""

from collections.abc import Collection
from typing import Any

from briefs.models.actor import Actor
from briefs.models.agreement import Agreement
from briefs.models.edition import Edition
from briefs.models.names import Keyed, readers_languages
from briefs.models.region import Region
from briefs.models.topic import Topic
from briefs.search.nouns import Found, Nouns
from briefs.search.snapshot import nouns_now

_MODELS: dict[str, type[Keyed]] = {
    "authors": Actor,
    "topics": Topic,
    "actors": Actor,
    "agreements": Agreement,
    "regions": Region,
}


def label_cards(editions: Collection[Edition], nouns: Nouns | None = None) -> None:
    """Have the cards of editions name their nouns in the reader's language; not to be saved.

    A query for the nouns, and one for their version where `nouns` aren't given; mostly none: what
    is remembered isn't asked for, nor anything in the collection's own language.
    """
    if not editions or not readers_languages():
        return
    keys: dict[type[Keyed], set[str]] = {model: set() for model in _MODELS.values()}
    for edition in editions:
        for name, model in _MODELS.items():
            keys[model].update(ref["key"] for ref in edition.card.get(name, ()))
    found = (nouns or nouns_now()).by_key(keys)
    for edition in editions:
        edition.card = edition.card | {
            name: [_labelled(ref, model, found) for ref in edition.card[name]]
            for name, model in _MODELS.items()
            if name in edition.card
        }


def _labelled(ref: dict[str, Any], model: type[Keyed], found: Found) -> dict[str, Any]:
    noun = found[model].get(ref["key"])
    label = noun.translated if noun else ""
    return ref | {"name": label} if label else ref
