"""What is answered where something is refused, missing or broken: pages, or JSON to programs."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views import defaults

from briefs.api.problems import problem


def _asks_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that can't be understood."""
    if _asks_api(request):
        return problem(
            HTTPStatus.BAD_REQUEST,
            _("Something in the address or in what was sent is malformed. Nothing was changed."),
        )
    return defaults.bad_request(request, exception)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address at which there is nothing."""
    if _asks_api(request):
        return problem(HTTPStatus.NOT_FOUND, _("The API has nothing at this address."))
    return defaults.page_not_found(request, exception)


def handler500(request: HttpRequest) -> HttpResponse:
    """A fault of ours."""
    if _asks_api(request):
        detail = _("Something broke here: try again, or tell whoever runs the site.")
        return problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail)
    return defaults.server_error(request)
