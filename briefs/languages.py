"""Languages and scripts: what letters a text is written in, and what readers call a language.

Languages are BCP 47 tags, scripts ISO 15924 codes; what the world knows of them is Unicode's CLDR,
by Babel.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from django.utils.translation import get_language

# Scripts that are written with the letters of others, by CLDR's codes.
_LETTERS_OF = {
    "Hans": {"Hani", "Bopo"},
    "Hant": {"Hani", "Bopo"},
    "Jpan": {"Hani", "Hira", "Kana"},
    "Kore": {"Hang", "Hani"},
    "Aran": {"Arab"},
    "Latf": {"Latn"},
    "Latg": {"Latn"},
    "Cyrs": {"Cyrl"},
}
# What Unicode calls a script where CLDR's English has another word for it.
_UNICODE_NAMES = {"CJK": "Hani", "BENGALI": "Beng", "ORIYA": "Orya", "NKO": "Nkoo"}
_SCRIPT = re.compile(r"-([A-Za-z]{4})(?=-|\Z)")


def told_script(language: str) -> str:
    """The script that a tag names; empty where it leaves that open.

    >>> told_script("ru-Latn")
    'Latn'
    """
    found = _SCRIPT.search(language)
    return found[1].title() if found else ""


@lru_cache(maxsize=1024)
def usual_script(language: str) -> str:
    """The script in which a language is usually written; empty where nobody knows it.

    >>> usual_script("ur"), usual_script("zh-TW")
    ('Arab', 'Hant')
    """
    from babel.core import get_global  # here, for it takes a while: most pages need none of it

    likely: Any = get_global("likely_subtags")
    parts = language.replace("-", "_").split("_")
    for known in ("_".join(parts[:2]), parts[0]):
        if known in likely:
            return str(likely[known].split("_")[1])
    return ""


def script_of(text: str, language: str) -> str:
    """The script of a text: what the tag says, else what its letters are.

    >>> script_of("Rossiya", "ru"), script_of("Россия", "ru"), script_of("5+1", "ru")
    ('Latn', 'Cyrl', 'Cyrl')
    """
    if told := told_script(language):
        return told
    usual, letters = usual_script(language), letters_of(text)
    return usual if not letters or letters in _letters(usual) else letters


def letters_of(text: str) -> str:
    """The script that most letters of a text belong to; empty for a text without letters.

    >>> letters_of("Газпром Neft")
    'Cyrl'
    """
    found = Counter(_scripts_in(text))
    return found.most_common(1)[0][0] if found else ""


def contradicts(text: str, language: str) -> bool:
    """Whether a tag names a script that none of the text's letters belong to."""
    told = told_script(language)
    letters = set(_scripts_in(text))
    return bool(told and letters) and letters.isdisjoint(_letters(told))


def plain_language(text: str, language: str) -> str:
    """The language of a text in its usual letters, without a script; empty for foreign letters.

    >>> plain_language("Россия", "ru-Cyrl"), plain_language("Rossiya", "ru-Latn")
    ('ru', '')
    """
    plain = _SCRIPT.sub("", language)
    usual = usual_script(plain)
    return plain if not usual or script_of(text, language) == usual else ""


def tag_of(text: str, language: str) -> str:
    """Language and script as pages tag a text: without a script where it is the usual one.

    >>> tag_of("Rossiya", "ru")
    'ru-Latn'
    """
    if plain := plain_language(text, language):
        return plain
    first, _hyphen, rest = _SCRIPT.sub("", language).partition("-")
    return "-".join(filter(None, [first, script_of(text, language), rest]))


def language_name(tag: str) -> str:
    """The language's name in the reader's language; its tag where nobody knows it."""
    return _language_name(tag, get_language() or "en")


@lru_cache(maxsize=1024)
def _language_name(tag: str, reader: str) -> str:
    known = locale_of(reader).languages
    parts = tag.replace("-", "_").split("_")
    for part in ("_".join(parts[:2]), parts[0].lower()):
        if name := known.get(part):
            return f"{name[0].upper()}{name[1:]}"
    return tag


def script_name(code: str) -> str:
    """The script's name in the reader's language; its code where nobody knows it."""
    names: Any = locale_of(get_language() or "en").scripts
    return str(names.get(code, code))


@cache
def locale_of(language: str) -> Any:
    """What CLDR knows in a language; in English, where it doesn't know the language."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _letters(script: str) -> set[str]:
    return _LETTERS_OF.get(script, {script})


def _scripts_in(text: str) -> Iterator[str]:
    return filter(None, map(_script_of_letter, unicodedata.normalize("NFKC", text)))


@lru_cache(maxsize=4096)
def _script_of_letter(char: str) -> str:
    if not char.isalpha():
        return ""
    first = unicodedata.name(char, "").partition(" ")[0]
    return _UNICODE_NAMES.get(first) or _scripts_by_name().get(first, "")


@cache
def _scripts_by_name() -> dict[str, str]:
    names: Any = locale_of("en").scripts
    return {name.upper(): code for code, name in names.items()}
