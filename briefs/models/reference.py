"""Reference: an edition as it is cited, in words."""

import datetime as dt

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from briefs.models import kinds
from briefs.models.edition import Edition


def reference(edition: Edition) -> str:
    """A reference to an edition in its own language, to be followed by its address."""
    cited = edition.citation
    with translation.override(edition.language):
        said = _("“%(title)s”. %(publisher)s, %(kind)s, edition %(number)s, %(date)s.") % {
            "title": cited["title"],
            "publisher": settings.SITE_NAME,
            "kind": kinds.label_of(edition.kind),
            "number": edition.number,
            "date": date_format(dt.date(*cited["issued"]["date-parts"][0])),
        }
    names = ", ".join(author["literal"] for author in cited["author"])
    return f"{names}: {said}" if names else said
