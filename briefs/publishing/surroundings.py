"""What the words of a passage stand among: all that may turn what they say.

Words alone don't say enough: “was signed” stands in “was signed by nobody”, too. So a passage
keeps a digest of its *surroundings*: the sentences that have its words, whole, and the one before
them in the same paragraph, which may say what “it” is; for a table's cell its row and the table's
head; for lists, tables and quotations the line that leads in to them.
"""

import json
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from briefs.editorial import sentences
from briefs.publishing.passages import HEADINGS, Layout

_LED_IN = {"ul", "ol", "table", "blockquote"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A part of the text, and the line that it is in; a table's cell counts as one."""

    start: int
    end: int
    line: int


class Surroundings:
    """A text read for what its passages stand among; parts of it are read when asked for."""

    def __init__(self, layout: Layout, language: str) -> None:
        self.layout = layout
        self.text = layout.text
        self._language = language
        self._lines = layout.text.split("\n") if layout.text else []
        self._digests: dict[tuple[int, int], str] = {}

    @cached_property
    def sentences(self) -> list[Sentence]:
        """All sentences, in order."""
        found, at = [], 0
        for number, line in enumerate(self._lines):
            is_cell = self._outer(number, {"table"}) is not None
            start = at
            for token in [line] if is_cell else sentences.tokens(line, self._language):
                if token.strip():
                    found.append(Sentence(start, start + len(token), number))
                start += len(token)
            at += len(line) + 1
        return found

    @cached_property
    def said(self) -> list[str]:
        """The words of all sentences, in order."""
        return [self.text[sentence.start : sentence.end] for sentence in self.sentences]

    def covering(self, start: int, end: int) -> range:
        """The sentences, by number, that have a part of the text."""
        first = bisect_right(self.sentences, start, key=lambda one: one.start) - 1
        last = bisect_right(self.sentences, end - 1, key=lambda one: one.start) - 1
        return range(max(first, 0), max(last, first, 0) + 1)

    def digest(self, start: int, end: int) -> str:
        """A digest of what a part of the text stands among, and of its place in that."""
        if (start, end) not in self._digests:
            among = json.dumps(self._among(start, end), ensure_ascii=False)
            digest = blake2b(among.encode("utf-8", "surrogatepass"), digest_size=16)
            self._digests[start, end] = digest.hexdigest()
        return self._digests[start, end]

    def heading(self, start: int) -> str:
        """The heading that a place stands beneath, or in."""
        line = self._line(start)
        above = [n for n in self._headings if n <= line]
        return self._lines[above[-1]] if above else ""

    def _among(self, start: int, end: int) -> list[object]:
        covering = self.covering(start, end)
        first, last = self.sentences[covering[0]], self.sentences[covering[-1]]
        return [
            self._frame(first.line),
            self._frame(last.line) if last.line != first.line else [],
            self._before(covering[0]),
            self.text[first.start : last.end],
            start - first.start,
        ]

    def _before(self, number: int) -> str:
        """The sentence before another one in its line."""
        if number and self.sentences[number - 1].line == self.sentences[number].line:
            return self.said[number - 1]
        return ""

    def _frame(self, line: int) -> list[object]:
        """What a line stands in: by kind, and with the lines without which it says less."""
        path = self.layout.paths[line]
        lines: list[int] = []
        if outer := self._outer(line, _LED_IN):
            lines.append(self._members[outer][0] - 1)
        lines += [self._members[element][0] for element in path if element[0] == "li"]
        table: list[object] = []
        if element := self._outer(line, {"table"}):
            head = self._row(self._members[element][0])
            row = self._row(line)
            cells = [[self._lines[cell] for cell in part] for part in (head, row)]
            table = [row.index(line), *cells]
        kinds = [tag for tag, _number in path if tag not in ("ul", "ol")]
        return [kinds, [self._lines[each] for each in lines if each >= 0 and each != line], table]

    def _row(self, line: int) -> list[int]:
        """The cells, by line, of the row that a line of a table is in."""
        row = self._outer(line, {"tr"})
        return self._members[row] if row else [line]

    def _outer(self, line: int, tags: set[str]) -> tuple[str, int] | None:
        """The outermost of some elements that a line is in; notes have no line before them."""
        path = self.layout.paths[line]
        inside = any(tag == "section" for tag, _number in path)
        found = [element for element in path if element[0] in tags]
        return found[inside] if len(found) > inside else None

    @cached_property
    def _members(self) -> dict[tuple[str, int], list[int]]:
        """The lines of each element."""
        found: dict[tuple[str, int], list[int]] = defaultdict(list)
        for number, path in enumerate(self.layout.paths):
            for element in path:
                found[element].append(number)
        return found

    @cached_property
    def _headings(self) -> list[int]:
        return [
            number
            for number, path in enumerate(self.layout.paths)
            if any(tag in HEADINGS for tag, _number in path)
        ]

    def _line(self, start: int) -> int:
        return self.text.count("\n", 0, start)
