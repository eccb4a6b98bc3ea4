"""What a reader types into the search box, understood.

Words are ANDed; ``"a phrase"``, ``-word``, ``a OR b``. Any text is a valid query: what makes
no sense as syntax is read as words.
"""

import re
from dataclasses import dataclass

from briefs.words import normalised

type Phrase = tuple[str, ...]  # normalised words that follow each other

_TOKEN = re.compile(r'(?P<minus>-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A text query: one of each of `all_of`, none of `none_of`."""

    all_of: tuple[tuple[Phrase, ...], ...]
    none_of: tuple[Phrase, ...]

    def __bool__(self) -> bool:
        return bool(self.all_of or self.none_of)


def parse(text: str) -> Query:
    """The query that a text means; an empty one where it has no word.

    >>> parse('gas OR oil "Gulf states" -coal').none_of
    (('coal',),)
    """
    groups: list[list[Phrase]] = []
    excluded: list[Phrase] = []
    or_pending = False
    for match in _TOKEN.finditer(text):
        if match["word"] == "OR" and not match["minus"]:
            or_pending = bool(groups)
            continue
        phrase = tuple(normalised(match["phrase"] if match["word"] is None else match["word"]))
        if not phrase:
            continue
        if match["minus"]:
            excluded.append(phrase)
        elif or_pending:
            groups[-1].append(phrase)
        else:
            groups.append([phrase])
        or_pending = False
    return Query(all_of=tuple(map(tuple, groups)), none_of=tuple(excluded))
