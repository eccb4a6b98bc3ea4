"""Words as the search knows them: the one normaliser, for what is indexed and what is asked.

NFKC, case folded, one letter for the variants of Arabic script, marks stripped, English and
Russian words reduced to their stem (the stemmer follows the script, so that a query needs no
language). Of what is written without spaces (Chinese, Japanese) each letter is a word: together
they are a phrase. Both databases then index and match plain words alike.
"""

import re
import threading
import unicodedata
from functools import cache, lru_cache

from Stemmer import Stemmer

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
_UNSPACED = "\u3005\u3007\u3041-\u3096\u30a1-\u30fc\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNSPACED_LETTER = re.compile(f"[{_UNSPACED}]")
# Vowels of Indic and other scripts, which are written as marks. (With any beyond U+FFFF, re would
# look through all of them, one by one.)
_VOWELS = "".join(
    char
    for block in (range(0x0900, 0x1AB0), range(0xA800, 0xAC00))
    for char in map(chr, block)
    if unicodedata.category(char).startswith("M")
)
_WORD = re.compile(rf"[^\W_]+(?:[{_VOWELS}]+[^\W_]*)*")
_LONGEST = 500  # letters: four bytes each are what PostgreSQL takes as one word
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LATIN = re.compile(r"[a-z]")


def normalised(text: str) -> list[str]:
    """The words of a text as they are indexed and looked up.

    >>> normalised("Treaties, «ЁЛКИ»!")
    ['treati', 'елк']
    """
    return [stem(word) for word in folded(text)]


def folded(text: str) -> list[str]:
    """The words of a text, whole, whatever the letter case and the keyboard.

    >>> folded("Treaties, «ЁЛКИ»!")
    ['treaties', 'елки']
    """
    cased = unicodedata.normalize("NFKC", text).casefold()
    plain = _without_marks(cased).translate(_LETTERS)
    if not plain.isascii():
        plain = _UNSPACED_LETTER.sub(r" \g<0> ", plain)
    words = _WORD.findall(plain)
    return [word[:_LONGEST] for word in words]


def located(text: str) -> list[tuple[str, int, int]]:
    """The words of a text, normalised, each with its place in the text as it is.

    >>> located("«Ёлки», treaties")
    [('елк', 1, 5), ('treati', 8, 16)]
    """
    return [
        (word, found.start(), found.end())
        for found in written().finditer(text)
        for word in normalised_word(found[0])
    ]


@cache
def written() -> re.Pattern[str]:
    """A word as it is written, with its marks and joiners, which normalising takes away."""
    marks = "".join(filter(unicodedata.combining, map(chr, range(0x900))))
    within = rf"{marks}{_VOWELS}\u200c\u200d"
    return re.compile(rf"[{_UNSPACED}]|[^\W_]+(?:[{within}]+[^\W_]*)*")


@lru_cache(maxsize=50_000)
def normalised_word(word: str) -> list[str]:
    """What `normalised` says of a word as it is written; don't change the list."""
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
def stem(word: str) -> str:
    """What a folded word has in common with its other forms (snowballstem.org)."""
    if _CYRILLIC.search(word):
        return str(_stemmers.russian.stemWord(word))
    if _LATIN.search(word):
        return str(_stemmers.english.stemWord(word))
    return word


class _Stemmers(threading.local):
    """Those of one thread: a stemmer has a state while it works. What is stemmed, we remember."""

    def __init__(self) -> None:
        self.russian, self.english = Stemmer("russian", 0), Stemmer("english", 0)


_stemmers = _Stemmers()
