"""The filter parameters of the network and its twins."""

import django_filters
from django.utils.translation import gettext_lazy as _

from briefs.models.tie import TieKind
from briefs.search.as_of import PeriodField
from briefs.search.filters import (
    PagedFilter,
)


class PeriodFilter(django_filters.Filter):
    """A day, a month or a year."""

    field_class = PeriodField


class TieFilter(PagedFilter):
    """What a reader asks of the network. `is_valid()`, then `form.cleaned_data`."""

    kind = django_filters.MultipleChoiceFilter(
        choices=TieKind.choices,
        label=_("Kind"),
        error_messages={"invalid_choice": _("There is no kind “%(value)s”.")},
    )
    as_of = PeriodFilter(label=_("As of"))

    class Meta(PagedFilter.Meta):
        """As all of them."""
