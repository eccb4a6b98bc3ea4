"""The full-text table of SQLite follows the rows of `SearchText`.

(PostgreSQL has none: it looks into the rows themselves.)
"""


def on_sqlite() -> dict[str, str]:
    """By name, the SQL that makes each."""
    words = "rowid, title, summary, body"
    old = (
        f"INSERT INTO briefs_fulltext(briefs_fulltext, {words}) "
        "VALUES ('delete', OLD.publication_id, OLD.title, OLD.summary, OLD.body);"
    )
    new = (
        f"INSERT INTO briefs_fulltext({words}) "
        "VALUES (NEW.publication_id, NEW.title, NEW.summary, NEW.body);"
    )
    return {
        "fulltext_gains": (
            f"CREATE TRIGGER fulltext_gains AFTER INSERT ON briefs_searchtext BEGIN {new} END"
        ),
        "fulltext_loses": (
            f"CREATE TRIGGER fulltext_loses AFTER DELETE ON briefs_searchtext BEGIN {old} END"
        ),
        "fulltext_changes": (
            "CREATE TRIGGER fulltext_changes AFTER UPDATE ON briefs_searchtext "
            f"BEGIN {old} {new} END"
        ),
    }
