"""Ways out of an empty list: which filter or word to leave out, and how many briefs that gives."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_

from pyroaring import BitMap

from briefs.search.postings import Postings
from briefs.search.query import parse
from briefs.search.text import Text

_MOST_PARTS = 8  # of a text: of more, no single one is the reason


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOut:
    """Leave out the facet `name` (``year``: the dates), or of ``q`` the `words` (all, if empty).

    `left` is what then stands in the search box.
    """

    name: str
    words: str = ""
    left: str = ""
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The text that was probably meant, and how many briefs it finds with the filters in use."""

    text: str
    count: int


def ways_out(index: Postings, parts: Mapping[str, BitMap], text: Text) -> list[WayOut]:
    """What gives something when it alone is left out, the most first. One query at most."""
    ways = [way for way in _each(index, parts, text) if way.count]
    return sorted(ways, key=lambda way: -way.count)


def _each(index: Postings, parts: Mapping[str, BitMap], text: Text) -> Iterator[WayOut]:
    said = " ".join(map(str, text.clauses))
    for name in parts:
        left = "" if name == "q" else said
        yield WayOut(name=name, left=left, count=len(_without(index, parts, name)))
    if not 1 < len(text.clauses) <= _MOST_PARTS:
        return
    for left_out, count in text.without_each(_without(index, parts, "q")):
        left = " ".join(str(clause) for clause in text.clauses if clause is not left_out)
        yield WayOut(name="q", words=str(left_out), left=left, count=count)


def _without(index: Postings, parts: Mapping[str, BitMap], name: str) -> BitMap:
    return reduce(and_, (ids for other, ids in parts.items() if other != name), index.listed)


def correction(index: Postings, parts: Mapping[str, BitMap], text: Text) -> Correction | None:
    """What was probably meant by words that no brief has."""
    if not (better := text.corrected()):
        return None
    found = Text(parse(better), index).ids() & _without(index, parts, "q")
    return Correction(text=better, count=len(found))
