"""The site's own WSGI application, called in this process as a server would call it.

Middleware, signals and the closing of connections at a request's end are what they are in a
server; what is left out is reading from a socket and writing to it. Django must be set up.
"""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection

from benchmarks.timing import Times


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Measured:
    """Times of one sort of request, the most queries that one made, and its last answer's size."""

    times: Times = field(default_factory=Times)
    queries: int = 0
    bytes: int = 0

    def said(self) -> dict[str, float]:
        return {**self.times.said(), "queries": self.queries, "bytes": self.bytes}


def pooled(measured: Iterable[Measured]) -> Measured:
    """Several sorts of request taken together."""
    found = Measured()
    for each in measured:
        found.times.clock += each.times.clock
        found.times.work += each.times.work
        found.queries = max(found.queries, each.queries)
        found.bytes = max(found.bytes, each.bytes)
    return found


class Application:
    """The site, asked for addresses."""

    def __init__(self) -> None:
        import config.wsgi  # noqa: F401  (what servers load, which has the collector pass over it)

        self._handler = WSGIHandler()
        self._queries = 0
        connection.execute_wrappers.append(self._count)

    def get(
        self, address: str, into: Measured | None = None, host: str = "127.0.0.1:8000"
    ) -> Response:
        """The answer to a GET; its time goes `into` what is measured. Raises on a server error."""
        environ, into = _environ(address, host), into or Measured()
        started: list[Any] = []
        self._queries = 0
        body = into.times.take(lambda: self._read(environ, lambda *said: started.append(said)))
        into.queries, into.bytes = max(into.queries, self._queries), len(body)
        status, headers = started[0][:2]
        if status >= "5":
            raise RuntimeError(f"{address} answers {status}")
        return Response(status=int(status[:3]), headers=dict(headers), body=body)

    def _read(self, environ: dict[str, Any], start: Any) -> bytes:
        response: Any = self._handler(environ, start)
        try:
            return b"".join(response)
        finally:
            response.close()  # which ends the request for Django, and its connections

    def _count(self, execute: Callable[..., Any], *words: Any) -> Any:
        self._queries += 1
        return execute(*words)


def _environ(address: str, host: str) -> dict[str, Any]:
    """A browser's request."""
    parts = urlsplit(address)
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
        "QUERY_STRING": parts.query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": host,
        "HTTP_ACCEPT": "text/html,application/json",
        "HTTP_ACCEPT_LANGUAGE": "en",
        "HTTP_USER_AGENT": "benchmark",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def memory() -> dict[str, float]:
    """MiB that this process has, and those of them that are its own (no file's); Linux only."""
    wanted = {"VmRSS": "resident", "RssAnon": "own"}
    found = {}
    try:
        with open("/proc/self/status") as lines:
            for name, _, rest in (line.partition(":") for line in lines):
                if name in wanted:
                    found[wanted[name]] = int(rest.split()[0]) / 1024
    except FileNotFoundError:
        pass
    return found


def warm(application: Application, addresses: Iterable[str]) -> None:
    """Ask for addresses so that code and templates are loaded; their times count nowhere.

    Under another host: the answers are kept, and not given to who asks under the usual one.
    """
    for address in addresses:
        application.get(address, host="localhost:8000")
