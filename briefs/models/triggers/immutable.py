"""What is written once: editions, amendments of their notes, versions, the audit log."""

from collections.abc import Iterable

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
_APPEND_ONLY = "The audit log is only added to."


def on_sqlite() -> dict[str, str]:
    """By name, the SQL that makes each."""
    changed = " OR ".join(
        f'NEW."{field.column}" IS NOT OLD."{field.column}"'
        for field in Edition._meta.local_concrete_fields
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
    }


def on_postgresql() -> dict[str, str]:
    """By name, the SQL that makes each."""
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
    }


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
