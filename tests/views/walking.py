"""A walk through a whole site, as one person: each address asked, each link followed, once."""

import itertools
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urldefrag, urljoin, urlsplit

from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from lxml import etree, html

from briefs.models import Brief
from tests.views.marked import MARKER, TAKEN_BACK, WITHDRAWN, Known, marked

TWINS = ("/briefs.atom", "/briefs.bib", "/briefs.csv", "/briefs.ris")
# In feeds and sitemaps.
XML_LINKS = "//@href | //*[local-name()='loc' or local-name()='uri']/text()"
ENOUGH = 24  # ways to fill in one route
# What a browser may say beside an address: none of it opens a door.
ASKED_OTHERWISE: tuple[dict[str, str], ...] = (
    {"Accept-Language": "ur"},
    {"Cookie": "django_language=ru"},
    {"HX-Request": "true"},
)
# All that the desk's forms press; who may not, gets nothing by pressing all of it.
PRESSED = {"apply": "1", "_save": "1", "_saveasnew": "1", "_publish": "1", "look": "1"}


@dataclass
class Walk:
    """What somebody asked, and where a marker was in the answer."""

    client: Client
    hidden: tuple[str, ...] | None = None  # what this person may not see; None: no marker
    known: tuple[str, ...] = ()  # what this person may see of that
    asked: set[str] = field(default_factory=set)
    shown: dict[str, str] = field(default_factory=dict)  # an address of each kind of page
    answers: int = 0
    found: set[str] = field(default_factory=set)
    leaks: list[str] = field(default_factory=list)

    def through(self, starts: Iterable[str], *, follow: bool = True) -> "Walk":
        """Ask all of these addresses, then follow every link."""
        queue = deque(dict.fromkeys(starts))
        kinds = set(map(_kind, queue))
        while queue:
            address = queue.popleft()
            self.asked.add(address)
            response = self.look(address, self.client.get(address))
            if response.status_code == 200:
                self.shown[response.resolver_match.route] = address
            for link in _links(address, response) if follow else ():
                if _kind(link) not in kinds:
                    kinds.add(_kind(link))
                    queue.append(link)
        return self

    def otherwise(self) -> "Walk":
        """Ask for each kind of page in other ways: its head, if it is newer, in a language."""
        for address in self.shown.values():
            head = self.look(address, self.client.head(address))
            asked = [*ASKED_OTHERWISE]
            for header, name in (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")):
                if header in head.headers:
                    asked.append({name: head.headers[header]})
            for headers in asked:
                self.look(address, self.client.get(address, headers=headers))
        return self

    def pressing(self, doors: Iterable[tuple[str, dict[str, Any]]]) -> "Walk":
        """Send forms, each undone afterwards."""
        for address, data in doors:
            self.asked.add(f"POST {address}")
            with transaction.atomic():
                response = self.client.post(address, data)
                self.look(address, response, sent=str(data))
                transaction.set_rollback(True)
        return self

    def look(self, address: str, response: Any, sent: str = "") -> Any:
        """Search an answer for markers; what was asked may be said back."""
        self.answers += 1
        body = b"".join(response) if response.streaming else response.content
        response.text_of_it = text = body.decode(errors="replace")
        headers = "\n".join(f"{name}: {value}" for name, value in response.items())
        asked = {address, unquote(address), *MARKER.findall(f"{unquote(address)} {sent}")}
        for said in sorted(asked, key=len, reverse=True):
            text, headers = text.replace(said, ""), headers.replace(said, "")
        found = set(MARKER.findall(text + headers))
        if TAKEN_BACK.match(address):
            found -= set(map(marked, WITHDRAWN))
        found -= set(map(marked, self.known))
        self.found |= found
        if self.hidden is not None:
            found &= set(map(marked, self.hidden))
        if found:
            self.leaks.append(f"{address} ({response.status_code}): {', '.join(sorted(found))}")
        return response


def _kind(address: str) -> object:
    """What is followed once: a page, with a question in each of its parameters."""
    parts = urlsplit(address)
    return parts.path, frozenset(dict(parse_qsl(parts.query, keep_blank_values=True)))


def _links(address: str, response: Any) -> Iterator[str]:
    found = [response["Location"]] if "Location" in response else []
    text = response.text_of_it
    if "html" in response.get("Content-Type", "") and text.strip():
        found += html.fromstring(text).xpath("//@href | //@src | //form[@method='get']/@action")
    elif "xml" in response.get("Content-Type", "") and text.strip():
        found += etree.fromstring(text.encode()).xpath(XML_LINKS)
    here = urlsplit(address)
    for link in (link.removeprefix("http://testserver") for link in found):
        target = urldefrag(urljoin(address, link))[0]
        there = urlsplit(target)
        outside = there.netloc or "logout" in target or target.startswith("/static")
        # A filter added to another one: each alone is enough.
        narrows = here.query and there.query and here.path == there.path
        if not (outside or narrows):
            yield target


# What there is to be asked.


def addresses(known: Known, enough: int = ENOUGH) -> Iterator[str]:
    """Every address that the site knows, with whatever could stand in it."""
    for route in _routes(get_resolver().url_patterns):
        names = [name.split(":")[-1] for name in re.findall(r"<([^>]+)>", route)]
        choices = [known.get(name, [*known["pk"], *known["key"]]) for name in names]
        for values in itertools.islice(itertools.product(*choices), enough):
            filled = route
            for value in values:
                filled = re.sub(r"<[^>]+>", quote(str(value)), filled, count=1)
            yield f"/{filled}"
    yield from _said_by_the_contract(known)
    yield from _questions()


def _routes(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        if not isinstance(pattern.pattern, RoutePattern):
            continue  # the admin's own two for what is nowhere else
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        elif "logout" not in route:
            yield route


def _said_by_the_contract(known: Known) -> Iterator[str]:
    """Addresses that the contract names, whether they are there yet or not."""
    for slug in known["slug"]:
        for ending in ("pdf", "bib", "ris", "csl.json", "md"):
            yield f"/briefs/{slug}.{ending}"
        for noun in ("briefs", "actors", "topics", "agreements", "events"):
            yield f"/api/v1/{noun}/{slug}"
    yield from ("/oai", *TWINS)
    for path in ("briefs", "tags", "openapi.json", "actors", "topics", "agreements", "events"):
        yield f"/api/v1/{path}"


def _questions() -> Iterator[str]:
    """Searches and filters that look for the markers themselves."""
    for query in (
        *(f"q={marked(word)}" for word in ("title", "body", "nextbody", "removedbody", "tag")),
        *(f"q={marked(word)}" for word in ("erased", "withdrawntext", "scheduled")),
        *(f"{facet}={marked('tag')}" for facet in ("tag", "topic", "actor", "author", "sort")),
        *(f"tag={marked(word)}" for word in ("nexttag", "withdrawntag")),
        *(f"author={marked(word)}" for word in ("username", "lastname")),
    ):
        for path in ("/briefs/", "/api/v1/briefs", *TWINS):
            yield f"{path}?{query}"
    for noun in ("brief", "evidence", "tag", "publication", "edition", "entry"):
        yield f"/admin/briefs/{noun}/?q=zq"
    for model, name in (("briefauthor", "brief"), ("evidence", "milestone")):
        yield f"/admin/autocomplete/?app_label=briefs&model_name={model}&field_name={name}&term=zq"


def doors(known: Known) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every address again, pressed; and each action of each list, looked at and done."""
    said = {"reason": "x", "note": "x", "text": "x", "quote": marked("later"), "term": "zq"}
    for address in addresses(known, 1):
        yield address, PRESSED | said
    for model, desk in admin.site._registry.items():
        listed = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        rows = known["pk"] if model is Brief else list(range(1, 9))
        for action in desk._get_base_actions():  # type: ignore[attr-defined]
            chosen = {"action": action.name, "_selected_action": rows, "index": 0}
            for pressed in ({}, {"look": "1"}, {"apply": "1", "post": "yes"}):
                yield listed, chosen | said | pressed
