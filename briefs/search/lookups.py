"""A lookup for sets of ids of any size: ``pk__in_bitmap=BitMap(…)``, one parameter in SQL."""

import json
from typing import Any

from django.db.models import BigAutoField, Lookup


@BigAutoField.register_lookup
class InBitmap(Lookup):
    """Whether a key is in a roaring bitmap."""

    lookup_name = "in_bitmap"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", [*parameters, list(self.rhs)]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, parameters = self.process_lhs(compiler, connection)
        return (
            f"{left} IN (SELECT value FROM json_each(%s))",  # noqa: S608  (a column's name)
            [*parameters, json.dumps(list(self.rhs))],
        )
