"""Lines of files that are streamed: CSV for spreadsheets, JSON lines for programs."""

import csv
import json
from collections.abc import Iterable
from typing import Any

BYTE_ORDER = "\ufeff"  # a mark of UTF-8, for spreadsheets; stands before the first line
# What spreadsheets take for the beginning of a formula, full-width signs included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def csv_line(values: Iterable[Any]) -> str:
    """A line of cells; an apostrophe stands before what would be taken for a formula."""
    line: str = csv.writer(_Line()).writerow([_cell(value) for value in values])
    return line


def json_line(said: Any) -> str:
    """A line with one value."""
    return json.dumps(said, ensure_ascii=False) + "\n"


class _Line:
    """A file for the csv writer that hands each line back."""

    def write(self, line: str) -> str:
        return line


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if _is_formula(text) else text


def cell_text(cell: str) -> str:
    """What a cell of `csv_line` said: without the apostrophe before what isn't a formula."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell) else cell


def _is_formula(text: str) -> bool:
    """Apostrophes aside, so that each text has one cell, and each cell one text."""
    return text.lstrip("'").startswith(_FORMULA)
