"""What the audit log has."""

from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from briefs.models import Entry

LOG = reverse("admin:briefs_entry_changelist")


TOPIC: dict[str, Any] = {"name": "Gas", "slug": "gas", "names": "", "definition": ""}


def url(name: str, *args: Any) -> str:
    return reverse(f"admin:{name}", args=args)


def entries() -> list[Entry]:
    """All but the logins of the tests' own cast, oldest first."""
    return list(Entry.objects.exclude(action="user.login").order_by("pk"))


def only_entry() -> Entry:
    (entry,) = entries()
    return entry


# Taking it away.


def exported(client: Client, ending: str, login: str = "", **query: Any) -> str:
    if login:
        client.force_login(User.objects.get(username=login))
    response = client.get(url("briefs_entry_export", ending), query)
    assert response.status_code == 200
    assert f".{ending}" in response["Content-Disposition"]
    content: bytes = response.getvalue()
    return content.decode()
