"""Tags: those that published briefs have."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from briefs.api.lists import noun_list
from briefs.api.refs import Refs
from briefs.models.tag import Tag
from briefs.search import indexes


def tag_list(request: HttpRequest) -> HttpResponse | dict[str, Any]:
    """The tags that published briefs have, by name, a page at a time."""
    return noun_list(request, indexes.tags, _row)


def _row(tag: Any, refs: Refs) -> dict[str, Any]:
    row: Tag = tag
    return {**refs.noun(row), "count": tag.briefs}
