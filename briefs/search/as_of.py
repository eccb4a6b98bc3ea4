"""The parameter `as_of` of pages and API: the day, month or year that a reader asks about."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from briefs.models.period import Period, period_of
from briefs.search.indexes import IndexForm


class PeriodField(forms.CharField):
    """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return period_of(text) if text else None


class AsOfForm(forms.Form):
    """As of when a portrait is to be shown."""

    as_of = PeriodField(required=False, label=_("As of"))

    @property
    def period(self) -> Period | None:
        """What was asked; None where nothing was, or nothing valid."""
        found: Period | None = self.cleaned_data.get("as_of") if self.is_valid() else None
        return found


class AsOfIndexForm(IndexForm, AsOfForm):
    """What an index can be asked whose rows were other ones once."""
