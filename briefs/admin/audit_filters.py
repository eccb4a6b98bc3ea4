"""How the audit log is narrowed down: by what was done, to what, by whom, when, in what request."""

import datetime as dt
from typing import Any

from django import forms
from django.apps import apps
from django.contrib.admin import ListFilter, SimpleListFilter
from django.db import connection
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from briefs.admin.fields import DayField
from briefs.models.audit import Entry, Origin

MOST_VALUES = 200


def model_of(noun: str) -> type[Model] | None:
    """The model of a noun, if there is still one."""
    for app in ("briefs", "auth"):
        if model := apps.get_app_config(app).models.get(noun):
            return model
    return None


class Typed(forms.Form):
    """What is typed to narrow the log down."""

    since = DayField(label=_("From"), required=False, widget=forms.DateInput)
    until = DayField(label=_("Until"), required=False, widget=forms.DateInput)
    key = forms.UUIDField(label=_("Key"), required=False)
    request = forms.CharField(label=_("Request"), required=False, max_length=64)


class TypedFilter(ListFilter):
    """A small form among the filters; what can't be read is said beside its field."""

    title = _("Period, key and request")
    template = "admin/briefs/entry/typed_filter.html"

    def __init__(
        self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any
    ) -> None:
        super().__init__(request, params, model, model_admin)
        for name in Typed.base_fields:
            if name in params:
                self.used_parameters[name] = params.pop(name)[-1]
        self.form = Typed(self.used_parameters)

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return list(Typed.base_fields)

    def choices(self, changelist: Any) -> Any:
        """The form, and what else narrows the list, to be sent with it."""
        others = [
            (name, value)
            for name, values in changelist.filter_params.items()
            if name not in self.expected_parameters()
            for value in values
        ]
        yield {"form": self.form, "others": others}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        if not self.form.is_valid():
            return queryset.none()
        asked = self.form.cleaned_data
        if asked["since"]:
            queryset = queryset.filter(at__gte=_midnight(asked["since"]))
        if asked["until"]:
            queryset = queryset.filter(at__lt=_midnight(asked["until"] + dt.timedelta(days=1)))
        if asked["key"]:
            queryset = queryset.filter(key=asked["key"])
        if asked["request"]:
            queryset = queryset.filter(request_id=asked["request"])
        return queryset


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


class Values(SimpleListFilter):
    """The values that a column has."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, value) for value in _values(self.parameter_name or "") if value]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        value = self.value()
        return queryset if value is None else queryset.filter(**{self.parameter_name or "": value})


class Actions(Values):
    """What was done."""

    title, parameter_name = _("action"), "action"


class Nouns(Values):
    """What sort of thing it was done to."""

    title, parameter_name = _("noun"), "noun"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        found = super().lookups(request, model_admin)
        known = ((noun, model_of(noun)) for noun, _label in found)
        return [(noun, str(model._meta.verbose_name) if model else noun) for noun, model in known]


class People(Values):
    """Who did it."""

    title, parameter_name = _("who"), "who"


class Origins(Values):
    """By way of what."""

    title, parameter_name = _("way"), "origin"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Origin.choices


FILTERS: list[Any] = [TypedFilter, Actions, Nouns, People, Origins]


def _values(column: str) -> list[str]:
    """The values of a column: one step in its index for each, however many rows there are."""
    table = Entry._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH RECURSIVE found(value) AS (
                SELECT min({column}) FROM {table}
                UNION ALL
                SELECT (SELECT min({column}) FROM {table} WHERE {column} > found.value)
                FROM found WHERE found.value IS NOT NULL
            ) SELECT value FROM found WHERE value IS NOT NULL LIMIT {MOST_VALUES}
            """  # noqa: S608  (our own names of columns)
        )
        return [value for (value,) in cursor.fetchall()]
