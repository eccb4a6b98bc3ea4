"""What the desk's forms and lists of briefs send."""

from typing import Any

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


def confirmed(action: str, *briefs: Brief, **more: Any) -> dict[str, Any]:
    """What the page that an action asks on sends."""
    now = {f"seen-{brief.pk}": Brief.objects.get(pk=brief.pk).version for brief in briefs}
    sent = chosen(action, *briefs, apply="1", **now | more)
    del sent["index"]
    return sent


def messages_of(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]
