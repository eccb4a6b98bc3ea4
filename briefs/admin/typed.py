"""Forms that show what somebody typed before, exactly, and don't judge it until it is sent."""

import re
from typing import Self

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict

from briefs.models.unsaved import Pairs

# What ties rows to those that a noun has.
_COUNT = re.compile(r"-INITIAL_FORMS\Z")
_TIE = re.compile(r"-[0-9]+-(id|row_key)\Z")


class Typed(QueryDict):
    """What was typed into a form and never saved."""

    @classmethod
    def of(cls, pairs: Pairs, *, anew: bool) -> Self:
        """What was typed. `anew`: for a new noun, of which no row exists yet."""
        typed = cls(mutable=True)
        for name, value in pairs:
            if anew and _TIE.search(name):
                value = ""
            typed.appendlist(name, "0" if anew and _COUNT.search(name) else value)
        return typed


class Unjudged(forms.BaseForm):
    """A form that finds nothing wrong with what was typed before."""

    def full_clean(self) -> None:
        if not isinstance(self.data, Typed):
            return super().full_clean()
        self._errors, self.cleaned_data = ErrorDict(), {}
        return None


class UnjudgedSet(forms.BaseFormSet):  # type: ignore[type-arg]
    """Rows that find nothing wrong with what was typed before."""

    def full_clean(self) -> None:
        if not isinstance(self.data, Typed):
            return super().full_clean()
        self._errors: list[ErrorDict] = []
        self._non_form_errors = self.error_class()
        return None
