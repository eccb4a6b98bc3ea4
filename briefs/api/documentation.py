"""The API's documentation for people: its OpenAPI description as a page, without scripts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase


class Documentation(DocsBase):
    """Shows every address with its parameters and answers, and every shape with its fields."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **words: Any) -> HttpResponse:
        described = api.get_openapi_schema(path_params=words)
        shapes = described["components"]["schemas"]
        context = {
            "description": described["info"]["description"],
            "operations": [
                {"address": address, **_operation(methods["get"])}
                for address, methods in described["paths"].items()
            ],
            "shapes": [{"name": name, **_shape(shape)} for name, shape in shapes.items()],
        }
        return render(request, "api.html", context)


def _operation(operation: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": operation["operationId"],
        "about": operation.get("description", "").split("\n\n"),
        "parameters": [
            {**parameter, "type": _type(parameter["schema"])}
            for parameter in operation.get("parameters", ())
        ],
        "answers": [
            {"status": status, "type": _type(_content(answer))}
            for status, answer in operation["responses"].items()
        ],
    }


def _content(answer: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = next(iter(answer.get("content", {}).values()), {})
    schema: dict[str, Any] = content.get("schema", {})
    return schema


def _shape(shape: dict[str, Any]) -> dict[str, Any]:
    return {
        "about": shape.get("description", ""),
        "fields": [
            {"name": name, "type": _type(field), "about": field.get("description", "")}
            for name, field in shape["properties"].items()
        ],
    }


def _type(schema: dict[str, Any]) -> dict[str, Any]:
    """A type in words; `shape` where it is one that the page describes, `many` for lists."""
    options = [each for each in schema.get("anyOf", [schema]) if each.get("type") != "null"]
    inner = options[0]
    found = {"many": inner.get("type") == "array", "nullable": len(schema.get("anyOf", ())) > 1}
    if found["many"]:
        inner = inner["items"]
    words = inner.get("format") or inner.get("type", "")
    if "enum" in inner:
        words = " | ".join(inner["enum"])
    return {**found, "shape": inner.get("$ref", "").rpartition("/")[2], "words": words}
