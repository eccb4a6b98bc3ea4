"""What differs between two contents of a noun: which fields, and which rows of which lists."""

from dataclasses import dataclass
from typing import Any

from briefs.editorial.content import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsChanged:
    """The keys of the rows of one list that came, that say something else, and that went."""

    added: list[str]
    changed: list[str]
    deleted: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The names of fields, sets included, that differ; and the rows that do, by their list."""

    fields: list[str]
    rows: dict[str, RowsChanged]

    @property
    def in_short(self) -> dict[str, Any]:
        """Names and numbers, as a version keeps them beside its content."""
        counts = {
            name: {
                "added": len(rows.added),
                "changed": len(rows.changed),
                "deleted": len(rows.deleted),
            }
            for name, rows in self.rows.items()
        }
        said = {
            "fields": self.fields,
            "rows": {
                name: {deed: number for deed, number in count.items() if number}
                for name, count in counts.items()
            },
        }
        return {name: value for name, value in said.items() if value}


def between(before: Content, after: Content) -> Changed:
    """What differs. A field that only one of them has, for the model changed since, does, too."""
    old, new = (content["fields"] | content["sets"] for content in (before, after))
    lists = dict.fromkeys([*after["rows"], *before["rows"]])
    rows = {
        name: _rows(before["rows"].get(name, {}), after["rows"].get(name, {})) for name in lists
    }
    return Changed(
        fields=[name for name in dict.fromkeys([*new, *old]) if old.get(name) != new.get(name)],
        rows={name: row for name, row in rows.items() if row.added or row.changed or row.deleted},
    )


def _rows(before: dict[str, Any], after: dict[str, Any]) -> RowsChanged:
    return RowsChanged(
        added=[key for key in after if key not in before],
        changed=[key for key in after if key in before and after[key] != before[key]],
        deleted=[key for key in before if key not in after],
    )
