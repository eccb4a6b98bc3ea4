"""What publishing would do to each of several briefs, and which note is said of which."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from briefs.admin.changes import Prospect, prospect
from briefs.admin.checklist import Group, form_of, grouped
from briefs.admin.publishing import KEPT, Said, kept_said
from briefs.models.brief import Brief
from briefs.models.bulk import BulkJob
from briefs.models.publication import Publication
from briefs.publishing import Gazetteer, note_problems
from briefs.views.difference import Effort


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What publishing would do to one of several briefs; `kept` is the note typed in its form."""

    prospect: Prospect
    blockers: list[Group]
    warnings: list[Group]
    kept: str
    kind: str | Promise

    @property
    def again(self) -> bool:
        """Whether readers have an edition of it already."""
        return self.prospect.current is not None

    @property
    def idle(self) -> bool:
        """Whether publishing would change nothing."""
        return self.again and not self.prospect.changes

    @property
    def possible(self) -> bool:
        """Whether publishing would go through, as far as can be seen."""
        return not self.prospect.errors and not self.idle


def outlooks(request: HttpRequest, briefs: Sequence[Brief]) -> dict[Any, Outlook]:
    """The outlook of each brief, by its key; they have their shelf."""
    shelf = Publication.objects.select_related("current")
    known = {row.brief_key: row for row in shelf.filter(brief_key__in=[b.key for b in briefs])}
    found = {}
    names, effort = Gazetteer(), Effort()
    for brief in briefs:
        outcome = prospect(brief, known.get(brief.key), names, effort)
        form = form_of(brief)
        said = kept_said(request, brief)
        found[brief.key] = Outlook(
            prospect=outcome,
            blockers=grouped(outcome.errors, outcome.draft, form),
            warnings=grouped(outcome.warnings, outcome.draft, form),
            kept=said["note"],
            kind=said["change"].label,
        )
    return found


def readers_know(job: BulkJob) -> bool:
    """Whether readers have an edition of any of the briefs, so that a note is asked for."""
    return bool(_known(job).exists())


def settle_notes(request: HttpRequest, job: BulkJob, given: Said) -> str:
    """Have a note kept from a brief's form stand where none is given for all.

    What is asked for where a brief that readers know is left without any; else nothing.
    """
    job.rows.exclude(given={}).update(given={})
    if not given["note"]:
        kept = Brief.objects.seen_by(request.user).with_shelf()
        for brief in kept.filter(pk__in=request.session.get(KEPT, {}), key__in=_keys(job)):
            said = kept_said(request, brief)
            if said["note"]:
                job.rows.filter(brief_key=brief.key).update(given=said)
    problems = note_problems(**given)
    return problems[0].message if problems and _known(job, given={}).exists() else ""


def _known(job: BulkJob, **rows: Any) -> Any:
    return Publication.objects.filter(brief_key__in=_keys(job, **rows), current__isnull=False)


def _keys(job: BulkJob, **rows: Any) -> Any:
    return job.rows.order_by().filter(**rows).values("brief_key")
