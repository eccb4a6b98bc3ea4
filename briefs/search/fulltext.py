"""Full text: FTS5 on SQLite, tsvector on PostgreSQL, behind a few functions.

Both find the very same publications. Title words weigh most, then the summary's, then the
body's; each engine weighs in its own way, so the order by relevance may differ.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched

from django.db import connection
from pyroaring import BitMap

from briefs.models.edition import Edition
from briefs.models.inserting import insert_values
from briefs.models.posting import SearchText
from briefs.search import vocabulary
from briefs.search.query import Group, Phrase
from briefs.words import folded, stem

_SQLITE = "SELECT %s, rowid FROM briefs_fulltext WHERE briefs_fulltext MATCH %s"
_SQLITE_RANKED = (
    "SELECT rowid, rank FROM briefs_fulltext WHERE briefs_fulltext MATCH %s "
    "AND rank MATCH 'bm25(10.0, 4.0, 1.0)' ORDER BY rank"
)
_SQLITE_TITLE = (
    "SELECT rowid FROM briefs_fulltext WHERE briefs_fulltext MATCH %s ORDER BY rowid DESC LIMIT %s"
)
_POSTGRESQL = "SELECT %s::int, publication_id FROM briefs_searchtext WHERE "
# The array weighs the classes D, C, B, A; 1 lets long texts weigh less.
_POSTGRESQL_RANKED = (
    "SELECT publication_id, "
    "ts_rank('{0.1, 0.1, 0.4, 1.0}', lexemes, %s::tsquery, 1) AS rank FROM briefs_searchtext WHERE "
)
_POSTGRESQL_TITLE = (
    "SELECT publication_id FROM briefs_searchtext "
    "WHERE lexemes @@ %s::tsquery ORDER BY publication_id DESC LIMIT %s"
)
# Words are letters and digits, so none runs over the bar from one field into the next.
_WHOLE_TEXT = "concat(' ', title, ' | ', summary, ' | ', body, ' ')"


def matching(questions: Sequence[Sequence[Group]]) -> list[BitMap]:
    """For each question, the publications that have one phrase of each of its groups.

    One query for all. A question must have a group, and a group a phrase.
    """
    if not questions:
        return []
    parts: list[str] = []
    parameters: list[int | str] = []
    for number, groups in enumerate(questions):
        if connection.vendor == "sqlite":
            parts.append(_SQLITE)
            parameters += [number, _fts5(groups)]
        else:
            condition, values = _condition(groups)
            parts.append(_POSTGRESQL + condition)
            parameters += [number, *values]
    found = [BitMap() for _ in questions]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), parameters)
        for number, publication in cursor:
            found[number].add(publication)
    return found


def ranked(groups: Sequence[Group]) -> Iterator[tuple[int, float]]:
    """The publications that `matching` finds, each with its rank, best match first.

    They are fetched as far as one reads on.
    """
    with connection.chunked_cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(_SQLITE_RANKED, [_fts5(groups)])
        else:
            condition, values = _condition(groups)
            order = " ORDER BY rank DESC"
            cursor.execute(_POSTGRESQL_RANKED + condition + order, [_tsquery(groups), *values])
        yield from cursor


def titled(groups: Sequence[Group], *, limit: int) -> list[int]:
    """Ids of the latest publications whose title has a word of each group.

    `groups` must not be empty; all phrases are single words.
    """
    if connection.vendor == "sqlite":
        sql, wanted = _SQLITE_TITLE, f"title : ({_fts5(groups)})"
    else:
        sql, wanted = _POSTGRESQL_TITLE, _tsquery(groups, weight="A")
    with connection.cursor() as cursor:
        cursor.execute(sql, [wanted, limit])
        return [row[0] for row in cursor.fetchall()]


def common(words: Sequence[str], *, at_most: int) -> list[int]:
    """For each normalised word, how many publications have it, counted as far as `at_most`.

    One query for all.
    """
    if not words:
        return []
    has = (
        "briefs_fulltext WHERE briefs_fulltext MATCH"
        if connection.vendor == "sqlite"
        else "briefs_searchtext WHERE lexemes @@"
    )
    cast = "" if connection.vendor == "sqlite" else "::tsquery"
    counted = f"SELECT count(*) FROM (SELECT 1 FROM {has} %s{cast} LIMIT {at_most:d}) AS found"  # noqa: S608  (words go as parameters)
    quote = '"' if connection.vendor == "sqlite" else "'"
    with connection.cursor() as cursor:
        counts = ", ".join(f"({counted})" for _ in words)
        cursor.execute(f"SELECT {counts}", [f"{quote}{word}{quote}" for word in words])
        return list(cursor.fetchone() or ())


@dataclass(frozen=True, slots=True, kw_only=True)
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
        summary=" ".join(_fitting([*map(stem, summary)], 100_000)),
        body=" ".join(_fitting([*map(stem, body)], 800_000)),
        words=frozenset((*title, *summary, *body)),
    )


def put(editions: Iterable[Edition]) -> None:
    """Make the words of editions findable, in the place of what their publications said before."""
    write((edition.publication_id, text_of(edition)) for edition in editions)


def write(texts: Iterable[tuple[int, Text]]) -> None:
    """The same of texts that are known already, by the numbers of their publications."""
    texts = list(texts)
    insert_values(
        SearchText,
        ("publication", "title", "summary", "body"),
        [(number, text.title, text.summary, text.body) for number, text in texts],
        then="ON CONFLICT (publication_id) DO UPDATE SET "
        "title = excluded.title, summary = excluded.summary, body = excluded.body",
    )
    vocabulary.learn(set().union(*(text.words for _number, text in texts)))


def drop(publication_id: int) -> None:
    """Let the words of a publication be found no more."""
    SearchText.objects.filter(publication_id=publication_id).delete()


def forget(edition: Edition) -> None:
    """Keep no word that this edition alone had; for one that is erased. Call `drop` before."""
    words = folded(" ".join((edition.title, edition.summary, edition.text)))
    stems = sorted({stem(word) for word in words})
    for batch in batched(stems, 100):
        counts = common(batch, at_most=1)
        vocabulary.forget(word for word, count in zip(batch, counts, strict=True) if not count)


def _fitting(words: list[str], size: int) -> list[str]:
    """As many of the first words as a part of a tsvector may take, in bytes.

    PostgreSQL refuses a tsvector of more than 1 MiB in all. It keeps a word once, with its
    bytes, a byte to even them out, a count and its places: two bytes each, which are the 16,383
    first ones of the text and at most one more for each word. So only texts of book length
    lose their end, and on SQLite alike: both shall find the same.
    """
    seen: set[str] = set()
    size -= 2 * 16_383
    for number, word in enumerate(words):
        if word not in seen:
            seen.add(word)
            size -= len(word.encode()) + 5
            if size < 0:
                return words[:number]
    return words


# Normalised words are letters and digits only, so quoting them is all that is needed.


def _fts5(groups: Sequence[Group]) -> str:
    """The groups in FTS5's query language, in which the words of a phrase stand in quotes."""
    return " AND ".join(
        f"({' OR '.join(f'"{" ".join(each.words)}"{"*" * each.unfinished}' for each in group)})"
        for group in groups
    )


def _tsquery(groups: Sequence[Group], *, weight: str = "") -> str:
    """The groups in PostgreSQL's query language; of a phrase, that its words are there."""
    return " & ".join(
        f"({' | '.join(_all_words(phrase, weight) for phrase in group)})" for group in groups
    )


def _all_words(phrase: Phrase, weight: str) -> str:
    marks = [weight] * (len(phrase.words) - 1) + ["*" * phrase.unfinished + weight]
    words = zip(phrase.words, marks, strict=True)
    return f"({' & '.join(f"'{word}'" + f':{mark}' * bool(mark) for word, mark in words)})"


def _condition(groups: Sequence[Group]) -> tuple[str, list[str]]:
    """What a row has to fulfil on PostgreSQL, and its parameters.

    The index finds the rows that have the words; whether they follow each other is looked up
    in the text, where that matters: places in a tsvector are too few for long texts.
    """
    conditions, values = ["lexemes @@ %s::tsquery"], [_tsquery(groups)]
    for group in groups:
        phrases = [phrase for phrase in group if len(phrase.words) > 1]
        if not phrases:
            continue
        ways = [f"{_WHOLE_TEXT} LIKE %s"] * len(phrases)
        values += [f"% {' '.join(each.words)}{'' if each.unfinished else ' '}%" for each in phrases]
        if single := tuple(phrase for phrase in group if len(phrase.words) == 1):
            ways.append("lexemes @@ %s::tsquery")
            values.append(_tsquery([single]))
        conditions.append(f"({' OR '.join(ways)})")
    return " AND ".join(conditions), values
