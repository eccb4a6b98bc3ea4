"""Where a brief is on its way, and what an edit does to that."""

from collections.abc import Iterable

from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext as _

from briefs.models.brief import Brief, State
from briefs.models.review import Decision, Review
from briefs.models.schedule import Deed, Schedule

# Nothing at the desk waits to be published: what readers see is what the desk has.
SETTLED = frozenset(
    {State.PUBLISHED, State.ARCHIVED, State.WITHDRAWN, State.REPLACED, State.REMOVED}
)
EVERY = frozenset(State)


def follow_edit(brief: Brief, *, text_changed: bool) -> None:
    """Let the state follow a save: a settled brief becomes the draft of its next edition.

    In the transaction that keeps the new version. A save that changed passages of evidence
    alone changes no text: a brief whose text readers see stays so, and so does an approval.
    A brief in review stays there, but what was approved has to be looked at again; a
    scheduled one is a draft again, for nobody has seen that text go out.
    """
    state = Brief.objects.filter(pk=brief.pk).values_list("state", flat=True).get()
    if not text_changed:
        stay([brief.pk])
        return
    if State(state) in SETTLED or state == State.SCHEDULED:
        move(brief, State.DRAFT, why=_("the text was edited"))
    elif state == State.REVIEW:
        _ask_again(brief)


def stay(briefs: Iterable[int]) -> None:
    """Let what is bound to the last version but one of briefs, by number, follow to the last.

    Where no text changed: what readers have is what the desk has, an approval holds, and what
    waits for its minute is what was looked at.
    """
    rows = Brief.objects.filter(pk__in=briefs)
    rows.filter(shelved_version=F("version") - 1).update(shelved_version=F("version"))
    version = Subquery(rows.filter(key=OuterRef("brief_key")).values("version"))
    approved = Review.objects.filter(decision=Decision.APPROVED)
    for bound, column in ((approved, "decided_version"), (Schedule.objects.open(), "version")):
        theirs = bound.filter(brief_key__in=rows.values("key")).annotate(last=version)
        theirs.filter(**{column: F("last") - 1}).update(**{column: F(column) + 1})


def move(brief: Brief, to: State, *, why: str = "") -> None:
    """Put a brief in a state; an edit it isn't, so its version and last edit stay.

    Whatever it is put in, what it was scheduled for before is off: `why` says so to editors.
    """
    Schedule.objects.of(brief).filter(deed=Deed.PUBLISH).cancel(why)
    brief.state = to
    Brief.objects.filter(pk=brief.pk).update(state=to)


def _ask_again(brief: Brief) -> None:
    """Where the last review approved another text, ask the same people for one of this."""
    last = Review.objects.of(brief).first()
    if last is not None and last.decision == Decision.APPROVED:
        Review.objects.create(
            brief_key=brief.key,
            version=brief.version,
            requested_by=last.requested_by,
            reviewer=last.reviewer or last.decided_by,
        )
