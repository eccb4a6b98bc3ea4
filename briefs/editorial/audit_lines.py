"""The audit log as lines of a file: CSV for spreadsheets, JSON lines for programs.

Lines come one by one, however many there are; oldest first.
"""

import csv
import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from briefs.models.audit import JSON, EntryQuerySet

FIELDS = (
    *("at", "action", "who_id", "who", "noun", "key", "row", "label"),
    *("request_id", "origin", "data"),
)
CHUNK = 2000
# What spreadsheets take for the beginning of a formula, full-width signs included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format: how its file is called and typed, and its lines."""

    ending: str
    content_type: str
    lines: Callable[[EntryQuerySet], Iterator[str]]


def csv_lines(entries: EntryQuerySet) -> Iterator[str]:
    """A line of names, then one for each entry.

    A mark of UTF-8 stands first, for spreadsheets; an apostrophe before what they would take
    for a formula.
    """
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(FIELDS)
    for said in _rows(entries):
        yield writer.writerow([_cell(said[name]) for name in FIELDS])


def json_lines(entries: EntryQuerySet) -> Iterator[str]:
    """An object for each entry."""
    for said in _rows(entries):
        yield json.dumps(said, ensure_ascii=False) + "\n"


FORMATS = {
    "csv": Format(ending="csv", content_type="text/csv; charset=utf-8", lines=csv_lines),
    "jsonl": Format(ending="jsonl", content_type="application/jsonl", lines=json_lines),
}


class _Line:
    """A file for the csv writer that hands each line back."""

    def write(self, line: str) -> str:
        return line


def _rows(entries: EntryQuerySet) -> Iterator[dict[str, JSON]]:
    for entry in entries.order_by("at", "pk").iterator(chunk_size=CHUNK):
        said = {name: getattr(entry, name) for name in FIELDS}
        at = entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
        yield said | {"at": at, "key": str(entry.key) if entry.key else None}


def _cell(value: JSON) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text.startswith(_FORMULA) else text
