"""Lines of the exchange format, taken in and given out through the commands."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command

# All that a line can say.
FULL = {
    "language": "ru",
    "kind": "report",
    "license": "CC-BY-4.0",
    "key_points": ["One.", "Two."],
    "authors": ["Zoe Last", "Anna First"],
    "topics": ["Topic 7", "Energy"],
    "actors": ["Russia", {"slug": "pk", "name": "Pakistan"}],
    "agreements": ["A treaty"],
    "tags": ["gas", "C++", {"slug": "c_1", "name": "C"}],
    "regions": ["South Asia"],
    "sources": [{"slug": "paper", "title": "A paper", "date": "2014~", "kind": "web"}],
}


def line(**said: Any) -> dict[str, Any]:
    """The smallest line, and whatever else a test says."""
    words = {"slug": "a", "title": "A brief", "summary": "In short.", "body": "Some words."}
    return words | {"published_on": "2020-03-01"} | said


def exported(**options: Any) -> str:
    """What `export_briefs` writes."""
    out = io.StringIO()
    call_command("export_briefs", stdout=out, **options)
    return out.getvalue()


def as_bytes(*said: dict[str, Any] | bytes) -> bytes:
    """The bytes of lines."""
    raw = (each if isinstance(each, bytes) else json.dumps(each).encode() for each in said)
    return b"".join(each + b"\n" for each in raw)


type Import = Callable[..., tuple[str, str]]


def importing(folder: Path) -> Import:
    """A function that takes in lines by the command: what it said, and what it refused."""

    def take_in(*said: dict[str, Any] | bytes, **options: Any) -> tuple[str, str]:
        file = folder / "briefs.jsonl"
        file.write_bytes(as_bytes(*said))
        out, err = io.StringIO(), io.StringIO()
        options = {"processes": 0} | options
        try:
            call_command("import_briefs", str(file), stdout=out, stderr=err, **options)
        except CommandError as error:
            err.write(f"{error}\n")
        return out.getvalue(), err.getvalue()

    return take_in


def refused(take_in: Import, *said: Any, **options: Any) -> str:
    """What is said of lines that aren't taken in."""
    out, err = take_in(*said, **options)
    assert out.startswith("0 made, 0 changed"), out
    return err
