"""What the publications that have one value have besides, with counts."""

from pyroaring import BitMap

from briefs.search.facets import LARGEST, Choice, choices_of, most_of, ranked_of, values_of
from briefs.search.snapshot import snapshot


def within(facet: str, value: str, *names: str) -> dict[str, list[Choice]]:
    """Of the publications with a value: the largest values of other facets, topics with narrower.

    The last ten years, where years are asked for. A query, or none: names are remembered.
    """
    seen = snapshot()
    base = values_of(facet, seen).get(value, BitMap())
    found: dict[str, list[Choice]] = {}
    for name in names:
        ranked = ranked_of(name, seen)
        counts = ranked.largest(base, most_of(name, ranked))
        found[name] = choices_of(name, counts, (), seen)[:LARGEST]
    return found
