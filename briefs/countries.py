"""Countries: ISO 3166's codes, and what each is called in any language.

Short names are Unicode's (CLDR, by Babel); codes and official names are those of ISO 3166-1, with
the translations of Debian's iso-codes (by pycountry), which lack some.
"""

import gettext
from functools import cache
from typing import Any

from briefs.languages import locale_of

# ISO leaves this code to its users; CLDR, the European Union and others use it for Kosovo.
_USERS = frozenset({"XK"})
_STRESS = "\u0301"  # which some Russian translations mark


@cache
def codes() -> tuple[str, ...]:
    """The codes of ISO 3166-1, two letters each, in their order."""
    return tuple(sorted(country.alpha_2 for country in _database().countries))


@cache
def former_codes() -> frozenset[str]:
    """The codes that ISO 3166-3 gives countries that are no more, four letters each: SUHH."""
    return frozenset(country.alpha_4 for country in _database().historic_countries)


def is_code(code: str) -> bool:
    """Whether a code is a country's, or that of one that is no more."""
    return code in codes() or code in _USERS or code in former_codes()


def short_name(code: str, language: str) -> str:
    """What a country is called in a language; empty where CLDR doesn't know.

    >>> short_name("RU", "ru")
    'Россия'
    """
    return str(locale_of(language).territories.get(code, ""))


def official_name(code: str, language: str) -> str:
    """A country's full name in a language; empty where the lists have none besides the short one.

    >>> official_name("KR", "en"), official_name("JP", "en")
    ('Republic of Korea', '')
    """
    country = _database().countries.get(alpha_2=code)
    if country is None:
        return ""
    said = getattr(country, "official_name", country.name)
    english, known = _plainly(said), short_name(code, "en")
    if "," in english or _words(english) <= _words(known):
        return ""
    name = english if language.split("-")[0] == "en" else _plainly(_translated(said, language))
    return "" if name == short_name(code, language) else name


def _words(english: str) -> set[str]:
    return set(english.replace("&", "and").replace("St.", "Saint").split())


def _plainly(name: str) -> str:
    """A name as it is written in a text, not as in a register: “Korea, Republic of”."""
    name = name.replace(_STRESS, "").partition(" (")[0]
    first, comma, rest = name.partition(", ")
    if comma and rest.endswith((" of", " of the")):
        name = f"{rest} {first}"
    return name[4:] if name.lower().startswith("the ") else name


def _translated(name: str, language: str) -> str:
    said = _translations(language).gettext(name)
    return "" if said == name else said


@cache
def _translations(language: str) -> gettext.NullTranslations:
    known = [language.replace("-", "_"), language.split("-")[0]]
    folder = _database().LOCALES_DIR
    return gettext.translation("iso3166-1", folder, languages=known, fallback=True)


def _database() -> Any:
    import pycountry  # here, for it takes a while: most pages need none of it

    return pycountry
