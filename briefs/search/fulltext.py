"""Full text: FTS5 on SQLite, tsvector on PostgreSQL, behind two functions.

Title words weigh most, then the summary's, then the body's.
"""

from collections.abc import Sequence

from django.db import connection
from pyroaring import BitMap

from briefs.models.edition import Edition
from briefs.models.posting import SearchText
from briefs.search.query import Phrase, Query
from briefs.words import normalised

_SQLITE = (
    "SELECT rowid FROM briefs_fulltext WHERE briefs_fulltext MATCH %s "
    "ORDER BY bm25(briefs_fulltext, 10.0, 4.0, 1.0), rowid DESC"
)
_SQLITE_TITLE = (
    "SELECT rowid FROM briefs_fulltext WHERE briefs_fulltext MATCH %s ORDER BY rowid DESC LIMIT %s"
)
_POSTGRESQL_TITLE = (
    "SELECT publication_id FROM briefs_searchtext "
    "WHERE lexemes @@ to_tsquery('simple', %s) ORDER BY publication_id DESC LIMIT %s"
)
# The array weighs the classes D, C, B, A.
_POSTGRESQL = (
    "SELECT publication_id FROM briefs_searchtext, to_tsquery('simple', %s) AS query "
    "WHERE lexemes @@ query "
    "ORDER BY ts_rank('{0.1, 0.1, 0.4, 1.0}', lexemes, query) DESC, publication_id DESC"
)


def best_first(query: Query) -> list[int]:
    """Ids of the publications that have what the query asks for, best match first.

    `query.all_of` must not be empty; `none_of` is not looked at.
    """
    sqlite = connection.vendor == "sqlite"
    wanted = " AND ".join(_any_of(group, sqlite=sqlite) for group in query.all_of)
    return _ids(wanted, sqlite=sqlite)


def unwanted(query: Query) -> BitMap:
    """The publications that have something the query excludes."""
    if not query.none_of:
        return BitMap()
    sqlite = connection.vendor == "sqlite"
    return BitMap(_ids(_any_of(query.none_of, sqlite=sqlite), sqlite=sqlite))


def titled(words: Sequence[str], *, limit: int) -> list[int]:
    """Ids of the latest publications whose title has, for each normalised word, one that starts so.

    `words` must not be empty.
    """
    sqlite = connection.vendor == "sqlite"
    if sqlite:
        wanted = f"title : ({' AND '.join(f'"{word}" *' for word in words)})"
    else:
        wanted = " & ".join(f"'{word}':*A" for word in words)
    with connection.cursor() as cursor:
        cursor.execute(_SQLITE_TITLE if sqlite else _POSTGRESQL_TITLE, [wanted, limit])
        return [row[0] for row in cursor.fetchall()]


def text_of(edition: Edition) -> SearchText:
    """The row that makes an edition's words findable, not yet saved."""
    return SearchText(
        publication_id=edition.publication_id,
        title=" ".join(normalised(edition.title)),
        summary=" ".join(_fitting(normalised(edition.summary), 100_000)),
        body=" ".join(_fitting(normalised(edition.text), 800_000)),
    )


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


def _any_of(phrases: tuple[Phrase, ...], *, sqlite: bool) -> str:
    # Normalised words are letters and digits only, so quoting them is all that is needed.
    if sqlite:
        return f"({' OR '.join(f'"{" ".join(phrase)}"' for phrase in phrases)})"
    # ! | & of PostgreSQL's query language; <-> is "followed by"
    return f"({' | '.join(' <-> '.join(f"'{word}'" for word in phrase) for phrase in phrases)})"


def _ids(expression: str, *, sqlite: bool) -> list[int]:
    if not sqlite:
        expression = expression.replace(" AND ", " & ")
    with connection.cursor() as cursor:
        cursor.execute(_SQLITE if sqlite else _POSTGRESQL, [expression])
        return [row[0] for row in cursor.fetchall()]
