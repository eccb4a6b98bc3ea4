"""A noun's old slug is kept as a former address, and no other noun takes it (`address.py`)."""

from briefs.models.address import ADDRESSED

_TAKEN = "Readers are led from this address to another: choose another."


def on_sqlite() -> dict[str, str]:
    """By name, the SQL that makes each."""
    made = (_address_on_sqlite(noun, key) for noun, key in ADDRESSED.items())
    return {name: sql for each in made for name, sql in each.items()}


def on_postgresql() -> dict[str, str]:
    """By name, the SQL that makes each."""
    made = (_address_on_postgresql(noun, key) for noun, key in ADDRESSED.items())
    return {name: sql for each in made for name, sql in each.items()}


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
