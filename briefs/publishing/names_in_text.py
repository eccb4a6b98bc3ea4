"""Names that the gazetteer knows and a text mentions: of actors, agreements and regions.

Whole words in the search's normalised form, so in any script and grammatical case; the longest
name first, so that “Pakistan Stream” is no mention of Pakistan.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from briefs.models.actor import Actor
from briefs.models.actor_name import ActorName, NameKind
from briefs.models.agreement import Agreement
from briefs.models.region import Region
from briefs.publishing.outline import Outline
from briefs.publishing.problems import Place
from briefs.words import located, normalised

type Named = Actor | Agreement | Region

_SHORT = 5  # letters: such a name in capitals is an acronym, and “US” isn't “us”
# What readers of the rendered text don't read: addresses, tags, definitions of links.
_UNREAD = re.compile(
    r"\]\([^)\n]*|<[^>\n]+>|(?:https?://|www\.)\S+|^ {0,3}\[(?!\^)[^\]\n]+\]:.*$", re.MULTILINE
)
_APART = re.compile(r"\n\s*\n|\|")  # no name goes on over the end of a paragraph or cell


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a text, and what has them as a name: several where they share it.

    The rows are unsaved: they have a number, a slug and a name, and nothing more.
    """

    words: str
    place: Place
    rows: tuple[Named, ...]


class Gazetteer:
    """All names, read once for any number of texts: four queries."""

    def __init__(self) -> None:
        # By its words: how a name is written, and whose it is.
        self._names: dict[str, list[tuple[str, Callable[[], Named]]]] = {}
        self._acronyms: set[str] = set()
        self._most: dict[str, int] = {}  # words of the longest name that begins with a word
        self._read_actors()
        for pk, slug, title, names in Agreement.objects.values_list("pk", "slug", "title", "names"):
            agreement = partial(Agreement, pk=pk, slug=slug, title=title)
            for name in (title, *names.values()):
                self._add(name, " ".join(normalised(name)), agreement)
        for pk, slug, title, names in Region.objects.values_list("pk", "slug", "name", "names"):
            region = partial(Region, pk=pk, slug=slug, name=title)
            for name in (title, *names.values()):
                self._add(name, " ".join(normalised(name)), region)

    def mentions(self, text: str) -> Iterator[Mention]:
        """The names in a text, in its order, each time that they stand there."""
        words = located(text)
        at = 0
        while at < len(words):
            longest = min(self._most.get(words[at][0], 0), len(words) - at)
            for size in range(longest, 0, -1):
                if rows := self._named(text, words[at : at + size]):
                    place = Place(words[at][1], words[at + size - 1][2])
                    yield Mention(text[place.start : place.end], place, rows)
                    at += size
                    break
            else:
                at += 1

    def _named(self, text: str, words: list[tuple[str, int, int]]) -> tuple[Named, ...]:
        known = self._names.get(" ".join(word for word, _start, _end in words))
        if not known:
            return ()
        written = text[words[0][1] : words[-1][2]]
        if _APART.search(written):
            return ()
        rows = (row() for name, row in known if self._agrees(written, name))
        return tuple(dict.fromkeys(rows))

    def _agrees(self, written: str, name: str) -> bool:
        """Whether the letters' case allows it to be the name: a turkey isn't Turkey."""
        if name in self._acronyms:
            return _letters(written) == _letters(name)
        return written[0].isupper() or not name[0].isupper() or " " in name

    def _read_actors(self) -> None:
        actors = {}
        for pk, slug, name, words in Actor.objects.values_list("pk", "slug", "name", "words"):
            actors[pk] = partial(Actor, pk=pk, slug=slug, name=name)
            self._add(name, words[1:], actors[pk])
        others = ActorName.objects.order_by().values_list("actor_id", "name", "words", "kind")
        for pk, name, words, kind in others:
            self._add(name, words[1:], actors[pk])
            if kind == NameKind.ACRONYM:
                self._acronyms.add(name)

    def _add(self, name: str, words: str, row: Callable[[], Named]) -> None:
        if not words or words.isdigit():
            return
        self._names.setdefault(words, []).append((name, row))
        first, spaces = words.partition(" ")[0], words.count(" ")
        if self._most.get(first, 0) <= spaces:
            self._most[first] = spaces + 1
        if name.isupper() and len(_letters(name)) <= _SHORT:
            self._acronyms.add(name)


def readable(body: Outline) -> str:
    """A body with blanks in place of what readers don't read, all else where it was."""
    markdown = body.markdown
    for place in body.code:
        blank = " " * (place.end - place.start)
        markdown = markdown[: place.start] + blank + markdown[place.end :]
    return _UNREAD.sub(lambda found: " " * len(found[0]), markdown)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
