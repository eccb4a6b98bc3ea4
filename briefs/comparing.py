"""Two texts compared, word by word: what stayed, what went, what came; and how much that is.

Comparing can take more work than anybody would wait for, so that it is done within an effort:
where that doesn't suffice, whole paragraphs or texts count as gone and come.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import Match, SequenceMatcher

# A number with its points and commas is one word: 1,100 becomes 1,200, not 100 200. White space
# goes with the word before it, and isn't looked at.
_PART = re.compile(r"\w+(?:[.,’'-]\w+)*\s*|[^\w\s]\s*|\s+")
_WORD = re.compile(r"\w+(?:[.,’'-]\w+)*")

# How many pairs of words or lines a page looks at before it shows whole texts instead.
ENOUGH = 4_000_000
_CALL = 100  # what one search for a common run costs beside the pairs that it looks at
_PAIRS = 2_000  # paragraphs that are compared one by one at the most


class TooMuch(Exception):
    """Comparing these texts takes more work than it is worth."""


class Effort:
    """How much work may still go into a comparison, in pairs of words or lines looked at.

    `sufficed` turns false for good once something took more.
    """

    def __init__(self, left: int = ENOUGH, *, of: "Effort | None" = None) -> None:
        self.left = left
        self.sufficed = True
        self._of = of

    def half(self) -> "Effort":
        """Half of what is left: no one part of a text takes it all."""
        return Effort(self.left // 2, of=self)

    def spend(self, pairs: int) -> None:
        """Raises TooMuch, and spends nothing, where so much isn't left."""
        if pairs > self.left:
            self.fail()
            raise TooMuch
        self.left -= pairs
        if self._of:
            self._of.left -= pairs

    def fail(self) -> None:
        """Note that something couldn't be compared."""
        self.sufficed = False
        if self._of:
            self._of.fail()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words that stayed (`kept`), or that went (`gone`) and what `came` for them."""

    kept: str = ""
    gone: str = ""
    came: str = ""


type Passage = list[Run]  # a paragraph or several; empty where nothing changed in them


@dataclass(slots=True)
class Tally:
    """Words counted while texts are compared, for the share of them that changed."""

    old: int = 0
    new: int = 0
    gone: int = 0
    came: int = 0

    def add(self, before: str, after: str, passages: Iterable[Passage]) -> None:
        """Count a text, and what changed in it."""
        self.old += _count(before)
        self.new += _count(after)
        for run in (run for passage in passages for run in passage):
            gone, came = _count(run.gone), _count(run.came)
            # A comma can change what is said, and nothing is to pass for no change.
            marks = int(not (gone or came) and bool((run.gone + run.came).strip()))
            self.gone += gone + marks
            self.came += came + marks

    @property
    def share(self) -> float:
        """From 0, where no word changed, to 1, where none stayed; the same either way round.

        A text of which a half is struck out has changed by a half; so has one that has
        doubled. A word in another's place counts once.
        """
        return min(max(self.gone, self.came) / max(self.old, self.new, 1), 1)


def share(texts: Iterable[tuple[str, str]], effort: Effort | None = None) -> float:
    """The share of the words that changed in texts, each given before and after.

    Where the effort doesn't suffice, it is the most that can have changed.

    >>> share([("signed in May", "signed in June"), ("Gas.", "Gas.")])
    0.25
    """
    effort, tally = effort or Effort(), Tally()
    for before, after in texts:
        tally.add(before, after, compared_lines(before, after, effort) if before != after else [])
    return tally.share


def compared_words(before: str, after: str, effort: Effort) -> Passage:
    """A text as runs of words; gone and come as a whole where more would be too much."""
    try:
        return _compared_words(before, after, effort.half())
    except TooMuch:
        return [Run(gone=before, came=after)]


def _compared_words(before: str, after: str, effort: Effort) -> Passage:
    effort.spend(len(before) + len(after))
    old, new = _PART.findall(before), _PART.findall(after)
    bare_old, bare_new = ([word.rstrip() for word in words] for words in (old, new))
    return [
        Run(kept="".join(new[there]))
        if same
        else Run(gone="".join(old[here]), came="".join(new[there]))
        for same, here, there in _runs(bare_old, bare_new, effort)
    ]


def compared_lines(before: str, after: str, effort: Effort) -> list[Passage]:
    """A text as passages, one of them empty for each stretch of paragraphs that stayed."""
    old, new = before.splitlines(), after.splitlines()
    found: list[Passage] = []
    for same, here, there in within(old, new, effort):
        if any(line.strip() for line in old[here] + new[there]):
            found.extend([[]] if same else _paragraphs(old[here], new[there], effort))
    return found


def _paragraphs(gone: list[str], came: list[str], effort: Effort) -> list[Passage]:
    """Paragraphs that changed, all in one; where that is too much, one by one or whole."""
    before, after = ("\n".join(lines).strip() for lines in (gone, came))
    try:
        return [_compared_words(before, after, effort.half())]
    except TooMuch:
        if not 1 < len(gone) == len(came) < _PAIRS:
            return [[Run(gone=before, came=after)]]
    return [compared_words(*pair, effort) for pair in zip(gone, came, strict=True)]


def within(
    before: list[str], after: list[str], effort: Effort
) -> Iterable[tuple[bool, slice, slice]]:
    """Runs of lines; all of them as one that changed, where comparing them is too much."""
    try:
        return list(_runs(before, after, effort.half()))
    except TooMuch:
        return [(False, slice(0, len(before)), slice(0, len(after)))]


class _Matcher(SequenceMatcher[str]):
    """Finds what two sequences have in common, within an effort."""

    a: list[str]
    b2j: dict[str, list[int]]

    def __init__(self, before: list[str], after: list[str], effort: Effort) -> None:
        self._effort = effort
        super().__init__(None, before, after, autojunk=False)

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> Match:
        # What it is about to do: look at all that is equal in `b`, for each of `a`.
        part = self.a[alo:ahi]
        pairs = sum(len(self.b2j.get(each, ())) for each in part)
        self._effort.spend(_CALL + len(part) + pairs)
        return super().find_longest_match(alo, ahi, blo, bhi)


def _runs(
    before: list[str], after: list[str], effort: Effort
) -> Iterator[tuple[bool, slice, slice]]:
    """Two sequences in step: runs that are the same, and what went with what came for it.

    The matcher finds other runs one way round than the other. So it is always asked the same
    way, and as much has changed from one text to another as back.
    """
    if (len(before), before) > (len(after), after):
        for same, here, there in _runs(after, before, effort):
            yield same, there, here
        return
    for tag, *edges in _Matcher(before, after, effort).get_opcodes():
        yield tag == "equal", slice(*edges[:2]), slice(*edges[2:])


def _count(text: str) -> int:
    """How many words a text has, without a list of them."""
    return sum(1 for _word in _WORD.finditer(text))
