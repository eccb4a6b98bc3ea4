"""Editing in a list: each row carries the version that it was shown at.

A row that somebody saved since is merged field by field, like a form; what both changed is refused
at its field, and nothing is written until the editor has seen what the other wrote.
"""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from briefs.admin.fields import Readable, is_key
from briefs.admin.merging import Merged, labels, version_in, who_saved
from briefs.admin.sheets import Sheets
from briefs.admin.told import label
from briefs.editorial import versions
from briefs.editorial.content import take
from briefs.editorial.merge import Piece, Sheet, merge
from briefs.models.version import Version

SEEN = "seen"
_ROW = re.compile(r"form-([0-9]+)-(.+)")


class Seen(forms.IntegerField):
    """The version that a row was shown at, which says nothing of what was changed in it."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class ListForm(Readable, forms.ModelForm):  # type: ignore[type-arg]
    """A row of a list, edited in its place."""

    seen = Seen(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial[SEEN] = self.instance.version
        self.opened: int | None = None
        self.merged: Merged | None = None
        self._conflicts: list[Piece] = []
        self._since: list[Version] = []
        if self.is_bound and self.instance.pk:
            self.opened = version_in(self.data, self.add_prefix(SEEN))
            if self.opened not in (None, self.instance.version):
                self._rebase(self.opened or 0)

    def _rebase(self, opened: int) -> None:
        """Make what was sent follow on what is saved now; the row is locked."""
        noun, data = self.instance, QueryDict(mutable=True)
        for name in self.data:
            data.setlist(name, self.data.getlist(name))  # type: ignore[attr-defined]
        sheets = Sheets(noun=noun, form=self, rows=[], names={}, prefix=f"{self.prefix}-")
        theirs, base = sheets.stored(take(noun)), versions.at(noun, opened)
        unknown = Sheet(values=dict.fromkeys(theirs.values, ""))
        was = sheets.stored(base.content) if base else unknown
        outcome = merge(was, sheets.posted(data, self.files, was), theirs, sheets.rules)
        self._since = list(Version.objects.of(noun).filter(number__gt=opened).newest_first())
        self._conflicts = outcome.pieces
        self.data = sheets.sent(outcome.sheet, theirs, data)
        # Refused once, it is theirs that stands beside it: saved again, it goes over that one.
        self.data[self.add_prefix(SEEN)] = str(noun.version)
        self.merged = Merged(versions=self._since, names=labels(sheets, outcome.taken))

    def clean(self) -> None:
        super().clean()
        who = who_saved(self._since)
        for piece in self._conflicts:
            text = _(
                "%(who)s wrote here meanwhile: “%(theirs)s”. Save again to put yours in place."
            )
            self.add_error(piece.field, text % {"who": who, "theirs": piece.theirs or "–"})


def lock_rows(desk: "ModelAdmin[Any]", request: HttpRequest) -> None:
    """Lock the rows that a list sent; say which are deleted by now, and go on without them."""
    sent = {
        found[1]: value
        for name, value in request.POST.items()
        if (found := _ROW.fullmatch(name)) and found[2] == "id"
    }
    keys = [str(value) for value in sent.values() if is_key(str(value))]
    rows = desk.model._base_manager.select_for_update().filter(pk__in=keys).order_by("pk")
    there = {str(pk) for pk in rows.values_list("pk", flat=True)}
    gone = [number for number, pk in sent.items() if str(pk) not in there]
    if gone:
        for number in gone:
            _say_gone(desk, request, number)
        request.POST = _without(request.POST, gone)  # type: ignore[assignment]


def _say_gone(desk: "ModelAdmin[Any]", request: HttpRequest, number: str) -> None:
    typed = (
        f"{label(desk.model, name)}: {request.POST.get(f'form-{number}-{name}', '')}"
        for name in desk.list_editable
    )
    text = _("A row was deleted since the list was shown. What it said here: %(typed)s")
    desk.message_user(request, text % {"typed": "; ".join(typed)}, messages.ERROR)


def _without(sent: QueryDict, gone: list[str]) -> QueryDict:
    """What was sent without some rows, the others numbered anew."""
    kept = QueryDict(mutable=True)
    numbers: dict[str, int] = {}
    for name, values in sent.lists():
        row = _ROW.fullmatch(name)
        if row is None:
            kept.setlist(name, values)
        elif row[1] not in gone:
            number = numbers.setdefault(row[1], len(numbers))
            kept.setlist(f"form-{number}-{row[2]}", values)
    for count in ("form-TOTAL_FORMS", "form-INITIAL_FORMS"):
        kept[count] = str(len(numbers))
    return kept


def in_order_of_forms(response: Any) -> None:
    """Show the rows that were sent, for a list of today may have others at their places."""
    changelist: Any = getattr(response, "context_data", {}).get("cl")
    formset = getattr(changelist, "formset", None)
    if formset is not None and formset.is_bound:
        changelist.result_list = [form.instance for form in formset.forms]
