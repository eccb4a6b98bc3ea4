"""Facts, taken in and given out."""

from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command
from django.test import Client

from tests.formats.reading import text_of


def given_out(table: str) -> str:
    """A table as readers get it."""
    return text_of(Client().get(f"/facts/{table}.csv"))


def take_in(folder: Path, text: str, **options: Any) -> tuple[str, str]:
    """What the command says of a file, on standard output and standard error."""
    file = folder / "facts.csv"
    file.write_text(text, encoding="utf-8", newline="")
    out, err = StringIO(), StringIO()
    try:
        call_command("import_facts", str(file), stdout=out, stderr=err, **options)
    except CommandError as error:
        err.write(f"! {error}")
    return out.getvalue(), err.getvalue()
