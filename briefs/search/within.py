"""What the publications that have one value have besides, with counts."""

from functools import partial

from pyroaring import BitMap

from briefs.search.facets import LARGEST, Choice, choices_of, largest, values_of
from briefs.search.snapshot import snapshot


def within(facet: str, value: str, *names: str) -> dict[str, list[Choice]]:
    """Of the publications with a value: the largest values of other facets, topics with narrower.

    The last ten years, where years are asked for. A query, or none: names are remembered.
    """
    seen = snapshot()
    index, tree = seen.postings, seen.nouns.tree
    base = values_of(facet, seen).get(value, BitMap())
    found: dict[str, list[Choice]] = {}
    for name in names:
        by_size = tree.by_size(index) if name == "topic" else index.by_size(name)
        united = None if name == "topic" else partial(index.united, name)
        limit = len(by_size) if name == "year" else LARGEST
        counts = largest(by_size, base, {}, limit, united)
        found[name] = choices_of(name, counts, (), seen)[:LARGEST]
    return found
