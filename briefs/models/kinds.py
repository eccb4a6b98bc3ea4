"""The kinds of brief: the standard six, and what the institute adds (setting BRIEF_KINDS)."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STANDARD: dict[str, str | Promise] = {
    "policy-brief": _("policy brief"),
    "commentary": _("commentary"),
    "report": _("report"),
    "fact-sheet": _("fact sheet"),
    "statement": _("statement"),
    "backgrounder": _("backgrounder"),
}


def kinds() -> dict[str, str | Promise]:
    """The kinds in use, slug to label."""
    return STANDARD | settings.BRIEF_KINDS


def choices() -> list[tuple[str, str | Promise]]:
    """The kinds as a form's or a model's choices."""
    return list(kinds().items())


def label_of(kind: str) -> str:
    """What readers call the kind; its slug, should an institute have dropped it since."""
    return str(kinds().get(kind, kind))
