"""The id that ties together what one request, command or task does: in its answer, in the
log lines, in the audit log."""

import logging
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What is being done now: its id, and by way of what (`briefs.models.audit.Origin`)."""

    id: str = ""
    origin: str = "code"


_NONE = Run()
_run: ContextVar[Run] = ContextVar("run", default=_NONE)


def current() -> Run:
    """The request, command or task that the code runs in; one without an id outside of any."""
    return _run.get()


@contextmanager
def running(origin: str, request_id: str = "") -> Iterator[Run]:
    """Give all that is done within one id: the one given, else a new one."""
    run = Run(id=request_id or secrets.token_hex(8), origin=origin)
    token = _run.set(run)
    try:
        yield run
    finally:
        _run.reset(token)


class RequestId:
    """Middleware: gives each request its id, and answers it in the X-Request-ID header.

    The proxy's own is taken over where REQUEST_ID_FROM_PROXY says that one sets it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = request.headers.get(HEADER, "") if settings.REQUEST_ID_FROM_PROXY else ""
        with running("desk", sent if _WELL_FORMED.fullmatch(sent) else "") as run:
            response = self.get_response(request)
        response.headers[HEADER] = run.id
        return response


class WithRequestId(logging.Filter):
    """Puts the id into log lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current().id or "-"
        return True
