"""Likeness: which of many nouns may be one, by their names, and why.

Names are compared only where they share what a rule asks for, so that the time grows with the
number of names and not with its square. Two nouns are likened by the best reason that any two of
their names give.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from django.utils.translation import gettext_lazy as _

from briefs.editorial.likeness.names import Name, Named
from briefs.editorial.likeness.rules import RULES, Reason, Rule

__all__ = ["Likeness", "Named", "Reason", "likenesses"]

_MOST = 300  # names that share a key: what more have in common says nothing of any two

_WORDS = {
    Reason.NAME: _("Both are called “%(one)s”."),
    Reason.COUNTRY: _("“%(one)s” is the country whose ISO 3166 code “%(other)s” has."),
    Reason.ORDER: _("“%(one)s” and “%(other)s” are the same words."),
    Reason.FORM: _("“%(one)s” and “%(other)s” are forms of the same words."),
    Reason.SCRIPT: _("“%(one)s” may be “%(other)s” in other letters."),
    Reason.LETTER: _("“%(one)s” and “%(other)s” differ in one letter."),
    Reason.SPELLING: _("“%(one)s” and “%(other)s” are spelt alike."),
    Reason.SHORTER: _("“%(one)s” may be “%(other)s”, in short."),
    Reason.ACRONYM: _("Both have the acronym “%(one)s”."),
    Reason.INITIALS: _("“%(one)s” are the initials of “%(other)s”."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Two nouns that may be one, by number, the lower first; why, and by which names."""

    pair: tuple[int, int]
    reason: Reason
    names: tuple[str, str]

    def __str__(self) -> str:
        return self.told(str)

    def told(self, name: Callable[[str], str]) -> str:
        """The reason in words; `name` says how a name is written in them."""
        one, other = self.names
        return str(_WORDS[self.reason]) % {"one": name(one), "other": name(other)}


def likenesses(nouns: Iterable[Named], *, of: int | None = None) -> list[Likeness]:
    """All pairs that may be one, the surest first; with `of`, those of the noun of that number."""
    names = [Name(noun, text) for noun in nouns for text in dict.fromkeys(noun.names)]
    names = [name for name in names if name.words]
    best: dict[tuple[int, int], Likeness] = {}
    for rule in RULES:
        for found in _found(rule, names, of):
            known = best.get(found.pair)
            if known is None or found.reason > known.reason:
                best[found.pair] = found
    return sorted(best.values(), key=lambda each: (-each.reason, each.names))


def _found(rule: Rule, names: Iterable[Name], of: int | None) -> Iterator[Likeness]:
    for one, other in _pairs(rule, names, of):
        if reason := rule.reason(one, other):
            yield _likeness(reason, one, other)
        elif rule.direction and (reason := rule.reason(other, one)):
            yield _likeness(reason, other, one)


def _pairs(rule: Rule, names: Iterable[Name], of: int | None) -> Iterator[tuple[Name, Name]]:
    """Names of two nouns that share a key, as far as the rule holds for such."""
    shared: dict[Hashable, list[Name]] = defaultdict(list)
    for name in names:
        for key in rule.keys(name):
            shared[key].append(name)
    for those in shared.values():
        if not 1 < len(those) <= _MOST:
            continue
        if of and not any(name.noun.pk == of for name in those):
            continue
        for one, other in combinations(those, 2):
            if one.noun is other.noun or (of and of not in (one.noun.pk, other.noun.pk)):
                continue
            if rule.across_kinds or (one.noun.kind == other.noun.kind and one.plain != other.plain):
                yield one, other


def _likeness(reason: Reason, one: Name, other: Name) -> Likeness:
    pair = (min(one.noun.pk, other.noun.pk), max(one.noun.pk, other.noun.pk))
    return Likeness(pair=pair, reason=reason, names=(one.text, other.text))
