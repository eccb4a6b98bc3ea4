"""Leaving the shelf: withdrawn, archived, replaced, removed; and erasing an edition's text."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs.editorial import states
from briefs.editorial.audit import record
from briefs.editorial.rechecks import note_taken_back
from briefs.editorial.transitions import By, NotAllowed, Refused, Transition, acting
from briefs.models.amendment import Amendment
from briefs.models.brief import Brief, State
from briefs.models.edition import Edition
from briefs.models.publication import Publication, Standing
from briefs.models.schedule import Deed, Schedule
from briefs.search import indexing

WITHDRAW = Transition(
    name="withdraw",
    label=gettext_lazy("Withdraw"),
    permission="withdraw_brief",
    states=states.EVERY,
)
ARCHIVE = Transition(
    name="archive",
    label=gettext_lazy("Archive"),
    permission="withdraw_brief",
    states=states.EVERY,
)
REPLACE = Transition(
    name="replace",
    label=gettext_lazy("Replace"),
    permission="withdraw_brief",
    states=states.EVERY,
)
REMOVE = Transition(
    name="remove",
    label=gettext_lazy("Remove"),
    permission="withdraw_brief",
    states=states.EVERY,
)


class NotOnTheShelf(Refused):
    """The brief isn't published, so it can't leave the shelf."""

    def __init__(self) -> None:
        super().__init__(_("This brief is not published: there is nothing to take back."))


class NoReplacement(Refused):
    """Readers can't be led on to this one."""

    def __init__(self) -> None:
        super().__init__(_("Choose another brief that readers can open in place of this one."))


class ReasonMissing(Refused):
    """Readers are owed a reason, and none was given."""

    def __init__(self) -> None:
        super().__init__(_("Say why: readers see the reason."), field="reason")


def withdraw(brief: Brief, *, reason: str, by: By = None, seen: int | None = None) -> Publication:
    """Take a brief out of lists and search; its text stays readable under the reason."""
    return _leave(brief, WITHDRAW, Standing.WITHDRAWN, reason=reason, by=by, seen=seen)


def remove(brief: Brief, *, reason: str, by: By = None, seen: int | None = None) -> Publication:
    """Take a brief away altogether; its address says that it is gone, and why."""
    return _leave(brief, REMOVE, Standing.REMOVED, reason=reason, by=by, seen=seen)


def archive(brief: Brief, *, by: By = None, seen: int | None = None) -> Publication:
    """Keep a brief readable, but out of lists and search."""
    return _leave(brief, ARCHIVE, Standing.ARCHIVED, by=by, seen=seen)


def replace(
    brief: Brief, *, successor: Publication, by: By = None, seen: int | None = None
) -> Publication:
    """Lead readers of a brief on to the one that replaces it."""
    return _leave(brief, REPLACE, Standing.REPLACED, successor=successor, by=by, seen=seen)


@transaction.atomic
def erase(edition: Edition, *, by: AbstractBaseUser, reason: str) -> None:
    """Erase what an edition says, where the law demands it; number and date stay.

    With it go the passages that quote it and whatever search keeps of it; the brief at the
    desk stays. Logged with who and why. A current edition must leave the shelf first.
    """
    if not by.has_perm("briefs.erase_edition"):  # type: ignore[attr-defined]
        raise NotAllowed(_("You may not erase the text of editions."))
    if not reason.strip():
        raise ReasonMissing
    publication = Publication.objects.select_for_update().get(pk=edition.publication_id)
    check_erasable(edition, publication)
    erased = Edition.objects.filter(pk=edition.pk, erased_at=None).update(
        erased_at=timezone.now(),
        **dict.fromkeys(("title", "summary", "note", "body_markdown", "body_html", "text"), ""),
        **{name: [] for name in ("key_points", "contents", "sources")},
        **{name: {} for name in ("card", "citation")},
    )
    if not erased:
        raise AlreadyErased
    # What quotes the edition goes, too: evidence without its words would say nothing.
    edition.evidence.all().delete()
    edition.former_anchors.all().delete()
    Amendment.objects.filter(edition=edition).update(note="", reason="")
    if publication.current_id == edition.pk:
        Publication.objects.filter(pk=publication.pk).update(title_key=b"")
    indexing.forget(edition, is_current=publication.current_id == edition.pk)
    record(
        "edition.erase",
        by=by,
        about=edition,
        brief=str(publication.brief_key),
        number=edition.number,
        reason=reason.strip(),
    )


def check_erasable(edition: Edition, publication: Publication) -> None:
    """Raise what `erase` would: StillCurrent, AlreadyErased."""
    if edition.erased_at:
        raise AlreadyErased
    if publication.state == Standing.PUBLISHED and publication.current_id == edition.pk:
        raise StillCurrent


class AlreadyErased(Exception):
    """There is nothing left to erase."""

    def __init__(self) -> None:
        super().__init__(_("This edition is erased already."))


class StillCurrent(Exception):
    """The edition is what readers see now."""

    def __init__(self) -> None:
        super().__init__(_("Readers see this edition now: remove the brief first, then erase."))


def _leave(
    brief: Brief,
    transition: Transition,
    standing: Standing,
    *,
    by: By,
    seen: int | None,
    reason: str = "",
    successor: Publication | None = None,
) -> Publication:
    with acting(transition, brief, by=by, seen=seen) as said:
        if standing in (Standing.WITHDRAWN, Standing.REMOVED) and not reason.strip():
            raise ReasonMissing
        publication = _on_the_shelf(brief, successor)
        if publication.state == Standing.PUBLISHED:
            indexing.drop(publication.edition)
        publication.state = standing
        publication.notice = reason.strip()
        publication.notice_on = timezone.localdate()
        publication.replacement = successor
        publication.save()
        Schedule.objects.of(brief).exclude(deed=Deed.PUBLISH).cancel("")  # it has left already
        _follow(brief, standing)
        if standing in (Standing.WITHDRAWN, Standing.REMOVED):
            note_taken_back(brief.key, by=by)
        if reason.strip():
            said["reason"] = reason.strip()
        if successor:
            said["successor"] = str(successor.brief_key)
    return publication


def _on_the_shelf(brief: Brief, successor: Publication | None) -> Publication:
    """The brief's place, locked with its successor's."""
    # Both in one order, so that two editors who replace one by the other don't lock each other.
    shelf = Publication.objects.select_for_update().order_by("pk")
    named = Q(brief_key=brief.key) | Q(pk=successor.pk if successor else None)
    locked = list(shelf.filter(named))
    publication = next((row for row in locked if row.brief_key == brief.key), None)
    if publication is None or publication.current is None:
        raise NotOnTheShelf
    if publication.state == Standing.REMOVED:  # publishing alone brings it back
        raise NotOnTheShelf
    if successor and not any(row != publication and row.state in row.READABLE for row in locked):
        raise NoReplacement
    return publication


def _follow(brief: Brief, standing: Standing) -> None:
    """The brief's state: where it stands. A draft of another edition goes on, unscheduled."""
    if State(brief.state) in states.SETTLED:
        states.move(brief, State(standing.value))
    elif brief.state == State.SCHEDULED:
        states.move(brief, State.DRAFT, why=_("the brief left the shelf"))
