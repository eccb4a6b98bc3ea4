"""Nothing of the desk is anywhere that readers, or staff without the right, can look.

Texts that each have a marker of their own are put wherever the desk keeps texts. Then every
address that the site knows is asked, with every name and number that could fit, and every link
that the answers have is followed: no marker may be in any answer, headers included.
"""

import itertools
import re
import uuid
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl, quote, urldefrag, urljoin, urlsplit

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern
from lxml import html

from briefs.editorial import review, roles, unsaved, versions
from briefs.models import Brief, Comment, Way
from briefs.publishing import publish, remove, withdraw
from tests.factories import (
    again,
    make_actor,
    make_agreement,
    make_brief,
    make_evidence,
    make_milestone,
    make_topic,
)

MARKER = re.compile(r"zq[a-z]+marker", re.IGNORECASE)


def marked(word: str) -> str:
    """A text with a marker: ``zqtitlemarker``."""
    return f"zq{word}marker"


@pytest.fixture
def kept(db: None) -> dict[str, list[Any]]:
    """Texts with markers all over the desk; what could stand in an address, by its name."""
    owner = User.objects.create_user("owner", is_staff=True)
    shown, topic = make_actor(), make_topic()
    draft = make_brief(
        slug=marked("slug"),
        title=marked("title"),
        summary=marked("summary"),
        body=f"{marked('body')} ![{marked('alt')}](/media/no.png)",
        key_points=[marked("point")],
        tags=(marked("tag"),),
        authors=(shown,),
        owner=owner,
    )
    draft.topics.add(topic)
    claimed = make_milestone(make_agreement(), note=marked("claim"))
    make_evidence(draft, exact=marked("passage"), milestone=claimed, locator=marked("locator"))
    with versions.editing(draft, by=owner, way=Way.FORM, note=marked("version")):
        Brief.objects.filter(pk=draft.pk).update(body=marked("later"))
    draft.refresh_from_db()
    review.submit(draft, by=None, note=marked("request"))
    review.send_back(draft, by=None, reasons=marked("reasons"))
    Comment.objects.create(
        brief_key=draft.key, version=1, exact=marked("quoted"), text=marked("comment")
    )
    unsaved.keep(
        owner.pk,
        noun="brief",
        key=draft.key,
        form=uuid.uuid4(),
        pairs=[("body", marked("unsaved"))],
    )
    following = make_brief(title="Following", owner=owner, tags=("seen",))
    publish(following)
    with versions.editing(following, by=owner, way=Way.FORM):
        following.title, following.body = marked("nexttitle"), marked("nextbody")
        following.save()
        following.tags.add(marked("nexttag"))
    removed = make_brief(title=marked("removed"), body=marked("removedbody"), owner=owner)
    publish(removed)
    removed.body = marked("removedagain")
    removed.save()
    again(removed, note=marked("removednote"))
    remove(removed, reason="The law.")
    withdrawn = make_brief(
        title="Taken back", slug="taken-back", owner=owner, tags=(marked("withdrawntag"),)
    )
    publish(withdrawn)
    with versions.editing(withdrawn, by=owner, way=Way.FORM):
        Brief.objects.filter(pk=withdrawn.pk).update(summary=marked("afterwithdrawal"))
    withdraw(withdrawn, reason="A mistake.")
    briefs = [draft, following, removed, withdrawn]
    keys = [brief.key for brief in briefs]
    return {
        "slug": [*(brief.slug for brief in briefs), shown.slug, topic.slug, marked("tag"), "seen"],
        "number": [1, 2],
        "first": [1],
        "second": [2],
        "name": ["withdraw", "no.png", "publish"],
        "object_id": [brief.pk for brief in briefs],
        "pk": [brief.pk for brief in briefs],
        "noun": ["brief", "actor"],
        "key": [*keys, *(key.hex for key in keys), "new"],
        "path": ["css/desk.css"],
        "app_label": ["briefs"],
        "url": [],
    }


def addresses(known: dict[str, list[Any]]) -> Iterator[str]:
    """Every address that the site knows, with whatever could stand in it."""
    for route in _routes(get_resolver().url_patterns):
        names = [name.split(":")[-1] for name in re.findall(r"<([^>]+)>", route)]
        choices = [known.get(name, [*known["pk"], *known["key"]]) for name in names]
        for values in itertools.islice(itertools.product(*choices), 24):
            filled = route
            for value in values:
                filled = re.sub(r"<[^>]+>", quote(str(value)), filled, count=1)
            yield f"/{filled}"
    yield from _said_by_the_contract(known)
    yield from _questions()


def _said_by_the_contract(known: dict[str, list[Any]]) -> Iterator[str]:
    """Addresses that the contract names, whether they are there yet or not."""
    for slug in known["slug"]:
        for ending in ("pdf", "bib", "ris", "csl.json", "md"):
            yield f"/briefs/{slug}.{ending}"
    for path in ("briefs.csv", "briefs.bib", "feeds/briefs.atom", "oai", "sitemap.xml"):
        yield f"/{path}"
    for path in ("briefs", "tags", "openapi.json", "actors", "topics", "agreements", "events"):
        yield f"/api/v1/{path}"


def _questions() -> Iterator[str]:
    """Searches and filters that look for the markers themselves."""
    for query in (
        *(f"q={marked(word)}" for word in ("title", "body", "nextbody", "removedbody", "tag")),
        *(f"{facet}={marked('tag')}" for facet in ("tag", "topic", "actor", "author", "sort")),
        f"tag={marked('nexttag')}",
    ):
        yield f"/briefs/?{query}"
    for noun in ("brief", "evidence", "tag", "publication", "edition", "entry"):
        yield f"/admin/briefs/{noun}/?q=zq"
    for model, field in (("briefauthor", "brief"), ("evidence", "milestone")):
        yield f"/admin/autocomplete/?app_label=briefs&model_name={model}&field_name={field}&term=zq"


def _routes(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        if not isinstance(pattern.pattern, RoutePattern):
            continue  # the admin's own two for what is nowhere else
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        elif "logout" not in route:
            yield route


def walk(client: Client, starts: Iterable[str], *, follow: bool = True) -> tuple[int, list[str]]:
    """Ask each address, then follow every link: how many were asked, and where a marker was."""
    queue, asked, kinds, leaks = deque(starts), set[str](), set[object](), []
    kinds.update(map(_kind, queue))
    while queue:
        address = queue.popleft()
        if address in asked:
            continue
        asked.add(address)
        response = client.get(address)
        body = b"".join(response) if response.streaming else response.content
        text = body.decode(errors="replace")
        # What was asked may be said back: "no tag “…”" tells nobody anything.
        for said in {address, *MARKER.findall(address)}:
            text = text.replace(said, "")
        headers = "\n".join(f"{name}: {value}" for name, value in response.items())
        asked_for = set(MARKER.findall(address))
        found = set(MARKER.findall(text)) | (set(MARKER.findall(headers)) - asked_for)
        if address.startswith("/briefs/taken-back/"):
            found.discard(marked("withdrawntag"))  # its own text stays, beneath the notice
        if found:
            leaks.append(f"{address} ({response.status_code}): {', '.join(sorted(found))}")
        for link in _links(address, response, text) if follow else ():
            if _kind(link) not in kinds:
                kinds.add(_kind(link))
                queue.append(link)
    return len(asked), leaks


def _kind(address: str) -> object:
    """What is asked once: a page with a question in each of its parameters."""
    parts = urlsplit(address)
    return parts.path, frozenset(dict(parse_qsl(parts.query, keep_blank_values=True)))


def _links(address: str, response: Any, text: str) -> list[str]:
    found = [response["Location"]] if "Location" in response else []
    if "html" in response.get("Content-Type", "") and text.strip():
        found += html.fromstring(text).xpath("//@href | //@src | //form[@method='get']/@action")
    targets = (urldefrag(urljoin(address, link))[0] for link in found)
    return [
        target
        for target in targets
        if not urlsplit(target).netloc
        and "logout" not in target
        and not target.startswith("/static")
        and not _narrows(address, target)
    ]


def _narrows(address: str, target: str) -> bool:
    """Whether a link adds a filter to another one: each alone is enough."""
    here, there = urlsplit(address), urlsplit(target)
    return bool(here.query and there.query and here.path == there.path)


def _staff(name: str, *permissions: str) -> Client:
    client = Client()
    user = User.objects.create_user(name, is_staff=True)
    client.force_login(user)
    return client


@pytest.fixture
def other_author(db: None) -> Client:
    """An author, to whom none of the briefs belongs."""
    roles.establish(Group, Permission)
    client = _staff("other")
    User.objects.get(username="other").groups.add(Group.objects.get(name="author"))
    return client


def check(client: Client, kept: dict[str, list[Any]], capsys: Any, who: str) -> None:
    cache.clear()
    asked, leaks = walk(client, [*addresses(kept), "/", reverse("admin:index")])
    _again, cached = walk(client, ["/", "/briefs/", "/tags/", "/actors/"])
    with capsys.disabled():
        print(f"\n{who}: {asked} addresses asked, {len(leaks)} leaks")
    assert asked > 300
    assert not leaks, "\n".join(leaks)
    assert not cached, "\n".join(cached)


def test_a_reader_finds_nothing_of_the_desk(kept: Any, stranger: Client, capsys: Any) -> None:
    check(stranger, kept, capsys, "a reader")


def test_staff_without_rights_find_nothing_of_the_desk(kept: Any, capsys: Any) -> None:
    check(_staff("nobody"), kept, capsys, "staff without rights")


def test_an_author_finds_nothing_of_others_drafts(
    kept: Any, other_author: Client, capsys: Any
) -> None:
    check(other_author, kept, capsys, "another author")


def test_the_walk_would_find_a_leak(kept: Any) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("chief"))

    _asked, leaks = walk(client, addresses(kept), follow=False)

    found = set(MARKER.findall("\n".join(leaks)))
    expected = {"title", "tag", "claim", "passage", "removed", "nexttitle"}
    assert {marked(word) for word in expected} <= found
