"""Another host: a real HTTP server on this machine, which remembers who asked for what."""

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any


@dataclass
class Web:
    """What it answers by path: a status, or a status and a header; and what it was asked."""

    port: int = 0
    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    moments: list[float] = field(default_factory=list)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


class _Handler(BaseHTTPRequestHandler):
    web: Web

    def _answer(self) -> None:
        self.web.asked.append((self.command, self.path))
        self.web.agents.add(self.headers.get("User-Agent", ""))
        self.web.moments.append(time.monotonic())
        answer = self.web.answers.get(self.path, 200)
        if isinstance(answer, dict):
            answer = answer[self.command]
        status, headers = answer if isinstance(answer, tuple) else (answer, {})
        if status == "hang up":
            self.close_connection = True
            return
        if status == "nonsense":
            self.wfile.write(b"Good day\r\n\r\n")
            return
        if status == "drip":
            self._drip()
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _drip(self) -> None:
        """A header that never ends, a letter now and then."""
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
            for _letter in range(100):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass

    do_GET = do_HEAD = _answer

    def log_message(self, *_args: Any) -> None:
        pass


@contextmanager
def serving(certificate: Path | None = None) -> Iterator[Web]:
    web = Web()
    handler = type("Handler", (_Handler,), {"web": web})
    server = ThreadingHTTPServer(("0.0.0.0", 0), handler)
    server.daemon_threads = True
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    web.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield web
    server.shutdown()
    server.server_close()
    thread.join()
