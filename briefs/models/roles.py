"""Roles of actors: free text, of which the common words have translations."""

from django.utils.translation import pgettext, pgettext_lazy

# Named here so that locale/ has them.
COMMON = (
    pgettext_lazy("role", "party"),
    pgettext_lazy("role", "signatory"),
    pgettext_lazy("role", "guarantor"),
    pgettext_lazy("role", "mediator"),
    pgettext_lazy("role", "observer"),
)


def role_name(role: str) -> str:
    """A role in the page's language; one that has no translation as it was typed."""
    return pgettext("role", role)
