"""A name, and what it is compared by: words, Latin letters, consonants, initials."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from anyascii import anyascii

from briefs.languages import letters_of
from briefs.words import folded, stem

_SMALL_WORDS = frozenset({"a", "an", "and", "for", "in", "of", "on", "the", "to", "и", "в", "по"})
_LONGEST_ACRONYM = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A noun with all its names. Those of different kinds are likened by a same name alone."""

    pk: int
    kind: str
    names: Sequence[str]


class Name:
    """A name of a noun."""

    def __init__(self, noun: Named, text: str) -> None:
        self.noun = noun
        self.text = text
        self.words = tuple(folded(text))
        self.plain = " ".join(self.words)
        self.is_acronym = (
            len(self.words) == 1 and 1 < len(text) <= _LONGEST_ACRONYM and text.isupper()
        )

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """What its words have in common with their other forms, in no order."""
        return tuple(sorted(map(stem, self.words)))

    @cached_property
    def digits(self) -> str:
        """Two that differ in a number aren't one: Resolution 2231, Resolution 2232."""
        return "".join(filter(str.isdigit, self.plain))

    @cached_property
    def roman(self) -> str:
        """In Latin letters."""
        return self.plain if self.plain.isascii() else anyascii(self.plain).lower()

    @cached_property
    def script(self) -> str:
        """The script of its letters."""
        return "Latn" if self.plain.isascii() else letters_of(self.plain)

    @cached_property
    def consonants(self) -> tuple[str, ...]:
        """Those of each word, in no order: what a name keeps in scripts without short vowels."""
        return tuple(sorted(filter(None, map(_consonants, self.roman.split()))))

    @cached_property
    def hardest(self) -> tuple[str, ...]:
        """The consonants but for those that Arabic script writes as vowels."""
        return tuple(sorted(each.replace("w", "") for each in self.consonants))

    @cached_property
    def initials(self) -> str:
        """Those of its words, small ones aside; empty for a name of few words."""
        words = [word for word in self.words if word not in _SMALL_WORDS]
        return "".join(word[0] for word in words) if len(words) > 2 else ""


# How one sound is written, and the letter that stands for it here.
_SOUNDS = {
    **dict.fromkeys(("shch", "sch", "sh"), "s"),
    **dict.fromkeys(("tsch", "tch", "ch"), "x"),
    **dict.fromkeys(("dzh", "j"), "j"),
    **dict.fromkeys(("kh", "h"), "h"),
    **dict.fromkeys(("ts", "tz", "cz"), "c"),
    **dict.fromkeys(("ck", "k", "q", "c"), "k"),
    **dict.fromkeys(("ph", "f", "v", "w"), "w"),
    **{f"{letter}h": letter for letter in "bdgtz"},
}
_SOUND = re.compile("|".join(["(?<=[aeiou])j(?![aeiou])", *sorted(_SOUNDS, key=len)[::-1]]))
_DOUBLE = re.compile(r"(.)\1+")
_NO_CONSONANT = re.compile(r"[^b-df-hj-np-tv-xz]")


def _consonants(word: str) -> str:
    """The consonants of a word in Latin letters, one letter for a sound."""
    sounds = _SOUND.sub(lambda found: _SOUNDS.get(found[0], ""), word)
    return _DOUBLE.sub(r"\1", _NO_CONSONANT.sub("", sounds))
