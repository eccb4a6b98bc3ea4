"""Addresses on other hosts: which they are, and where they stand now."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import batched
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import Q
from django.utils.encoding import iri_to_uri, punycode

from briefs.models.brief import Brief
from briefs.models.link_check import LONGEST, LinkCheck, LinkUse, Where
from briefs.models.publication import Publication
from briefs.models.source import Source
from briefs.publishing.destinations import is_own
from briefs.publishing.rendering import outline_of, splits

_MANY = 200  # rows read at once
_HREF = re.compile(r'<a [^>]*?href="(https?:[^"]*)"')


def external(address: str) -> str:
    """An address on another host as it is asked for; empty for any other.

    >>> external("https://example.org/карта#part")
    'https://example.org/%D0%BA%D0%B0%D1%80%D1%82%D0%B0'
    >>> external("https://пример.рф:8000/")
    'https://xn--e1afmkfd.xn--p1ai:8000/'
    >>> external("/topics/")
    ''
    """
    if not splits(address):
        return ""
    parts = urlsplit(address)
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        return ""
    if is_own(parts.hostname):
        return ""
    if not parts.netloc.isascii():
        try:
            netloc = parts.netloc.lower().replace(parts.hostname, punycode(parts.hostname))
        except UnicodeError:
            return ""
        parts = parts._replace(netloc=netloc)
    url = iri_to_uri(parts._replace(fragment="").geturl())
    return url if len(url) <= LONGEST else ""


def read_links() -> None:
    """Note which addresses stand where now: in drafts, in what readers see, in sources.

    Reads all of them: a minute or so for 100,000 briefs. Nothing is asked.
    """
    for where, rows in (
        (Where.DRAFT, _of_drafts()),
        (Where.EDITION, _of_editions()),
        (Where.SOURCE, _of_sources()),
    ):
        for some in batched(rows, _MANY):
            _note(where, dict(some))
    _forget()


def _of_drafts() -> Iterator[tuple[UUID, set[str]]]:
    drafts = Brief.objects.order_by("pk").only("key", "body").prefetch_related("sources")
    for brief in drafts.iterator(chunk_size=_MANY):
        links = [link.address for link in outline_of(brief.body).links] if brief.body else []
        yield brief.key, _external([*links, *(source.url for source in brief.sources.all())])


def _of_editions() -> Iterator[tuple[UUID, set[str]]]:
    shelf = Publication.objects.filter(state__in=Publication.READABLE, current__isnull=False)
    rows = shelf.order_by("pk").values_list("brief_key", "current__body_html", "current__sources")
    for key, html, sources in rows.iterator(chunk_size=_MANY):
        links = map(unescape, _HREF.findall(html))
        yield key, _external([*links, *(source["url"] for source in sources)])


def _of_sources() -> Iterator[tuple[UUID, set[str]]]:
    rows = Source.objects.order_by("pk").values_list("key", "url")
    for key, url in rows.iterator(chunk_size=_MANY):
        yield key, _external([url])


def _external(addresses: Iterable[str]) -> set[str]:
    return set(filter(None, map(external, addresses)))


def _note(where: Where, wanted: dict[UUID, set[str]]) -> None:
    """Bring the uses of some rows up to date. A constant number of queries."""
    known = {
        (key, url): pk
        for pk, key, url in LinkUse.objects.filter(where=where, key__in=wanted).values_list(
            "pk", "key", "link__url"
        )
    }
    pairs = {(key, url) for key, urls in wanted.items() for url in urls}
    LinkUse.objects.filter(pk__in=[known[pair] for pair in known.keys() - pairs]).delete()
    fresh = pairs - known.keys()
    urls = {url for _key, url in fresh}
    LinkCheck.objects.bulk_create(
        [LinkCheck(url=url) for url in sorted(urls)], ignore_conflicts=True
    )
    checks: dict[str, Any] = dict(LinkCheck.objects.filter(url__in=urls).values_list("url", "pk"))
    LinkUse.objects.bulk_create(
        [LinkUse(where=where, key=key, link_id=checks[url]) for key, url in fresh],
        ignore_conflicts=True,
    )


def _forget() -> None:
    """Forget the uses of rows that are gone or off the shelf, and addresses that nobody uses."""
    readable = Publication.objects.filter(state__in=Publication.READABLE, current__isnull=False)
    gone = (
        Q(where=Where.DRAFT) & ~Q(key__in=Brief.objects.values("key"))
        | Q(where=Where.EDITION) & ~Q(key__in=readable.values("brief_key"))
        | Q(where=Where.SOURCE) & ~Q(key__in=Source.objects.values("key"))
    )
    LinkUse.objects.filter(gone).delete()
    LinkCheck.objects.filter(uses=None).delete()
