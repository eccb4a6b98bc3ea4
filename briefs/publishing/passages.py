"""Passages: the plain text of rendered HTML, and where its parts stand in the HTML.

Works on the HTML that nh3 gives out, whose form is regular: every attribute quoted, every
``<``, ``>`` and ``&`` of the text escaped. That text is what evidence quotes.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from html import unescape

_TOKEN = re.compile(r"<(?P<close>/?)(?P<tag>[a-z0-9]+)(?:\"[^\"]*\"|[^>\"])*>|(?P<text>[^<]+)")
# Words with single spaces between them, which stand in the text as in the HTML; white space
# that is folded; a character that is escaped.
_PIECE = re.compile(r"[^&\s]+(?: [^&\s]+)*|\s+|&[^;\s]+;|&")
_BLOCKS = {
    *("p", "li", "ul", "ol", "td", "th", "tr", "table", "thead", "tbody", "div", "section"),
    *("blockquote", "pre", "h2", "h3", "h4", "h5", "h6", "hr", "br", "figure", "figcaption"),
}
HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
_FRAMES = HEADINGS | {"ul", "ol", "li", "blockquote", "table", "tr", "section"}

type Path = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A plain text, and where each piece of it stands in the HTML that it was read from.

    `pieces` are where each begins in the text, and its start and end in the HTML. One that is
    as long here as there stands there word for word; any other is one thing there, such as
    ``&amp;`` or white space that was folded. `paths` say of each line in what it stands: lists,
    tables, quotations and headings, from the outermost, each by its tag and number.
    """

    text: str
    pieces: list[tuple[int, int, int]] = field(repr=False)
    paths: list[Path] = field(repr=False)

    def spans(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where a part of the text stands in the HTML: a pair for each run without a tag."""
        found: list[tuple[int, int]] = []
        place = bisect_right(self.pieces, start, key=lambda piece: piece[0]) - 1
        while place < len(self.pieces) and self.pieces[place][0] < end:
            begin, finish = self._cut(place, start, end)
            if found and found[-1][1] == begin:
                found[-1] = (found[-1][0], finish)
            elif finish > begin:
                found.append((begin, finish))
            place += 1
        return found

    def _cut(self, place: int, start: int, end: int) -> tuple[int, int]:
        """The part of a piece, in the HTML, that lies within a part of the text."""
        at, begin, finish = self.pieces[place]
        after = self.pieces[place + 1][0] if place + 1 < len(self.pieces) else len(self.text)
        if after - at != finish - begin:
            return begin, finish
        return begin + max(0, start - at), finish - max(0, after - end)


def layout(html: str) -> Layout:
    """Read rendered HTML: white space folded, a line for each block, note marks left out."""
    reader = _Reader()
    marks = 0
    for number, token in enumerate(_TOKEN.finditer(html)):
        tag = token["tag"]
        if tag == "sup":
            marks += -1 if token["close"] else 1
        elif tag in _BLOCKS:
            reader.end_line(token.start())
            if tag in _FRAMES:
                reader.cross(tag, number, closing=bool(token["close"]))
        elif tag is None and not marks:
            for piece in _PIECE.finditer(html, token.start(), token.end()):
                reader.add(piece[0], piece.start(), piece.end())
    return reader.done(len(html))


def plain_text(html: str) -> str:
    """The words of rendered HTML.

    >>> plain_text("<p>One <em>two</em>.</p><ul><li>Three</li></ul>")
    'One two.\\nThree'
    """
    return layout(html).text


def spans(html: str, exact: str) -> list[tuple[int, int]]:
    """Where a passage of the plain text stands in the HTML; [] unless exactly once."""
    read = layout(html)
    start = position(read.text, exact)
    return [] if start is None else read.spans(start, start + len(exact))


def position(text: str, exact: str) -> int | None:
    """Where the exact words stand in a plain text; None unless exactly once."""
    start = text.find(exact) if exact else -1
    if start < 0 or text.find(exact, start + 1) >= 0:
        return None
    return start


class _Reader:
    """Puts a text together, piece by piece."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._places: list[tuple[int, int]] = []
        self._open: list[tuple[str, int]] = []
        self._paths: list[Path] = []

    def cross(self, tag: str, number: int, *, closing: bool) -> None:
        """Go into an element, or out of it."""
        if not closing:
            self._open.append((tag, number))
        elif self._open:
            self._open.pop()

    def add(self, piece: str, start: int, end: int) -> None:
        words = unescape(piece) if piece[0] == "&" else piece
        if words.isspace():
            self._add_space(start, end)
        else:
            if not self._words or self._words[-1] == "\n":
                self._paths.append(tuple(self._open))
            self._words.append(words)
            self._places.append((start, end))

    def _add_space(self, start: int, end: int) -> None:
        """One space for a run of it, and only within a line."""
        last = self._words[-1] if self._words else "\n"
        if last == " ":
            if self._places[-1][1] == start:  # else a tag stands between
                self._places[-1] = (self._places[-1][0], end)
        elif last != "\n":
            self._words.append(" ")
            self._places.append((start, end))

    def end_line(self, at: int) -> None:
        if self._words and self._words[-1] == " ":
            self._words.pop()
            self._places.pop()
        if self._words and self._words[-1] != "\n":
            self._words.append("\n")
            self._places.append((at, at))

    def done(self, at: int) -> Layout:
        self.end_line(at)
        words, places = self._words[:-1], self._places[:-1]  # the last line break ends nothing
        pieces: list[tuple[int, int, int]] = []
        length = 0
        for word, place in zip(words, places, strict=True):
            pieces.append((length, *place))
            length += len(word)
        return Layout(text="".join(words), pieces=pieces, paths=self._paths)
