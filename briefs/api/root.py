"""The API's first page: what it has, and where that is described."""

from django.http import HttpRequest
from django.urls import reverse

_LISTS = ("briefs", "actors", "agreements", "topics", "events", "tags")
_PAGES = {name: f"api:{name}" for name in _LISTS} | {
    "facts": "codebook",
    "openapi": "api:openapi-json",
    "docs": "api:openapi-view",
}


def root(request: HttpRequest) -> dict[str, str]:
    """The addresses of all lists, and of the API's description."""
    return {name: request.build_absolute_uri(reverse(page)) for name, page in _PAGES.items()}
