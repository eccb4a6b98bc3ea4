"""Refusals as problem JSON (RFC 9457)."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import JsonResponse
from django.utils.translation import gettext as _

PROBLEM_JSON = "application/problem+json"


def problem(
    status: HTTPStatus, detail: str, *, errors: Sequence[Mapping[str, str]] = ()
) -> JsonResponse:
    """The answer that says what is wrong; `errors` names each parameter with what it lacks."""
    said: dict[str, Any] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "errors": list(errors),
    }
    return JsonResponse(
        said,
        status=status,
        content_type=PROBLEM_JSON,
        json_dumps_params={"ensure_ascii": False},
    )


def bad_parameters(errors: Mapping[str, Sequence[Any]]) -> JsonResponse:
    """400 for a form's errors, each parameter by its name."""
    named = [
        {"parameter": name, "detail": str(text)} for name, texts in errors.items() for text in texts
    ]
    detail = " ".join(f"{error['parameter']}: {error['detail']}" for error in named)
    return problem(HTTPStatus.BAD_REQUEST, detail, errors=named)


def no_such_page() -> JsonResponse:
    """404 past the last page of a list."""
    return problem(HTTPStatus.NOT_FOUND, _("There is no such page: the list is shorter."))
