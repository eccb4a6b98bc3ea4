"""How claims are asserted, in words: by whom, and whether another passage says otherwise."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from briefs.models.accounts import accounts, is_denied
from briefs.models.evidence import Assertion, Evidence
from briefs.templatetags.chancery import asserted

register = template.Library()

register.filter("accounts", accounts)
register.filter("denied", is_denied)


@register.filter
def as_told(claim: Any) -> str:
    """How a claim is asserted, unless it is simply stated: “expected”, “stated, denied by Ann”.

    Prefetch `evidence`.
    """
    return in_words(accounts(claim))


@register.filter
def in_words(said: Sequence[Evidence]) -> str:
    """How these passages assert something, the firmest first; nothing where it is stated."""
    told = said
    if said and said[0].assertion == Assertion.STATED:
        denied = [passage for passage in said if passage.assertion == Assertion.DENIED]
        told = [said[0], *denied] if denied else []
    return ", ".join(asserted(passage) for passage in told)


@register.filter
def qualified(claim: Any) -> SafeString:
    """The same, as it stands behind a claim."""
    told = as_told(claim)
    return format_html(' <span class="how">({})</span>', told) if told else SafeString("")
