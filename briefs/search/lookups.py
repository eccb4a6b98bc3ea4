"""A lookup for sets of ids of any size: ``pk__in_bitmap=BitMap(…)``, one parameter in SQL."""

import json
from typing import Any

from django.db.models import BigAutoField, Lookup
from pyroaring import BitMap


@BigAutoField.register_lookup
class InBitmap(Lookup):  # type: ignore[type-arg]
    """Whether a key is in a roaring bitmap."""

    lookup_name = "in_bitmap"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: BitMap, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [list(value)]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", [*parameters, list(self.rhs)]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, parameters = self.process_lhs(compiler, connection)
        return (
            f"{left} IN (SELECT value FROM json_each(%s))",
            [*parameters, json.dumps(list(self.rhs))],
        )
