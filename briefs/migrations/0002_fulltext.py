"""The full-text index of `SearchText`: FTS5 on SQLite, tsvector and GIN on PostgreSQL.

The words arrive normalised (briefs.words), so both engines are told to leave them as
they are. On SQLite the rows are kept once: FTS5 reads them from `briefs_searchtext`, and
triggers (briefs.models.triggers) keep it in step.
"""

from django.db import migrations

SQLITE = """
CREATE VIRTUAL TABLE briefs_fulltext USING fts5(
    title, summary, body,
    content='briefs_searchtext', content_rowid='publication_id',
    tokenize="unicode61 remove_diacritics 0"
)
"""
# The word between the fields keeps a phrase from running out of one into the next; deleted
# again, it leaves its gap.
POSTGRESQL = """
ALTER TABLE briefs_searchtext ADD COLUMN lexemes tsvector GENERATED ALWAYS AS (
    ts_delete(
        setweight(to_tsvector('simple', title), 'A')
        || to_tsvector('simple', 'endoffield')
        || setweight(to_tsvector('simple', summary), 'B')
        || to_tsvector('simple', 'endoffield')
        || setweight(to_tsvector('simple', body), 'D'),
        'endoffield'
    )
) STORED;
CREATE INDEX searchtext_lexemes ON briefs_searchtext USING gin (lexemes);
"""


def make(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    schema_editor.execute(SQLITE if sqlite else POSTGRESQL)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE briefs_fulltext")
    else:
        schema_editor.execute("ALTER TABLE briefs_searchtext DROP COLUMN lexemes")


class Migration(migrations.Migration):
    dependencies = [("briefs", "0001_initial")]

    operations = [migrations.RunPython(make, drop)]
