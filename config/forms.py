"""How forms are drawn: their plainest parts without templates, for a page may have thousands."""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

type Draw = Callable[[Mapping[str, Any]], str]


class Renderer(TemplatesSetting):
    """Django's, from templates; what Django has for inputs and choices is written out by hand.

    A test compares the two.
    """

    def render(self, template_name: str, context: Any, request: Any = None) -> str:
        draw = DRAWN.get(template_name)
        if template_name == ERRORS and not context["errors"]:
            return ""  # there is a list for each field
        if draw is None:
            return super().render(template_name, context, request)
        # Each of them escapes what it is given.
        return mark_safe(draw(context).strip())  # noqa: S308


def _attributes(attrs: Mapping[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _input(context: Mapping[str, Any]) -> str:
    widget = context["widget"]
    value = widget["value"]
    said = "" if value is None else f' value="{conditional_escape(value)}"'
    name = conditional_escape(widget["name"])
    return f'<input type="{widget["type"]}" name="{name}"{said}{_attributes(widget["attrs"])}>'


def _text_area(context: Mapping[str, Any]) -> str:
    widget = context["widget"]
    name, value = conditional_escape(widget["name"]), conditional_escape(widget["value"] or "")
    return f'<textarea name="{name}"{_attributes(widget["attrs"])}>\n{value}</textarea>'


def _select(context: Mapping[str, Any]) -> str:
    widget = context["widget"]
    drawn = []
    for group, options, _index in widget["optgroups"]:
        if group:
            drawn.append(f'\n  <optgroup label="{conditional_escape(group)}">')
        drawn += [f"\n  {_option(option)}" for option in options]
        if group:
            drawn.append("\n  </optgroup>")
    name, attributes = conditional_escape(widget["name"]), _attributes(widget["attrs"])
    return f'<select name="{name}"{attributes}>{"".join(drawn)}\n</select>'


def _option(option: Mapping[str, Any]) -> str:
    value, label = conditional_escape(option["value"]), conditional_escape(option["label"])
    return f'<option value="{value}"{_attributes(option["attrs"])}>{label}</option>'


ERRORS = "django/forms/errors/list/ul.html"
_WIDGETS = "django/forms/widgets/"
_INPUTS = ("text", "hidden", "number", "checkbox", "email", "url", "search", "date", "datetime")
DRAWN: dict[str, Draw] = {
    **{f"{_WIDGETS}{name}.html": _input for name in (*_INPUTS, "input")},
    f"{_WIDGETS}textarea.html": _text_area,
    f"{_WIDGETS}select.html": _select,
}
