"""Nouns of which two may turn out to be one: merged from their list, or where they are proposed."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy

from briefs.admin.duplicates import duplicates_page
from briefs.admin.noun import NounAdmin
from briefs.admin.uniting import ask_and_merge


class Mergeable(NounAdmin):
    """A noun of which two may turn out to be one."""

    actions = ["merge"]

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Whether the user may merge: others' words change, and a row goes."""
        return self.has_change_permission(request) and self.has_delete_permission(request)

    @admin.action(permissions=["merge"], description=gettext_lazy("Merge …"))
    def merge(self, request: HttpRequest, queryset: QuerySet[Any]) -> TemplateResponse | None:
        """Ask which of them stays and show what follows, then merge the others into it."""
        return ask_and_merge(self, request, queryset)

    def get_urls(self) -> list[Any]:
        name = f"briefs_{self.opts.model_name}_duplicates"
        view = self.admin_site.admin_view(self.duplicates_view)
        return [path("duplicates/", view, name=name), *super().get_urls()]

    def duplicates_view(self, request: HttpRequest) -> HttpResponse:
        """The pairs that may be one."""
        if not self.has_merge_permission(request):
            raise PermissionDenied
        return duplicates_page(self, request)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        context = {"may_merge": self.has_merge_permission(request)} | (extra_context or {})
        return super().changelist_view(request, context)
