"""Answers: what a reader was given is given again, as long as nothing that readers see has changed.

An answer follows from its address, the language, and what the database says. Whatever changes
that gives a version another number (`briefs.models.triggers.notices`), and each request reads the
versions: so no answer is ever old, in any process, and nobody has to clear anything away. Beside
that each answer has its ETag, and a browser that has it is told so.

Views say what of a request they read (`answered`). Who sends, to the letter, what was sent before
is answered before sessions, accounts and forms are looked at (`AnswersFirst`).
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
from django.http.request import HttpHeaders
from django.middleware.csp import get_nonce
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import split_header_value
from django.utils.translation import get_language, get_language_from_request

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

    @property
    def size(self) -> int:
        """Bytes that it takes, or a few more, with the key under which it is kept."""
        return len(self.content) + _BESIDE

    def response_to(self, request: HttpRequest) -> HttpResponse:
        """The answer, or that the browser has it already."""
        return _on_condition(request, HttpResponse(self.content, headers=self.headers))


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
            self._size += answer.size - (before.size if before else 0)
            while self._size > settings.ANSWERS_MB << 20:
                _key, oldest = self._answers.popitem(last=False)
                self._size -= oldest.size


class _KnownAs:
    """By what came, to the letter, the key of its answer; for what came last for the first time."""

    def __init__(self) -> None:
        self._keys: OrderedDict[object, object] = OrderedDict()
        self._lock = Lock()

    def get(self, came: object) -> object:
        return self._keys.get(came)

    def put(self, came: object, key: object) -> None:
        with self._lock:
            self._keys[came] = key
            if len(self._keys) > _MOST_KNOWN:
                self._keys.popitem(last=False)


_memory, _known_as = _Memory(), _KnownAs()
_MOST_KNOWN = 4096
_LONGEST_KEY = 1000  # letters; who asks for more than that is answered, and not remembered
_BESIDE = 4096  # bytes, at the most, that an answer takes beside its content: key, headers, objects
_LANGUAGE = {"accept-language", "cookie"}
_CONDITIONS = {"HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH"}
# The headers by which answers differ, beside those of the language, and where WSGI has them.
_headers: dict[str, str] = {}
# Where a request says as what its answer is kept, and by what versions.
_ANSWERED = "briefs.answered"


def answered(*parameters: str, by: Iterable[str] = ()) -> Callable[[View], View]:
    """For a view that readers see: it reads these parameters, and these headers of a request.

    The view is given no other parameter, and none that is empty or there twice.
    """
    headers = {name.lower(): HttpHeaders.to_wsgi_name(name) for name in by}
    _headers.update(headers)

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *words: Any, **named: Any) -> HttpResponse:
            _take(request, parameters)
            with postings.seen_once() as versions:
                key = _key(request, get_language(), headers.values())
                known = _known(key, versions)
                if known is None:
                    response = _made(view(request, *words, **named), by)
                    known = _kept(key, versions, request, response)
            request.META[_ANSWERED] = known and (key, versions)
            return known.response_to(request) if known else _on_condition(request, response)

        return answer

    return decorate


class AnswersFirst:
    """Middleware: answers again who sends what was sent before, without asking those within."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        came = _key(request, get_language_from_request(request), _headers.values())
        if (key := _known_as.get(came)) is None:
            return self._ask(request, came)
        with postings.seen_once() as versions:
            known = _known(key, versions)
            return known.response_to(request) if known else self._ask(request, came)

    def _ask(self, request: HttpRequest, came: object) -> HttpResponse:
        """Have it answered; keep the answer as those within have completed it."""
        response = self.get_response(request)
        answered = request.META.get(_ANSWERED)
        if answered and response.status_code == HTTPStatus.OK:
            key, versions = answered
            differs_by = {*split_header_value(response.get("Vary", "").lower())}
            known = differs_by <= {*_LANGUAGE, *_headers} and _kept(
                key, versions, request, response
            )
            if known and _is_short(came):
                _known_as.put(came, key)
        return response


def _known(key: object, versions: Versions) -> _Answer | None:
    return _memory.get(key, versions) if _is_lasting(versions) else None


def _kept(
    key: object, versions: Versions, request: HttpRequest, response: HttpResponse
) -> _Answer | None:
    """The answer, in memory; None where it isn't everybody's until something changes."""
    if not (_is_lasting(versions) and _is_short(key) and _is_for_all(request, response)):
        return None
    answer = _Answer(versions, dict(response.items()), response.content)
    _memory.put(key, answer)
    return answer


def _on_condition(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response, or that whoever asks has it."""
    if request.META.keys() & _CONDITIONS:
        tag = response.get("ETag")
        return get_conditional_response(request, tag, response=response) or response
    return response


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


def _key(request: HttpRequest, language: str | None, headers: Iterable[str]) -> object:
    """What an answer depends on, beside the database."""
    sent = request.META.get
    host = (request.scheme, sent("HTTP_HOST"), sent("SERVER_NAME"), sent("SERVER_PORT"))
    address = (request.path, sent("QUERY_STRING"))
    return (*host, *address, language, *map(sent, headers))


def _is_short(key: object) -> bool:
    """Whether it is worth its memory: what nobody limits, somebody fills."""
    return len(repr(key)) <= _LONGEST_KEY


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
