"""A form at the desk as a browser has it: opened, typed into, sent."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from lxml import html

from briefs.models.names import Versioned

# The last form that sends something, those beside it aside.
MAIN = "//form[@method='post'][not(ancestor::*[@id='comments'])]"


class Opened:
    """The form of a noun, with every field as the page shows it."""

    def __init__(self, client: Client, noun: Versioned) -> None:
        self.client, self.noun = client, noun
        name = noun._meta.model_name
        self.url = reverse(f"admin:briefs_{name}_change", args=[noun.pk])
        page = client.get(self.url)
        assert page.status_code == 200, page.status_code
        self.data = fields_of(page)

    def type(self, **fields: Any) -> "Opened":
        """Fill fields in."""
        self.data |= fields
        return self

    def save(self, **more: Any) -> Any:
        """Press Save."""
        return self.client.post(self.url, self.data | {"_save": "1"} | more)


def fields_of(page: HttpResponse | Any, form: str = MAIN) -> dict[str, Any]:
    """What the page's form would send: the last one, after the one for logging out."""
    tree = html.fromstring(page.content.decode())
    data: dict[str, Any] = {}
    for field in tree.xpath(f"({form})[last()]//*[@name]"):
        name, kind = field.get("name"), field.get("type", "")
        if "__prefix__" in name or kind in {"submit", "file"}:
            continue
        if field.tag == "select":
            chosen = [o.get("value") for o in field.xpath(".//option[@selected]")]
            data[name] = chosen if field.get("multiple") is not None else "".join(chosen[:1])
        elif field.tag == "textarea":
            # A browser drops the line end that Django writes first, and sends CRLF.
            data[name] = (field.text or "").removeprefix("\n").replace("\n", "\r\n")
        elif kind in {"checkbox", "radio"}:
            if field.get("checked") is not None:
                data[name] = field.get("value", "on")
        elif name in data:  # such as several topics, each in a hidden field
            said = data[name] if isinstance(data[name], list) else [data[name]]
            data[name] = [*said, field.get("value", "")]
        else:
            data[name] = field.get("value", "")
    return data
