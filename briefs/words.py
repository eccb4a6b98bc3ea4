"""Words as the search knows them: the one normaliser, for what is indexed and what is asked.

NFKC, case folded, one letter for the variants of Arabic script, marks stripped, English and
Russian words reduced to their stem (the stemmer follows the script, so that a query needs no
language). Both databases then index and match plain words alike.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

# Urdu, Persian and Arabic keyboards write one letter with different code points.
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("يىےئ", "ی"),
        **dict.fromkeys("كڪ", "ک"),
        **dict.fromkeys("هةۀۂھە", "ہ"),
        **dict.fromkeys("آأإٱ", "ا"),
        "ؤ": "و",
        "ё": "е",
        "\u200c": None,  # zero-width non-joiner and joiner: how a word is drawn, not what it is
        "\u200d": None,
        "\u0640": None,  # kashida
    }
)
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 500  # letters: four bytes each are what PostgreSQL takes as one word
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LATIN = re.compile(r"[a-z]")


def normalised(text: str) -> list[str]:
    """The words of a text as they are indexed and looked up.

    >>> normalised("Treaties, «ЁЛКИ»!")
    ['treati', 'елк']
    """
    return [_stem(word) for word in folded(text)]


def folded(text: str) -> list[str]:
    """The words of a text, whole, whatever the letter case and the keyboard.

    >>> folded("Treaties, «ЁЛКИ»!")
    ['treaties', 'елки']
    """
    cased = unicodedata.normalize("NFKC", text).casefold()
    words = _WORD.findall(_without_marks(cased).translate(_LETTERS))
    return [word[:_LONGEST] for word in words]


def located(text: str) -> list[tuple[str, int, int]]:
    """The words of a text, normalised, each with its place in the text as it is.

    >>> located("«Ёлки», treaties")
    [('елк', 1, 5), ('treati', 8, 16)]
    """
    return [
        (word, found.start(), found.end())
        for found in _written().finditer(text)
        for word in _normalised_word(found[0])
    ]


@cache
def _written() -> re.Pattern[str]:
    """A word as it is written, with its marks and joiners, which normalising takes away."""
    marks = "".join(filter(unicodedata.combining, map(chr, range(0x900))))
    return re.compile(rf"[^\W_](?:[^\W_]|[{marks}\u200c\u200d])*")


@lru_cache(maxsize=50_000)
def _normalised_word(word: str) -> list[str]:
    return normalised(word)


def _without_marks(text: str) -> str:
    """Diacritics dropped in the alphabets that know them as marks (below U+0900); й stays."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text.replace("й", "\ue000"))
    kept = (char for char in decomposed if not (char < "\u0900" and unicodedata.combining(char)))
    return unicodedata.normalize("NFC", "".join(kept)).replace("\ue000", "й").translate(_DIGITS)


_DIGITS = {zero + digit: str(digit) for zero in (0x0660, 0x06F0) for digit in range(10)}


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    if _CYRILLIC.search(word):
        return str(_stemmer("russian").stemWord(word))
    if _LATIN.search(word):
        return str(_stemmer("english").stemWord(word))
    return word


@cache
def _stemmer(language: str) -> Any:
    # Imported at the first word: a server that starts has none yet.
    import snowballstemmer

    return snowballstemmer.stemmer(language)
