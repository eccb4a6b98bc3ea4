"""Rules by which two names may be one noun's: what they then share, and what has to hold."""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from briefs.editorial.likeness.names import Name

_ALIKE = 75  # of 100: what two spellings of a name have in common
_FEW = 5
_LONG = 5  # letters of a name in which one may be mistyped
_WITHOUT_VOWELS = frozenset({"Arab", "Hebr"})  # scripts


class Reason(IntEnum):
    """Why two nouns may be one: the surer, the higher."""

    NAME = 100
    COUNTRY = 98
    ORDER = 95
    FORM = 92
    SCRIPT = 90
    LETTER = 85
    SPELLING = 80
    SHORTER = 70
    ACRONYM = 60
    INITIALS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Names that share one of the `keys` are looked at; `reason` says whether they may be one.

    A rule with a `direction` may hold for one name and the other, and not the other way round.
    """

    keys: Callable[[Name], Iterator[Hashable]]
    reason: Callable[[Name, Name], Reason | None]
    direction: bool = False
    across_kinds: bool = False


def _whole(name: Name) -> Iterator[Hashable]:
    yield name.plain


def _same(one: Name, other: Name) -> Reason:
    return Reason.ACRONYM if one.is_acronym and other.is_acronym else Reason.NAME


def _stems(name: Name) -> Iterator[Hashable]:
    yield name.stems


def _forms(one: Name, other: Name) -> Reason:
    return Reason.ORDER if sorted(one.words) == sorted(other.words) else Reason.FORM


def _all_but_a_few_letters(name: Name) -> Iterator[Hashable]:
    """Whatever letter differs, all else is the same: of a name as long, or shorter by one."""
    if len(name.plain) < _LONG:
        return
    for shorter in (0, 1):
        for at in range(0, len(name.plain) - shorter, _FEW):
            # One more than the step, so that two letters may have changed places anywhere.
            rest = name.plain[at + _FEW + 1 + shorter :]
            yield len(name.plain) - shorter, at, name.plain[:at], rest


def _letter(one: Name, other: Name) -> Reason | None:
    if one.digits == other.digits and OSA.distance(one.plain, other.plain, score_cutoff=1) == 1:
        return Reason.LETTER
    return None


def _all_words_but_one(name: Name) -> Iterator[Hashable]:
    """The first letter is seldom mistyped: the word left out is known by that."""
    words = name.words
    if len(words) > 1:
        for at, word in enumerate(words):
            if len(word) > 3 and not word.isdigit():
                yield words[:at], word[0], words[at + 1 :]


def _word(one: Name, other: Name) -> Reason | None:
    word, instead = next(
        pair for pair in zip(one.words, other.words, strict=True) if pair[0] != pair[1]
    )
    most = min(len(word), len(instead)) // 3
    if one.digits == other.digits and OSA.distance(word, instead, score_cutoff=most) <= most:
        return Reason.SPELLING
    return None


def _sounds(name: Name) -> Iterator[Hashable]:
    if sum(map(len, name.consonants)) > 3:
        yield name.hardest


def _sound(one: Name, other: Name) -> Reason | None:
    if one.digits != other.digits:
        return None
    if one.script == other.script:
        alike = one.consonants == other.consonants
        alike = alike and fuzz.ratio(one.plain, other.plain) >= _ALIKE
        return Reason.SPELLING if alike else None
    if fuzz.ratio("".join(one.consonants), "".join(other.consonants)) < _ALIKE:
        return None
    if not _WITHOUT_VOWELS & {one.script, other.script}:
        return Reason.SCRIPT if fuzz.ratio(one.roman, other.roman) >= _ALIKE else None
    return Reason.SCRIPT


def _last_word(name: Name) -> Iterator[Hashable]:
    """A person's family name, with each initial of the other names."""
    if name.noun.kind == "person":
        for word in name.words[:-1]:
            yield name.words[-1], word[0]


def _in_short(one: Name, other: Name) -> Reason | None:
    """Whether one name is the other without some words, or with initials for some."""
    rest = iter(other.words[:-1])
    shorter = all(any(_stands_for(word, full) for full in rest) for word in one.words[:-1])
    return Reason.SHORTER if shorter else None


def _stands_for(word: str, full: str) -> bool:
    return word == full or (len(word) == 1 and full.startswith(word))


def _initials(name: Name) -> Iterator[Hashable]:
    if name.is_acronym:
        yield name.words[0]
    elif len(name.initials) > 2:
        yield name.initials


def _acronym(one: Name, other: Name) -> Reason | None:
    return Reason.INITIALS if one.is_acronym and not other.is_acronym else None


RULES = (
    Rule(keys=_whole, reason=_same, across_kinds=True),
    Rule(keys=_stems, reason=_forms),
    Rule(keys=_sounds, reason=_sound),
    Rule(keys=_all_but_a_few_letters, reason=_letter),
    Rule(keys=_all_words_but_one, reason=_word),
    Rule(keys=_last_word, reason=_in_short, direction=True),
    Rule(keys=_initials, reason=_acronym, direction=True),
)
