"""Answers: what a reader was given is given again, as long as nothing that readers see has changed.

An answer follows from its address, the language, and what the database says. Whatever changes
that gives a version another number (`briefs.models.triggers.notices`), and each request reads the
versions: so no answer is ever old, in any process, and nobody has to clear anything away. Beside
that each answer has its ETag, and a browser that has it is told so.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, wraps
from hashlib import blake2b
from http import HTTPStatus
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csp import get_nonce
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language

from briefs.models.posting import IndexVersion
from briefs.search import postings
from briefs.search.filters import without_blanks

type View = Callable[..., HttpResponse]
type Versions = Mapping[str, IndexVersion]  # the same object as long as none has changed


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer's bytes and headers, and the versions at which it was right."""

    versions: Versions
    headers: dict[str, str]
    content: bytes

    def response(self) -> HttpResponse:
        return HttpResponse(self.content, headers=self.headers)


class _Memory:
    """The answers of this process that were asked for last, as many bytes as the setting says."""

    def __init__(self) -> None:
        self._answers: OrderedDict[object, _Answer] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, key: object, versions: Versions) -> _Answer | None:
        with self._lock:
            answer = self._answers.get(key)
            if answer is None or answer.versions is not versions:
                return None
            self._answers.move_to_end(key)
            return answer

    def put(self, key: object, answer: _Answer) -> None:
        with self._lock:
            before = self._answers.pop(key, None)
            self._answers[key] = answer
            self._size += len(answer.content) - (len(before.content) if before else 0)
            while self._size > settings.ANSWERS_MB << 20:
                _key, oldest = self._answers.popitem(last=False)
                self._size -= len(oldest.content)


_memory = _Memory()
_CONDITIONS = {"HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH"}


def answered(*parameters: str, by: Iterable[str] = ()) -> Callable[[View], View]:
    """For a view that readers see: it reads these parameters, and these headers of a request.

    The view is given no other parameter, and none that is empty or there twice.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *words: Any, **named: Any) -> HttpResponse:
            _take(request, parameters)
            with postings.seen_once() as versions:
                key = _key(request, by)
                known = _memory.get(key, versions) if _is_lasting(versions) else None
                if known is None:
                    response = _made(view(request, *words, **named), by)
                    if _is_lasting(versions) and _is_for_all(request, response):
                        known = _Answer(versions, dict(response.items()), response.content)
                        _memory.put(key, known)
                else:
                    response = known.response()
            if request.META.keys() & _CONDITIONS:
                tag = response.get("ETag")
                return get_conditional_response(request, tag, response=response) or response
            return response

        return answer

    return decorate


def _made(response: HttpResponse, by: Iterable[str]) -> HttpResponse:
    """An answer with what caches need to know."""
    if response.status_code == HTTPStatus.OK and not response.streaming:
        digest = blake2b(response.content, digest_size=16).hexdigest()
        response.headers.setdefault("ETag", f'"{digest}"')
    response.headers.setdefault("Cache-Control", "no-cache")  # it is kept, but asked about
    patch_vary_headers(response, ["Cookie", *by])  # a cookie has the language
    return response


def _take(request: HttpRequest, parameters: tuple[str, ...]) -> None:
    """Leave the view those parameters alone: what else stands in an address is not for others."""
    if sent := request.META.get("QUERY_STRING"):
        if not sent.isascii():  # servers decode it as they like; Django knows
            sent = request.GET.urlencode()
        taken = request.META["QUERY_STRING"] = _taken(sent, parameters)
        if taken != sent:
            request.GET = QueryDict(taken)


@lru_cache(maxsize=4096)
def _taken(sent: str, parameters: tuple[str, ...]) -> str:
    said, taken = without_blanks(QueryDict(sent)), QueryDict(mutable=True)
    for name in parameters:
        if name in said:
            taken.setlist(name, said.getlist(name))
    return taken.urlencode()


def _key(request: HttpRequest, by: Iterable[str]) -> object:
    """What an answer depends on, beside the database."""
    sent = request.META.get
    host = (request.scheme, sent("HTTP_HOST"), sent("SERVER_NAME"), sent("SERVER_PORT"))
    address = (request.path, sent("QUERY_STRING"))
    return (*host, *address, get_language(), *(request.headers.get(name) for name in by))


def _is_lasting(versions: Versions) -> bool:
    """Whether what the database says now is what others see, and all that changes it is noticed."""
    return "shown" in versions and not connection.in_atomic_block and not settings.DEBUG


def _is_for_all(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether an answer is one, and has nothing that is meant for this reader alone."""
    session, messages = getattr(request, "session", None), getattr(request, "_messages", None)
    return "ETag" in response and not (
        response.cookies
        or (session is not None and session.accessed)
        or (messages is not None and messages.used)
        or request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        or get_nonce(request)
        or "no-store" in response["Cache-Control"]
    )
