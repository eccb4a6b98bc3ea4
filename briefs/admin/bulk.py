"""Actions on the list of briefs that change them: tags, topics, asking for review.

Each asks what for, shows what it would do to which brief (it is tried, and undone), and then goes
brief by brief, each in its own transaction: a refusal names its brief and stops no other. Tags
and topics are added to the newest version, or taken from it: nothing of others is lost.
"""

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from briefs.admin.fields import Choices, Readable, RowsField, TagsField
from briefs.admin.publishing import MOST
from briefs.admin.question import ask
from briefs.admin.seen import seen
from briefs.admin.steps import Asking
from briefs.editorial import review, versions
from briefs.editorial.transitions import NotAllowed, Refused
from briefs.editorial.versions import SavedSince
from briefs.models.brief import Brief
from briefs.models.topic import Topic
from briefs.models.version import Way

Desk = ModelAdmin[Brief]
# Does the deed to one brief, and says whether that changed anything.
Act = Callable[..., bool]


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


def _editing(field: str, change: Callable[..., bool]) -> Act:
    """An edit of one relation, which follows on the newest version, whatever was seen."""

    def act(desk: Desk, request: HttpRequest, brief: Brief, version: int, **given: Any) -> bool:
        based_on = version if version >= 0 else None
        with versions.editing(brief, by=request.user, way=Way.ACTION, based_on=based_on):
            if not desk.has_change_permission(request, brief):
                raise NotAllowed(_("You may not change it."))
            changed = bool(given) and change(brief, given[field])
            if changed:
                brief.save(update_fields=["updated_at"])
                desk.log_change(request, brief, {"fields": [field]})
        return changed

    return act


def _submit(desk: Desk, request: HttpRequest, brief: Brief, version: int, **given: Any) -> bool:
    review.submit(brief, by=request.user, seen=version, **given)
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """A deed on several briefs: its name in the list, its meaning, its question."""

    name: str
    title: str | Promise
    meaning: str | Promise
    form: type[forms.Form]
    act: Act


_DRAFTS = gettext_lazy(
    "Each is an edit of its own: a published brief becomes a draft of its next edition. "
    "Everything else stays as it was saved last."
)
BULK = (
    Bulk(
        name="add_tags",
        title=gettext_lazy("Add a tag"),
        meaning=_DRAFTS,
        form=Tags,
        act=_editing("tags", _add_tags),
    ),
    Bulk(
        name="take_tags",
        title=gettext_lazy("Take a tag away"),
        meaning=_DRAFTS,
        form=Tags,
        act=_editing("tags", _take_tags),
    ),
    Bulk(
        name="add_topics",
        title=gettext_lazy("Add a topic"),
        meaning=_DRAFTS,
        form=Topics,
        act=_editing("topics", _add_topics),
    ),
    Bulk(
        name="take_topics",
        title=gettext_lazy("Take a topic away"),
        meaning=_DRAFTS,
        form=Topics,
        act=_editing("topics", _take_topics),
    ),
    Bulk(
        name="submit",
        title=review.SUBMIT.label,
        meaning=gettext_lazy("A colleague looks at them before readers do. You can go on editing."),
        form=Asking,
        act=_submit,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What became of one brief, or would become: it changed, or was refused, or neither."""

    brief: Brief
    version: int
    changed: bool = False
    refusal: str = ""


def ask_and_do(
    desk: Desk, request: HttpRequest, briefs: QuerySet[Brief], bulk: Bulk
) -> TemplateResponse | None:
    """Ask what has to be asked, show what it would do, then do it; None once it is done."""
    if briefs.count() > MOST:
        text = ngettext(
            "Choose at most %(count)s brief at a time.",
            "Choose at most %(count)s briefs at a time.",
            MOST,
        )
        desk.message_user(request, text % {"count": MOST}, messages.ERROR)
        return None
    asked = "apply" in request.POST
    form = bulk.form(request.POST if asked else None)
    given = form.cleaned_data if form.is_valid() else {}
    # What was seen stays what was seen, however often the page is asked for anew.
    chosen = [(brief, seen(request, brief) if asked else brief.version) for brief in briefs]
    if given and "look" not in request.POST:
        _tell(desk, request, [_do(desk, request, *each, bulk, given) for each in chosen])
        return None
    rows = [_try(desk, request, *each, bulk, given) for each in chosen]
    return ask(
        desk,
        request,
        "brief/bulk.html",
        title=bulk.title,
        deed=bulk.title,
        form=form,
        possible=any(not row.refusal for row in rows),
        bulk=bulk,
        rows=rows,
        looked=bool(given),
        checkbox=ACTION_CHECKBOX_NAME,
    )


def _try(
    desk: Desk, request: HttpRequest, brief: Brief, version: int, bulk: Bulk, given: dict[str, Any]
) -> Row:
    """Do it to a brief, see what becomes of it, and undo it: so no rule differs from the deed's."""
    with transaction.atomic():
        row = _do(desk, request, copy.copy(brief), version, bulk, given)
        transaction.set_rollback(True)
    return replace(row, brief=brief)


def _do(
    desk: Desk, request: HttpRequest, brief: Brief, version: int, bulk: Bulk, given: dict[str, Any]
) -> Row:
    """Do it to one brief, of which `version` was seen."""
    row = Row(brief=brief, version=version)
    try:
        return replace(row, changed=bulk.act(desk, request, brief, version, **given))
    except Brief.DoesNotExist:
        return replace(row, refusal=_("It was deleted meanwhile."))
    except (Refused, SavedSince) as refusal:
        return replace(row, refusal=str(refusal))


def _tell(desk: Desk, request: HttpRequest, rows: list[Row]) -> None:
    """How many changed, how many needed no change, and each that was refused, with the reason."""
    if done := sum(row.changed for row in rows):
        text = ngettext("Done with %(count)s brief.", "Done with %(count)s briefs.", done)
        desk.message_user(request, text % {"count": done}, messages.SUCCESS)
    if idle := sum(not row.changed and not row.refusal for row in rows):
        text = ngettext(
            "%(count)s brief needed no change.", "%(count)s briefs needed no change.", idle
        )
        desk.message_user(request, text % {"count": idle}, messages.INFO)
    for row in rows:
        if row.refusal:
            text = _("“%(brief)s”: %(refusal)s") % {"brief": row.brief, "refusal": row.refusal}
            desk.message_user(request, text, messages.ERROR)
    missing = len(set(request.POST.getlist(ACTION_CHECKBOX_NAME))) - len(rows)
    if missing > 0:
        text = ngettext(
            "%(count)s chosen brief isn't on this list any more: nothing was done to it.",
            "%(count)s chosen briefs aren't on this list any more: nothing was done to them.",
            missing,
        )
        desk.message_user(request, text % {"count": missing}, messages.WARNING)


def _action(bulk: Bulk) -> Callable[..., TemplateResponse | None]:
    @admin.action(permissions=["change"], description=_dotted(bulk.title))
    def run(desk: Desk, request: HttpRequest, briefs: QuerySet[Brief]) -> TemplateResponse | None:
        return ask_and_do(desk, request, briefs, bulk)

    run.__name__ = bulk.name  # what the list calls it
    return run


def _dotted(title: str | Promise) -> Any:
    """The title of an action that asks before it acts."""
    return format_lazy("{} …", title)


ACTIONS = [_action(bulk) for bulk in BULK]
