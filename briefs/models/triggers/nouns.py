"""Whatever changes how lists name or order nouns raises a version (`IndexVersion`, ``nouns``), by
which processes know that what they remember of nouns is old.
"""

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
    made = (_noticed_on_sqlite(noun, columns) for noun, columns in _NAMED_BY.items())
    return {name: sql for each in made for name, sql in each.items()}


def on_postgresql() -> dict[str, str]:
    """By name, the SQL that makes each."""
    made = (_noticed_on_postgresql(noun, columns) for noun, columns in _NAMED_BY.items())
    return {name: sql for each in made for name, sql in each.items()}


def _raise_nouns(random: str) -> str:
    """SQL: raise the version of the nouns, which begins anywhere: a database may be made anew."""
    return (
        "INSERT INTO briefs_indexversion "
        "(name, version, side, made, making, building, reached, emptied) "
        f"VALUES ('nouns', {random}, 0, 0, 0, 0, 0, false) "
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
