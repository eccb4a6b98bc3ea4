"""The full-text index of `SearchText` on SQLite, which finds phrases: FTS5.

The words arrive normalised (briefs.words), letters and digits with a space between, so FTS5 may
have no say in what a word is: `ascii` takes every other letter as it is. The rows are kept once: FTS5
reads them from `briefs_searchtext`, and triggers (briefs.models.triggers) keep it in step. Either
side of the index has a table of its own, so that neither knows anything of the other.
(PostgreSQL looks into the rows themselves, of which `Saying` tells the few that have all words.)
"""

from django.db import migrations

SIDES = (0, 1)
SQLITE = """
CREATE VIEW briefs_searchtext_{side} AS
SELECT publication_id, title, summary, body FROM briefs_searchtext WHERE side = {side};
CREATE VIRTUAL TABLE briefs_fulltext_{side} USING fts5(
    title, summary, body,
    content='briefs_searchtext_{side}', content_rowid='publication_id',
    tokenize='ascii'
)
"""


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for side in SIDES:
            for statement in SQLITE.format(side=side).split(";"):
                schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for side in SIDES:
            schema_editor.execute(f"DROP TABLE briefs_fulltext_{side}")
            schema_editor.execute(f"DROP VIEW briefs_searchtext_{side}")


class Migration(migrations.Migration):
    dependencies = [("briefs", "0001_initial")]

    operations = [migrations.RunPython(make, drop)]
