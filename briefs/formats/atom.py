"""Atom (RFC 4287): a list as a feed, a page at a time (RFC 5005).

An entry's id is its brief's key, and the feed's is made of what it asks for: neither changes when
a slug does. A brief that was withdrawn is simply gone.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from briefs.answers import answered
from briefs.formats import files, lists
from briefs.formats.files import Site, printable
from briefs.models.edition import Change, Edition
from briefs.models.publication import Publication
from briefs.search import EditionFilter, Matches, NoSuchPage, page_of
from briefs.search.chosen import chosen
from briefs.search.filters import date_range, from_first_page
from briefs.search.matches import selected
from briefs.search.paging import Step

TYPE = "application/atom+xml; charset=utf-8"

type Near = Mapping[str, Step | None]  # the pages that it links to, by relation

_NOTHING_YET = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@require_safe
@answered(*EditionFilter.base_filters)
def briefs(request: HttpRequest) -> HttpResponse:
    """A page of a list, by default the newest briefs; or 400, or 404 past its end."""
    asked = EditionFilter(request.GET)
    if not asked.is_valid():
        return files.bad_parameters(asked.form.errors)
    cleaned = asked.form.cleaned_data
    matches = Matches(cleaned, asked.snapshot)
    try:
        page = page_of(matches, cleaned)
    except NoSuchPage:
        return files.refusal(HTTPStatus.NOT_FOUND, _("There is no such page: the list is shorter."))
    ends: Near = {"first": {"page": "1"}, "last": {"page": str(page.pages)}}
    near = {**ends, "previous": page.previous, "next": page.next}
    feed = _feed(request, asked, matches.sort, near)
    _fill(feed, list(lists.rows(page.ids)), Site(request))
    text = feed.writeString("utf-8")
    return HttpResponse(text, content_type=TYPE, headers={"X-Robots-Tag": "noindex"})


class Feed(Atom1Feed):
    """Django's Atom, with what it leaves out: several authors, named topics, pages, languages."""

    def latest_post_date(self) -> dt.datetime:
        """Not now, where there is no brief: a feed that nobody changed stays the same."""
        return max((item["updateddate"] for item in self.items), default=_NOTHING_YET)

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for rel, url in self.feed["pages"].items():
            handler.addQuickElement("link", "", {"rel": rel, "href": url})

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for name, url in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.addQuickElement("uri", url)
            handler.endElement("author")
        for scheme, term, label in item["subjects"]:
            subject = {"scheme": scheme, "term": term, "label": label}
            handler.addQuickElement("category", "", subject)


def _feed(request: HttpRequest, asked: EditionFilter, sort: str, near: Near) -> Feed:
    site = Site(request)
    query = asked.known

    def address(path: str, step: Step | None = None) -> str:
        here = query
        if step:
            here = from_first_page(query)
            here.update(step)
        return f"{site.root}{path}?{here.urlencode()}" if here else site.root + path

    with translation.override(settings.LANGUAGE_CODE):
        words = ", ".join(map(str, chosen(asked))) or _("Briefs")
    return Feed(
        title=printable(f"{settings.SITE_NAME}: {words}"),
        link=address(reverse("briefs")),
        description=None,
        language=settings.LANGUAGE_CODE,
        author_name=settings.SITE_NAME,
        author_link=site.url("front"),
        feed_url=address(request.path),
        feed_guid=_id_of(asked, sort, site),
        pages={rel: address(request.path, step) for rel, step in near.items() if step},
    )


def _id_of(asked: EditionFilter, sort: str, site: Site) -> str:
    """What the list asks for, by keys: on all of its pages, and whatever its nouns are called."""
    cleaned = asked.form.cleaned_data
    wanted = sorted((name, sorted(keys)) for name, keys in selected(cleaned).items() if keys)
    days = [str(day or "") for day in date_range(cleaned)]
    host = site.root.partition("://")[2]
    said = repr((host, wanted, days, cleaned["q"], sort))
    return uuid.uuid5(uuid.NAMESPACE_URL, said).urn


def _fill(feed: Feed, publications: list[Publication], site: Site) -> None:
    updated = _updates(publications)
    for publication in publications:
        edition, card = publication.edition, publication.edition.card
        feed.add_item(
            title=printable(edition.citation["title"]),
            link=site.url("brief", publication.slug),
            description=escape(printable(edition.summary)),
            unique_id=publication.brief_key.urn,
            pubdate=_morning(publication.published_on),
            updateddate=_moment(publication.updated_on, updated.get(publication.pk)),
            language=edition.language,
            authors=[
                (printable(row["name"]), site.url("actor", row["slug"])) for row in card["authors"]
            ],
            subjects=[
                (site.url(page), row["slug"], printable(row["name"]))
                for page in ("topics", "tags")
                for row in card[page]
            ],
        )


def _updates(publications: Iterable[Publication]) -> dict[int, dt.datetime]:
    """When the latest editions came that were more than a minor edit."""
    news = Edition.objects.filter(publication__in=publications).exclude(change=Change.MINOR)
    latest = news.order_by().values_list("publication").annotate(Max("published_at"))
    return dict(latest)


def _moment(day: dt.date, published_at: dt.datetime | None) -> dt.datetime:
    """The moment of an edition, if it came on the day that readers are told; else its morning.

    A brief that was brought in from elsewhere keeps its own day.
    """
    if published_at and timezone.localdate(published_at) == day:
        return published_at
    return _morning(day)


def _morning(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
