"""Whoever remembers what the database says is told that it says otherwise now, by versions.

In `IndexVersion`, ``shown`` changes with all that pages show to readers, ``nouns`` with what lists
call nouns; by whatever way it comes: a form, an import, SQL. Tables that a later release adds are
shown unless they stand here.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps

# The desk's own, and what only follows from what is shown.
_UNSHOWN = {
    *("brief", "briefauthor", "brieftag", "version", "entry", "unsaved", "presence", "review"),
    *("comment", "schedule", "previewlink", "linkcheck", "linkuse", "savedfilter", "worker"),
    *("bulkjob", "bulkrow", "posting", "saying", "searchtext", "word", "indexversion"),
}
_COLUMNS = "(name, version, side, made, making, building, reached, emptied)"
_REST = "0, 0, 0, 0, 0, false"  # which is of the postings alone
_RANDOM = "floor(random() * 9e15)::bigint"
# What lists say of nouns, and how they order them.
_NAMED_BY = {
    "topic": "key, slug, name, names, parent_id",
    "actor": "key, slug, name, labels",
    "agreement": "key, slug, title, names",
    "region": "key, slug, name, names",
    "tag": "key, slug, name",
}


def on_sqlite() -> dict[str, str]:
    """By name, the SQL that makes each."""
    made = [_on_sqlite(table, "shown", "") for table in _shown()]
    made += [_on_sqlite(f"briefs_{noun}", "nouns", f" OF {of}") for noun, of in _NAMED_BY.items()]
    return {name: sql for each in made for name, sql in each.items()}


def on_postgresql() -> dict[str, str]:
    """By name, the SQL that makes each."""
    made = [_on_postgresql(table, "shown", "") for table in _shown()]
    made += [
        _on_postgresql(f"briefs_{noun}", "nouns", f" OF {of}") for noun, of in _NAMED_BY.items()
    ]
    return {name: sql for each in made for name, sql in each.items()}


def beginning(vendor: str) -> str:
    """SQL: give the versions a number where they have none; for what was there before triggers."""
    random = "abs(random() / 2)" if vendor == "sqlite" else _RANDOM
    values = ", ".join(f"('{which}', {random}, {_REST})" for which in ("shown", "nouns"))
    return (
        f"INSERT INTO briefs_indexversion {_COLUMNS} VALUES {values} ON CONFLICT (name) DO NOTHING"
    )


def _shown() -> Iterator[str]:
    """The tables of what readers may see."""
    for model in apps.get_app_config("briefs").get_models():
        if model._meta.model_name not in _UNSHOWN:
            fields = model._meta.local_many_to_many
            related: list[Any] = [field.remote_field.through for field in fields]
            yield model._meta.db_table
            yield from (each._meta.db_table for each in related if each._meta.auto_created)


def _change(which: str, random: str) -> str:
    """SQL: give a version another number, none that it ever had: databases are restored, too."""
    return (
        f"INSERT INTO briefs_indexversion {_COLUMNS} VALUES ({which}, {random}, {_REST}) "
        "ON CONFLICT (name) DO UPDATE SET version = excluded.version;"
    )


def _on_sqlite(table: str, which: str, columns: str) -> dict[str, str]:
    deeds = {"made": "INSERT", "changed": f"UPDATE{columns}", "deleted": "DELETE"}
    change = _change(f"'{which}'", "abs(random() / 2)")
    return {
        f"{table}_{word}_{which}": (
            f"CREATE TRIGGER {table}_{word}_{which} AFTER {deed} ON {table} BEGIN {change} END"
        )
        for word, deed in deeds.items()
    }


def _on_postgresql(table: str, which: str, columns: str) -> dict[str, str]:
    # At the end of the transaction, once: so none waits for another longer than a moment. And
    # always ``shown`` first: so the order in which rows are changed can't lock two against
    # each other.
    return {
        f"{table}_{which}": f"""
            CREATE OR REPLACE FUNCTION briefs_change(which text) RETURNS void AS $$
            DECLARE
                noticed text := 'chancery.' || which;
            BEGIN
                IF current_setting(noticed, true)
                    IS DISTINCT FROM pg_current_xact_id()::text
                THEN
                    PERFORM set_config(noticed, pg_current_xact_id()::text, true);
                    {_change("which", _RANDOM)}
                END IF;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE FUNCTION briefs_notice() RETURNS trigger AS $$
            BEGIN
                PERFORM briefs_change('shown');
                PERFORM briefs_change(TG_ARGV[0]);
                RETURN NULL;
            END $$ LANGUAGE plpgsql;
            DROP TRIGGER IF EXISTS {table}_{which} ON {table};
            CREATE CONSTRAINT TRIGGER {table}_{which}
            AFTER INSERT OR DELETE OR UPDATE{columns} ON {table}
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION briefs_notice('{which}');
        """
    }
