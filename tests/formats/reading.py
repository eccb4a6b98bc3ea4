"""Reads what the formats write, each with a program that knows nothing of ours."""

import csv
import io
from collections.abc import Callable, Iterable
from typing import Any

import feedparser
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from django.http.response import HttpResponseBase
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

# What TeX's own manual says of commands that the decoder doesn't know, or gives as accents.
_PLAIN = {"braceleft": "{", "braceright": "}", "asciicircum": "^", "asciitilde": "~"}
_LATEX = get_default_latex_context_db()
_LATEX.add_context_category(
    "plain",
    macros=[MacroTextSpec(f"text{name}", sign) for name, sign in _PLAIN.items()],
    prepend=True,
)
_DECODER = LatexDecodingMiddleware(
    decoder=LatexNodes2Text(_LATEX, keep_braced_groups=False, math_mode="text")
)


def text_of(response: HttpResponseBase) -> str:
    """The whole answer, streamed or not."""
    pieces: Iterable[bytes] = response
    return b"".join(pieces).decode()


def from_bibtex(text: str) -> list[dict[str, str]]:
    """The entries of a .bib file, as a reader of TeX's output has them."""
    library = parse_string(text, append_middleware=[_DECODER])
    assert not library.failed_blocks, library.failed_blocks
    return [
        {"key": entry.key, **{f.key: f.value for f in entry.fields}} for entry in library.entries
    ]


def from_ris(text: str) -> list[dict[str, Any]]:
    """The records of a .ris file."""
    records: list[dict[str, Any]] = rispy.loads(text)
    return records


def from_csv(text: str) -> list[dict[str, str]]:
    """The lines of a .csv file by their columns, its mark of UTF-8 left out."""
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def from_atom(text: str) -> Any:
    """A feed as feed readers have it."""
    feed = feedparser.parse(text.encode())
    assert not feed.bozo, feed.bozo_exception
    return feed


SLUGS: dict[str, Callable[[str], list[str]]] = {
    "csv": lambda text: [row["slug"] for row in from_csv(text)],
    "bib": lambda text: [entry["key"] for entry in from_bibtex(text)],
    "ris": lambda text: [record["id"] for record in from_ris(text)],
    "atom": lambda text: [entry.link.split("/")[4] for entry in from_atom(text).entries],
}
