"""The steps of a brief from its form: each on a page of its own, which carries what was seen."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from briefs.admin.brief_form import NextEdition
from briefs.admin.changes import name_of
from briefs.admin.checklist import Group, form_of, grouped
from briefs.admin.fields import MomentField, Readable, text_area
from briefs.admin.filters import with_way_back
from briefs.admin.publishing import kept_note
from briefs.admin.question import ask
from briefs.admin.seen import SEEN, seen
from briefs.editorial import review, versions
from briefs.editorial.transitions import Refused, Transition
from briefs.editorial.versions import SavedSince
from briefs.models.brief import Brief
from briefs.models.people import called
from briefs.models.publication import Publication
from briefs.models.review import Review
from briefs.models.schedule import Deed
from briefs.publishing import NotReady, Problem, PublishRefused, compose, schedule


class People(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of colleagues, by their names."""

    def label_from_instance(self, obj: Any) -> str:
        return called(obj)


class Asking(Readable, forms.Form):
    """Whom to ask for a review, and with what words."""

    reviewer = People(
        label=gettext_lazy("Reviewer"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("whoever comes first"),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy(
            "What to look at, if anything. The desk keeps it; readers never see it."
        ),
        widget=text_area(3),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].queryset = review.reviewers()  # type: ignore[attr-defined]


class Assignment(Asking):
    """Who shall review."""

    note = None  # type: ignore[assignment]


class Reasons(Readable, forms.Form):
    """What has to be mended."""

    reasons = forms.CharField(
        label=gettext_lazy("What has to be mended"),
        help_text=gettext_lazy("The author reads it above the form. Readers never see it."),
        widget=text_area(5),
    )


class NewOwner(forms.Form):
    """Whose brief it shall be."""

    to = People(label=gettext_lazy("To whom"), queryset=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = get_user_model().objects.filter(is_staff=True, is_active=True)
        self.fields["to"].queryset = staff.order_by("username")  # type: ignore[attr-defined]


class Publishing(NextEdition):
    """When it is to be published, and what is said of that edition."""

    at = MomentField(label=gettext_lazy("When"))
    field_order = ["at", "change", "note"]


class Ending(Readable, forms.Form):
    """When it is to leave the shelf, and how; no time cancels that."""

    at = MomentField(
        label=gettext_lazy("When"),
        help_text=gettext_lazy("Left empty, nothing ends by itself."),
        required=False,
    )
    deed = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=[(deed.value, deed.label) for deed in (Deed.ARCHIVE, Deed.WITHDRAW)],
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Readers see it where a brief is withdrawn."),
        widget=text_area(3),
        required=False,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step as the desk offers it: its question, what it means, how it is done."""

    transition: Transition
    meaning: str | Promise
    done: str | Promise
    form: type[forms.Form]
    act: Callable[..., object]

    @property
    def name(self) -> str:
        """Its name in addresses."""
        return self.transition.name

    @property
    def label(self) -> str | Promise:
        """What its button says."""
        return self.transition.label


STEPS = {
    step.name: step
    for step in (
        Step(
            transition=review.SUBMIT,
            meaning=gettext_lazy(
                "A colleague looks at it before readers do. You can go on editing."
            ),
            done=gettext_lazy("A review of “%(brief)s” is asked for."),
            form=Asking,
            act=review.submit,
        ),
        Step(
            transition=review.APPROVE,
            meaning=gettext_lazy(
                "You say that this text may go to readers as it stands. "
                "If anybody edits it afterwards, it has to be approved anew."
            ),
            done=gettext_lazy("“%(brief)s” is approved."),
            form=forms.Form,
            act=review.approve,
        ),
        Step(
            transition=review.SEND_BACK,
            meaning=gettext_lazy("It becomes a draft again, with your reasons above it."),
            done=gettext_lazy("“%(brief)s” is sent back."),
            form=Reasons,
            act=review.send_back,
        ),
        Step(
            transition=review.ASSIGN,
            meaning=gettext_lazy("It waits on that colleague's first page."),
            done=gettext_lazy("“%(brief)s” is assigned."),
            form=Assignment,
            act=review.assign,
        ),
        Step(
            transition=review.TAKE_BACK,
            meaning=gettext_lazy("It becomes a draft again, and waits for nobody."),
            done=gettext_lazy("“%(brief)s” is a draft again."),
            form=forms.Form,
            act=review.take_back,
        ),
        Step(
            transition=review.DISCARD,
            meaning=gettext_lazy(
                "The brief says again what readers see. What the draft said stays among its "
                "versions; passages of evidence stay as they are. A schedule ends."
            ),
            done=gettext_lazy("The draft of “%(brief)s” is discarded: it says what readers see."),
            form=forms.Form,
            act=review.discard,
        ),
        Step(
            transition=schedule.SCHEDULE,
            meaning=gettext_lazy(
                "This text goes to readers at that minute. If anybody edits it before, "
                "the schedule ends, and it is a draft again."
            ),
            done=gettext_lazy("“%(brief)s” is scheduled."),
            form=Publishing,
            act=schedule.schedule,
        ),
        Step(
            transition=schedule.UNSCHEDULE,
            meaning=gettext_lazy("It becomes a draft again and is not published by itself."),
            done=gettext_lazy("The schedule of “%(brief)s” is cancelled."),
            form=forms.Form,
            act=schedule.unschedule,
        ),
        Step(
            transition=schedule.EXPIRE,
            meaning=gettext_lazy(
                "It leaves lists and search at that minute; its text stays readable."
            ),
            done=gettext_lazy("The end of “%(brief)s” is settled."),
            form=Ending,
            act=schedule.expire,
        ),
        Step(
            transition=review.HAND_OVER,
            meaning=gettext_lazy("Authors see and edit their own briefs: this one becomes theirs."),
            done=gettext_lazy("“%(brief)s” is handed over."),
            form=NewOwner,
            act=review.hand_over,
        ),
    )
}


def offered(
    request: HttpRequest, brief: Brief, publication: Publication | None, last: Review | None
) -> Iterator[tuple[Step, str]]:
    """The steps that this person may take with the brief as it is, each with its address."""
    waits = last is not None and not last.decision
    for step in STEPS.values():
        if step.transition in (review.APPROVE, review.ASSIGN) and not waits:
            continue
        if step.transition in (review.DISCARD, schedule.EXPIRE) and publication is None:
            continue
        if step.transition.allows(request.user, brief) and brief.state in step.transition.states:
            url = reverse("admin:briefs_brief_step", args=[brief.pk, step.name])
            yield step, with_way_back(request, f"{url}?{SEEN}={brief.version}")


def take(desk: "ModelAdmin[Brief]", request: HttpRequest, brief: Brief, step: Step) -> HttpResponse:
    """Ask what has to be asked, then take the step; a refusal is said on the page that asks."""
    if not step.transition.allows(request.user, brief):
        raise PermissionDenied
    kept = kept_note(request, brief) if issubclass(step.form, NextEdition) else {}
    form = step.form(request.POST if "apply" in request.POST else None, initial=kept)
    version, refusal, blockers = seen(request), "", []
    try:
        if _taken(request, brief, step, form, version):
            desk.message_user(request, step.done % {"brief": brief}, messages.SUCCESS)
            return HttpResponseRedirect(form_of(brief))
    except SavedSince as since:
        refusal = str(since)
    except (PublishRefused, NotReady) as refused:
        blockers = [problem for problem in refused.problems if problem.field not in form.fields]
        for problem in (each for each in refused.problems if each not in blockers):
            form.add_error(problem.field, problem.message)
    except Refused as refused:
        if refused.field in form.fields:
            form.add_error(refused.field, str(refused))
        else:
            refusal = _with_field(brief, refused)
    return ask(
        desk,
        request,
        "brief/step.html",
        title=step.label,
        subtitle=str(brief),
        deed=step.label,
        form=form,
        back=with_way_back(request, form_of(brief)),
        status=409 if refusal or blockers else 200,
        possible=not (refusal or blockers),
        refusal=refusal,
        blockers=_as_list(brief, blockers),
        brief=brief,
        step=step,
        version=version,
    )


def _taken(request: HttpRequest, brief: Brief, step: Step, form: forms.Form, version: int) -> bool:
    """Whether the step is taken, as far as what it asks is answered. Raises what refuses it."""
    step.transition.check(request.user, brief)
    if not versions.say_the_same(brief, version, brief.version):
        raise SavedSince
    if form.is_bound and form.is_valid():
        step.act(brief, by=request.user, seen=version, **form.cleaned_data)
        return True
    if step.transition == review.SUBMIT:
        review.check_ready(brief, by=request.user)  # before somebody writes a note
    return False


def _as_list(brief: Brief, problems: list[Problem]) -> list[Group]:
    """What is to be mended in the brief's form, each leading to its place."""
    if not problems:
        return []
    draft = compose(brief, on=brief.published_on or timezone.localdate())
    return grouped(problems, draft, form_of(brief))


def _with_field(brief: Brief, refused: Refused) -> str:
    if not refused.field:
        return str(refused)
    address = f"{form_of(brief)}#id_{refused.field}"
    return format_html('<a href="{}">{}</a>: {}', address, name_of(refused.field), str(refused))
