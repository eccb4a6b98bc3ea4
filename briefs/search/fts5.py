"""FTS5, SQLite's full-text engine: what it takes to empty an index of its, and to prove one.

It keeps an index in tables of its own beside it (https://sqlite.org/fts5.html, "Shadow tables"),
which are read and written here as such.
"""
# ruff: noqa: S608  (the names of tables are ours)

from collections.abc import Iterator

from django.db import DatabaseError, connection

_PARTS = ("data", "idx", "docsize", "config")
_ROWS = 4000  # at a time


def is_whole(side: int) -> bool:
    """Whether it has the words of the rows of `SearchText`, and no others.

    It can compare by itself, but as if it were writing. So a copy of what it has is compared: no
    writer waits, and within a transaction all is as it was at one moment.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP VIEW check_texts AS SELECT publication_id, title, summary, body "
            f"FROM main.briefs_searchtext_{side}"
        )
        cursor.execute(
            "CREATE VIRTUAL TABLE temp.check_fulltext USING fts5(title, summary, body, "
            "content='check_texts', content_rowid='publication_id', tokenize='ascii')"
        )
        try:
            for part in _PARTS:
                cursor.execute(f"DELETE FROM temp.check_fulltext_{part}")
                cursor.execute(
                    f"INSERT INTO temp.check_fulltext_{part} "
                    f"SELECT * FROM main.briefs_fulltext_{side}_{part}"
                )
            cursor.execute(
                "INSERT INTO check_fulltext(check_fulltext, rank) VALUES ('integrity-check', 1)"
            )
        except DatabaseError:
            return False
        finally:
            cursor.execute("DROP TABLE temp.check_fulltext")
            cursor.execute("DROP VIEW temp.check_texts")
    return True


def emptying(side: int) -> Iterator[None]:
    """Empty the index of a side that nobody reads or writes, step by step, each short.

    It can do that at once, which takes a minute where there is much. So most of its rows go before:
    first those that tell what it has, so that no trigger asks it to take anything from what is
    half gone; those by which it finds all the others last.
    """
    table = f"briefs_fulltext_{side}"
    with connection.cursor() as cursor:
        for part, first in (("docsize", 0), ("data", 11)):
            rows = f"SELECT id FROM {table}_{part} WHERE id >= {first} LIMIT {_ROWS}"
            deleted = True
            while deleted:
                cursor.execute(f"DELETE FROM {table}_{part} WHERE id IN ({rows})")
                deleted = cursor.rowcount > 0
                yield
        cursor.execute(f"INSERT INTO {table}({table}) VALUES ('delete-all')")
    yield
