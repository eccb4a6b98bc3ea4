"""Full text: what editions say, normalised, kept by word (`sayings`) and whole, for phrases.

Phrases are looked for by SQLite's FTS5, and on PostgreSQL in the texts that have all of their
words. Whoever changes what is said calls this in the transaction that does it, and holds the
index's version (`IndexVersion.advance`). `side` is the one of the index's two sides that is read or
written.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import batched, chain, groupby
from operator import and_

from django.db import connection
from django.db.models import Max
from pyroaring import BitMap

from briefs.models.edition import Edition
from briefs.models.inserting import insert_values
from briefs.models.posting import SearchText
from briefs.search import fts5, sayings, vocabulary
from briefs.search.query import Group, Phrase
from briefs.search.sayings import BLOCK, Changes, Key, Levels, Weights, weights
from briefs.words import folded, stem

_SQLITE = "SELECT %s, rowid FROM {table} WHERE {table} MATCH %s"
# Words are letters and digits, so none runs over the bar from one field into the next.
_POSTGRESQL = (
    "SELECT %s::int, publication_id FROM briefs_searchtext "
    "WHERE side = {side} AND publication_id = ANY(%s) "
    "AND concat(' ', title, ' | ', summary, ' | ', body, ' ') LIKE %s"
)


def said(side: int, phrases: Iterable[Phrase]) -> dict[Phrase, Levels]:
    """Who says each of some phrases, and how: a query for words, and one if some have several.

    What several words make together, each of them makes.
    """
    keys: dict[Phrase, list[Key]] = {
        phrase: [*((word, False) for word in phrase.words[:-1]), (last, phrase.unfinished)]
        for phrase in phrases
        for last in phrase.words[-1:]
    }
    words = sayings.read(side, chain(*keys.values()))
    found = {
        phrase: [reduce(and_, level) for level in zip(*map(words.get, each), strict=True)]
        for phrase, each in keys.items()
    }
    several = {phrase: levels[0] for phrase, levels in found.items() if len(phrase.words) > 1}
    for phrase, ids in _having(side, several).items():
        found[phrase] = [level & ids for level in found[phrase]]
    return found


def titled(side: int, groups: Sequence[Group], *, limit: int) -> list[int]:
    """The latest publications whose title has a phrase of each group. At most two queries."""
    levels = said(side, chain(*groups))
    titles = [BitMap.union(BitMap(), *(levels[phrase][-1] for phrase in group)) for group in groups]
    return list(reduce(and_, titles)[-limit:])


def _having(side: int, phrases: Mapping[Phrase, BitMap]) -> dict[Phrase, BitMap]:
    """For each phrase, those of the publications that have all of its words that have it.

    One query for all, or none.
    """
    asked = {phrase: ids for phrase, ids in phrases.items() if ids}
    found = {phrase: BitMap() for phrase in phrases}
    if not asked:
        return found
    parameters: list[int | str | list[int]] = []
    for number, (phrase, ids) in enumerate(asked.items()):
        words = " ".join(phrase.words)
        if connection.vendor == "sqlite":
            parameters += [number, f'"{words}"{"*" * phrase.unfinished}']
        else:
            parameters += [number, list(ids), f"% {words}{'' if phrase.unfinished else ' '}%"]
    part = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
    part = part.format(side=side, table=f"briefs_fulltext_{side}")
    of_number = list(asked)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([part] * len(asked)), parameters)
        for number, publication in cursor:
            found[of_number[number]].add(publication)
    return found


@dataclass(frozen=True, kw_only=True)
class Text:
    """What an edition says, as it is indexed: stems by field; and its words, whole."""

    title: str
    summary: str
    body: str
    words: frozenset[str]


def text_of(edition: Edition) -> Text:
    """An edition's words, for `write`. Asks no database."""
    title, summary, body = map(folded, (edition.title, edition.summary, edition.text))
    return Text(
        title=" ".join(map(stem, title)),
        summary=" ".join(map(stem, summary)),
        body=" ".join(map(stem, body)),
        words=frozenset((*title, *summary, *body)),
    )


class New:
    """Texts of publications that a side doesn't have yet, made ready for it without a query.

    They come in the order of their publications' numbers: the words of a block are written once.
    """

    def __init__(self, side: int, texts: Sequence[tuple[int, Text]]) -> None:
        self.side, self.texts = side, texts
        self._changes: list[Changes] = []
        for block, some in groupby(texts, key=lambda text: text[0] // BLOCK):
            changes = Changes(side, block)
            for number, text in some:
                after = weights(text.title, text.summary, text.body)
                changes.put(number, before={}, after=after)
            self._changes.append(changes)

    def store(self) -> None:
        """Make them findable."""
        for changes in self._changes:
            changes.store()
        _store(self.side, self.texts)


def write(side: int, number: int, text: Text) -> None:
    """Make a text findable, by the number of its publication, in the place of an older one."""
    changes = Changes(side, number // BLOCK)
    before = dict(_weights(side, [number])).get(number, {})
    changes.put(number, before=before, after=weights(text.title, text.summary, text.body))
    changes.store()
    _store(side, [(number, text)])


def drop(side: int, publication_id: int) -> None:
    """Let the words of a publication be found no more."""
    changes = Changes(side, publication_id // BLOCK)
    for number, before in _weights(side, [publication_id]):
        changes.put(number, before=before, after={})
    changes.store()
    SearchText.objects.filter(side=side, publication=publication_id).delete()


def forget(side: int, edition: Edition) -> None:
    """Keep no word that this edition alone had; for one that is erased. Call `drop` before."""
    words = folded(" ".join((edition.title, edition.summary, edition.text)))
    for batch in batched(sorted({stem(word) for word in words}), 100):
        counts = sayings.counts(side, batch)
        vocabulary.forget(side, (word for word, count in counts.items() if not count))


def emptying(side: int) -> Iterator[None]:
    """Forget a side that nobody reads, step by step, each short; call each in a transaction."""
    yield from sayings.emptying(side)
    if connection.vendor == "sqlite":
        yield from fts5.emptying(side)
    last = SearchText.objects.filter(side=side).aggregate(last=Max("publication"))["last"] or 0
    for start in range(0, last + 1, 2000):
        within = {"publication__gte": start, "publication__lt": start + 2000}
        SearchText.objects.filter(side=side, **within).delete()
        yield
    yield from vocabulary.emptying(side)


def _weights(side: int, numbers: Iterable[int]) -> Iterator[tuple[int, Weights]]:
    """What publications make of the words that they are found by now."""
    rows = SearchText.objects.filter(side=side, publication__in=list(numbers))
    for number, *text in rows.values_list("publication", "title", "summary", "body"):
        yield number, weights(*text)


def _store(side: int, texts: Sequence[tuple[int, Text]]) -> None:
    insert_values(
        SearchText,
        ("side", "publication", "title", "summary", "body"),
        [(side, number, text.title, text.summary, text.body) for number, text in texts],
        then="ON CONFLICT (side, publication_id) DO UPDATE SET "
        "title = excluded.title, summary = excluded.summary, body = excluded.body",
    )
    vocabulary.learn(side, set().union(*(text.words for _number, text in texts)))
