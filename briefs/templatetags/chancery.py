"""What templates say in words: imprecise dates, kinds, languages, assertions; what they mark."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape

from django import template
from django.conf import settings
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from briefs.countries import short_name
from briefs.languages import language_name
from briefs.models import figures, kinds, moments
from briefs.models.claims import firmest
from briefs.models.evidence import Assertion, Evidence
from briefs.models.names import reads_right_to_left
from briefs.models.people import called
from briefs.search import Highlighter, Piece

register = template.Library()

register.filter("called", called)
register.filter("converted", figures.converted)
register.filter("day", moments.day)
register.filter("edtf", moments.edtf)
register.filter("moment", moments.in_words)
register.filter("firmest", firmest)
register.filter("kind", kinds.label_of)
register.filter("language", language_name)


@register.filter
def grouped(number: int) -> str:
    """A number with its thousands set apart, as the reader's language does it."""
    return grouped_in(get_language(), number)


@lru_cache(maxsize=4096)
def grouped_in(_language: str | None, number: int) -> str:
    """The same for a page that says hundreds of numbers, in the language that is active."""
    return number_format(number, force_grouping=True)


@register.filter
def direction(language: str) -> str:
    """``rtl`` or ``ltr``, for text in a language."""
    return "rtl" if reads_right_to_left(language) else "ltr"


@register.filter
def percent(share: float) -> str:
    """A share in words; only what is nothing or all is called so.

    >>> percent(0.004)
    'less than 1\xa0%'
    """
    if 0 < share < 0.005:
        return _("less than 1\xa0%")
    rounded = round(share * 100)
    return _("%(number)s\xa0%%") % {"number": 99 if rounded == 100 and share < 1 else rounded}


@register.filter
def asserted(evidence: Evidence) -> str:
    """How a passage asserts its claim, in words: “claimed by Sergey Lavrov”."""
    label = str(Assertion(evidence.assertion).label)
    if evidence.attributed_to is None:
        return label
    return _("%(asserted)s by %(actor)s") % {
        "asserted": label,
        "actor": evidence.attributed_to.label,
    }


@register.filter
def assertion(name: str) -> str:
    """How something is asserted, in a word."""
    return str(Assertion(name).label)


@register.filter
def country(code: str) -> str:
    """What the reader calls a country, by its code of ISO 3166-1."""
    return short_name(code, get_language() or settings.LANGUAGE_CODE) or code


@register.filter
def of(mapping: Mapping[str, object], name: str) -> object:
    """The value that a mapping has for a name that the template holds in a variable."""
    return mapping.get(name)


@register.filter
def marked(text: str, highlighter: Highlighter) -> str:
    """A text, in which the words of a search are marked."""
    return _html(highlighter.marked(text))


@register.filter
def passage(text: str, highlighter: Highlighter) -> str:
    """The passage of a text that says most of what a search asks for, marked; else nothing."""
    return _html(highlighter.passage(text))


def _html(pieces: Iterable[Piece]) -> SafeString:
    return SafeString(
        "".join(
            f"<mark>{escape(piece.text)}</mark>" if piece.marked else escape(piece.text)
            for piece in pieces
        )
    )
