"""Whoever remembers what the database says is told that it says otherwise now, by versions.

In `IndexVersion`, ``shown`` changes with all that pages show to readers, ``nouns`` with what lists
call nouns, ``facts`` with what timeline and network are made of; by whatever way it comes: a form,
an import, SQL. Tables that a later release adds are shown unless they stand here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from briefs.models.evidence import CLAIMS

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
# What timeline and network are made of, but for the words that a page asks for anew.
_FACTS = (
    *("event", "participant", "event_topics", "event_agreements", "agreement_topics"),
    *("position", "party", "milestone", "body", "relation", "succession", "evidence"),
)
# Of these, only another value of one of these. A passage that follows its words into a new edition
# says what it said; what the edition made of it, `state` says.
_FACTS_BY = {
    "actor": ("key", "slug", "kind", "name", "labels"),
    "agreement": ("key", "slug", "kind", "title", "names"),
    "topic": ("key", "parent_id"),
    "publication": ("state", "retraction_id"),
    "evidence": (
        *("assertion", "state", "succeeds_id", "edition_id IS NULL"),
        *(f"{claim}_id" for claim in CLAIMS),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Watch:
    """Changes of a table that give a version another number: of its rows, `of` some columns.

    Or `by` some expressions alone, which begin with a column: where a row has others than before.
    """

    table: str
    which: str
    rows: bool = True
    of: str = ""
    by: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What its triggers' names begin with."""
        return f"{self.table}_{{}}_{self.which}"

    @property
    def update(self) -> str:
        """The UPDATE that counts, in SQL."""
        return f"UPDATE OF {self.of}" if self.of else "UPDATE"

    def when(self, differs: str) -> str:
        """The condition of an UPDATE, with the database's own word for what differs."""
        pairs = (f"(OLD.{each}) {differs} (NEW.{each})" for each in self.by)
        return f"WHEN ({' OR '.join(pairs)}) " if self.by else ""


def _watches() -> Iterator[_Watch]:
    for table in _shown():
        yield _Watch(table=table, which="shown")
    for noun, of in _NAMED_BY.items():
        yield _Watch(table=f"briefs_{noun}", which="nouns", of=of)
    for name in dict.fromkeys((*_FACTS, *_FACTS_BY)):
        by = _FACTS_BY.get(name, ())
        yield _Watch(table=f"briefs_{name}", which="facts", rows=name in _FACTS, by=by)


def on_sqlite() -> dict[str, str]:
    """By name, the SQL that makes each."""
    return {name: sql for watch in _watches() for name, sql in _on_sqlite(watch)}


def on_postgresql() -> dict[str, str]:
    """By name, the SQL that makes each."""
    return {name: sql for watch in _watches() for name, sql in _on_postgresql(watch)}


def beginning(vendor: str) -> str:
    """SQL: give the versions a number where they have none; for what was there before triggers."""
    random = "abs(random() / 2)" if vendor == "sqlite" else _RANDOM
    values = ", ".join(f"('{which}', {random}, {_REST})" for which in ("shown", "nouns", "facts"))
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


def _on_sqlite(watch: _Watch) -> Iterator[tuple[str, str]]:
    change = _change(f"'{watch.which}'", "abs(random() / 2)")
    deeds = {"made": "INSERT", "changed": watch.update, "deleted": "DELETE"}
    for word, deed in deeds.items():
        name, when = watch.name.format(word), watch.when("IS NOT") if word == "changed" else ""
        if watch.rows or when:
            yield (
                name,
                f"CREATE TRIGGER {name} AFTER {deed} ON {watch.table} {when}BEGIN {change} END",
            )


def _on_postgresql(watch: _Watch) -> Iterator[tuple[str, str]]:
    # At the end of the transaction, once: so none waits for another longer than a moment. And
    # always ``shown`` first: so the order in which rows are changed can't lock two against
    # each other.
    when = watch.when("IS DISTINCT FROM")
    deeds = {"rows": "INSERT OR DELETE"} if watch.rows else {}
    for word, deed in {**deeds, "changed": watch.update}.items():
        name = watch.name.format(word)
        yield (
            name,
            f"""
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
            DROP TRIGGER IF EXISTS {name} ON {watch.table};
            CREATE CONSTRAINT TRIGGER {name} AFTER {deed} ON {watch.table}
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW {when if word == "changed" else ""}
            EXECUTE FUNCTION briefs_notice('{watch.which}');
            """,
        )
