"""Attaching: words that somebody chose in a brief's draft are kept as the passage of a fact."""

import re

from django.db import transaction

from briefs.editorial import audit, versions
from briefs.editorial.content import take
from briefs.editorial.neighbours import record_neighbours
from briefs.editorial.versions import By
from briefs.models.brief import Brief
from briefs.models.edition import Edition
from briefs.models.evidence import CONTEXT, Evidence
from briefs.models.version import Way
from briefs.publishing.evidence import became, keep_place, settle
from briefs.publishing.following import Quote, alike
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
    with transaction.atomic():
        versions.lock_brief(brief.key)
        edition = Edition.objects.filter(current_of__brief_key=brief.key, erased_at=None).first()
        if edition is not None:
            shown = Surroundings(layout(edition.body_html), edition.language)
            ((_passage, found),) = became([passage], shown)
            if found.state.supports:
                settle(passage, found, edition, shown)
        with versions.editing(passage, by=by, way=Way.FORM):
            passage.save()
        record_neighbours(passage, None, take(passage), by=by)
        audit.record("evidence.add", by=by, about=passage)


def quoted(text: str, words: str, before: str = "", after: str = "") -> Quote | None:
    """Words that somebody selected in a page, as they stand in a text: white space may differ.

    Of several places the one whose neighbours are most like `before` and `after`; None where there
    is none, or where two are as good.
    """
    wanted = _squeezed(words)[0]
    squeezed, places = _squeezed(text)
    ends = [match.start() for match in re.finditer(f"(?={re.escape(wanted)})", squeezed)]
    if not wanted or not ends:
        return None
    ahead, behind = _squeezed(before)[0], _squeezed(after)[0]

    def likeness(at: int) -> int:
        backwards = alike(reversed(ahead), reversed(squeezed[:at]))
        return backwards + alike(behind, squeezed[at + len(wanted) :])

    ranked = sorted(ends, key=likeness)
    if len(ranked) > 1 and likeness(ranked[-1]) == likeness(ranked[-2]):
        return None
    start, end = places[ranked[-1]], places[ranked[-1] + len(wanted) - 1] + 1
    return Quote(
        exact=text[start:end],
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
    )


def _squeezed(text: str) -> tuple[str, list[int]]:
    """A text without its white space, and where each of its characters stood."""
    places = [place for place, char in enumerate(text) if not char.isspace()]
    return "".join(text[place] for place in places), places


def read_draft(brief: Brief) -> Surroundings:
    """A brief's draft as readers would read it."""
    body = render(brief.body, language=brief.language)
    return Surroundings(layout(body.html), brief.language)
