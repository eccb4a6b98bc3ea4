"""Refuses text that no database can hold, and more than is taken, before any view sees it.

A NUL byte passes SQLite and fails PostgreSQL; bytes that are no UTF-8 would be replaced
without a word. In an address both are answered with 400. In a form's field, NUL is left to
the form, which names the field and keeps what was typed; broken UTF-8 no browser sends. What is too
large is answered with 413, for whoever typed it to know.
"""

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

FORM = "application/x-www-form-urlencoded"


class RefuseMalformedText:
    """Middleware: 400 for NUL and broken UTF-8 in the address, broken UTF-8 in a form; 413."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """None lets a request through. Raises BadRequest, which is answered by 400."""
        try:
            _ = request.POST
        except (RequestDataTooBig, TooManyFieldsSent):
            most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
            return render(request, "413.html", {"most": most}, status=413)
        if _has_readable_address(request) and _has_readable_form(request):
            return None
        raise BadRequest


def _has_readable_address(request: HttpRequest) -> bool:
    # Of the path, Django has left %-escapes where it could not decode: no such page exists.
    query = unquote_to_bytes(request.META.get("QUERY_STRING", ""))
    return "\0" not in request.path_info and b"\0" not in query and _is_utf8(query)


def _has_readable_form(request: HttpRequest) -> bool:
    if request.content_type != FORM:
        return True  # a form with files, whose fields say for themselves what they can't take
    charset = (request.content_params or {}).get("charset", "utf-8").lower()
    return charset in {"utf-8", "utf8"} and _is_utf8(unquote_to_bytes(request.body))


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
