"""Sitemaps: every page that readers have, once, and none that they have not."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from briefs.formats import sitemap
from briefs.models import Brief
from briefs.publishing import archive, publish, remove, withdraw
from tests.factories import (
    again,
    make_actor,
    make_brief,
    make_event,
    make_evidence,
    make_topic,
    published,
)
from tests.formats.reading import text_of

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}

pytestmark = pytest.mark.django_db


def entries(client: Client, url: str) -> dict[str, str]:
    """The addresses of a sitemap, each with the day of its last change."""
    response = client.get(url)
    assert response.status_code == 200, url
    root = etree.fromstring(text_of(response).encode())
    return {
        entry.findtext("s:loc", "", NAMES): entry.findtext("s:lastmod", "", NAMES) for entry in root
    }


def pages(client: Client) -> list[str]:
    """The paths of all pages that the sitemaps name."""
    found = [page for url in entries(client, "/sitemap.xml") for page in entries(client, url)]
    assert len(found) == len(set(found))
    return [page.removeprefix("http://testserver") for page in found]


def test_names_all_pages_of_readers(seed: None, client: Client) -> None:
    found = pages(client)

    for path in found:
        assert client.get(path).status_code == 200, path
    for path in ("/", "/briefs/", "/actors/russia/", "/topics/security/", "/tags/jmcc/"):
        assert path in found
    assert "/briefs/pakistan-stream-pipeline-in-figures/" in found
    assert "/agreements/pakistan-stream-gas-pipeline/" in found


def test_names_none_that_they_have_not(client: Client) -> None:
    make_brief(slug="draft", tags=("secret",))
    unstated = make_event(slug="unstated")
    make_evidence(make_brief(slug="other-draft"), event=unstated)
    taken = [make_brief(slug=slug) for slug in ("withdrawn", "removed", "archived")]
    for brief in taken:
        publish(brief)
    withdraw(taken[0], reason="Wrong.")
    remove(taken[1], reason="Wrong.")
    archive(taken[2])

    assert pages(client) == [
        *("/", "/briefs/", "/topics/", "/actors/", "/agreements/", "/events/"),
        *("/timeline/", "/network/", "/tags/"),
    ]


def test_what_is_published_or_taken_back_shows_at_once(client: Client) -> None:
    published(slug="gas")
    tag = client.get("/sitemap-briefs-1.xml").headers["ETag"]
    headers = {"If-None-Match": tag}
    assert client.get("/sitemap-briefs-1.xml", headers=headers).status_code == 304
    published(slug="oil")

    assert client.get("/sitemap-briefs-1.xml", headers=headers).status_code == 200
    assert "/briefs/oil/" in pages(client)
    withdraw(Brief.objects.get(slug="oil"), reason="Wrong.")
    assert "/briefs/oil/" not in pages(client)


def test_says_when_a_brief_changed(client: Client) -> None:
    brief = make_brief(slug="gas", published_on=dt.date(2021, 9, 30))
    publish(brief)
    published(slug="oil", published_on=dt.date(2021, 10, 1))
    briefs = "http://testserver/sitemap-briefs-1.xml"

    assert entries(client, briefs)["http://testserver/briefs/gas/"] == "2021-09-30"
    assert entries(client, "/sitemap.xml")[briefs] == "2021-10-01"
    brief.body = "Other words."
    day = again(brief).publication.updated_on.isoformat()
    assert entries(client, briefs)["http://testserver/briefs/gas/"] == day
    assert entries(client, "/sitemap.xml")[briefs] == day


def test_no_page_has_too_many(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST", 3)
    monkeypatch.setattr(sitemap, "BATCH", 2)
    for number in range(8):
        published(slug=f"brief-{number}", authors=(make_actor(),), tags=(f"tag {number}",))
        make_topic(slug=f"topic-{number}")
    every = list(entries(client, "/sitemap.xml"))

    assert all(1 <= len(entries(client, url)) <= 3 for url in every if "lists" not in url)
    found = pages(client)
    for number in range(8):
        assert {f"/briefs/brief-{number}/", f"/topics/topic-{number}/"} <= {*found}


def test_queries_grow_by_batches_alone(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    monkeypatch.setattr(sitemap, "BATCH", 10)
    for _ in range(30):
        published()
    response = client.get("/sitemap-briefs-1.xml")

    with django_assert_max_num_queries(4):
        text_of(response)


@pytest.mark.parametrize("name", ["briefs-2", "briefs-0", "lists-2", "nothing-1", "tags-1"])
def test_there_is_no_other(client: Client, name: str) -> None:
    published(slug="gas")

    assert client.get(f"/sitemap-{name}.xml").status_code == 404
