"""The text that a reader looks for: what it finds, in which order, and what else was meant."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property, reduce
from itertools import chain
from operator import and_

from pyroaring import BitMap

from briefs.search import aliases, calendar, fulltext, sayings, vocabulary
from briefs.search.aliases import Clause
from briefs.search.highlight import Highlighter
from briefs.search.postings import Postings
from briefs.search.query import Group, Phrase, Query
from briefs.search.sayings import Levels
from briefs.words import folded, normalised_word, stem, written

_TYPOS = 3  # that are looked at in one text


class Text:
    """A text query, understood: beginnings completed, names known. False where nothing is asked.

    Making one takes two queries at most, and one for each beginning; asking it anything, two.
    """

    def __init__(self, query: Query, index: Postings) -> None:
        self.index = index
        self.groups = tuple(completed(group, index) for group in query.all_of)
        excluded = [completed((phrase,), index) for phrase in query.none_of]
        self.known = aliases.known(self.groups, excluded)
        self.clauses = aliases.clauses(self.groups, excluded, self.known.called)
        self._weighed: tuple[BitMap, list[BitMap]] = (BitMap(), [])  # what was asked for last

    def __bool__(self) -> bool:
        return bool(self.clauses)

    @property
    def is_ranked(self) -> bool:
        """Whether something is looked for, not only left out."""
        return bool(self.groups)

    def ids(self) -> BitMap:
        """The publications that it finds."""
        return self._found(self.index.listed, self.clauses)

    def without_each(self, others: BitMap) -> list[tuple[Clause, int]]:
        """For each part of it, how many of the others the rest finds."""
        return [
            (left_out, len(self._found(others, (c for c in self.clauses if c != left_out))))
            for left_out in self.clauses
        ]

    def _found(self, ids: BitMap, clauses: Iterable[Clause]) -> BitMap:
        """Those of some publications that have each of the parts; of an excluded one, have not."""
        for clause in clauses:
            having = reduce(and_, (self._levels(group)[0] for group in clause.groups))
            having = having | self.index.any_of("actor", clause.actors)
            ids = ids - having if clause.excluded else ids & having
        return ids

    def _levels(self, group: Group) -> Levels:
        """Who says one of the group's phrases, and how."""
        return [BitMap.union(*level) for level in zip(*map(self._said.get, group), strict=True)]

    @cached_property
    def _said(self) -> dict[Phrase, Levels]:
        return fulltext.said(
            self.index.side, chain(*chain(*(clause.groups for clause in self.clauses)))
        )

    def page(self, matches: BitMap, *, offset: int, limit: int) -> list[int]:
        """Those of the matches at offset to offset + limit: best first, among equals the newest.

        What is found by a name alone comes last.
        """
        page: list[int] = []
        for ids, skip in self._equals(matches, offset):
            page += calendar.in_order_of_date(
                self.index, ids, offset=skip, limit=limit - len(page), newest_first=True
            )
            if len(page) == limit:
                break
        return page

    def weight(self, matches: BitMap, publication: int) -> int:
        """What a publication weighs, by which the best come first."""
        digits = self._weights(matches)
        return sum(1 << at for at, digit in enumerate(digits) if publication in digit)

    def beside(self, matches: BitMap, weight: int) -> tuple[int, BitMap]:
        """How many of the matches are heavier, and which weigh the same."""
        heavier, equals = 0, matches
        digits = self._weights(matches)
        if weight >> len(digits):
            return 0, BitMap()
        for at, digit in reversed(list(enumerate(digits))):
            having = equals & digit
            if weight & 1 << at:
                equals = having
            else:
                heavier += len(having)
                equals = equals - having
        return heavier, equals

    def in_order(self, matches: BitMap) -> Iterator[int]:
        """All of the matches, in the order of pages; read on as far as one likes."""
        for ids, _skip in self._equals(matches, 0):
            yield from calendar.days(self.index, ids, newest_first=True)

    def _equals(self, matches: BitMap, offset: int) -> Iterator[tuple[BitMap, int]]:
        """From the offset on: those that weigh the same, the heaviest first, and how many to skip.

        Nothing is sorted: the matches are parted by the highest digit of their weight, and so on;
        parts before the offset are skipped by their size.
        """
        digits = self._weights(matches)
        pending = [(matches, len(digits))]  # a stack: the next to visit stands last
        while pending:
            ids, digit = pending.pop()
            if len(ids) <= offset:
                offset -= len(ids)
            elif digit:
                heavier = ids & digits[digit - 1]
                pending += [(ids - heavier, digit - 1), (heavier, digit - 1)]
            else:
                yield ids, offset
                offset = 0

    def _weights(self, matches: BitMap) -> list[BitMap]:
        """The weight of each match, in binary: those in the n-th set have a 1 as its n-th digit."""
        known, digits = self._weighed
        if known is not matches:
            digits = []
            for group in self.groups:
                for at, ids in enumerate(self._levels(group)):
                    _add(digits, at, ids & matches)
            self._weighed = matches, digits
        return digits

    def highlighter(self) -> Highlighter:
        """What marks its words in texts, and all names of the actors that it names."""
        wanted = [clause for clause in self.clauses if not clause.excluded]
        phrases = [phrase for group in self.groups for phrase in group]
        actors = frozenset[str]().union(*(clause.actors for clause in wanted))
        names = [name for actor in actors for name in self.known.names.get(actor, ())]
        return Highlighter(phrases, names)

    def corrected(self) -> str:
        """The text with other words for those that no publication has; empty where there are none.

        Names are left alone, and so is what is excluded.
        """
        texts = [phrase.typed for phrase in self._correctable()]
        words = {
            word[0]: stems[0]
            for text in texts
            for word in written().finditer(text)
            if len(stems := normalised_word(word[0])) == 1
        }
        counts = sayings.counts(self.index.side, words.values())
        unknown = [word for word, stem in words.items() if not counts[stem]]
        better = {
            word: likely
            for word in unknown[:_TYPOS]
            if (likely := _likeliest(word, self.index.side))
        }
        if not better:
            return ""
        return " ".join(
            written().sub(lambda word: better.get(word[0], word[0]), str(clause))
            for clause in self.clauses
        )

    def _correctable(self) -> Iterator[Phrase]:
        for clause in self.clauses:
            if not clause.actors and not clause.excluded:
                yield from (each for each in chain(*clause.groups) if not each.unfinished)


def completed(group: Group, index: Postings) -> Group:
    """The group, and beside each beginning the words that it may become."""
    return group + tuple(
        replace(phrase, words=(*phrase.words[:-1], stem), unfinished=False)
        for phrase in group
        if phrase.unfinished
        for stem in vocabulary.stems(index.side, phrase.words[-1])
    )


def _add(digits: list[BitMap], at: int, ids: BitMap) -> None:
    """Add 2**at to the weight of some publications."""
    while ids:
        digits.extend(BitMap() for _ in range(at + 1 - len(digits)))
        digits[at], ids = digits[at] ^ ids, digits[at] & ids
        at += 1


def _likeliest(word: str, side: int) -> str:
    """The word that most publications have, of those that a typo may have meant."""
    alike = vocabulary.alike(side, folded(word)[0])
    counts = sayings.counts(side, map(stem, alike))
    if not any(counts.values()):
        return ""
    return max(alike, key=lambda each: counts[stem(each)])
