"""Scheduling: a brief goes to readers, or leaves the shelf, at a given minute.

The worker calls `run_due` every few seconds. What was due while none ran happens as soon as one
does, the earliest first. A schedule is for the text that somebody looked at: an edit ends it.
"""

import datetime as dt
import logging

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs.editorial import audit, review, states
from briefs.editorial.transitions import By, Refused, Transition, acting
from briefs.models.brief import Brief, State
from briefs.models.edition import Change, Edition
from briefs.models.moments import in_words
from briefs.models.schedule import Deed, End, Schedule
from briefs.publishing.problems import PublishRefused
from briefs.publishing.publish import check, note_problems, publish
from briefs.publishing.shelf import NotOnTheShelf, ReasonMissing, archive, withdraw

logger = logging.getLogger(__name__)

SCHEDULE = Transition(
    name="schedule",
    label=gettext_lazy("Schedule"),
    permission="publish_brief",
    states=frozenset({State.DRAFT, State.REVIEW, State.SCHEDULED}),
)
UNSCHEDULE = Transition(
    name="unschedule",
    label=gettext_lazy("Cancel the schedule"),
    permission="publish_brief",
    states=frozenset({State.SCHEDULED}),
)
EXPIRE = Transition(
    name="expire",
    label=gettext_lazy("Schedule its end"),
    permission="withdraw_brief",
    states=states.EVERY - {State.REMOVED},
)


def schedule(
    brief: Brief,
    *,
    at: dt.datetime,
    note: str = "",
    change: Change | str = Change.UPDATE,
    by: By = None,
    seen: int | None = None,
) -> Schedule:
    """Have this very text published at `at`. Raises Refused, and PublishRefused as `publish`."""
    SCHEDULE.check(by, brief)
    _refuse_past(at)
    change = Change(change) if change else Change.UPDATE
    check(brief, note=note, change=change, at=at)
    again = Edition.objects.filter(publication__brief_key=brief.key).exists()
    if again and (unsaid := note_problems(note, change)):
        raise PublishRefused(unsaid)
    with acting(SCHEDULE, brief, by=by, seen=brief.version if seen is None else seen) as said:
        review.check_four_eyes(brief, by)
        Schedule.objects.of(brief).filter(deed=Deed.PUBLISH).cancel(_("scheduled anew"))
        states.move(brief, State.SCHEDULED)
        said["at"] = at.isoformat()
        return _made(brief, Deed.PUBLISH, at, by, note=note.strip(), change=change)


def unschedule(brief: Brief, *, by: By = None, seen: int | None = None) -> None:
    """Cancel the publishing of a brief: it is a draft again. Raises Refused."""
    with acting(UNSCHEDULE, brief, by=by, seen=seen):
        Schedule.objects.of(brief).filter(deed=Deed.PUBLISH).cancel("")
        states.move(brief, State.DRAFT)


def expire(
    brief: Brief,
    *,
    at: dt.datetime | None,
    deed: Deed | str = Deed.ARCHIVE,
    reason: str = "",
    by: By = None,
    seen: int | None = None,
) -> Schedule | None:
    """Have a brief leave the shelf at `at`; None cancels that. Raises Refused."""
    deed = Deed(deed)
    if at is not None:
        _refuse_past(at)
        if deed == Deed.WITHDRAW and not reason.strip():
            raise Refused(str(ReasonMissing()), field="reason")
    with acting(EXPIRE, brief, by=by, seen=seen, deed=deed.value) as said:
        Schedule.objects.of(brief).exclude(deed=Deed.PUBLISH).cancel("")
        said["at"] = at.isoformat() if at else ""
        return _made(brief, deed, at, by, reason=reason.strip()) if at else None


def run_due(now: dt.datetime) -> int:
    """Do all that is due; how much was done. What is refused says why, and is not tried again."""
    done = 0
    for number in list(Schedule.objects.due(now).values_list("pk", flat=True)):
        try:
            done += _run(number)
        except Exception:  # the others' minute has come, too
            logger.exception("schedule %s failed; it is tried again", number)
    return done


@transaction.atomic
def _run(number: int) -> bool:
    waiting = Schedule.objects.select_for_update().filter(pk=number, ended="").first()
    if waiting is None:
        return False  # another worker has done it
    brief = Brief.objects.filter(key=waiting.brief_key).first()
    refusal = _("The brief is deleted.") if brief is None else _do(brief, waiting)
    waiting.ended, waiting.why = (End.REFUSED, refusal) if refusal else (End.DONE, "")
    waiting.save(update_fields=["ended", "why"])
    if brief and refusal and brief.state == State.SCHEDULED:
        states.move(brief, State.DRAFT)
    name = "brief.schedule_refused" if refusal else "brief.schedule_done"
    audit.record(name, by=waiting.by, about=brief, deed=waiting.deed, version=waiting.version)
    return not refusal


def _do(brief: Brief, waiting: Schedule) -> str:
    """Do it; the refusal in words, or nothing. Who scheduled it was allowed to then."""
    try:
        with transaction.atomic():
            match waiting.deed:
                case Deed.PUBLISH:
                    change = Change(waiting.change)
                    publish(brief, seen=waiting.version, note=waiting.note, change=change)
                case Deed.WITHDRAW:
                    withdraw(brief, reason=waiting.reason)
                case _:
                    archive(brief)
    except (PublishRefused, Refused, NotOnTheShelf) as refusal:
        return str(refusal)
    return ""


def _made(
    brief: Brief,
    deed: Deed,
    at: dt.datetime,
    by: By,
    *,
    note: str = "",
    change: Change = Change.UPDATE,
    reason: str = "",
) -> Schedule:
    return Schedule.objects.create(
        brief_key=brief.key,
        deed=deed,
        at=at,
        version=brief.version,
        by=by if isinstance(by, AbstractBaseUser) else None,  # type: ignore[misc]
        note=note,
        change=change,
        reason=reason,
    )


def _refuse_past(at: dt.datetime) -> None:
    if at <= timezone.now():
        text = _("%(moment)s has passed: choose a later time, or do it now.")
        raise Refused(text % {"moment": in_words(at)}, field="at")
