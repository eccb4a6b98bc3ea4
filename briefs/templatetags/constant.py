"""``{% constant %}``: a part of a template that is the same on all pages in one language."""

from typing import Any

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


class _Constant(Node):
    def __init__(self, nodelist: NodeList, varying: list[FilterExpression]) -> None:
        self.nodelist = nodelist
        self.varying = varying
        self._said: dict[object, SafeString] = {}

    def render(self, context: Any) -> SafeString:
        key = (get_language(), *(each.resolve(context) for each in self.varying))
        if key not in self._said:
            self._said[key] = self.nodelist.render(context)
        return self._said[key]


@register.tag
def constant(parser: Parser, token: Token) -> Node:
    """Render what is within once in each language, and for each value of what is named.

    Nothing within may depend on anything else; name what has few values only, for all is kept.
    """
    varying = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    nodelist = parser.parse(("endconstant",))
    parser.delete_first_token()
    return _Constant(nodelist, varying)
