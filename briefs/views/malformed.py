"""Refuses text that no database can hold, before any view sees it.

A NUL byte passes SQLite and fails PostgreSQL; bytes that are no UTF-8 would be replaced
without a word. In an address both are answered with 400. In a form's field, NUL is left to
the form, which names the field and keeps what was typed; broken UTF-8 no browser sends.
"""

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

FORM = "application/x-www-form-urlencoded"


class RefuseMalformedText:
    """Middleware: 400 for NUL and broken UTF-8 in the address, broken UTF-8 in a form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Raise BadRequest, which Django answers with the 400 page."""
        query = unquote_to_bytes(request.META.get("QUERY_STRING", ""))
        # In the path, Django has put %-escapes in the place of bytes that it could not decode.
        path = request.META.get("PATH_INFO", "").encode("latin-1", "surrogateescape")
        if b"\0" in query or b"\0" in path or not _is_utf8(query) or not _is_utf8(path):
            raise BadRequest("The address has a character that can't be read.")
        if request.content_type == FORM and not _is_utf8(unquote_to_bytes(request.body)):
            raise BadRequest("The form has a character that can't be read.")
        if request.content_type == "multipart/form-data" and any(
            "\ufffd" in value for values in request.POST.lists() for value in values[1]
        ):
            raise BadRequest("The form has a character that can't be read.")


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
