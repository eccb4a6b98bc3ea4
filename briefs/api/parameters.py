"""The parameters of lists, as OpenAPI describes them: those of the forms that validate them."""

from typing import Any

from django import forms

from briefs.search.as_of import AsOfForm, AsOfIndexForm
from briefs.search.filters import SORTS, EditionFilter
from briefs.search.indexes import IndexForm

MEANINGS = {
    "q": 'Words, all of them; also "a phrase", -word, a OR b. '
    "Any text of up to 500 letters is a valid query.",
    "topic": "Slug of a topic; its narrower topics are taken in.",
    "actor": "Slug of an actor.",
    "agreement": "Slug of an agreement.",
    "tag": "Slug of a tag.",
    "author": "Slug of an author.",
    "region": "Slug of a region.",
    "language": "BCP 47, such as en or sr-Latn.",
    "kind": "Kind of brief, such as policy-brief.",
    "published_after": "YYYY, YYYY-MM or YYYY-MM-DD: from its first day on.",
    "published_before": "YYYY, YYYY-MM or YYYY-MM-DD: until its last day.",
    "sort": "relevance where q is given, else newest.",
    "as_of": "YYYY, YYYY-MM or YYYY-MM-DD: how it was then.",
    "page": "From 1.",
    "page_size": "10 to 100.",
    "after": "A place in the list, from `next`: what follows it, whatever came meanwhile.",
    "before": "A place in the list, from `previous`: what stands before it.",
}


def of_briefs() -> dict[str, Any]:
    """Those of lists of briefs."""
    return _described(EditionFilter.base_filters, {"sort": {"enum": list(SORTS)}})


def of_index() -> dict[str, Any]:
    """Those of lists by name."""
    return _described(IndexForm.base_fields, {"q": {"description": "Words of the name."}})


def of_index_then() -> dict[str, Any]:
    """Those of lists by name whose rows were other ones once."""
    return _described(AsOfIndexForm.base_fields, {"q": {"description": "Words of the name."}})


def of_portrait() -> dict[str, Any]:
    """Those of an actor and of an agreement."""
    return _described(AsOfForm.base_fields, {})


def _described(fields: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    return {"parameters": [_parameter(name, fields[name], more.get(name, {})) for name in fields]}


def _parameter(name: str, field: Any, more: dict[str, Any]) -> dict[str, Any]:
    field = getattr(field, "field", field)  # a filter has a form field
    schema: dict[str, Any] = {"type": "string"}
    if isinstance(field, forms.IntegerField):
        schema = {"type": "integer", "minimum": field.min_value, "maximum": field.max_value}
    elif isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        schema = {"type": "array", "items": schema}
    elif "enum" in more:
        schema |= {"enum": more["enum"]}
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": more.get("description", MEANINGS[name]),
        "schema": schema,
    }
