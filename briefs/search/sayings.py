"""Sayings: which publications say a word, and how much they make of it, as bitmaps.

What a posting is for a facet's value, a saying is for a word. They are kept in blocks, changed in
the transaction that publishes, and read when somebody asks: a word that a million briefs have
takes sixteen small rows. So a word costs about the same whether many have it or few, and ranks
alike on both databases.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from itertools import batched
from operator import or_
from typing import Any

from django.db.models import IntegerField, Q
from pyroaring import BitMap

from briefs.models.inserting import insert_values
from briefs.models.posting import Saying
from briefs.models.prepared import Prepared, Slot

BLOCK = 1 << 16
LEVELS = ("said", "often", "summary", "title")  # the n-th weighs 2**n: one outweighs all before it
_OFTEN = 3  # times in the body
_BATCH = 5000  # words: databases take so many parameters

type Levels = list[BitMap]  # whoever says a word, and those that say it on each higher level
type Weights = Mapping[str, int]  # of a publication's words: the sum of their levels' weights
type Key = tuple[str, bool]  # a stem; or, where True, whatever begins so


def weights(title: str, summary: str, body: str) -> dict[str, int]:
    """What a text makes of each of its words, which are normalised, with a space between."""
    found = {word: 3 if times >= _OFTEN else 1 for word, times in Counter(body.split(" ")).items()}
    for level, words in ((4, summary), (8, title)):
        for word in words.split(" "):
            found[word] = found.get(word, 1) | level
    found.pop("", None)
    return found


class Changes:
    """What is to be changed in one block; a publication's words are put in one by one."""

    def __init__(self, side: int, block: int) -> None:
        self.side = side
        self.block = block
        # By word: who was found by it before, and who is to be found by it, by level.
        self._gone: dict[str, BitMap] = defaultdict(BitMap)
        self._come: list[dict[str, list[int]]] = [defaultdict(list) for _ in LEVELS]
        self._come_by = [  # by weight
            [come for level, come in enumerate(self._come) if weight & 1 << level]
            for weight in range(1 << len(LEVELS))
        ]

    def put(self, publication: int, *, before: Weights, after: Weights) -> None:
        """A publication says other words now than before."""
        for word, was in before.items():
            if after.get(word) != was:
                self._gone[word].add(publication)
        for word, weight in after.items():
            if before.get(word) != weight:
                for come in self._come_by[weight]:
                    come[word].append(publication)

    def store(self) -> None:
        """Write them: each word's row is read and written once."""
        for words in batched(self._gone.keys() | self._come[0].keys(), _BATCH):
            stems = list(map(str.encode, words))
            rows = Saying.objects.filter(side=self.side, block=self.block, stem__among=stems)
            stored = {
                bytes(stem).decode(): list(map(_bitmap, bitmaps))
                for stem, *bitmaps in rows.values_list("stem", *LEVELS)
            }
            changed = {word: self._changed(word, stored.get(word)) for word in words}
            if unsaid := [word.encode() for word, levels in changed.items() if not levels[0]]:
                rows.filter(stem__in=unsaid).delete()
            insert_values(
                Saying,
                ("side", "stem", "block", *LEVELS),
                [
                    (
                        self.side,
                        word.encode(),
                        self.block,
                        *(ids.serialize() if ids else b"" for ids in each),
                    )
                    for word, each in changed.items()
                    if each[0]
                ],
                then="ON CONFLICT (side, stem, block) DO UPDATE SET "
                + ", ".join(f"{level} = excluded.{level}" for level in LEVELS),
            )

    def unlike(self) -> Iterator[tuple[str, Levels, Levels]]:
        """The words that the block has otherwise than if these changes alone had made it.

        Each with who is found by it after these changes, and who is found by it now.
        """
        rows = Saying.objects.filter(side=self.side, block=self.block).values_list("stem", *LEVELS)
        left = {*self._come[0]}
        for stem, *bitmaps in rows.iterator(2000):
            word, stored = bytes(stem).decode(), list(map(_bitmap, bitmaps))
            left.discard(word)
            if stored != (wanted := self._changed(word, None)):
                yield word, wanted, stored
        for word in sorted(left):
            yield word, self._changed(word, None), [BitMap() for _ in LEVELS]

    def _changed(self, word: str, stored: Levels | None) -> Levels:
        come = [BitMap(level[word]) if word in level else BitMap() for level in self._come]
        for ids, was in zip(come, stored or (), strict=False):
            ids |= was - self._gone[word] if word in self._gone else was
        return come


def read(side: int, keys: Iterable[Key]) -> dict[Key, Levels]:
    """Who says each of some words, or something that begins so. One query."""
    parts: dict[Key, list[Levels]] = {key: [] for key in keys}
    beginnings = {word.encode(): (word, True) for word, unfinished in parts if unfinished}
    words = [word.encode() for word, unfinished in parts if not unfinished]
    rows: Iterable[Any] = ()
    if beginnings:
        begin = (Q(stem__gte=start, stem__lt=start + b"\xff") for start in beginnings)
        wanted = reduce(or_, begin, Q(stem__in=words))
        rows = Saying.objects.filter(wanted, side=side).values_list("stem", *LEVELS)
    elif words:
        rows = _whole(side=side, words=words)
    for stem, *bitmaps in rows:
        levels = list(map(_bitmap, bitmaps))
        said = bytes(stem)
        if (key := (said.decode(), False)) in parts:
            parts[key].append(levels)
        for start, key in beginnings.items():
            if said.startswith(start):
                parts[key].append(levels)
    return {
        key: [BitMap.union(BitMap(), *level) for level in zip(*each, strict=True)]
        if each
        else [BitMap() for _ in LEVELS]
        for key, each in parts.items()
    }


_whole = Prepared(
    lambda: Saying.objects.filter(
        side=Slot("side", IntegerField()), stem__among=Slot("words")
    ).values_list("stem", *LEVELS)
)


def beginning(side: int, letters: str, *, most: int) -> list[str]:
    """Some of the words that begin so, in order. One query."""
    start = letters.encode()
    rows = Saying.objects.filter(side=side, stem__gte=start, stem__lt=start + b"\xff")
    stems = rows.order_by("stem").values_list("stem", flat=True).distinct()
    return [bytes(stem).decode() for stem in stems[:most]]


def counts(side: int, words: Iterable[str]) -> dict[str, int]:
    """How many publications say each of some normalised words; 0 for none. One query."""
    found = dict.fromkeys(words, 0)
    rows = Saying.objects.filter(side=side, stem__in=[word.encode() for word in found])
    for stem, said in rows.values_list("stem", "said") if found else ():
        found[bytes(stem).decode()] += len(_bitmap(said))
    return found


def emptying(side: int) -> Iterator[None]:
    """Forget all words of a side, step by step."""
    words = Saying.objects.filter(side=side)
    while batch := list(words.values_list("pk", flat=True)[:2000]):
        Saying.objects.filter(pk__in=batch).delete()
        yield


def _bitmap(stored: bytes | memoryview) -> BitMap:
    return BitMap.deserialize(bytes(stored)) if stored else BitMap()
