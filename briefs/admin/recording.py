"""What is done at the desk goes into the audit log, in the place of the admin's own."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from briefs.admin.deeds import doers, told
from briefs.editorial.audit import entry, record
from briefs.models.audit import Entry

PAGE = 100


class Recorded(ModelAdmin):  # type: ignore[type-arg]
    """Pages whose deeds are recorded as `<noun>.add`, `.change` and `.delete`."""

    def construct_change_message(  # type: ignore[override]
        self, request: HttpRequest, form: BaseForm, formsets: Any, add: bool = False
    ) -> dict[str, Any]:
        """Which fields changed, and how many rows of each kind: names and numbers, no contents."""
        rows = {formset.prefix: _counts(formset) for formset in formsets or ()}
        said = {
            "fields": [] if add else list(form.changed_data),
            "rows": {name: counts for name, counts in rows.items() if counts},
        }
        return {name: value for name, value in said.items() if value}

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        return record(_deed(obj, "add"), by=request.user, about=obj, **_data(message))

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        return record(_deed(obj, "change"), by=request.user, about=obj, **_data(message))

    def log_deletions(self, request: HttpRequest, queryset: Iterable[Model]) -> Any:
        gone = (entry(_deed(obj, "delete"), by=request.user, about=obj) for obj in queryset)
        return Entry.objects.bulk_create(gone, batch_size=500)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What would go, told in nouns."""
        rows, counts, missing, protected = super().get_deleted_objects(objs, request)
        return *_without_links(rows, counts), missing, protected

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What was done to one row."""
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined, no-any-return]
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        page = Paginator(Entry.objects.about(row), PAGE).get_page(request.GET.get("p"))
        who = doers(list(page))
        context = {
            **self.admin_site.each_context(request),
            "title": _("History"),
            "subtitle": str(row),
            "entries": page,
            "lines": [(done, who[done.pk], told(done)) for done in page],
            "original": row,
            "opts": self.opts,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/briefs/history.html", context)


def _deed(row: Model, deed: str) -> str:
    return f"{row._meta.model_name}.{deed}"


def _data(message: Any) -> dict[str, Any]:
    return message if isinstance(message, dict) else {"said": str(message)} if message else {}


def _counts(formset: Any) -> dict[str, int]:
    """How many rows were added, changed and deleted by the form."""
    counts = {
        "added": len(formset.new_objects),
        "changed": len(formset.changed_objects),
        "deleted": len(formset.deleted_objects),
    }
    return {name: count for name, count in counts.items() if count}


def _without_links(rows: list[Any], counts: dict[Any, int]) -> tuple[list[Any], dict[Any, int]]:
    """Without the rows that only tie two nouns: they have no name, and the nouns are told of."""
    links = [
        model._meta
        for model in apps.get_models(include_auto_created=True)
        if model._meta.auto_created
    ]
    named = tuple(f"{capfirst(meta.verbose_name)}: {meta.object_name} object (" for meta in links)
    plurals = {str(meta.verbose_name_plural) for meta in links}
    kept = {name: count for name, count in counts.items() if str(name) not in plurals}
    return _pruned(rows, named), kept


def _pruned(rows: list[Any], named: tuple[str, ...]) -> list[Any]:
    nested = (_pruned(row, named) if isinstance(row, list) else row for row in rows)
    return [row for row in nested if row != [] and not str(row).startswith(named)]
