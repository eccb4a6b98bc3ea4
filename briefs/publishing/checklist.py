"""The checklist before publishing: what has to be mended, and what should be looked at.

Errors keep a brief from being published, warnings don't. Each says its field and, where it can,
the very characters. A check is a function that yields problems, and its line in a list below.
"""

import datetime as dt
from collections.abc import Callable, Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from briefs.models.actor import Actor
from briefs.models.address import FormerAddress
from briefs.models.agreement import Agreement
from briefs.models.brief import Brief
from briefs.models.edition import Edition
from briefs.models.evidence import Evidence
from briefs.models.moments import in_words
from briefs.models.publication import Publication
from briefs.models.region import Region
from briefs.publishing.body import footnote_problems, heading_problems, image_problems
from briefs.publishing.draft import Draft
from briefs.publishing.evidence import became
from briefs.publishing.known_links import known_link_problems
from briefs.publishing.links import link_problems
from briefs.publishing.names_in_text import Gazetteer, Mention, readable
from briefs.publishing.passages import layout, position
from briefs.publishing.problems import Level, Place, Problem, as_typed, said
from briefs.publishing.surroundings import Surroundings

MOST_POINTS = 7
LONGEST_SUMMARY = 500  # characters; what lists show of it is two or three lines
UNLISTED = "name-unlisted"

type Check = Callable[[Draft], Iterator[Problem]]


def errors(draft: Draft, at: dt.datetime | None = None) -> list[Problem]:
    """What keeps a draft from being published, now or at another moment.

    A query or two for each noun that it links to.
    """
    return faults(draft) + moment_problems(draft.brief, at)


def faults(draft: Draft) -> list[Problem]:
    """What keeps a draft from being published at any moment."""
    return [problem for check in _ERRORS for problem in check(draft) if problem.blocks]


def of_itself(draft: Draft) -> list[Problem]:
    """What keeps a draft from being published, whatever its address and the moment.

    Asks the database only of links to this site.
    """
    checks = (check for check in _ERRORS if check is not address_problems)
    return [problem for check in checks for problem in check(draft) if problem.blocks]


def checklist(draft: Draft, *, current: Edition | None, names: Gazetteer) -> list[Problem]:
    """All that is to be said of a draft before it is published: errors first, then by place; names,
    which may be many, come last.

    `current` is the edition that readers see. A constant number of queries.
    """
    found = [problem for check in (*_ERRORS, *_WARNINGS) for problem in check(draft)]
    found += moment_problems(draft.brief)
    found += lost_passages(draft, current)
    found += unlisted_names(draft, names)
    return sorted(found, key=_in_order)


def _in_order(problem: Problem) -> tuple[bool, bool, int, int]:
    field = _FIELDS.index(problem.field) if problem.field in _FIELDS else len(_FIELDS)
    start = problem.place.start if problem.place else -1
    return not problem.blocks, problem.code == UNLISTED, field, start


_FIELDS = (
    "title",
    "slug",
    "summary",
    "key_points",
    "body",
    "published_on",
    "embargo_until",
    "sources",
)


# What keeps from publishing


def missing(draft: Draft) -> Iterator[Problem]:
    """What no brief can do without."""
    brief, body = draft.brief, draft.body
    for name, value, message in (
        ("title", brief.title, gettext_noop("Give the brief a title.")),
        ("summary", brief.summary, gettext_noop("Write a summary: lists show it.")),
        ("body", body.text or "<img" in body.html, gettext_noop("Write the body.")),
    ):
        if not str(value or "").strip():
            yield Problem(field=name, code="missing", message=_(message))


def rendering_problems(draft: Draft) -> Iterator[Problem]:
    """What can't be shown as it is written."""
    yield from draft.body.problems


def address_problems(draft: Draft) -> Iterator[Problem]:
    """Whether the address is another brief's, or was: what is cited by it must stay there."""
    brief = draft.brief
    others = Publication.objects.exclude(brief_key=brief.key)
    if others.filter(slug=brief.slug).exists():
        message = _("Another published brief has the address “%(slug)s”: choose another.")
    elif FormerAddress.objects.leading_to(others, brief.slug):
        message = _("Readers are led from the address “%(slug)s” to another brief: choose another.")
    else:
        return
    yield Problem(field="slug", code="address-taken", message=said(message, slug=brief.slug))


def moment_problems(brief: Brief, at: dt.datetime | None = None) -> list[Problem]:
    """Whether it is too early: the brief bears a date to come, or is under embargo."""
    at, found = at or timezone.now(), []
    if brief.published_on and brief.published_on > timezone.localdate(at):
        message = _("This day is still to come: choose today or earlier.")
        found.append(Problem(field="published_on", code="date-to-come", message=message))
    if brief.embargo_until and brief.embargo_until > at:
        message = _("Under embargo until %(moment)s: publish it later, or schedule it.")
        message = said(message, moment=in_words(brief.embargo_until))
        found.append(Problem(field="embargo_until", code="embargo", message=message))
    return found


# What should be looked at


def summary_length(draft: Draft) -> Iterator[Problem]:
    """Lists cut a long summary off."""
    length = len(draft.edition.summary)
    if length > LONGEST_SUMMARY:
        message = _(
            "The summary has %(length)s characters: lists cut off what goes beyond %(longest)s."
        )
        message = said(message, length=length, longest=LONGEST_SUMMARY)
        yield _warning("summary", "summary-long", message)


def point_count(draft: Draft) -> Iterator[Problem]:
    """Three to five key points are read."""
    count = len(draft.brief.key_points)
    if not count:
        message = _("There are no key points: three to five are read first.")
        yield _warning("key_points", "points-none", message)
    elif count > MOST_POINTS:
        message = ngettext(
            "There is %(count)s key point: three to five are read.",
            "There are %(count)s key points: three to five are read.",
            count,
        )
        yield _warning("key_points", "points-many", said(message, count=count))


def source_count(draft: Draft) -> Iterator[Problem]:
    """Readers want to check."""
    if not draft.edition.sources:
        message = _("No sources are named: say what the brief rests on.")
        yield _warning("sources", "sources-none", message)


def lost_passages(draft: Draft, current: Edition | None) -> Iterator[Problem]:
    """Facts whose evidence, which readers see now, the new text no longer supports."""
    now = Surroundings(layout(draft.edition.body_html), draft.edition.language)
    passages = Evidence.objects.of_brief(draft.brief.key)
    stand = [
        passage for passage in passages if passage.edition_id in (None, current and current.pk)
    ]
    found = became(stand, now, filter(None, [current]))
    replaced = {passage.succeeds_id for passage, what in found if what.state.supports}
    lost = {
        passage.pk: now.text[what.start : what.end]
        for passage, what in found
        if not what.state.supports and passage.pk not in replaced
    }
    # With all that claims are named by, they are read only if there are any.
    with_names = Evidence.objects.with_claims().in_bulk(lost) if lost else {}
    for pk, words in lost.items():
        yield _lost(draft, with_names[pk], words)


def _lost(draft: Draft, passage: Evidence, words: str) -> Problem:
    """A fact that loses its passage; the text may have other `words` in its place."""
    code, place = "passage-changed", None
    if not words:
        code = "passage-lost"
        message = _("A fact loses its words, which are no longer in the text: “%(words)s”.")
    elif words == passage.exact:
        message = _("What stands around a fact’s words has changed: look at “%(words)s” again.")
    else:
        message = _("A fact’s words have changed from “%(words)s” to “%(now)s”.")
    if words:
        start = position(draft.body.outline.markdown, words)
        place = None if start is None else Place(start, start + len(words))
    return Problem(
        field="body",
        level=Level.WARNING,
        code=code,
        message=said(message, words=passage, now=words),
        place=place,
        about=(passage,),
    )


def unlisted_names(draft: Draft, names: Gazetteer) -> Iterator[Problem]:
    """Names in the text of what the brief doesn't say that it is about; each once."""
    card = draft.edition.card
    listed = {
        (model, row["slug"])
        for name, model in (
            *(("actors", Actor), ("authors", Actor)),
            *(("agreements", Agreement), ("regions", Region)),
        )
        for row in card[name]
    }
    texts = typed(draft) | {"body": readable(draft.body.outline)}
    for field, text in texts.items():
        for mention in names.mentions(text):
            named = {(type(row), row.slug) for row in mention.rows}
            if named.isdisjoint(listed):
                yield _unlisted(field, mention)
                listed |= named


def _unlisted(field: str, mention: Mention) -> Problem:
    message = _("“%(words)s” is in the text, but %(names)s isn't among what the brief is about.")
    return Problem(
        field=field,
        level=Level.WARNING,
        code=UNLISTED,
        message=said(message, words=mention.words, names=" / ".join(map(str, mention.rows))),
        place=mention.place,
        about=mention.rows,
    )


def typed(draft: Draft) -> dict[str, str]:
    """The texts of a draft by field, as they stand in the form: places are in these."""
    brief = draft.brief
    return {
        "title": brief.title,
        "summary": as_typed(brief.summary),
        "key_points": "\n".join(brief.key_points),
        "body": draft.body.outline.markdown,
    }


def _warning(field: str, code: str, message: str, about: tuple[Evidence, ...] = ()) -> Problem:
    return Problem(field=field, level=Level.WARNING, code=code, message=message, about=about)


_ERRORS: tuple[Check, ...] = (missing, rendering_problems, link_problems, address_problems)
_WARNINGS: tuple[Check, ...] = (
    *(summary_length, point_count, source_count),
    *(heading_problems, footnote_problems, image_problems, known_link_problems),
)
