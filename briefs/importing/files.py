"""The files of the source: YAML lists and Markdown with front matter, read and complained of."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError

from briefs.publishing import PublishRefused

type Row = dict[str, Any]


class SourceError(Exception):
    """A file of the source says something that can't be entered; the message names it."""


class NotThere(Exception):
    """An entry speaks of something that no file enters."""


def rows_of(folder: Path, name: str) -> list[Row]:
    """The entries of a YAML file, each with a slug."""
    return checked(f"{name}.yaml", _parsed(f"{name}.yaml", _text(folder / f"{name}.yaml")))


def checked(file: str, rows: Any) -> list[Row]:
    """The rows, if they are a list of entries with a slug each."""
    if not isinstance(rows, list):
        raise SourceError(f"{file}: write a list.")
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict) or not isinstance(row.get("slug"), str):
            raise SourceError(f"{file}: entry {number} has no slug.")
    return rows


def document_of(path: Path) -> tuple[Row, str]:
    """Front matter and body of a Markdown file."""
    parts = _text(path).split("---\n", 2)
    if len(parts) < 3 or parts[0]:
        raise SourceError(f"{path.name}: begin with the front matter, between two lines of ---.")
    front = _parsed(path.name, parts[1])
    if not isinstance(front, dict):
        raise SourceError(f"{path.name}: the front matter is no list of names and values.")
    return front, f"{parts[2].strip()}\n"


@contextmanager
def entry(where: str) -> Iterator[None]:
    """What goes wrong with an entry, said as a SourceError that names it."""
    try:
        yield
    except KeyError as error:
        raise SourceError(f"{where}: {error.args[0]} is missing.") from error
    except ValidationError as error:
        raise SourceError(f"{where}: {_said(error)}") from error
    except (NotThere, PublishRefused, AttributeError, TypeError, ValueError) as error:
        raise SourceError(f"{where}: {error}") from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise SourceError(f"{path.name}: the file is missing.") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{path.name}: the file is not in UTF-8 ({error}).") from error


def _parsed(file: str, text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:
        raise SourceError(f"{file}: {error}") from error


def _said(error: ValidationError) -> str:
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(
        f"{field}: {' '.join(messages)}" for field, messages in error.message_dict.items()
    )
