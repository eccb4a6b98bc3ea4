"""What the desk's forms and lists of briefs send."""

from typing import Any

from django.test import Client
from django.urls import reverse

from briefs.models import Brief

LIST = reverse("admin:briefs_brief_changelist")
ADD = reverse("admin:briefs_brief_add")


def form_of(brief: Brief) -> str:
    return reverse("admin:briefs_brief_change", args=[brief.pk])


def typed(**words: Any) -> dict[str, Any]:
    """What the form of a brief sends."""
    fields: dict[str, Any] = {
        "title": "Pipelines",
        "slug": "pipelines",
        "summary": "In short.",
        "key_points": "One.\nTwo.",
        "body": "Gas flows.",
        "kind": "policy-brief",
        "language": "en",
        "license": "CC-BY-4.0",
        "tags": "gas, pipeline",
        "author_rows-TOTAL_FORMS": 0,
        "author_rows-INITIAL_FORMS": 0,
    }
    return fields | words


def chosen(action: str, *briefs: Brief, **more: Any) -> dict[str, Any]:
    """What the list sends for an action."""
    return {"action": action, "_selected_action": [brief.pk for brief in briefs], "index": 0} | more


def question_of(client: Client, action: str, *briefs: Brief, at: str = LIST, **more: Any) -> str:
    """Choose briefs and an action: the address of the page that asks."""
    return client.post(at, chosen(action, *briefs, **more)).headers["Location"]


def acted(client: Client, action: str, *briefs: Brief, **typed: Any) -> Any:
    """Choose briefs and an action, and answer what it asks."""
    return client.post(question_of(client, action, *briefs), {"apply": "1"} | typed, follow=True)


def messages_of(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]
