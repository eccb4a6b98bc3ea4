"""Attaching: words that somebody chose in a brief's draft are kept as the passage of a fact."""

from django.db import transaction

from briefs.editorial import audit, versions
from briefs.editorial.content import take
from briefs.editorial.neighbours import record_neighbours
from briefs.editorial.versions import By
from briefs.models.brief import Brief
from briefs.models.edition import Edition
from briefs.models.evidence import Evidence
from briefs.models.version import Way
from briefs.publishing.evidence import became, keep_place, settle
from briefs.publishing.passages import layout
from briefs.publishing.rendering import render
from briefs.publishing.surroundings import Surroundings


class WordsNotThere(Exception):
    """The draft doesn't have these words, or has them in several places."""


def attach(passage: Evidence, brief: Brief, *, by: By) -> None:
    """Keep a new passage of a brief's draft, not saved yet, with the claim that it states.

    Where readers' edition says the same it is bound to that; else it waits for the next edition.
    Raises WordsNotThere.
    """
    passage.brief_key = brief.key
    if not keep_place(passage, read_draft(brief)):
        raise WordsNotThere
    edition = Edition.objects.filter(current_of__brief_key=brief.key, erased_at=None).first()
    if edition is not None:
        shown = Surroundings(layout(edition.body_html), edition.language)
        ((_passage, found),) = became([passage], shown)
        if found.state.supports:
            settle(passage, found, edition, shown)
    with transaction.atomic():
        with versions.editing(passage, by=by, way=Way.FORM):
            passage.save()
        record_neighbours(passage, None, take(passage), by=by)
        audit.record("evidence.add", by=by, about=passage)


def read_draft(brief: Brief) -> Surroundings:
    """A brief's draft as readers would read it."""
    body = render(brief.body, language=brief.language)
    return Surroundings(layout(body.html), brief.language)
