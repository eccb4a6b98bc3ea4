"""The words of a search in a text as readers see it: marked, and the passage that has most.

Texts are given in pieces, marked or not; whoever shows them escapes them like any text.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from briefs.search.query import Phrase
from briefs.words import normalised_word, written

_LENGTH, _LEAD = 240, 80  # letters of a passage, and how many at most before its first mark
_MOST_MARKS = 500  # that are looked at in one text
_SENTENCE_ENDS = (". ", "! ", "? ", "۔ ", "؟ ", "… ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a text."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where words of the search stand in a text; `what` tells those of one kind from others."""

    start: int
    end: int
    what: tuple[str, ...]


class Highlighter:
    """Marks phrases (the words of a query) and names (normalised words) in texts."""

    def __init__(self, phrases: Iterable[Phrase], names: Iterable[tuple[str, ...]] = ()) -> None:
        phrases = list(phrases)
        beginnings = [each.words for each in phrases if each.unfinished]
        whole = {each.words for each in phrases if not each.unfinished} | set(names)
        self.whole = {words for words in whole if words}
        self.beginnings = [words for words in beginnings if words]
        self.longest = max(map(len, [*self.whole, *self.beginnings]), default=0)
        self.words = {word for words in [*self.whole, *self.beginnings] for word in words}
        self.starts = tuple({words[-1] for words in self.beginnings})

    def marked(self, text: str) -> list[Piece]:
        """The whole text."""
        return _pieces(text, self._marks(text), 0, len(text))

    def passage(self, text: str) -> list[Piece]:
        """The passage of a text that has most of the words; nothing where it has none.

        It stays within one line of the text, which is a paragraph of the page.
        """
        marks = self._marks(text)
        if not marks:
            return []
        start, end = _bounds(text, marks[_richest(text, marks)])
        inside = [mark for mark in marks if start <= mark.start and mark.end <= end]
        pieces = _pieces(text, inside, start, end)
        if not _begins_sentence(text, start):
            pieces.insert(0, Piece(text="… "))
        if end < _line_end(text, end):
            pieces.append(Piece(text=" …"))
        return pieces

    def _marks(self, text: str) -> list[_Mark]:
        """Where the words stand; of two in one place the longer, none over another."""
        # Most words of a text are looked up in a set, once each, whatever their number.
        there = {word for word in set(written().findall(text)) if self._may_be_meant(word)}
        if not there:
            return []
        hits = [
            (number, found)
            for number, found in enumerate(written().finditer(text))
            if found[0] in there
        ]
        runs: list[list[tuple[str, int, int]]] = []
        following = -1
        for number, found in hits:
            if number != following:
                runs.append([])
            runs[-1].extend((stem, *found.span()) for stem in normalised_word(found[0]))
            following = number + 1
        marks = [mark for run in runs for mark in self._in_run(run)]
        return marks[:_MOST_MARKS]

    def _may_be_meant(self, word: str) -> bool:
        stems = normalised_word(word)
        return not self.words.isdisjoint(stems) or (
            bool(self.starts) and any(stem.startswith(self.starts) for stem in stems)
        )

    def _in_run(self, run: list[tuple[str, int, int]]) -> Iterable[_Mark]:
        """The marks among words that stand side by side."""
        at = 0
        while at < len(run):
            size = self._size_at([stem for stem, _start, _end in run[at : at + self.longest]])
            if size:
                what = tuple(stem for stem, _start, _end in run[at : at + size])
                yield _Mark(run[at][1], run[at + size - 1][2], what)
            at += size or 1

    def _size_at(self, stems: list[str]) -> int:
        """How many words the longest phrase has that begins with the first; 0 for none."""
        for size in range(len(stems), 0, -1):
            words = tuple(stems[:size])
            if words in self.whole or any(
                len(each) == size and words[:-1] == each[:-1] and words[-1].startswith(each[-1])
                for each in self.beginnings
            ):
                return size
        return 0


def _richest(text: str, marks: list[_Mark]) -> int:
    """The first mark from which on a passage has most different words, then most words.

    What stands in a short line (a heading, a cell of a table) comes after sentences that say as
    many different words.
    """
    best, best_score = 0, (0, False, 0)
    for first, mark in enumerate(marks):
        line_end = _line_end(text, mark.start)
        end = min(line_end, mark.start + _LENGTH - _LEAD)
        inside = [each for each in marks[first : first + 30] if each.end <= end]
        long = line_end - text.rfind("\n", 0, mark.start) > _LEAD
        score = (len({each.what for each in inside}), long, len(inside))
        if score > best_score:
            best, best_score = first, score
    return best


def _bounds(text: str, mark: _Mark) -> tuple[int, int]:
    """A passage around a mark, from where the sentence begins, if that is near, to a word's end."""
    line_end = _line_end(text, mark.start)
    earliest = max(text.rfind("\n", 0, mark.start) + 1, mark.start - _LEAD)
    sentences = (at for at in range(earliest, mark.start + 1) if _begins_sentence(text, at))
    start = next(sentences, None)
    if start is None:
        start = text.find(" ", earliest, mark.start) + 1 or mark.start
    end = max(start + _LENGTH, mark.end)
    if line_end <= end:
        return start, line_end
    return start, max(text.rfind(" ", start, end), mark.end)


def _begins_sentence(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] == "\n" or text[at - 2 : at] in _SENTENCE_ENDS


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _pieces(text: str, marks: Iterable[_Mark], start: int, end: int) -> list[Piece]:
    pieces = []
    for mark in marks:
        if start < mark.start:
            pieces.append(Piece(text=text[start : mark.start]))
        pieces.append(Piece(text=text[mark.start : mark.end], marked=True))
        start = mark.end
    if start < end:
        pieces.append(Piece(text=text[start:end]))
    return pieces
