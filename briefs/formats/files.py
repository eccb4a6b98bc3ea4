"""What files have in common: whole addresses, one line of text, tags of versions, refusals."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import blake2b
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from briefs.search import postings

# What XML has no way to write, and no reader would see.
_UNPRINTABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
PLAIN = "text/plain; charset=utf-8"
PIECE = 1 << 15  # letters that are sent at a time


class Site:
    """Makes whole addresses, with the name by which a request came here."""

    def __init__(self, request: HttpRequest) -> None:
        self.root = f"{request.scheme}://{request.get_host()}"

    def url(self, page: str, *words: str | int) -> str:
        """The whole address of a page."""
        return self.root + reverse(page, args=words)


def printable(text: str) -> str:
    """A text without control characters."""
    return _UNPRINTABLE.sub("", text)


def line(text: str) -> str:
    """A text on one line, without control characters."""
    return " ".join(printable(text).split())


def tag_of(*said: object) -> str:
    """A weak ETag for what depends on these alone, and on how this release writes files."""
    return f'W/"{blake2b(repr((_way(), said)).encode(), digest_size=12).hexdigest()}"'


@cache
def _way() -> str:
    """How files are written: another release, whose code is another, has another."""
    code = sorted(Path(__file__).parent.glob("*.py"))
    return blake2b(b"".join(file.read_bytes() for file in code), digest_size=12).hexdigest()


def unchanged(request: HttpRequest, tag: str) -> HttpResponse | None:
    """304, where the program that asks has this version."""
    return get_conditional_response(request, etag=tag)


def streamed(
    request: HttpRequest,
    lines: Iterable[str],
    content_type: str,
    *,
    headers: Mapping[str, str],
) -> StreamingHttpResponse:
    """A long answer, sent as it is made. Of a HEAD request nothing is made."""
    return StreamingHttpResponse(
        () if request.method == "HEAD" else _in_pieces(lines),
        content_type=content_type,
        headers={"Cache-Control": "no-cache", **headers},  # kept, but asked about
    )


def as_shown(
    request: HttpRequest, name: str, content_type: str, lines: Callable[[], Iterable[str]]
) -> HttpResponseBase:
    """A long file of what readers may see; 304 where nothing of that has changed since."""
    shown = postings.versions().get("shown")
    here = (request.build_absolute_uri(), settings.SITE_NAME)
    tag = tag_of(shown and shown.version, *here)
    if shown and (known := unchanged(request, tag)):
        return known
    headers = {**saved_as(name), "ETag": tag, "X-Robots-Tag": "noindex"}
    return streamed(request, lines(), content_type, headers=headers)


def _in_pieces(lines: Iterable[str]) -> Iterator[str]:
    """The same in pieces that are worth sending."""
    piece: list[str] = []
    length = 0
    for each in lines:
        piece.append(each)
        length += len(each)
        if length >= PIECE:
            yield "".join(piece)
            piece, length = [], 0
    if piece:
        yield "".join(piece)


def saved_as(name: str) -> dict[str, str]:
    """Headers of a file to be kept under a name."""
    return {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}


def refusal(status: HTTPStatus, text: str) -> HttpResponse:
    """A refusal in plain words."""
    return HttpResponse(f"{text}\n", content_type=PLAIN, status=status)


def bad_parameters(errors: Mapping[str, Sequence[Any]]) -> HttpResponse:
    """400 for a form's errors, each parameter by its name."""
    said = [f"{name}: {text}" for name, texts in errors.items() for text in texts]
    return refusal(HTTPStatus.BAD_REQUEST, "\n".join(said))
