"""Previews of a brief: asked for, shared, opened."""

import re
from typing import Any

from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from briefs.models import Brief, PreviewLink, Publication
from tests.factories import (
    make_actor,
    make_agreement,
    make_brief,
    make_event,
    make_evidence,
    make_milestone,
    make_source,
    make_topic,
)

CLOSED = "This preview can’t be opened"


def preview_of(brief: Brief) -> str:
    return reverse("admin:briefs_brief_preview", args=[brief.pk])


def links_of(brief: Brief) -> str:
    return reverse("admin:briefs_brief_share", args=[brief.pk])


def shared(client: Client, brief: Brief, **sent: Any) -> str:
    """The address of a link that is made on the page for it."""
    client.post(links_of(brief), {"apply": "1", "days": "7", "note": ""} | sent)
    return address_of(PreviewLink.objects.latest("pk"))


def address_of(link: PreviewLink) -> str:
    return reverse("preview", args=[link.token])


def staff(name: str, *codenames: str) -> tuple[Client, User]:
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)
    return client, user


def say_of_the_next(desk: Client, brief: Brief, **said: str) -> None:
    """Have the session keep what the brief's form says of the next edition."""
    readers_have = Publication.objects.get(brief_key=brief.key).edition.number
    session = desk.session
    session["next_editions"] = {str(brief.pk): said | {"after": readers_have}}
    session.save()


def queries(url: str, client: Client) -> int:
    """How many queries a page needs, once everything that is made at first sight is made."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


def full_brief(**given: Any) -> Brief:
    """A brief that has all that a page shows."""
    body = "## Gas\n\nSome words. They met. More words[^1].\n\n## Oil\n\nMore words.\n\n"
    words = {"title": "Gas & oil", "key_points": ["One.", "Two."], "body": body + "[^1]: A note."}
    brief = make_brief(authors=(make_actor(),), tags=("pipe lines",), **(words | given))
    brief.topics.set([make_topic()])
    brief.actors.set([make_actor()])
    brief.sources.set([make_source(url="https://example.org/")])
    make_evidence(brief, milestone=make_milestone(make_agreement(), date="2021"))
    make_evidence(brief, event=make_event(), exact="They met.", assertion="claimed")
    make_evidence(brief, event=make_event(), exact="These words aren't in it.")
    return brief


def main_of(page: str) -> str:
    """The main element but for what must differ: the second, and where links lead."""
    main = page[page.index("<main") : page.index("</main>")]
    main = re.sub(r' datetime="[^"]*T[^"]*"', "", main)
    main = re.sub(r' role="link" aria-disabled="true" title="[^"]*"', "", main)
    return re.sub(r' href="/[^"]*"', "", main)
