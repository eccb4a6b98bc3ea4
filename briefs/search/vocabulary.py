"""The words of the texts in the index, whole: what a beginning may become, what a typo meant.

Words are only added when briefs are published, so that publishing writes few rows; one that no
text has any more is told by the index.
"""

from collections.abc import Iterable, Iterator, Set
from itertools import batched

from django.db.models import QuerySet
from django.db.models.functions import Length
from rapidfuzz import process
from rapidfuzz.distance import OSA

from briefs.models.inserting import insert_values
from briefs.models.posting import Word
from briefs.words import stem

SHORTEST, LONGEST = 3, 40  # letters of a word that is remembered
_SURE = 4  # letters that a typo needs to be recognised as one, and to be looked for by its start
_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґў",
    "ابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوہیء",
)


def learn(side: int, words: Set[str]) -> None:
    """Remember folded words."""
    insert_values(
        Word,
        ("side", "word", "stem"),
        [(side, word.encode(), stem(word)) for word in kept(words)],
        then="ON CONFLICT DO NOTHING",
    )


def kept(words: Set[str]) -> list[str]:
    """Those of folded words that are remembered; numbers and the like are no words."""
    return [
        word
        for word in words
        if SHORTEST <= len(word) <= LONGEST and not any(map(str.isdigit, word))
    ]


def unlike(side: int, words: Set[str]) -> Iterator[tuple[str, str]]:
    """Those of some words that aren't remembered, or by another stem, with that."""
    for batch in batched(words, 500):
        stored = Word.objects.filter(side=side, word__in=[word.encode() for word in batch])
        found = {bytes(word).decode(): known for word, known in stored.values_list("word", "stem")}
        for word in batch:
            if found.get(word) != stem(word):
                yield word, found.get(word, "")


def forget(side: int, stems: Iterable[str]) -> None:
    """Forget all words with one of the stems."""
    Word.objects.filter(side=side, stem__in=list(stems)).delete()


def emptying(side: int) -> Iterator[None]:
    """Forget all words of a side, step by step."""
    words = Word.objects.filter(side=side)
    while batch := list(words.values_list("pk", flat=True)[:5000]):
        Word.objects.filter(pk__in=batch).delete()
        yield


def stems(side: int, beginning: str) -> list[str]:
    """Stems of the words that begin so where the stem doesn't: shorter ones, other endings.

    ``relatio`` becomes *relations*, whose stem is ``relat``.
    """
    if len(beginning) < _SURE:
        return []
    found = _beginning(side, beginning).exclude(stem__startswith=beginning)
    return sorted(set(found.values_list("stem", flat=True)))


def alike(side: int, word: str) -> list[str]:
    """Words that a folded word may be a typo of, nearest first; texts may lack them.

    All that are one letter away (lacking, added, another, two swapped); else, of a longer word,
    those with its first two letters that are two away. It costs the same whatever the number of
    words.
    """
    if len(word) < _SURE or any(map(str.isdigit, word)):
        return []
    one_away = [edit.encode() for edit in _edits(word)]
    if near := sorted(set(_written(Word.objects.filter(side=side, word__in=one_away))) - {word}):
        return near
    if len(word) <= _SURE:
        return []
    size = len(word.encode())
    candidates = _beginning(side, word[:2]).annotate(size=Length("word"))
    candidates = candidates.filter(size__gte=size - 4, size__lte=size + 4)
    found = process.extract(
        word, list(_written(candidates)), scorer=OSA.distance, score_cutoff=2, limit=20
    )
    return [candidate for candidate, distance, _index in found if distance]


def _beginning(side: int, letters: str) -> QuerySet[Word]:
    start = letters.encode()
    return Word.objects.filter(side=side, word__gte=start, word__lt=start + b"\xff")


def _written(words: QuerySet[Word]) -> Iterator[str]:
    return (bytes(word).decode() for word in words.values_list("word", flat=True))


def _edits(word: str) -> Iterator[str]:
    """All that is one letter away from a word."""
    letters = next((each for each in _ALPHABETS if set(word) & set(each)), "")
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in letters:
            yield before + letter + after
            yield before + letter + after[1:]
