"""Lines of the exchange format, taken in and given out through the commands."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command


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
