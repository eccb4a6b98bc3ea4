"""What readers are told while a large site has no search index yet."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from briefs.search.rebuilding import NotMadeYet, share

RETRY_AFTER = 30  # seconds


class SayIndexIsBeingMade:
    """Middleware: 503 for a page that takes the index, how far it is, and when to come again.

    Briefs, editions and whatever else stands in the database alone can be read meanwhile.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """None leaves other exceptions to others."""
        if not isinstance(exception, NotMadeYet):
            return None
        response = render(request, "503.html", {"made": int(share() * 100)}, status=503)
        response.headers["Retry-After"] = str(RETRY_AFTER)
        response.headers["Cache-Control"] = "no-store"
        return response
