"""Passages: the plain text of rendered HTML, and quotes found in it.

Works on the HTML that nh3 gives out, whose form is regular: every attribute quoted, every
``<``, ``>`` and ``&`` of the text escaped. That text is what evidence quotes.
"""

import re
from collections.abc import Iterator
from html import unescape

_TOKEN = re.compile(r"<(?P<close>/?)(?P<tag>[a-z0-9]+)(?:\"[^\"]*\"|[^>\"])*>|(?P<text>[^<]+)")
_SPACE = re.compile(r"\s+")
_BLOCKS = {
    *("p", "li", "ul", "ol", "td", "th", "tr", "table", "thead", "tbody", "div", "section"),
    *("blockquote", "pre", "h2", "h3", "h4", "h5", "h6", "hr", "br"),
}


def _pieces(html: str) -> Iterator[str]:
    """The text's pieces in order, a line break for each block; note marks are left out."""
    marks = 0
    for token in _TOKEN.finditer(html):
        if token["text"] is not None:
            if not marks:
                # A line break within a block is a space, as browsers show it.
                yield _SPACE.sub(" ", unescape(token["text"]))
        elif token["tag"] == "sup":
            marks += -1 if token["close"] else 1
        elif token["tag"] in _BLOCKS:
            yield "\n"


def plain_text(html: str) -> str:
    """The words of rendered HTML: white space folded, a line for each block.

    >>> plain_text("<p>One <em>two</em>.</p><ul><li>Three</li></ul>")
    'One two.\\nThree'
    """
    lines = "".join(_pieces(html)).split("\n")
    return "\n".join(folded for line in lines if (folded := " ".join(line.split())))


def spans(html: str, exact: str) -> list[tuple[int, int]]:
    """Where a passage of the plain text stands in the HTML: a pair for each run without a tag.

    Empty unless the words stand there exactly once.
    """
    characters = _characters(html)
    start = position("".join(char for char, _start, _end in characters), exact)
    if start is None:
        return []
    found: list[tuple[int, int]] = []
    for _char, begin, end in characters[start : start + len(exact)]:
        if found and found[-1][1] == begin:
            found[-1] = (found[-1][0], end)
        elif end > begin:
            found.append((begin, end))
    return found


def position(text: str, exact: str) -> int | None:
    """Where the exact words stand in a plain text; None unless exactly once."""
    start = text.find(exact) if exact else -1
    if start < 0 or text.find(exact, start + 1) >= 0:
        return None
    return start


def _characters(html: str) -> list[tuple[str, int, int]]:
    """The characters of `plain_text`, each with where it starts and ends in the HTML."""
    found: list[tuple[str, int, int]] = []
    marks = 0
    for token in _TOKEN.finditer(html):
        if token["tag"] == "sup":
            marks += -1 if token["close"] else 1
        elif token["tag"] in _BLOCKS:
            _end_line(found, token.start())
        elif token["text"] is not None and not marks:
            for unit in _UNIT.finditer(html, token.start(), token.end()):
                for char in unescape(unit[0]):
                    _add(found, char, unit.start(), unit.end())
    _end_line(found, len(html))
    if found:
        found.pop()
    return found


def _add(found: list[tuple[str, int, int]], char: str, start: int, end: int) -> None:
    """Add a character; white space only within a line, one space for a run of it."""
    if not char.isspace():
        found.append((char, start, end))
    elif found and found[-1][0] == " ":
        if found[-1][2] == start:  # else a tag stands between
            found[-1] = (" ", found[-1][1], end)
    elif found and found[-1][0] != "\n":
        found.append((" ", start, end))


def _end_line(found: list[tuple[str, int, int]], at: int) -> None:
    while found and found[-1][0] == " ":
        found.pop()
    if found and found[-1][0] != "\n":
        found.append(("\n", at, at))


_UNIT = re.compile(r"&[^;\s]+;|.", re.DOTALL)
