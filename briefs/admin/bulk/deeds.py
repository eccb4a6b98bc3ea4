"""What can be done to many briefs at once: the question that each deed asks, and how it is done.

Where a deed is of a text (asking for review, publishing, leaving the shelf), it is done only to
the version that was there when the brief was chosen. Tags, topics and reviewers are put on the
newest one, or taken from it: nothing of others is lost.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs.admin.brief_form import NextEdition
from briefs.admin.departures import DEPARTURES
from briefs.admin.fields import Choices, Readable, RowsField, TagsField
from briefs.admin.steps import Asking, Assignment
from briefs.editorial import audit, review, versions
from briefs.editorial.transitions import By, NotAllowed, may_edit
from briefs.models.brief import Brief
from briefs.models.edition import Change
from briefs.models.topic import Topic
from briefs.models.version import Way
from briefs.publishing.problems import NothingToPublish
from briefs.publishing.publish import PUBLISH, Prepared, prepare, show

# Does the deed, in a transaction; False says that there was nothing to do.
Do = Callable[[], object]
# Looks at a brief of which a version was seen, and does before the transaction what takes long.
Ready = Callable[..., Do]


class Tags(Readable, forms.Form):
    """Which tags."""

    tags = TagsField(max_length=1000)

    def clean_tags(self) -> list[str]:
        """At least one."""
        tags: list[str] = self.cleaned_data["tags"]
        if not tags:
            raise forms.ValidationError(_("Write at least one tag."), code="required")
        return tags


class Topics(forms.Form):
    """Which topics."""

    topics = RowsField(
        label=gettext_lazy("Topics"),
        queryset=Topic.objects.all(),
        widget=Choices(Brief._meta.get_field("topics"), admin.site),
    )


class File(forms.Form):
    """What sort of file."""

    ending = forms.ChoiceField(
        label=gettext_lazy("File"),
        choices=[
            ("jsonl", gettext_lazy("JSON lines: all that a brief says, for programs")),
            ("csv", gettext_lazy("CSV: a line for each brief, without its body, for spreadsheets")),
        ],
        widget=forms.RadioSelect,
        initial="jsonl",
    )


def _add_tags(brief: Brief, tags: list[str]) -> bool:
    has = {tag.name.casefold() for tag in brief.tags.all()}
    new = [tag for tag in tags if tag.casefold() not in has]
    if new:
        brief.tags.add(*new)
    return bool(new)


def _take_tags(brief: Brief, tags: list[str]) -> bool:
    named = {tag.casefold() for tag in tags}
    gone = [tag for tag in brief.tags.all() if tag.name.casefold() in named]
    if gone:
        brief.tags.remove(*gone)
    return bool(gone)


def _add_topics(brief: Brief, topics: Iterable[Topic]) -> bool:
    new = set(topics) - set(brief.topics.all())
    brief.topics.add(*new)
    return bool(new)


def _take_topics(brief: Brief, topics: Iterable[Topic]) -> bool:
    gone = set(topics) & set(brief.topics.all())
    brief.topics.remove(*gone)
    return bool(gone)


def _editing(change: Callable[..., bool]) -> Ready:
    """An edit of one relation, which follows on the newest version, whatever was seen."""

    def edit(brief: Brief, by: By, seen: int, given: dict[str, Any]) -> bool:
        with versions.editing(brief, by=by, way=Way.ACTION, based_on=seen):
            brief.refresh_from_db(fields=["owner"])
            if not (by and by.has_perm("briefs.change_brief") and may_edit(by, brief)):  # type: ignore[union-attr]
                raise NotAllowed(_("You may not change it."))
            changed = change(brief, *given.values())
            if changed:
                brief.save(update_fields=["updated_at"])
                audit.record("brief.change", by=by, about=brief, fields=list(given))
        return changed

    def ready(brief: Brief, *, by: By, seen: int, **given: Any) -> Do:
        return partial(edit, brief, by, seen, given)

    return ready


def _step(act: Callable[..., object]) -> Ready:
    """A step with the text that was seen."""

    def ready(brief: Brief, **given: Any) -> Do:
        return partial(act, brief, **given)

    return ready


def _submit(brief: Brief, *, by: By, **given: Any) -> Do:
    review.check_ready(brief, by=by)
    return partial(review.open_review, brief, by=by, **given)


def _assign(brief: Brief, *, seen: int, **given: Any) -> Do:
    # Who is to look at it doesn't depend on what it says.
    return partial(review.assign, brief, **given)


def _publish(brief: Brief, *, by: By, seen: int, note: str = "", change: str = Change.UPDATE) -> Do:
    PUBLISH.check(by, brief)
    kind = Change(change or Change.UPDATE)
    return partial(_show, prepare(brief, seen=seen, note=note, change=kind), by)


def _show(ready: Prepared, by: By) -> bool:
    try:
        show(ready, by=by)
    except NothingToPublish:
        return False
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A deed on several briefs: its name in the list, its meaning, its question.

    `permission` is what the list asks before it offers it; each brief asks again when it is its
    turn. Without `ready` nothing is done to a brief: it is read.
    """

    name: str
    title: str | Promise
    meaning: str | Promise
    permission: str
    form: type[forms.Form]
    ready: Ready | None

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return self.ready is None

    def typed(self, given: dict[str, list[str]]) -> forms.Form:
        """Its form with what was typed into it."""
        return self.form(MultiValueDict(given))


_DRAFTS = gettext_lazy(
    "Each is an edit of its own: a published brief becomes a draft of its next edition. "
    "Everything else stays as it was saved last."
)


def _edit(name: str, title: Any, form: type[forms.Form], change: Callable[..., bool]) -> Deed:
    return Deed(
        name=name,
        title=title,
        meaning=_DRAFTS,
        permission="change",
        form=form,
        ready=_editing(change),
    )


def _departure(name: str) -> Deed:
    departure = DEPARTURES[name]
    return Deed(
        name=name,
        title=departure.title,
        meaning=departure.meaning,
        permission="withdraw",
        form=departure.form,
        ready=_step(departure.act),
    )


DEEDS = {
    deed.name: deed
    for deed in (
        _edit("add_tags", gettext_lazy("Add a tag"), Tags, _add_tags),
        _edit("take_tags", gettext_lazy("Take a tag away"), Tags, _take_tags),
        _edit("add_topics", gettext_lazy("Add a topic"), Topics, _add_topics),
        _edit("take_topics", gettext_lazy("Take a topic away"), Topics, _take_topics),
        Deed(
            name="submit",
            title=review.SUBMIT.label,
            meaning=gettext_lazy(
                "A colleague looks at them before readers do. You can go on editing."
            ),
            permission="change",
            form=Asking,
            ready=_submit,
        ),
        Deed(
            name="assign",
            title=review.ASSIGN.label,
            meaning=gettext_lazy("They wait on that colleague's first page."),
            permission="review",
            form=Assignment,
            ready=_assign,
        ),
        Deed(
            name="publish",
            title=PUBLISH.label,
            meaning=gettext_lazy(
                "Readers will see these texts. What blocks a brief has to be mended first; "
                "it stops no other."
            ),
            permission="publish",
            form=NextEdition,
            ready=_publish,
        ),
        _departure("withdraw"),
        _departure("archive"),
        Deed(
            name="export",
            title=gettext_lazy("Export"),
            meaning=gettext_lazy(
                "A file of what these briefs say at the desk now, drafts included: "
                "readers have not seen all of it."
            ),
            permission="view",
            form=File,
            ready=None,
        ),
    )
}
