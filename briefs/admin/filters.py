"""The filters of a list, kept on the way to a row and back: all of them, and every value of each.

Django carries them in the address of a row's form, but gives back one value of each only, and
forgets them in the breadcrumb and where the desk leads elsewhere.
"""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib.admin import ModelAdmin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from briefs.admin import saved_filters

KEPT = "_changelist_filters"  # Django's name for them


def kept_filters(request: HttpRequest) -> str:
    """The list's query, as the address of a row's page carries it."""
    return QueryDict(request.GET.get(KEPT, "")).urlencode()


def ways_back(request: HttpRequest) -> dict[str, str]:
    """What links add to the address of the list (`list_query`), and of a row (`row_query`)."""
    kept = kept_filters(request)
    if not kept:
        return {}
    return {"list_query": f"?{kept}", "row_query": f"?{urlencode({KEPT: kept})}"}


def list_of(desk: "ModelAdmin[Any]", request: HttpRequest) -> str:
    """The address of a list, as it was when one went from it."""
    rows = reverse(f"admin:{desk.opts.app_label}_{desk.opts.model_name}_changelist")
    query = request.GET.urlencode() if request.path == rows else kept_filters(request)
    return f"{rows}?{query}" if query else rows


def with_way_back(request: HttpRequest, address: str) -> str:
    """The address of a row's page, carrying the list's query."""
    kept = kept_filters(request)
    if not kept:
        return address
    parts = urlsplit(address)
    query = QueryDict(parts.query, mutable=True)
    query[KEPT] = kept
    return parts._replace(query=query.urlencode()).geturl()


class LastPage(Paginator):  # type: ignore[type-arg]
    """Pages of a list: beyond the last comes the last, for its rows may just have been deleted."""

    def validate_number(self, number: Any) -> int:
        return super().validate_number(min(number, self.num_pages))


class Filtered(ModelAdmin):  # type: ignore[type-arg]
    """Pages of a row that lead back to the list as it was."""

    paginator = LastPage

    def get_urls(self) -> list[Any]:
        return [*saved_filters.urls(self), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        context = saved_filters.shown(self, request) | (extra_context or {})
        return super().changelist_view(request, context)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self.lead_back(request, super().changeform_view(request, *args, **kwargs))

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self.lead_back(request, super().delete_view(request, *args, **kwargs))

    def lead_back(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Have a redirection to the list, or to a page of a row, keep the list's query."""
        if kept_filters(request) and isinstance(response, HttpResponseRedirect):
            rows = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
            path = urlsplit(response.url).path
            if path == rows:
                response["Location"] = list_of(self, request)
            elif path.startswith(rows):
                response["Location"] = with_way_back(request, response.url)
        return response
