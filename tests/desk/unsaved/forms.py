"""Forms whose unsaved work is kept: typed into, left, taken up again."""

import re
from html import unescape
from typing import Any

from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from tests.desk.sent import typed

LOGIN = reverse("admin:login")


def ask(client: Client, verb: str, form: str, /, **words: Any) -> Any:
    return client.post(reverse("admin:unsaved", args=[verb]), {"_unsaved": form} | words)


def name_in(page: Any) -> str:
    """How the form on a page names itself."""
    return str(page.context["unsaved"]["name"])


def opened(client: Client, address: str) -> str:
    return name_in(client.get(address))


def kept(client: Client, address: str, **words: Any) -> str:
    """Type into a form without saving it; the form's name."""
    name = opened(client, address)
    assert ask(client, "keep", name, **typed(**words)).status_code == 200
    return name


def take_up(client: Client, address: str) -> Any:
    """Press what offers unsaved work on the page of a form."""
    found = re.search(r'href="(\?[^"]*unsaved=[^"]*)"', client.get(address).content.decode())
    assert found
    return client.get(address + unescape(found[1]))


def offers(client: Client, address: str) -> int:
    return len(client.get(address).context["unsaved"]["copies"])


def staff(name: str, *codenames: str) -> Client:
    user = User.objects.create_user(name, password="secret of an editor", is_staff=True)
    rights = (*codenames, "edit_every_brief")
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client = Client()
    client.force_login(user)
    return client


def chief(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser(name))
    return client
