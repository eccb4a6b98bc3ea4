"""A topic can't be a part of itself."""

_CYCLE = "A topic can not be a part of itself."


def on_sqlite() -> dict[str, str]:
    """By name, the SQL that makes each."""
    cycle = (
        f"SELECT RAISE(ABORT, '{_CYCLE}') WHERE NEW.id IN ("
        "WITH RECURSIVE above(id) AS (SELECT NEW.parent_id UNION "
        "SELECT parent_id FROM briefs_topic JOIN above USING (id) WHERE parent_id IS NOT NULL) "
        "SELECT id FROM above);"
    )
    return {
        "topic_has_no_cycle": (
            "CREATE TRIGGER topic_has_no_cycle BEFORE UPDATE OF parent_id ON briefs_topic "
            f"WHEN NEW.parent_id IS NOT NULL BEGIN {cycle} END"
        ),
        "topic_enters_no_cycle": (
            "CREATE TRIGGER topic_enters_no_cycle BEFORE INSERT ON briefs_topic "
            f"WHEN NEW.parent_id IS NOT NULL BEGIN {cycle} END"
        ),
    }


def on_postgresql() -> dict[str, str]:
    """By name, the SQL that makes each."""
    return {
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
