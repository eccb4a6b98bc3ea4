"""The reading API: what is published, as JSON, described by OpenAPI (django-ninja).

For readers: nobody logs in, nothing can be changed. A noun is a module and a line here.
"""

from collections.abc import Callable
from functools import partial, wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.decorators import decorate_view
from pydantic import TypeAdapter

from briefs.answers import answered
from briefs.api import nouns, parameters, shapes
from briefs.api.actors import actor_detail, actor_list
from briefs.api.agreements import agreement_detail, agreement_list
from briefs.api.briefs import brief_detail, brief_list
from briefs.api.documentation import Documentation
from briefs.api.events import event_detail, event_list
from briefs.api.problems import PROBLEM_JSON, problem
from briefs.api.root import root
from briefs.api.tags import tag_list
from briefs.api.topics import topic_detail, topic_list
from briefs.search.rebuilding import NotMadeYet


class ReadingAPI(NinjaAPI):
    """Tells of refusals that they are problem JSON, which ninja can't say by itself."""

    def get_openapi_schema(self, **how: Any) -> Any:
        schema = super().get_openapi_schema(**how)
        for methods in schema["paths"].values():
            for status, answer in methods["get"]["responses"].items():
                if (
                    int(status) >= HTTPStatus.BAD_REQUEST
                    and "application/json" in answer["content"]
                ):
                    answer["content"] = {PROBLEM_JSON: answer["content"]["application/json"]}
        return schema


api = ReadingAPI(
    title="Chancery",
    version="1",
    description="What is published here, as JSON. Open to everybody; it only reads.",
    docs=Documentation(),
    urls_namespace="api",
)


def _read(
    address: str,
    view: Callable[..., Any],
    name: str,
    shape: Any,
    *refusals: int,
    parameters: dict[str, Any] | None = None,
) -> None:
    """Put a view at an address, for GET and HEAD; it answers everybody in the same language.

    What it says is held to its shape and written by pydantic itself, which is several times as
    fast as leaving that to ninja.
    """
    kind = TypeAdapter(shape)

    @wraps(view)
    def told(*args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override(settings.LANGUAGE_CODE):
            said = view(*args, **kwargs)
        if isinstance(said, HttpResponse):
            return said
        written = kind.dump_json(kind.validate_python(said), by_alias=True)
        return HttpResponse(written, content_type="application/json; charset=utf-8")

    names = [each["name"] for each in (parameters or {}).get("parameters", ())]
    told = decorate_view(answered(*names))(told)
    responses = {200: shape, **dict.fromkeys(refusals, shapes.Problem)}
    said: dict[str, Any] = {"response": responses, "by_alias": True}  # “from” is a word of Python
    read, look = api.get, partial(api.api_operation, ["HEAD"], include_in_schema=False)
    read(address, url_name=name, operation_id=name, openapi_extra=parameters, **said)(told)
    look(address, **said)(told)


@api.exception_handler(NotMadeYet)
def _index_is_being_made(_request: HttpRequest, _why: NotMadeYet) -> HttpResponse:
    detail = _("The list of briefs is being made: come again in a minute.")
    answer = problem(HTTPStatus.SERVICE_UNAVAILABLE, detail)
    answer.headers["Retry-After"] = "30"
    return answer


_INDEX, _PORTRAIT = parameters.of_index(), parameters.of_portrait()
_THEN = parameters.of_index_then()

_read("/", root, "root", dict[str, str])
_read("/briefs", brief_list, "briefs", shapes.Cards, 400, 404, parameters=parameters.of_briefs())
_read("/briefs/{name:slug}", brief_detail, "brief", shapes.BriefShape, 404, 410)
_read("/actors", actor_list, "actors", nouns.Actors, 400, 404, parameters=_THEN)
_read("/actors/{name:slug}", actor_detail, "actor", nouns.Actor, 400, 404, parameters=_PORTRAIT)
_read("/agreements", agreement_list, "agreements", nouns.Agreements, 400, 404, parameters=_THEN)
_read(
    "/agreements/{name:slug}",
    agreement_detail,
    "agreement",
    nouns.Agreement,
    *(400, 404),
    parameters=_PORTRAIT,
)
_read("/topics", topic_list, "topics", nouns.Topics, 400, 404, parameters=_INDEX)
_read("/topics/{name:slug}", topic_detail, "topic", nouns.Topic, 404)
_read("/events", event_list, "events", nouns.Events, 400, 404, parameters=_INDEX)
_read("/events/{name:slug}", event_detail, "event", nouns.Event, 404)
_read("/tags", tag_list, "tags", shapes.Tags, 400, 404, parameters=_INDEX)
