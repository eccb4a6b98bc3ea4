"""The pages of bulk actions: from the list to the question, to a trial, to what became of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, Count, Q, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from briefs.admin.bulk import doing
from briefs.admin.bulk.deeds import DEEDS, Deed
from briefs.admin.bulk.export import export
from briefs.admin.bulk.outlooks import Outlook, outlooks, readers_know, settle_notes
from briefs.admin.changes import name_of
from briefs.admin.checklist import form_of
from briefs.admin.filters import KEPT, list_of, with_way_back
from briefs.admin.publishing import said_of
from briefs.admin.question import ask
from briefs.admin.sight import may_see_briefs
from briefs.models.brief import Brief, BriefQuerySet
from briefs.models.bulk import BulkJob, BulkRow, JobState, Outcome
from briefs.models.worker import Worker

PAGE = 100  # briefs on a page
LATEST = 50  # jobs on the list of them

Desk = ModelAdmin[Brief]


def urls(desk: Desk) -> list[URLPattern]:
    """Where one's jobs are, and each of them."""

    def jobs(request: HttpRequest) -> HttpResponse:
        return _jobs(desk, request)

    def job(request: HttpRequest, pk: int) -> HttpResponseBase:
        return _job(desk, request, pk)

    view = desk.admin_site.admin_view
    return [
        path("bulk/", view(jobs), name="briefs_brief_bulk"),
        path("bulk/<int:pk>/", view(job), name="briefs_brief_bulk_job"),
    ]


# From the list


def _action(deed: Deed) -> Callable[..., HttpResponse | None]:
    # The dots say that it asks before it acts.
    @admin.action(permissions=[deed.permission], description=format_lazy("{} …", deed.title))
    def run(desk: Desk, request: HttpRequest, briefs: QuerySet[Brief]) -> HttpResponse | None:
        return _choose(desk, request, cast(BriefQuerySet, briefs), deed)

    run.__name__ = deed.name  # what the list calls it
    return run


ACTIONS = [_action(deed) for deed in DEEDS.values()]


def _choose(
    desk: Desk, request: HttpRequest, briefs: BriefQuerySet, deed: Deed
) -> HttpResponse | None:
    """Remember what was chosen, each brief as it is now, and lead to the question."""
    job = doing.make(deed, briefs, request.user)
    there = job.rows.count()
    picked = set(request.POST.getlist(ACTION_CHECKBOX_NAME))
    missing = 0 if request.POST.get("select_across") == "1" else len(picked) - there
    if missing > 0:
        text = ngettext(
            "%(count)s chosen brief isn't on this list any more: nothing was done to it.",
            "%(count)s chosen briefs aren't on this list any more: nothing was done to them.",
            missing,
        )
        desk.message_user(request, text % {"count": missing}, messages.WARNING)
    if not there:
        job.delete()
        return None
    if _needs_no_answer(deed) and doing.is_small(job) and doing.begin(job, {}, trial=True):
        doing.finish(job)
    query = request.GET.urlencode()
    kept = f"?{urlencode({KEPT: query})}" if query else ""
    return HttpResponseRedirect(f"{address(job)}{kept}")


def _needs_no_answer(deed: Deed) -> bool:
    """Whether it can be tried before anything is typed. What publishing changes is shown anyway."""
    return not deed.reads and deed.name != "publish" and deed.typed({}).is_valid()


def address(job: BulkJob) -> str:
    """The job's page."""
    return reverse("admin:briefs_brief_bulk_job", args=[job.pk])


# The page of a job


def _job(desk: Desk, request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask what has to be asked, try it, do it; stop it and go on; say what became of each."""
    if not may_see_briefs(request):
        raise PermissionDenied
    job = BulkJob.objects.of(request.user).filter(pk=pk).first()
    if job is None or job.deed not in DEEDS:
        raise Http404
    deed = DEEDS[job.deed]
    if request.method != "POST":
        return _show(desk, request, job, _asked(deed, job, None))
    here = HttpResponseRedirect(with_way_back(request, address(job)))
    if "stop" in request.POST:
        doing.stop(job)
        return here
    if not getattr(desk, f"has_{deed.permission}_permission")(request):
        raise PermissionDenied
    if "resume" in request.POST:
        doing.resume(job)
        return here
    return _press(desk, request, job) or here


def _press(desk: Desk, request: HttpRequest, job: BulkJob) -> HttpResponseBase | None:
    """Try it or do it; None leads to the job's page."""
    deed = DEEDS[job.deed]
    form = _asked(deed, job, request.POST)
    if not form.is_valid():
        return _show(desk, request, job, form)
    if deed.reads:
        return export(job, form.cleaned_data["ending"], by=request.user)
    if not job.asks:  # pressed twice, or in another tab
        return None
    if deed.name == "publish":
        unsaid = settle_notes(request, job, said_of(form.cleaned_data))
        if unsaid:
            form.add_error("note", unsaid)
            return _show(desk, request, job, form)
    given = {name: request.POST.getlist(name) for name in form.fields}
    trial = "look" in request.POST
    if not doing.begin(job, given, trial=trial) or not doing.is_small(job):
        return None
    doing.finish(job)
    if trial:
        return None
    _tell(desk, request, job)
    return HttpResponseRedirect(list_of(desk, request))


def _asked(deed: Deed, job: BulkJob, sent: Any) -> forms.Form:
    """The question, with what was typed; of first editions there is none."""
    given = sent if sent is not None else job.given
    form = deed.form(sent) if sent is not None else deed.typed(given) if given else deed.form()
    if deed.name == "publish" and not readers_know(job):
        form.fields.clear()
    return form


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A brief of a job as the page tells it; None where the person doesn't see it any more."""

    row: BulkRow
    brief: Brief | None
    outlook: Outlook | None = None

    @property
    def reasons(self) -> SafeString:
        """Why it was refused, with a link to the field that has to be mended."""
        return format_html_join(" ", "{}", ((self._reason(why),) for why in self.row.why))

    def _reason(self, why: dict[str, str]) -> SafeString | str:
        if not why["field"] or self.brief is None:
            return why["text"]
        field = f"{form_of(self.brief)}#id_{why['field']}"
        return format_html('<a href="{}">{}</a>: {}', field, name_of(why["field"]), why["text"])


def _lines(
    desk: Desk, request: HttpRequest, rows: Sequence[BulkRow], *, foretell: bool
) -> list[Line]:
    found = desk.get_queryset(request).filter(key__in=[row.brief_key for row in rows])
    briefs = {brief.key: brief for brief in found}
    told = outlooks(request, list(briefs.values())) if foretell else {}
    return [
        Line(row=row, brief=briefs.get(row.brief_key), outlook=told.get(row.brief_key))
        for row in rows
    ]


def _show(desk: Desk, request: HttpRequest, job: BulkJob, form: forms.Form) -> HttpResponse:
    deed = DEEDS[job.deed]
    found = doing.counts(job)
    total = sum(found.values())
    asks = job.asks or deed.reads
    shown = Paginator(_told(job, total), PAGE).get_page(request.GET.get("p"))
    # What would change in each is told of no more briefs than anybody reads.
    foretell = asks and deed.name == "publish" and total <= PAGE
    lines = _lines(desk, request, list(shown), foretell=foretell)
    possible = asks
    if foretell:
        possible = any(line.outlook and line.outlook.possible for line in lines)
    return ask(
        desk,
        request,
        "bulk/job.html",
        title=deed.title,
        deed=deed.title,
        form=form,
        possible=possible,
        job=job,
        bulk=deed,
        counts=found,
        total=total,
        ended=total - found[""],
        shown=shown,
        lines=lines,
        foretell=foretell,
        said=_said(form) if not asks else [],
        worker_missing=job.state == JobState.RUNNING and not Worker.objects.living().exists(),
    )


def _told(job: BulkJob, total: int) -> QuerySet[BulkRow]:
    """The rows that the page tells: those refused, and all that it was tried on, if few."""
    rows = job.rows.order_by("pk")
    if job.state == JobState.ASKED:
        return rows
    if job.trial and total <= PAGE:
        refused = Case(When(outcome=Outcome.REFUSED, then=0), default=1)
        return rows.order_by(refused, "pk")
    return rows.filter(outcome=Outcome.REFUSED)


def _said(form: forms.Form) -> list[tuple[str, str]]:
    """What was typed into the question, in words."""
    if not form.is_valid():
        return []
    told = []
    for name, value in form.cleaned_data.items():
        field = form.fields[name]
        if isinstance(value, list | QuerySet):
            value = ", ".join(map(str, value))
        elif type(field) is forms.ChoiceField:
            value = dict(cast(Any, field.choices)).get(value, "")
        if value:
            told.append((str(field.label), str(value)))
    return told


def _tell(desk: Desk, request: HttpRequest, job: BulkJob) -> None:
    """How many changed, how many needed no change, and each that was refused, with the reason."""
    found = doing.counts(job)
    if done := found[Outcome.DONE]:
        text = ngettext("Done with %(count)s brief.", "Done with %(count)s briefs.", done)
        desk.message_user(request, text % {"count": done}, messages.SUCCESS)
    if idle := found[Outcome.IDLE]:
        text = ngettext(
            "%(count)s brief needed no change.", "%(count)s briefs needed no change.", idle
        )
        desk.message_user(request, text % {"count": idle}, messages.INFO)
    refused = job.rows.filter(outcome=Outcome.REFUSED).order_by("pk")
    for line in _lines(desk, request, list(refused), foretell=False):
        text = format_html(_("“{}”: {}"), line.brief or "–", line.reasons)
        desk.message_user(request, text, messages.ERROR)


# One's jobs


def _jobs(desk: Desk, request: HttpRequest) -> HttpResponse:
    if not may_see_briefs(request):
        raise PermissionDenied
    refused = Count("rows", filter=Q(rows__outcome=Outcome.REFUSED))
    ended = Count("rows", filter=~Q(rows__outcome=""))
    jobs = BulkJob.objects.of(request.user).annotate(
        total=Count("rows"), ended=ended, refused=refused
    )
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Bulk actions"),
        "subtitle": None,
        "opts": desk.opts,
        "list_url": list_of(desk, request),
        "jobs": [(job, DEEDS[job.deed]) for job in jobs[:LATEST] if job.deed in DEEDS],
    }
    return TemplateResponse(request, "admin/briefs/bulk/jobs.html", context)
