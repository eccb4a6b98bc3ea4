"""Where addresses of this site lead, for readers: to a page, to none, or to one they can't open.

A query or two for each noun that is linked to, however many links there are.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from enum import Enum
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.db.models import Model
from django.http.request import validate_host
from django.urls import Resolver404, ResolverMatch, get_script_prefix, resolve

from briefs.models.actor import Actor
from briefs.models.address import FormerAddress
from briefs.models.agreement import Agreement
from briefs.models.brief import Brief
from briefs.models.edition import Edition
from briefs.models.event import Event
from briefs.models.publication import Publication, Standing
from briefs.models.tag import Tag
from briefs.models.topic import Topic
from briefs.search.postings import Postings, current
from briefs.search.rebuilding import NotMadeYet


class Destination(Enum):
    """What readers find at an address."""

    OPEN = "open"
    UNKNOWN = "unknown"
    CLOSED = "closed"  # the desk and previews: not for all
    UNPUBLISHED = "unpublished"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    LED_ON = "led-on"


def is_own(host: str) -> bool:
    """Whether a host is one that this site answers to."""
    return validate_host(host, [name for name in settings.ALLOWED_HOSTS if name != "*"])


type Found = dict[str, Destination]  # by slug; what isn't there is unknown


def destinations(addresses: Iterable[str]) -> dict[str, Destination]:
    """What readers find at each of these addresses, which begin with a slash."""
    found: dict[str, Destination] = {}
    asked: dict[type[Model], dict[str, str]] = defaultdict(dict)
    numbered: dict[str, tuple[str, list[int]]] = {}
    for address in set(addresses):
        match = _match(urlsplit(address).path)
        found[address] = _at_once(match)
        noun = match and _NOUNS.get(
            match.view_name.partition(".")[0]
        )  # a file is where its page is
        if match and noun and found[address] == Destination.OPEN:
            slug = match.kwargs["slug"]
            asked[noun][address] = slug
            if numbers := [value for value in match.kwargs.values() if isinstance(value, int)]:
                numbered[address] = slug, numbers
    for model, known in _known({model: set(slugs.values()) for model, slugs in asked.items()}):
        slugs = asked[model].items()
        found |= {address: known.get(slug, Destination.UNKNOWN) for address, slug in slugs}
    return found | _without_edition(numbered, found)


def _known(asked: dict[type[Model], set[str]]) -> list[tuple[type[Model], Found]]:
    """What is known of the slugs that are asked for, former ones included."""
    known = {model: _LOOK_UP[model](slugs) for model, slugs in asked.items()}
    unknown = {
        model: slugs - known[model].keys()
        for model, slugs in asked.items()
        if model is not Publication
    }
    if any(unknown.values()):
        for model, former in FormerAddress.objects.renamed(unknown).items():
            known[model] |= dict.fromkeys(former, Destination.LED_ON)
    return list(known.items())


def _match(path: str) -> ResolverMatch | None:
    """The page at a path; Django leads on from one without its last slash."""
    path = "/" + unquote(path).removeprefix(get_script_prefix())
    for tried in (path, f"{path}/"):
        try:
            return resolve(tried)
        except Resolver404:
            continue
    return None


def _at_once(match: ResolverMatch | None) -> Destination:
    """What can be said without asking the database."""
    if match is None:
        return Destination.UNKNOWN
    if "admin" in match.app_names or (match.view_name or "").startswith("preview"):
        return Destination.CLOSED
    if match.view_name == "media" and not _is_file(match.kwargs["name"]):
        return Destination.UNKNOWN
    return Destination.OPEN


def _is_file(name: str) -> bool:
    try:
        return default_storage.exists(name)
    except (OSError, ValueError, SuspiciousFileOperation):
        return False


def _briefs(slugs: set[str]) -> Found:
    shelf = Publication.objects.filter(slug__in=slugs, current__isnull=False)
    former = FormerAddress.objects.filter(noun="publication", slug__in=slugs)
    desk = Brief.objects.filter(slug__in=slugs)
    return {
        **dict.fromkeys(desk.values_list("slug", flat=True), Destination.UNPUBLISHED),
        **dict.fromkeys(former.values_list("slug", flat=True), Destination.LED_ON),
        **{slug: _STANDING[Standing(state)] for slug, state in shelf.values_list("slug", "state")},
    }


_STANDING = {
    Standing.PUBLISHED: Destination.OPEN,
    Standing.ARCHIVED: Destination.OPEN,
    Standing.WITHDRAWN: Destination.WITHDRAWN,
    Standing.REPLACED: Destination.LED_ON,
    Standing.REMOVED: Destination.REMOVED,
}


def _rows(model: type[Model], slugs: set[str]) -> Found:
    """Nouns that readers see as soon as they are saved."""
    rows: Any = model._default_manager.filter(slug__in=slugs)
    return dict.fromkeys(rows.values_list("slug", flat=True), Destination.OPEN)


def _events(slugs: set[str]) -> Found:
    """Events are claims: readers see one when a published passage states it."""
    rows = Event.objects.filter(slug__in=slugs)
    shown = Event.objects.shown().filter(slug__in=slugs).prefetch_related(None)
    return {
        **dict.fromkeys(rows.values_list("slug", flat=True), Destination.UNPUBLISHED),
        **dict.fromkeys(shown.values_list("slug", flat=True), Destination.OPEN),
    }


def _tags(slugs: set[str]) -> Found:
    """Readers see a tag when a brief in the lists has it; none while there are no lists."""
    try:
        index = current()
    except NotMadeYet:
        index = Postings()
    return {
        slug: Destination.OPEN
        if index.listed & index.of("tag", str(key))
        else Destination.UNPUBLISHED
        for slug, key in Tag.objects.filter(slug__in=slugs).values_list("slug", "key")
    }


_NOUNS: dict[str, type[Model]] = {
    **dict.fromkeys(("brief", "edition", "difference"), Publication),
    "actor": Actor,
    "topic": Topic,
    "agreement": Agreement,
    "event": Event,
    "tag": Tag,
}
_LOOK_UP: dict[type[Model], Callable[[set[str]], Found]] = {
    Publication: _briefs,
    Event: _events,
    Tag: _tags,
    **{model: partial(_rows, model) for model in (Actor, Topic, Agreement)},
}


def _without_edition(
    numbered: dict[str, tuple[str, list[int]]], found: dict[str, Destination]
) -> dict[str, Destination]:
    """Addresses of editions that a brief on the shelf doesn't have."""
    if not numbered:
        return {}
    slugs = {slug for slug, _numbers in numbered.values()}
    editions = Edition.objects.filter(publication__slug__in=slugs)
    known = set(editions.values_list("publication__slug", "number"))
    return {
        address: Destination.UNKNOWN
        for address, (slug, numbers) in numbered.items()
        if found[address] != Destination.LED_ON and not known.issuperset((slug, n) for n in numbers)
    }
