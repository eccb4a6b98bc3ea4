"""What the pages of every noun have in common."""

import re
from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Field, ForeignKey, ManyToManyField, Model, QuerySet
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from briefs.admin import unsaved
from briefs.admin.fields import TEXT, Choice, Choices, Readable, RowField, RowsField
from briefs.admin.filters import Filtered
from briefs.admin.keeping import Kept
from briefs.admin.recording import Recorded
from briefs.admin.sheets import ROW_KEY
from briefs.admin.sight import may_see_briefs as may_see_briefs
from briefs.admin.typed import Typed, Unjudged, UnjudgedSet
from briefs.models.address import ADDRESSED, FormerAddress
from briefs.models.moments import edtf


class Relations(BaseModelAdmin):  # type: ignore[type-arg]
    """Fields of a form that choose other rows, from autocompletes of our own."""

    formfield_overrides = TEXT

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs |= {"widget": Choice(db_field, self.admin_site), "form_class": RowField}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs |= {"widget": Choices(db_field, self.admin_site), "form_class": RowsField}
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class NounForm(Unjudged, Readable, forms.ModelForm):  # type: ignore[type-arg]
    """A noun's form; `typed` is what it shows in the place of what is saved."""

    typed: Typed | None = None

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(self.typed if data is None else data, *args, **kwargs)
        slug = self.fields.get("slug")
        if slug and self.instance.pk and self._meta.model._meta.model_name in ADDRESSED:
            former = [row.slug for row in FormerAddress.objects.of(self.instance)]
            if former:
                led = _("Readers are led here from %(addresses)s, too.")
                slug.help_text = f"{slug.help_text} {led % {'addresses': ', '.join(former)}}"


class RowAdmin(Recorded, Relations):
    """A list and a form, as all of the desk's are."""

    form = NounForm

    class Media:
        js = [forms.Script("js/desk/form.js", type="module")]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = cast("type[NounForm]", super().get_form(request, obj, change, **kwargs))
        form.typed = unsaved.typed(request, self.model, obj)
        return form

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        typed = unsaved.typed(request, self.model, obj if obj.pk else None)
        return kwargs | {"data": typed} if typed else kwargs

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        context |= unsaved.notices(self, request, context, obj)
        form_url = form_url or unsaved.form_url(request)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        unsaved.settle(request)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find words in any letter case: SQLite by itself folds that of ASCII only."""
        found, duplicates = super().get_search_results(request, queryset, search_term)
        if connection.vendor != "sqlite" or search_term.isascii():
            return found, duplicates
        cases = {search_term.lower(), search_term.upper(), search_term.title()}
        for term in cases - {search_term}:
            found = found | super().get_search_results(request, queryset, term)[0]
        return found, duplicates


class NounAdmin(Filtered, Kept, RowAdmin):
    """A noun's list and form. Every save is a version, and goes over no other unseen."""


class LookOnly:
    """Pages that change nothing."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.display(description=_("other languages"))
def languages(noun: Any) -> str:
    """The languages in which a noun has another name."""
    return ", ".join(noun.names)


def date_of(model: type[Model], name: str = "date") -> Callable[[Any], str]:
    """A list's column of an imprecise date, in words."""

    field = cast("Field[Any, Any]", model._meta.get_field(name))

    @admin.display(description=field.verbose_name, ordering=f"{name}_earliest")
    def column(row: Any) -> str:
        return edtf(getattr(row, name)) or "–"

    column.__name__ = name
    return column


class RowKey(forms.Field):
    """A row's key, which says nothing of what was changed in it."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class RowForm(Unjudged, Readable, forms.ModelForm):  # type: ignore[type-arg]
    """One row of an inline; shows its related rows without asking for them again."""

    # What the row is known by when it has been edited by two.
    row_key = RowKey(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial[ROW_KEY] = self.instance.key
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, Choice):
                relation = self._meta.model._meta.get_field(name)
                widget.known = relation.get_cached_value(self.instance, default=None)

    def full_clean(self) -> None:
        if self.is_bound and self.instance.pk and not self.has_changed():
            # It is as the database has it, and isn't saved: nothing is asked about it.
            self._errors, self.cleaned_data = ErrorDict(), {}
            return
        super().full_clean()


class RowSet(UnjudgedSet, forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """The rows of a form: as many as arrived, whatever count was sent with them."""

    def get_queryset(self) -> Any:
        # Once there are forms, Django asks for the row behind each. What was typed long ago has
        # rows that are deleted by now; and lacks others that were added.
        if not isinstance(self.data, Typed) or "forms" not in self.__dict__:
            return super().get_queryset()
        return [form.instance if form.instance.pk else None for form in self.initial_forms]

    def total_form_count(self) -> int:
        count = super().total_form_count()
        # A row takes a while to draw: a forged count must not cost the time of thousands.
        return min(count, self._arrived) if self.is_bound else count

    def clean(self) -> None:
        super().clean()
        if (self.management_form.cleaned_data["TOTAL_FORMS"] or 0) > self._arrived:
            raise ValidationError(
                _("Some rows did not arrive: load the page again."), code="rows-missing"
            )

    @cached_property
    def _arrived(self) -> int:
        """How many rows have a field among what was sent: each sends its key, if nothing else."""
        row = re.compile(rf"{re.escape(str(self.prefix))}-([0-9]+)-")
        return len({found[1] for name in self.data if (found := row.match(name))})


class Rows(Relations, admin.TabularInline):  # type: ignore[type-arg]
    """Rows of a noun, edited with it. `related` is what a row shows of other rows."""

    template = "admin/briefs/rows.html"
    form = RowForm
    formset = RowSet
    extra = 0
    max_num = 300
    view_on_site = False
    related: tuple[str, ...] = ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*super().get_fields(request, obj), ROW_KEY]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        rows: QuerySet[Model] = super().get_queryset(request)
        return rows.select_related(*self.related) if self.related else rows
