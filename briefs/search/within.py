"""What the publications that have one value have besides, with counts."""

from pyroaring import BitMap

from briefs.search.facets import LARGEST, Choice, choices_of, largest, values_of
from briefs.search.snapshot import snapshot


def within(facet: str, value: str, *names: str) -> dict[str, list[Choice]]:
    """Of the publications with a value: the largest values of other facets, topics with narrower.

    The last ten years, where years are asked for. A query, or none: names are remembered.
    """
    seen = snapshot()
    base = values_of(facet, seen).get(value, BitMap())
    found: dict[str, list[Choice]] = {}
    for name in names:
        by_size = (
            seen.nouns.tree.by_size(seen.postings)
            if name == "topic"
            else seen.postings.by_size(name)
        )
        limit = len(by_size) if name == "year" else LARGEST
        counts = largest(by_size, base, {}, limit)
        said = choices_of(name, {each: n for each, n in counts.items() if n}, (), seen)
        found[name] = said[:LARGEST]
    return found
