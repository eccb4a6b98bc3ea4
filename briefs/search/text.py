"""The text that a reader looks for: what it finds, in which order, and what else was meant."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, groupby
from operator import itemgetter

from pyroaring import BitMap

from briefs.search import aliases, calendar, fulltext, vocabulary
from briefs.search.aliases import Clause
from briefs.search.highlight import Highlighter
from briefs.search.postings import Postings
from briefs.search.query import Group, Phrase, Query
from briefs.words import folded, normalised_word, stem, written

_TYPOS = 3  # that are looked at in one text
_MANY = 1000  # publications: enough to tell a usual word from a rare one


class Text:
    """A text query, understood: beginnings completed, names known. False where nothing is asked.

    Making one takes two queries at most, and one for each beginning.
    """

    def __init__(self, query: Query) -> None:
        self.groups = tuple(completed(group) for group in query.all_of)
        excluded = [completed((phrase,)) for phrase in query.none_of]
        self.known = aliases.known(self.groups, excluded)
        self.clauses = aliases.clauses(self.groups, excluded, self.known.called)

    def __bool__(self) -> bool:
        return bool(self.clauses)

    @property
    def is_ranked(self) -> bool:
        """Whether something is looked for, not only left out."""
        return bool(self.groups)

    def ids(self, index: Postings) -> BitMap:
        """The publications that it finds. One query: the engine joins what it alone can answer."""
        clauses = _joined(self.clauses)
        found = index.listed
        for clause, ids in zip(clauses, _sets(index, clauses), strict=True):
            found = _narrowed(found, clause, ids)
        return found

    def without_each(self, index: Postings, others: BitMap) -> list[tuple[Clause, int]]:
        """For each part of it, how many of the others the rest finds. One query for all."""
        sets = _sets(index, self.clauses)
        counts = []
        for left_out in self.clauses:
            found = others
            for clause, ids in zip(self.clauses, sets, strict=True):
                if clause is not left_out:
                    found = _narrowed(found, clause, ids)
            counts.append((left_out, len(found)))
        return counts

    def page(self, index: Postings, matches: BitMap, *, offset: int, limit: int) -> list[int]:
        """Those of the matches at offset to offset + limit: best first, among equals the newest.

        What is found by a name alone comes last.
        """
        page: list[int] = []
        if not matches:
            return page
        rest = BitMap(matches)
        for ids in self._equals():
            rest -= ids
            ids &= matches
            if len(ids) > offset:
                page += _newest(index, ids, offset, limit - len(page))
            if len(page) == limit:
                return page
            offset = max(0, offset - len(ids))
        return page + _newest(index, rest, offset, limit - len(page))

    def _equals(self) -> Iterable[BitMap]:
        """What ranks equally, best first."""
        groups: Sequence[Group] = self.groups
        if any(clause.actors for clause in self.clauses if not clause.excluded):
            groups = [tuple(phrase for group in groups for phrase in group)]
        for _rank, equals in groupby(fulltext.ranked(groups), key=itemgetter(1)):
            yield BitMap([pk for pk, _rank in equals])

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
        counts = fulltext.common([*words.values()], at_most=1)
        unknown = [word for word, count in zip(words, counts, strict=True) if not count]
        better = {word: likely for word in unknown[:_TYPOS] if (likely := _likeliest(word))}
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


def completed(group: Group) -> Group:
    """The group, and beside each beginning the words that it may become."""
    return group + tuple(
        replace(phrase, words=(*phrase.words[:-1], stem), unfinished=False)
        for phrase in group
        if phrase.unfinished
        for stem in vocabulary.stems(phrase.words[-1])
    )


def _joined(clauses: Iterable[Clause]) -> list[Clause]:
    """The same with fewer parts: the engine joins those that it alone can answer."""
    apart = [clause for clause in clauses if clause.actors]
    wanted = [each for each in clauses if not each.actors and not each.excluded]
    unwanted = [each for each in clauses if not each.actors and each.excluded]
    if wanted:
        apart.append(Clause(groups=tuple(chain(*(each.groups for each in wanted)))))
    if unwanted:
        any_of = tuple(phrase for each in unwanted for phrase in chain(*each.groups))
        apart.append(Clause(groups=(any_of,), excluded=True))
    return apart


def _sets(index: Postings, clauses: Sequence[Clause]) -> list[BitMap]:
    """The publications of each part. One query for all."""
    sets = fulltext.matching([clause.groups for clause in clauses])
    return [
        ids | index.any_of("actor", clause.actors)
        for clause, ids in zip(clauses, sets, strict=True)
    ]


def _narrowed(found: BitMap, clause: Clause, ids: BitMap) -> BitMap:
    return found - ids if clause.excluded else found & ids


def _newest(index: Postings, ids: BitMap, offset: int, limit: int) -> list[int]:
    if not limit or len(ids) <= offset:
        return []
    if len(ids) == 1:  # as is usual for what ranks equally
        return list(ids)
    return calendar.in_order_of_date(index, ids, offset=offset, limit=limit, newest_first=True)


def _likeliest(word: str) -> str:
    """The word that most publications have, of those that a typo may have meant."""
    alike = vocabulary.alike(folded(word)[0])
    counts = fulltext.common([stem(each) for each in alike], at_most=_MANY)
    most = max(counts, default=0)
    return alike[counts.index(most)] if most else ""
