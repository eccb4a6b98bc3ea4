"""The full-text tables of SQLite follow the rows of `SearchText`, each those of its side.

(PostgreSQL has none: it looks into the rows themselves.)
"""

_WORDS = "rowid, title, summary, body"


def on_sqlite() -> dict[str, str]:
    """By name, the SQL that makes each."""
    return {name: sql for side in (0, 1) for name, sql in _of_side(side).items()}


def _of_side(side: int) -> dict[str, str]:
    table = f"briefs_fulltext_{side}"
    # What the table doesn't have must not be taken from it: FTS5 would lose count. After it was
    # emptied at once, its rows go without a word.
    old = (
        f"INSERT INTO {table}({table}, {_WORDS}) "
        "SELECT 'delete', OLD.publication_id, OLD.title, OLD.summary, OLD.body "
        f"WHERE EXISTS (SELECT 1 FROM {table}_docsize WHERE id = OLD.publication_id);"
    )
    new = (
        f"INSERT INTO {table}({_WORDS}) "
        "VALUES (NEW.publication_id, NEW.title, NEW.summary, NEW.body);"
    )
    return {
        f"fulltext_{side}_gains": (
            f"CREATE TRIGGER fulltext_{side}_gains AFTER INSERT ON briefs_searchtext "
            f"WHEN NEW.side = {side} BEGIN {new} END"
        ),
        f"fulltext_{side}_loses": (
            f"CREATE TRIGGER fulltext_{side}_loses AFTER DELETE ON briefs_searchtext "
            f"WHEN OLD.side = {side} BEGIN {old} END"
        ),
        f"fulltext_{side}_changes": (
            f"CREATE TRIGGER fulltext_{side}_changes AFTER UPDATE ON briefs_searchtext "
            f"WHEN OLD.side = {side} BEGIN {old} {new} END"
        ),
    }
