"""The full-text index of `SearchText`: FTS5 on SQLite, tsvector and GIN on PostgreSQL.

The words arrive normalised (briefs.words), letters and digits with a space between, so neither
engine may have a say in what a word is: FTS5's `ascii` takes every other letter as it is, and
PostgreSQL is given the words by number, past its parser. On SQLite the rows are kept once: FTS5
reads them from `briefs_searchtext`, and triggers (briefs.models.triggers) keep it in step.
"""

from django.db import migrations

SQLITE = """
CREATE VIRTUAL TABLE briefs_fulltext USING fts5(
    title, summary, body,
    content='briefs_searchtext', content_rowid='publication_id',
    tokenize='ascii'
)
"""
# Places serve ranking alone: PostgreSQL keeps 256 of a word and none past the 16,383rd, so
# phrases are looked for in the text (briefs.search.fulltext). It takes a megabyte of words with
# all places that it is given, so it is given no more than it keeps.
POSTGRESQL = """
CREATE FUNCTION briefs_lexemes(words text, weight "char") RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT setweight(
        coalesce(
            string_agg(word || ':' || array_to_string(places[1:255], ','), ' '), ''
        )::tsvector, weight
    )
    FROM (
        SELECT word, array_agg(DISTINCT least(place, 16383)) AS places
        FROM unnest(string_to_array(words, ' ')) WITH ORDINALITY AS found (word, place)
        GROUP BY word
    ) AS grouped
$$;
ALTER TABLE briefs_searchtext ADD COLUMN lexemes tsvector GENERATED ALWAYS AS (
    briefs_lexemes(title, 'A') || briefs_lexemes(summary, 'B') || briefs_lexemes(body, 'D')
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
        schema_editor.execute("DROP FUNCTION briefs_lexemes")


class Migration(migrations.Migration):
    dependencies = [("briefs", "0001_initial")]

    operations = [migrations.RunPython(make, drop)]
