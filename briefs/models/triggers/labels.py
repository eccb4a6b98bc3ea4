"""What readers see an actor under, in the language of their page, follows its names.

By whatever way a name changes (form, restored version, merger, import, SQL), `Actor.labels` has
for each language the first of the names that can be shown there, in the order of `SHOWN`.
"""

from briefs.models.actor_name import SHOWN

_RANK = " ".join(f"WHEN '{kind}' THEN {rank}" for rank, kind in enumerate(SHOWN))


def _rank(row: str) -> str:
    return f"(CASE {row}.kind {_RANK} ELSE {len(SHOWN)} END)"


def _labels(actor: str, collected: str) -> str:
    """SQL: the labels of an actor, `collected` into an object by the database's own function."""
    return (
        f"UPDATE briefs_actor SET labels = (SELECT {collected} FROM (SELECT shown_in, name "
        f"FROM briefs_actorname AS best WHERE actor_id = {actor} AND shown_in <> '' AND NOT EXISTS "
        "(SELECT 1 FROM briefs_actorname AS better WHERE better.actor_id = best.actor_id "
        "AND better.shown_in = best.shown_in "
        f"AND ({_rank('better')}, better.id) < ({_rank('best')}, best.id)) "
        f"ORDER BY shown_in) AS shown) WHERE id = {actor};"
    )


def on_sqlite() -> dict[str, str]:
    """By name, the SQL that makes each."""
    collected = "json_group_object(shown_in, name)"
    after = {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}
    words = {"INSERT": "made", "UPDATE": "changed", "DELETE": "deleted"}
    return {
        f"actor_name_{words[deed]}_is_shown": (
            f"CREATE TRIGGER actor_name_{words[deed]}_is_shown AFTER {deed} ON briefs_actorname "
            f"BEGIN {' '.join(_labels(f'{row}.actor_id', collected) for row in rows)} END"
        )
        for deed, rows in after.items()
    }


def on_postgresql() -> dict[str, str]:
    """By name, the SQL that makes each."""
    collected = "coalesce(jsonb_object_agg(shown_in, name), '{}')"
    return {
        "actor_name_is_shown": f"""
            CREATE OR REPLACE FUNCTION briefs_show_actor_name() RETURNS trigger AS $$
            BEGIN
                IF TG_OP <> 'INSERT' THEN
                    {_labels("OLD.actor_id", collected)}
                END IF;
                IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.actor_id <> OLD.actor_id) THEN
                    {_labels("NEW.actor_id", collected)}
                END IF;
                RETURN NULL;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER actor_name_is_shown
            AFTER INSERT OR UPDATE OR DELETE ON briefs_actorname
            FOR EACH ROW EXECUTE FUNCTION briefs_show_actor_name();
        """
    }
