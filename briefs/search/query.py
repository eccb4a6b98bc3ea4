"""What a reader types into the search box, understood.

Words are ANDed; ``"a phrase"``, ``-word``, ``a OR b``, ``beginning*``. Any text is a valid query:
what makes no sense as syntax is read as words.
"""

import re
from dataclasses import dataclass

from briefs.words import folded, normalised

SHORTEST_BEGINNING = 3  # letters before a star: fewer would find nearly everything, slowly
_TOKEN = re.compile(r'(?P<minus>-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Normalised words that follow each other, and how they were typed.

    Of an `unfinished` one the last word is only the beginning of what is meant, not stemmed; a
    `quoted` one is meant to the letter.
    """

    words: tuple[str, ...]
    typed: str
    quoted: bool = False
    unfinished: bool = False


type Group = tuple[Phrase, ...]  # any of which will do


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A text query: one of each of `all_of`, none of `none_of`."""

    all_of: tuple[Group, ...]
    none_of: Group

    def __bool__(self) -> bool:
        return bool(self.all_of or self.none_of)


def parse(text: str, *, typing: bool = False) -> Query:
    """The query that a text means; an empty one where it has no word.

    While a reader is `typing`, the last word is taken as a beginning, as if ``*`` stood after it.

    >>> [phrase.words for phrase in parse('gas OR oil "Gulf states" -coal').none_of]
    [('coal',)]
    """
    groups: list[list[Phrase]] = []
    excluded: list[Phrase] = []
    or_pending = False
    for match in _TOKEN.finditer(text):
        if match["word"] == "OR" and not match["minus"]:
            or_pending = bool(groups)
            continue
        phrase = _phrase(match, unfinished=typing and match.end() == len(text))
        if not phrase.words:
            continue
        if match["minus"]:
            excluded.append(phrase)
        elif or_pending:
            groups[-1].append(phrase)
        else:
            groups.append([phrase])
        or_pending = False
    return Query(all_of=tuple(map(tuple, groups)), none_of=tuple(excluded))


def _phrase(match: re.Match[str], *, unfinished: bool) -> Phrase:
    if match["word"] is None:
        said = match["phrase"]
        return Phrase(words=tuple(normalised(said)), typed=f'"{said}"', quoted=True)
    typed = match["word"]
    words, whole = normalised(typed), folded(typed)
    starred = typed.endswith("*") and len("".join(whole[-1:])) >= SHORTEST_BEGINNING
    unfinished = bool(words) and (unfinished or starred)
    if unfinished:
        words[-1] = whole[-1]
    return Phrase(words=tuple(words), typed=typed, unfinished=unfinished)
