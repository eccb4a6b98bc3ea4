"""Bulk actions on more briefs than are done while the page waits."""

from io import StringIO
from typing import Any

from django.core.management import call_command
from django.test import Client

from briefs.models import Brief, BulkRow
from tests.desk.sent import LIST, question_of
from tests.factories import make_brief

MANY = 25  # more than are done while the page waits


def work() -> None:
    call_command("work", once=True, stdout=StringIO())


def many(count: int = MANY, **given: Any) -> list[Brief]:
    return [make_brief(**given) for _ in range(count)]


def all_of(client: Client, action: str, query: str = "") -> str:
    """Choose all briefs of the list, on whatever page they are."""
    (first, *_rest) = Brief.objects.order_by("pk")
    return question_of(client, action, first, at=f"{LIST}{query}", select_across="1")


def outcomes() -> list[str]:
    return list(BulkRow.objects.order_by("pk").values_list("outcome", flat=True))


def tagged(tag: str = "gas") -> int:
    return Brief.objects.filter(tags__name=tag).count()
