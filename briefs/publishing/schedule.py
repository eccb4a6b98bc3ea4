"""Scheduling: a brief goes to readers, or leaves the shelf, at a given minute.

The worker calls `run_due` every few seconds. What was due while none ran happens as soon as one
does, the earliest first. A schedule is for the text that somebody looked at: an edit ends it.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs.editorial import audit, review, states
from briefs.editorial.transitions import By, Refused, Transition, acting
from briefs.models.brief import Brief, State
from briefs.models.edition import Change
from briefs.models.moments import in_words
from briefs.models.publication import Publication
from briefs.models.schedule import Deed, End, Schedule
from briefs.publishing.problems import PublishRefused
from briefs.publishing.publish import check_news, prepare, show
from briefs.publishing.shelf import ReasonMissing, archive, withdraw

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
    """Have this very text published at `at`.

    Raises Refused and SavedSince, and PublishRefused for what `publish` would refuse then.
    """
    SCHEDULE.check(by, brief)
    _refuse_past(at)
    change = Change(change) if change else Change.UPDATE
    ready = prepare(brief, note=note, change=change, at=at)
    if place := Publication.objects.filter(brief_key=brief.key).first():
        check_news(ready, place)
    with acting(SCHEDULE, brief, by=by, seen=ready.version if seen is None else seen) as said:
        review.check_four_eyes(brief, by)
        states.move(brief, State.SCHEDULED, why=_("scheduled anew"))
        said["at"] = at.isoformat()
        return _made(brief, Deed.PUBLISH, at, by, note=ready.note, change=change)


def unschedule(brief: Brief, *, by: By = None, seen: int | None = None) -> None:
    """Cancel the publishing of a brief: it is a draft again. Raises Refused and SavedSince."""
    with acting(UNSCHEDULE, brief, by=by, seen=seen):
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
    """Have a brief leave the shelf at `at`; None cancels that. Raises Refused and SavedSince."""
    deed = Deed(deed)
    if at is not None:
        _refuse_past(at)
        if deed == Deed.WITHDRAW and not reason.strip():
            raise ReasonMissing
    with acting(EXPIRE, brief, by=by, seen=seen, deed=deed.value) as said:
        Schedule.objects.of(brief).exclude(deed=Deed.PUBLISH).cancel("")
        said["at"] = at.isoformat() if at else ""
        return _made(brief, deed, at, by, reason=reason.strip()) if at else None


def run_due(now: dt.datetime) -> int:
    """Do all that is due; how much was done. What is refused says why, and is not tried again."""
    done = 0
    for waiting in list(Schedule.objects.due(now)):
        try:
            done += _run(waiting)
        except Exception:  # the others' minute has come, too
            logger.exception("schedule %s failed; it is tried again", waiting.pk)
    return done


def _run(waiting: Schedule) -> bool:
    """Do one thing that is due, unless somebody has called it off meanwhile; whether it was done.

    A text is rendered first. Then what readers see changes, and the schedule ends, in one
    transaction: a worker that is killed leaves both or neither.
    """
    try:
        deed = _prepared(waiting)
        with _ending(waiting, End.DONE):
            deed()
    except _CalledOff:
        return False
    except (PublishRefused, Refused) as refusal:
        with suppress(_CalledOff), _ending(waiting, End.REFUSED, why=str(refusal)) as brief:
            if brief and brief.state == State.SCHEDULED and waiting.deed == Deed.PUBLISH:
                states.move(brief, State.DRAFT)
        return False
    return True


def _prepared(waiting: Schedule) -> Callable[[], object]:
    """What is to be done. Nobody does it: who scheduled it was allowed to then."""
    brief = Brief.objects.filter(key=waiting.brief_key).first()
    if brief is None:
        raise Refused(_("The brief is deleted."))
    match waiting.deed:
        case Deed.PUBLISH:
            change = Change(waiting.change)
            ready = prepare(brief, seen=waiting.version, note=waiting.note, change=change)
            return partial(show, ready)
        case Deed.WITHDRAW:
            return partial(withdraw, brief, reason=waiting.reason)
        case _:
            return partial(archive, brief)


class _CalledOff(Exception):
    """An editor or another worker was faster. What is open nevertheless is tried again."""


@contextmanager
def _ending(waiting: Schedule, end: End, *, why: str = "") -> Iterator[Brief | None]:
    """A transaction in which a schedule ends; its brief is locked, as by whoever calls it off."""
    with transaction.atomic():
        brief = Brief.objects.select_for_update().filter(key=waiting.brief_key).first()
        schedule = Schedule.objects.filter(pk=waiting.pk)
        if not schedule.open().filter(version=waiting.version).exists():
            raise _CalledOff
        yield brief
        schedule.update(ended=end, why=why)
        name = f"brief.schedule_{end}"
        audit.record(name, by=waiting.by, about=brief, deed=waiting.deed, version=waiting.version)


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
