"""What machines ask for: health, robots, and the files that were uploaded."""

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import Error, connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from briefs.models.erased import was_erased
from briefs.uploads import PICTURE_TYPE, TYPES

SECURITY_DAYS = 90  # for which one may rely on security.txt


class HealthFirst:
    """Middleware: answers load balancers, who come by address and without TLS, before all else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match request.path_info:
            case "/healthz":
                return healthz(request)
            case "/readyz":
                return readyz(request)
        return self.get_response(request)


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Whether the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Whether the process can serve readers: its database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("no database\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Where crawlers need not go: the desk, previews, and the endless combinations of filters."""
    lines = (
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /preview/",
        "Disallow: /briefs/?",
        "Disallow: /briefs/by/",
        "Disallow: /briefs.",
        "Disallow: /*/editions/",
        "",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemaps'))}",
        "",
    )
    return HttpResponse("\n".join(lines), content_type="text/plain")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116): the setting, else the usual mailbox (RFC 2142)."""
    host, _port = split_domain_port(request.get_host())
    expires = timezone.now().astimezone(dt.UTC) + dt.timedelta(days=SECURITY_DAYS)
    lines = (
        f"Contact: {settings.SECURITY_CONTACT or f'mailto:security@{host}'}",
        f"Expires: {expires:%Y-%m-%dT00:00:00Z}",
        f"Canonical: {request.build_absolute_uri()}",
        "",
    )
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def media(_request: HttpRequest, name: str) -> FileResponse | HttpResponse:
    """An uploaded file: a picture to be shown, anything else to be kept, never to be run.

    Only the kinds that are uploaded here are served. A name's file never changes.
    """
    kind = TYPES.get(name.rpartition(".")[2])
    if kind is None:
        raise Http404
    try:
        file = default_storage.open(name)
    except (OSError, ValueError):
        if was_erased(name):
            text = _("This file was removed.")
            return HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8", status=410)
        raise Http404 from None
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return FileResponse(
        file,
        as_attachment=kind != PICTURE_TYPE,
        filename=name.rpartition("/")[2],
        content_type=kind,
        headers=headers,
    )
