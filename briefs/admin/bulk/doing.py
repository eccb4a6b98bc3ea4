"""A job, row by row: begun, done, tried, stopped, gone on with.

Who does a row (a request, a worker) holds the job meanwhile, and writes the outcome in the
transaction of the deed. So no row is done twice, whoever is killed, and a job that is stopped
stands still at once. Rights are asked at each row, when it is its turn.
"""

import datetime as dt
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.contrib.auth import get_user_model
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from briefs.admin.bulk.deeds import DEEDS, Deed, Do
from briefs.admin.sight import may_see_drafts
from briefs.editorial.transitions import Refused
from briefs.editorial.versions import SavedSince
from briefs.models.brief import Brief, BriefQuerySet
from briefs.models.bulk import BulkJob, BulkRow, JobState, Outcome
from briefs.publishing.problems import PublishRefused
from briefs.publishing.ready import NotReady
from briefs.request_id import current, running

logger = logging.getLogger(__name__)

AT_ONCE = 20  # briefs at the most that are done while the page waits
TURN = 20  # briefs of a job, then it is another's turn
GRACE = dt.timedelta(minutes=1)  # after which a worker goes on with what a request has left
FORGOTTEN = dt.timedelta(days=7)  # a question that nobody answered
KEPT_FOR = dt.timedelta(days=90)

Why = list[dict[str, str]]


def make(deed: Deed, briefs: BriefQuerySet, user: Any) -> BulkJob:
    """A job on these briefs, in their order, each as it is now. Nothing is done yet."""
    # In one statement: to bring a hundred thousand rows here and back would hold up every writer.
    chosen, words = briefs.values_list("key", "version").query.sql_with_params()
    add = (
        f"INSERT INTO {BulkRow._meta.db_table} (job_id, brief_key, seen, given, outcome, why) "  # noqa: S608
        f"SELECT %s, chosen.*, '{{}}', '', '[]' FROM ({chosen}) chosen WHERE true "
        "ON CONFLICT DO NOTHING"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        job = BulkJob.objects.create(deed=deed.name, by=user)
        cursor.execute(add, [job.pk, *words])
    return job


def begin(job: BulkJob, given: dict[str, list[str]], *, trial: bool) -> bool:
    """Have it run, at once by whoever calls this or soon by a worker; whether it wasn't yet."""
    now = timezone.now()
    fresh = BulkJob.objects.filter(pk=job.pk).filter(Q(state=JobState.ASKED) | Q(trial=True))
    with transaction.atomic():
        begun = fresh.exclude(state=JobState.RUNNING).update(
            state=JobState.RUNNING,
            trial=trial,
            given=given,
            run=F("run") + 1,
            request_id=current().id,
            language=translation.get_language() or "",
            due_at=now + GRACE if is_small(job) else now,
        )
        if begun:
            job.rows.exclude(outcome="").update(outcome="", why=[])
    job.refresh_from_db()
    return bool(begun)


def is_small(job: BulkJob) -> bool:
    """Whether it is done while the page waits."""
    return job.rows.order_by("pk")[: AT_ONCE + 1].count() <= AT_ONCE


def stop(job: BulkJob) -> None:
    """Have it stand still: no further brief is done."""
    BulkJob.objects.filter(pk=job.pk, state=JobState.RUNNING).update(state=JobState.STOPPED)


def resume(job: BulkJob) -> None:
    """Go on with the briefs that are left."""
    stopped = BulkJob.objects.filter(pk=job.pk, state=JobState.STOPPED)
    stopped.update(state=JobState.RUNNING, due_at=timezone.now())


def finish(job: BulkJob) -> None:
    """Do all that is left of it."""
    while do_next(job.pk):
        pass


def counts(job: BulkJob) -> dict[str, int]:
    """How many briefs have which outcome; those without one under an empty name."""
    found = job.rows.order_by().values_list("outcome").annotate(Count("pk"))
    return dict.fromkeys(["", *Outcome.values], 0) | dict(found)


def go_on(_now: dt.datetime) -> Iterator[int]:
    """Do what waits of all jobs, in turns; yields each that a brief was done of."""
    while waiting := list(BulkJob.objects.due(timezone.now()).values_list("pk", flat=True)):
        for pk in waiting:
            for _turn in range(TURN):
                if not do_next(pk):
                    break
                yield pk


def forget_old(now: dt.datetime) -> int:
    """Delete jobs whose outcome nobody needs any more; how many went."""
    old = Q(state=JobState.ASKED, made_at__lte=now - FORGOTTEN) | Q(made_at__lte=now - KEPT_FOR)
    gone = list(BulkJob.objects.filter(old).exclude(state=JobState.RUNNING).values_list("pk"))
    for (pk,) in gone:  # one by one: each may have very many rows
        BulkJob.objects.filter(pk=pk).delete()
    return len(gone)


def do_next(pk: int) -> bool:
    """Do the next brief of a job, or end the job; whether there was one."""
    rows = BulkRow.objects.filter(job=pk, job__state=JobState.RUNNING, outcome="")
    row = rows.select_related("job").order_by("pk").first()
    if row is None:
        left = BulkRow.objects.filter(job=OuterRef("pk"), outcome="")
        ending = BulkJob.objects.filter(~Exists(left), pk=pk, state=JobState.RUNNING)
        ending.update(state=JobState.DONE)
        return False
    job = row.job
    with running(current().origin, job.request_id), translation.override(job.language or None):
        _do(row)
    return True


def _do(row: BulkRow) -> None:
    try:
        do = _ready(row)
        with _ending(row), transaction.atomic():
            outcome = Outcome.IDLE if do() is False else Outcome.DONE
            transaction.set_rollback(row.job.trial)
            row.outcome = outcome
    except _Overtaken:
        return
    except (OperationalError, InterfaceError):
        raise  # the database is away, or busy: it is the row's turn again
    except Exception as error:
        with suppress(_Overtaken), _ending(row):
            row.outcome, row.why = Outcome.REFUSED, _why(error)


def _ready(row: BulkRow) -> Do:
    """What is to be done, by somebody who still may work with this brief."""
    user = who(row.job)
    brief = readable(user).filter(key=row.brief_key).first()
    if brief is None:
        raise Refused(gone())
    deed = DEEDS[row.job.deed]
    form = deed.typed(row.job.given)
    if not form.is_valid():  # a topic was deleted, a reviewer has left
        raise Refused(" ".join(str(text) for texts in form.errors.values() for text in texts))
    if deed.ready is None:
        return lambda: False
    return deed.ready(brief, by=user, seen=row.seen, **form.cleaned_data | row.given)


def who(job: BulkJob) -> Any:
    """Who asked for a job, with the rights that they have now."""
    return get_user_model().objects.get(pk=job.by_id)


def readable(user: Any) -> BriefQuerySet:
    """The briefs that somebody works with now: rights may be lost meanwhile."""
    if user.is_active and user.is_staff and may_see_drafts(user):
        return Brief.objects.seen_by(user)
    return Brief.objects.none()


def gone() -> str:
    """Why nothing is done with a brief that isn't readable; the same, whether there is one."""
    return _("It was deleted meanwhile, or isn't among your briefs any more.")


class _Overtaken(Exception):
    """The job was stopped or begun anew, or another worker was faster."""


@contextmanager
def _ending(row: BulkRow) -> Iterator[None]:
    """A transaction that has the job locked, and in whose end the row's outcome is written."""
    with transaction.atomic():
        job = BulkJob.objects.select_for_update().filter(pk=row.job_id).first()
        if job is None or (job.run, job.state) != (row.job.run, JobState.RUNNING):
            raise _Overtaken
        if not BulkRow.objects.filter(pk=row.pk, outcome="").exists():
            raise _Overtaken
        yield
        row.save(update_fields=["outcome", "why"])


def _why(error: Exception) -> Why:
    """The reasons in words, each with the field that has it."""
    match error:
        case PublishRefused() | NotReady():
            return [{"field": each.field, "text": each.message} for each in error.problems]
        case Refused():
            return [{"field": error.field, "text": str(error)}]
        case SavedSince():
            return [{"field": "", "text": str(error)}]
        case Brief.DoesNotExist():
            return [{"field": "", "text": _("It was deleted meanwhile.")}]
    logger.error("A row of a bulk job failed", exc_info=error)
    text = _("It failed for a fault of this site. Its log has more under the number %(id)s.")
    return [{"field": "", "text": text % {"id": current().id}}]
