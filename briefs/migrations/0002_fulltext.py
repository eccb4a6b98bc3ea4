"""The full-text index of `SearchText` on SQLite, which finds phrases: FTS5.

The words arrive normalised (briefs.words), letters and digits with a space between, so FTS5 may
have no say in what a word is: `ascii` takes every other letter as it is. The rows are kept once: FTS5
reads them from `briefs_searchtext`, and triggers (briefs.models.triggers) keep it in step.
(PostgreSQL looks into the rows themselves, of which `Saying` tells the few that have all words.)
"""

from django.db import migrations

SQLITE = """
CREATE VIRTUAL TABLE briefs_fulltext USING fts5(
    title, summary, body,
    content='briefs_searchtext', content_rowid='publication_id',
    tokenize='ascii'
)
"""


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(SQLITE)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE briefs_fulltext")


class Migration(migrations.Migration):
    dependencies = [("briefs", "0001_initial")]

    operations = [migrations.RunPython(make, drop)]
