"""The audit log as lines of a file: CSV for spreadsheets, JSON lines for programs.

Lines come one by one, however many there are; oldest first.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from briefs.lines import BYTE_ORDER, csv_line, json_line
from briefs.models.audit import JSON, EntryQuerySet

FIELDS = (
    *("at", "action", "who_id", "who", "noun", "key", "row", "label"),
    *("request_id", "origin", "data"),
)
CHUNK = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format: how its file is called and typed, and its lines."""

    ending: str
    content_type: str
    lines: Callable[[EntryQuerySet], Iterator[str]]


def csv_lines(entries: EntryQuerySet) -> Iterator[str]:
    """A line of names, then one for each entry."""
    yield BYTE_ORDER + csv_line(FIELDS)
    for said in _rows(entries):
        yield csv_line(said[name] for name in FIELDS)


def json_lines(entries: EntryQuerySet) -> Iterator[str]:
    """An object for each entry."""
    for said in _rows(entries):
        yield json_line(said)


FORMATS = {
    "csv": Format(ending="csv", content_type="text/csv; charset=utf-8", lines=csv_lines),
    "jsonl": Format(ending="jsonl", content_type="application/jsonl", lines=json_lines),
}


def _rows(entries: EntryQuerySet) -> Iterator[dict[str, JSON]]:
    for entry in entries.order_by("at", "pk").iterator(chunk_size=CHUNK):
        said = {name: getattr(entry, name) for name in FIELDS}
        at = entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
        yield said | {"at": at, "key": str(entry.key) if entry.key else None}
