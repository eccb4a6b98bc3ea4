"""Triggers: rules that the database itself holds, on SQLite and on PostgreSQL.

- An edition can't be changed once written; only erased, leaving its number and dates.
- An amendment of its note can't be changed, either; its words go when the edition's do.
- A version of a noun can't be changed; only erased, leaving whose it was and when.
- An entry of the audit log can neither be changed nor deleted.
- A topic can't be a part of itself.
- A noun's old slug is kept as a former address, and no other noun takes it (`address.py`).
- Whatever changes how lists name or order nouns raises a version, by which processes know that
  what they remember of nouns is old (`IndexVersion`, ``nouns``).
- On SQLite, the full-text table follows the rows of `SearchText`. (PostgreSQL does that with
  a generated column, made by a migration.)

SQLite drops a table's triggers, without a word, when a migration remakes the table. So they
are made after every `migrate`, and a system check names one that is missing.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core import checks
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from briefs.models.address import ADDRESSED
from briefs.models.edition import Edition
from briefs.models.version import Version

_KEPT_AT_ERASURE = (
    *("id", "publication_id", "number", "published_at", "change"),
    *("kind", "language", "license", "share"),
)
_EMPTIED_AT_ERASURE = {
    **dict.fromkeys(("title", "summary", "note", "body_markdown", "body_html", "text"), ""),
    **dict.fromkeys(("key_points", "contents", "sources"), "[]"),
    **dict.fromkeys(("card", "citation"), "{}"),
}
_REFUSAL = "An edition can not be changed: publish a new one."
_VERSION = "A version can not be changed: save another."
_AMENDED = "An amendment can not be changed: amend the note again."
_CYCLE = "A topic can not be a part of itself."
_APPEND_ONLY = "The audit log is only added to."
# Those that hold against emptying a table, too.
_AGAINST_FLUSH = ("entry_stays", "entry_stays_in_bulk")
_TAKEN = "Readers are led from this address to another: choose another."

# What lists say of nouns, and how they order them.
_NAMED_BY = {
    "topic": "key, slug, name, names, parent_id",
    "actor": "key, slug, name",
    "agreement": "key, slug, title, names",
    "region": "key, slug, name, names",
    "tag": "key, slug, name",
}


def triggers(vendor: str) -> dict[str, str]:
    """The triggers of a database, name to the SQL that makes it."""
    rules, address = (
        (_sqlite(), _address_on_sqlite)
        if vendor == "sqlite"
        else (_postgresql(), _address_on_postgresql)
    )
    for noun, key in ADDRESSED.items():
        rules |= address(noun, key)
    noticed = _noticed_on_sqlite if vendor == "sqlite" else _noticed_on_postgresql
    for noun, columns in _NAMED_BY.items():
        rules |= noticed(noun, columns)
    return rules


def install(connection: BaseDatabaseWrapper) -> None:
    """Make those triggers that are missing or differ. Run after every migration."""
    present = _present(connection)
    with connection.cursor() as cursor:
        for name, sql in triggers(connection.vendor).items():
            if connection.vendor == "sqlite":
                if present.get(name) == sql:
                    continue
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(sql)


def install_after_migrate(*, using: str, **_kwargs: Any) -> None:
    """Receiver of `post_migrate`."""
    connection = connections[using]
    if Edition._meta.db_table in connection.introspection.table_names():
        install(connection)


def check_triggers(
    *, databases: Iterable[str] | None = None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """System check: each trigger stands in the database, as it should be."""
    return [
        checks.Error(
            f"The database lacks the trigger {name}.",
            hint="Run `python manage.py migrate`: it makes the triggers anew.",
            id="briefs.E001",
        )
        for alias in databases or ()
        for name in _missing(connections[alias])
    ]


@contextmanager
def lifted_for_flush(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let the whole database be emptied, audit log included, and put the triggers back."""
    with transaction.atomic(using=connection.alias):
        on = "" if connection.vendor == "sqlite" else "ON briefs_entry"
        with connection.cursor() as cursor:
            for name in _AGAINST_FLUSH:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} {on}")
        yield
        install(connection)


def _missing(connection: BaseDatabaseWrapper) -> list[str]:
    if Edition._meta.db_table not in connection.introspection.table_names():
        return []  # not migrated yet
    present, wanted = _present(connection), triggers(connection.vendor)
    if connection.vendor == "sqlite":
        return [name for name, sql in wanted.items() if present.get(name) != sql]
    return [name for name in wanted if name not in present]


def _present(connection: BaseDatabaseWrapper) -> dict[str, str]:
    query = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname, '' FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return dict(cursor.fetchall())


def _erasure() -> str:
    """SQL: whether an update erases: the text goes, what it was and when it was stays."""
    kept = _kept(_KEPT_AT_ERASURE)
    gone = " AND ".join(f"NEW.\"{name}\" = '{to}'" for name, to in _EMPTIED_AT_ERASURE.items())
    return f"(OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND {kept} AND {gone})"


def _amendment_erasure() -> str:
    """SQL: whether an update takes the words of an amendment after those of its edition."""
    erased = "SELECT 1 FROM briefs_edition WHERE id = NEW.edition_id AND erased_at IS NOT NULL"
    kept = _kept(("id", "edition_id", "number", "by_name", "at"))
    return f"({kept} AND NEW.note = '' AND NEW.reason = '' AND EXISTS ({erased}))"


def _version_erasure() -> str:
    """SQL: whether an update erases what a version said."""
    kept = _kept(("id", "noun", "key", "number", "made_at", "who", "way", "based_on"))
    emptied = "NEW.content = '{}' AND NEW.changed = '{}' AND NEW.note = ''"
    return f"(OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND {kept} AND {emptied})"


def _version_differs(differ: str) -> str:
    """SQL: whether a version says something else; the account of who made it may go."""
    return " OR ".join(
        f'NEW."{field.column}" {differ} OLD."{field.column}"'
        for field in Version._meta.local_concrete_fields
        if field.name != "by"
    )


def _kept(names: Iterable[str]) -> str:
    return " AND ".join(
        f'(NEW."{name}" = OLD."{name}" OR (NEW."{name}" IS NULL AND OLD."{name}" IS NULL))'
        for name in names
    )


def _sqlite() -> dict[str, str]:
    changed = " OR ".join(
        f'NEW."{field.column}" IS NOT OLD."{field.column}"'
        for field in Edition._meta.local_concrete_fields
    )
    cycle = (
        f"SELECT RAISE(ABORT, '{_CYCLE}') WHERE NEW.id IN ("
        "WITH RECURSIVE above(id) AS (SELECT NEW.parent_id UNION "
        "SELECT parent_id FROM briefs_topic JOIN above USING (id) WHERE parent_id IS NOT NULL) "
        "SELECT id FROM above);"
    )
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
        "edition_is_immutable": (
            "CREATE TRIGGER edition_is_immutable BEFORE UPDATE ON briefs_edition "
            f"WHEN ({changed}) AND NOT {_erasure()} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        ),
        # INSERT OR REPLACE deletes a row and fires no UPDATE trigger.
        "edition_is_written_once": (
            "CREATE TRIGGER edition_is_written_once BEFORE INSERT ON briefs_edition "
            "WHEN EXISTS (SELECT 1 FROM briefs_edition WHERE id = NEW.id OR "
            "(publication_id = NEW.publication_id AND number = NEW.number)) "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        ),
        "amendment_is_immutable": (
            "CREATE TRIGGER amendment_is_immutable BEFORE UPDATE ON briefs_amendment "
            f"WHEN NOT {_amendment_erasure()} BEGIN SELECT RAISE(ABORT, '{_AMENDED}'); END"
        ),
        "amendment_is_written_once": (
            "CREATE TRIGGER amendment_is_written_once BEFORE INSERT ON briefs_amendment "
            "WHEN EXISTS (SELECT 1 FROM briefs_amendment WHERE id = NEW.id OR "
            "(edition_id = NEW.edition_id AND number = NEW.number)) "
            f"BEGIN SELECT RAISE(ABORT, '{_AMENDED}'); END"
        ),
        "version_is_immutable": (
            "CREATE TRIGGER version_is_immutable BEFORE UPDATE ON briefs_version "
            f"WHEN ({_version_differs('IS NOT')}) AND NOT {_version_erasure()} "
            f"BEGIN SELECT RAISE(ABORT, '{_VERSION}'); END"
        ),
        "version_is_written_once": (
            "CREATE TRIGGER version_is_written_once BEFORE INSERT ON briefs_version "
            "WHEN EXISTS (SELECT 1 FROM briefs_version WHERE id = NEW.id OR "
            "(noun = NEW.noun AND key = NEW.key AND number = NEW.number)) "
            f"BEGIN SELECT RAISE(ABORT, '{_VERSION}'); END"
        ),
        # With recursive_triggers on, INSERT OR REPLACE is refused by the second.
        "entry_is_unchangeable": (
            "CREATE TRIGGER entry_is_unchangeable BEFORE UPDATE ON briefs_entry "
            f"BEGIN SELECT RAISE(ABORT, '{_APPEND_ONLY}'); END"
        ),
        "entry_stays": (
            "CREATE TRIGGER entry_stays BEFORE DELETE ON briefs_entry "
            f"BEGIN SELECT RAISE(ABORT, '{_APPEND_ONLY}'); END"
        ),
        "topic_has_no_cycle": (
            "CREATE TRIGGER topic_has_no_cycle BEFORE UPDATE OF parent_id ON briefs_topic "
            f"WHEN NEW.parent_id IS NOT NULL BEGIN {cycle} END"
        ),
        "topic_enters_no_cycle": (
            "CREATE TRIGGER topic_enters_no_cycle BEFORE INSERT ON briefs_topic "
            f"WHEN NEW.parent_id IS NOT NULL BEGIN {cycle} END"
        ),
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


def _postgresql() -> dict[str, str]:
    return {
        "edition_is_immutable": f"""
            CREATE OR REPLACE FUNCTION briefs_refuse_edition_change() RETURNS trigger AS $$
            BEGIN
                IF NEW.* IS DISTINCT FROM OLD.* AND NOT {_erasure()} THEN
                    RAISE integrity_constraint_violation USING MESSAGE = '{_REFUSAL}';
                END IF;
                RETURN NEW;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER edition_is_immutable BEFORE UPDATE ON briefs_edition
            FOR EACH ROW EXECUTE FUNCTION briefs_refuse_edition_change();
        """,
        "amendment_is_immutable": f"""
            CREATE OR REPLACE FUNCTION briefs_refuse_amendment_change() RETURNS trigger AS $$
            BEGIN
                IF NOT {_amendment_erasure()} THEN
                    RAISE integrity_constraint_violation USING MESSAGE = '{_AMENDED}';
                END IF;
                RETURN NEW;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER amendment_is_immutable BEFORE UPDATE ON briefs_amendment
            FOR EACH ROW EXECUTE FUNCTION briefs_refuse_amendment_change();
        """,
        "version_is_immutable": f"""
            CREATE OR REPLACE FUNCTION briefs_refuse_version_change() RETURNS trigger AS $$
            BEGIN
                IF ({_version_differs("IS DISTINCT FROM")}) AND NOT {_version_erasure()} THEN
                    RAISE integrity_constraint_violation USING MESSAGE = '{_VERSION}';
                END IF;
                RETURN NEW;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER version_is_immutable BEFORE UPDATE ON briefs_version
            FOR EACH ROW EXECUTE FUNCTION briefs_refuse_version_change();
        """,
        "entry_is_unchangeable": f"""
            CREATE OR REPLACE FUNCTION briefs_refuse_entry_change() RETURNS trigger AS $$
            BEGIN
                RAISE integrity_constraint_violation USING MESSAGE = '{_APPEND_ONLY}';
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER entry_is_unchangeable BEFORE UPDATE ON briefs_entry
            FOR EACH ROW EXECUTE FUNCTION briefs_refuse_entry_change();
        """,
        "entry_stays": """
            CREATE OR REPLACE TRIGGER entry_stays BEFORE DELETE ON briefs_entry
            FOR EACH ROW EXECUTE FUNCTION briefs_refuse_entry_change();
        """,
        "entry_stays_in_bulk": """
            CREATE OR REPLACE TRIGGER entry_stays_in_bulk BEFORE TRUNCATE ON briefs_entry
            FOR EACH STATEMENT EXECUTE FUNCTION briefs_refuse_entry_change();
        """,
        # The lock: two transactions that each move a topic beneath the other's would each
        # see no cycle.
        "topic_has_no_cycle": f"""
            CREATE OR REPLACE FUNCTION briefs_refuse_topic_cycle() RETURNS trigger AS $$
            BEGIN
                PERFORM pg_advisory_xact_lock(hashtext('briefs_topic'));
                IF NEW.id IN (
                    WITH RECURSIVE above(id) AS (
                        SELECT NEW.parent_id UNION
                        SELECT parent_id FROM briefs_topic JOIN above USING (id)
                        WHERE parent_id IS NOT NULL
                    ) SELECT id FROM above WHERE id IS NOT NULL
                ) THEN
                    RAISE integrity_constraint_violation USING MESSAGE = '{_CYCLE}';
                END IF;
                RETURN NEW;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER topic_has_no_cycle
            BEFORE INSERT OR UPDATE OF parent_id ON briefs_topic
            FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL)
            EXECUTE FUNCTION briefs_refuse_topic_cycle();
        """,
    }


def _leads_elsewhere(noun: str, key: str) -> str:
    """SQL: whether readers are led from a row's new slug to another noun."""
    return (
        f"EXISTS (SELECT 1 FROM briefs_formeraddress AS former JOIN briefs_{noun} AS other "
        f"ON other.{key} = former.key WHERE former.noun = '{noun}' "
        f"AND former.slug = NEW.slug AND former.key <> NEW.{key})"
    )


def _keep_address(noun: str, key: str) -> str:
    """SQL: the old slug becomes a former address; one that the noun has again is none."""
    return (
        f"DELETE FROM briefs_formeraddress WHERE noun = '{noun}' "
        f"AND (slug = OLD.slug OR (slug = NEW.slug AND key = NEW.{key})); "
        "INSERT INTO briefs_formeraddress (noun, slug, key) "
        f"VALUES ('{noun}', OLD.slug, OLD.{key});"
    )


def _address_on_sqlite(noun: str, key: str) -> dict[str, str]:
    refuse = f"SELECT RAISE(ABORT, '{_TAKEN}') WHERE {_leads_elsewhere(noun, key)};"
    return {
        f"{noun}_takes_no_address": (
            f"CREATE TRIGGER {noun}_takes_no_address AFTER INSERT ON briefs_{noun} "
            f"BEGIN {refuse} END"
        ),
        f"{noun}_keeps_address": (
            f"CREATE TRIGGER {noun}_keeps_address AFTER UPDATE OF slug ON briefs_{noun} "
            f"WHEN NEW.slug <> OLD.slug BEGIN {refuse} {_keep_address(noun, key)} END"
        ),
    }


def _address_on_postgresql(noun: str, key: str) -> dict[str, str]:
    # After the change: by then, whoever held the slug until now has left their own row.
    return {
        f"{noun}_keeps_address": f"""
            CREATE OR REPLACE FUNCTION briefs_keep_{noun}_address() RETURNS trigger AS $$
            BEGIN
                IF {_leads_elsewhere(noun, key)} THEN
                    RAISE integrity_constraint_violation USING MESSAGE = '{_TAKEN}';
                END IF;
                IF TG_OP = 'UPDATE' AND NEW.slug <> OLD.slug THEN
                    {_keep_address(noun, key)}
                END IF;
                RETURN NULL;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER {noun}_keeps_address
            AFTER INSERT OR UPDATE OF slug ON briefs_{noun}
            FOR EACH ROW EXECUTE FUNCTION briefs_keep_{noun}_address();
        """
    }


def _raise_nouns(random: str) -> str:
    """SQL: raise the version of the nouns, which begins anywhere: a database may be made anew."""
    return (
        "INSERT INTO briefs_indexversion (name, version, made, making) "
        f"VALUES ('nouns', {random}, 0, 0) "
        "ON CONFLICT (name) DO UPDATE SET version = briefs_indexversion.version + 1;"
    )


def _noticed_on_sqlite(noun: str, columns: str) -> dict[str, str]:
    deeds = {"made": "INSERT", "changed": f"UPDATE OF {columns}", "deleted": "DELETE"}
    return {
        f"{noun}_{word}_is_noticed": (
            f"CREATE TRIGGER {noun}_{word}_is_noticed AFTER {deed} ON briefs_{noun} "
            f"BEGIN {_raise_nouns('abs(random() / 2)')} END"
        )
        for word, deed in deeds.items()
    }


def _noticed_on_postgresql(noun: str, columns: str) -> dict[str, str]:
    # At the end of the transaction, once: so none waits for another longer than a moment, and
    # the order in which rows are changed can't lock two against each other.
    return {
        f"{noun}_is_noticed": f"""
            CREATE OR REPLACE FUNCTION briefs_notice_nouns() RETURNS trigger AS $$
            BEGIN
                IF current_setting('chancery.noticed', true)
                    IS DISTINCT FROM pg_current_xact_id()::text
                THEN
                    PERFORM set_config('chancery.noticed', pg_current_xact_id()::text, true);
                    {_raise_nouns("floor(random() * 1e15)::bigint")}
                END IF;
                RETURN NULL;
            END $$ LANGUAGE plpgsql;
            DROP TRIGGER IF EXISTS {noun}_is_noticed ON briefs_{noun};
            CREATE CONSTRAINT TRIGGER {noun}_is_noticed
            AFTER INSERT OR DELETE OR UPDATE OF {columns} ON briefs_{noun}
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION briefs_notice_nouns();
        """
    }
