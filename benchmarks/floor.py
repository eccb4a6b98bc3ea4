"""The floor: a Django view that returns the same bytes from a constant.

Once behind the site's own middleware, and once behind none: bare Django.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import re_path

from benchmarks.serving import Application, Measured, Response

_constant = HttpResponse()


def _view(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_constant.content, content_type=_constant["Content-Type"])


urlpatterns = [re_path("", _view)]


def measured(same_as: Response, *, rounds: int, bare: bool = False) -> Measured:
    """How long the view takes for the bytes of a response."""
    _constant.content = same_as.body
    _constant["Content-Type"] = same_as.headers["Content-Type"]
    middleware = [] if bare else settings.MIDDLEWARE
    floor = Measured()
    with override_settings(ROOT_URLCONF="benchmarks.floor", MIDDLEWARE=middleware):
        application = Application()
        for _ in range(5):
            application.get("/briefs/")
        for _ in range(rounds):
            application.get("/briefs/", into=floor)
    return floor
