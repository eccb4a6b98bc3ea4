"""Following: what became of a passage's words in another text of its brief.

*Intact* and *moved* are said only of words that stand letter for letter among the very same
surroundings, for a “not” or a number elsewhere in their sentence turns what they say. Whatever is
like them is *changed*: somebody has to look at it. What resembles nothing is *lost*.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, LCSseq

from briefs.models.evidence import State
from briefs.publishing.surroundings import Surroundings

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_ALIKE = 75.0  # per cent: words that somebody may have edited, and not others
_SENTENCE_ALIKE = 65.0  # the same of the sentence that has them


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A W3C TextQuoteSelector, and the digest of what it stood among, if anybody knows."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    surroundings: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What became of a passage, and where its words, or those in their place, stand now."""

    state: State
    start: int = 0
    end: int = 0


def place_of(text: str, quote: Quote) -> int | None:
    """Where a quote stands: the only place of its words, else the only one among its neighbours."""
    places = _places(text, quote.exact)
    if len(places) > 1 and (quote.prefix or quote.suffix):
        around = quote.prefix + quote.exact + quote.suffix
        places = [
            place
            for place in places
            if text.startswith(around, place - len(quote.prefix)) and place >= len(quote.prefix)
        ]
    return places[0] if len(places) == 1 else None


@dataclass(frozen=True)
class Following:
    """Two texts of a brief, the one that passages stand in and another one.

    `before` is None for passages that no edition has yet.
    """

    now: Surroundings
    before: Surroundings | None = None

    def follow(self, quote: Quote) -> Followed:
        """What became of a passage."""
        places = _places(self.now.text, quote.exact)
        if not quote.surroundings:
            return self._unknown(quote, places)
        size = len(quote.exact)
        same = [at for at in places if self.now.digest(at, at + size) == quote.surroundings]
        old = self._old(quote)
        home = self._home(old, size)
        if same and (old is None or home in same):
            start = home if home is not None else _closest(self.now.text, same, quote)
            return Followed(state=State.INTACT, start=start, end=start + size)
        # Beneath another heading the same sentence may be about something else.
        moved = [at for at in same if self._is_beneath_the_same(old, at)]
        if moved:
            start = _closest(self.now.text, moved, quote)
            return Followed(state=State.MOVED, start=start, end=start + size)
        near = [at for at in places if at == home or at in same or self._is_fresh(at)]
        if near:
            start = _closest(self.now.text, near, quote)
            return Followed(state=State.CHANGED, start=start, end=start + size)
        return self._alike(quote, old)

    def _unknown(self, quote: Quote, places: list[int]) -> Followed:
        """Of words that somebody vouches for without having seen what they stand among."""
        start = place_of(self.now.text, quote)
        if start is not None:
            return Followed(state=State.INTACT, start=start, end=start + len(quote.exact))
        if places:
            end = places[0] + len(quote.exact)
            return Followed(state=State.CHANGED, start=places[0], end=end)
        return self._alike(quote, None)

    def _old(self, quote: Quote) -> int | None:
        """Where the words stood before."""
        if self.before is None:
            return None
        size = len(quote.exact)
        places = [
            at
            for at in _places(self.before.text, quote.exact)
            if self.before.digest(at, at + size) == quote.surroundings
        ]
        return _closest(self.before.text, places, quote) if places else None

    def _home(self, old: int | None, size: int) -> int | None:
        """Where words stand now whose sentence stayed in its place among the others."""
        if old is None or self.before is None:
            return None
        first = self.before.covering(old, old + size)[0]
        if first not in self._kept:
            return None
        now = self.now.sentences[self._kept[first]]
        return now.start + old - self.before.sentences[first].start

    @cached_property
    def _kept(self) -> dict[int, int]:
        """The sentences that stayed in their order, by number: before, now."""
        if self.before is None:
            return {}
        blocks = LCSseq.opcodes(self.before.said, self.now.said)
        return {
            block.src_start + step: block.dest_start + step
            for block in blocks
            if block.tag == "equal"
            for step in range(block.src_end - block.src_start)
        }

    @cached_property
    def _fresh(self) -> list[tuple[int, int]]:
        """The parts of the text that weren't there before: sentences side by side in a line."""
        kept = set(self._kept.values())
        found: list[tuple[int, int]] = []
        line = -1
        for number, sentence in enumerate(self.now.sentences):
            if number in kept:
                line = -1
            elif sentence.line == line:
                found[-1] = (found[-1][0], sentence.end)
            else:
                found.append((sentence.start, sentence.end))
                line = sentence.line
        return found

    def _is_fresh(self, at: int) -> bool:
        return any(start <= at < end for start, end in self._fresh)

    def _is_beneath_the_same(self, old: int | None, at: int) -> bool:
        if old is None or self.before is None:
            return False
        return self.before.heading(old) == self.now.heading(at)

    def _alike(self, quote: Quote, old: int | None) -> Followed:
        """What was put in the place of words that are gone, if anything is like them."""
        sentence, at = self._sentence(quote, old)
        best, found = 0.0, (0, 0)
        for start, end in self._fresh:
            text = self.now.text[start:end]
            whole = fuzz.ratio(sentence, text, score_cutoff=_SENTENCE_ALIKE)
            words = fuzz.partial_ratio_alignment(quote.exact, text, score_cutoff=_ALIKE)
            if whole > best:
                best, found = whole, _in_place_of(sentence, at, at + len(quote.exact), text)
            elif words and len(text) >= len(quote.exact) and words.score > best:
                best, found = words.score, _whole_words(text, words.dest_start, words.dest_end)
            else:
                continue
            found = found[0] + start, found[1] + start
        if found[0] == found[1]:
            return Followed(state=State.LOST)
        return Followed(state=State.CHANGED, start=found[0], end=found[1])

    def _sentence(self, quote: Quote, old: int | None) -> tuple[str, int]:
        """The words with the rest of their sentence, as far as it is known, and where in it."""
        if old is None or self.before is None:
            before, after = quote.prefix.rpartition("\n")[2], quote.suffix.partition("\n")[0]
            return before + quote.exact + after, len(before)
        covering = self.before.covering(old, old + len(quote.exact))
        first, last = self.before.sentences[covering[0]], self.before.sentences[covering[-1]]
        return self.before.text[first.start : last.end], old - first.start


def _in_place_of(before: str, start: int, end: int, now: str) -> tuple[int, int]:
    """The part of a sentence that an edit, word by word, has put in the place of a part of it."""
    old, new = _WORDS.findall(before), _WORDS.findall(now)
    ends = list(accumulate(map(len, old)))
    first = bisect_right(ends, start)
    last = bisect_left(ends, end) + 1
    cut = [0, len(new)]
    for block in Indel.opcodes(old, new):
        if block.src_start <= first < block.src_end:
            equal = block.tag == "equal"
            cut[0] = block.dest_start + (first - block.src_start if equal else 0)
        if block.src_start < last <= block.src_end:
            equal = block.tag == "equal"
            cut[1] = block.dest_start + last - block.src_start if equal else block.dest_end
    begin = sum(map(len, new[: cut[0]]))
    return _whole_words(now, begin, begin + sum(map(len, new[cut[0] : cut[1]])))


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """A part of a text widened to whole words, without white space at its ends."""
    while 0 < start < end and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while start < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    part = text[start:end]
    return end - len(part.lstrip()), start + len(part.rstrip())


def _places(text: str, words: str) -> list[int]:
    found: list[int] = []
    start = text.find(words) if words else -1
    while start >= 0:
        found.append(start)
        start = text.find(words, start + 1)
    return found


def _closest(text: str, places: Iterable[int], quote: Quote) -> int:
    """The place whose neighbours are most like those that the words had."""

    def likeness(at: int) -> int:
        ahead = text[max(0, at - len(quote.prefix)) : at]
        behind = text[at + len(quote.exact) :][: len(quote.suffix)]
        return alike(reversed(quote.prefix), reversed(ahead)) + alike(quote.suffix, behind)

    return max(places, key=likeness)


def alike(one: Iterable[str], other: Iterable[str]) -> int:
    """How many characters two texts begin with alike."""
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count
