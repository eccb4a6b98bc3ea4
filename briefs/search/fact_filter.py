"""The filter parameters of the timeline and its twins."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from briefs.models.dated import KINDS, Lane
from briefs.search.calendar_units import UNITS
from briefs.search.filters import (
    DayFilter,
    FinderForm,
    PagedFilter,
)


class FactForm(FinderForm):
    """The rules that hold for the parameters together."""

    def clean(self) -> None:
        super().clean()
        first, last = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if first and last and first > last:
            self.add_error("to", forms.ValidationError(_("This period ends before it starts.")))


def _kinds() -> list[tuple[str, Any]]:
    """Each lane as a whole, and each kind of its facts."""
    return [*Lane.choices, *(kind for lane in Lane for kind in KINDS[lane].items())]


class FactFilter(PagedFilter):
    """What a reader asks of the timeline. `is_valid()`, then `form.cleaned_data`."""

    kind = django_filters.MultipleChoiceFilter(
        choices=_kinds,
        label=_("Kind"),
        error_messages={"invalid_choice": _("There is no kind “%(value)s”.")},
    )
    vars()["from"] = DayFilter(label=_("From"))  # a word that Python keeps for itself
    to = DayFilter(label=_("Until"), last=True)
    zoom = django_filters.ChoiceFilter(
        choices=[(unit.name, unit.label) for unit in UNITS],
        label=_("Zoom"),
        error_messages={
            "invalid_choice": _(
                "There is no zoom “%(value)s”: choose century, decade, year, month or day."
            )
        },
    )

    class Meta(PagedFilter.Meta):
        form = FactForm
