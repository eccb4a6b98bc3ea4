"""Readers of a large site whose index lacks, or is an earlier release's, are told so."""

import pytest
from django.test import Client

from briefs.models import IndexVersion, Posting, Saying
from briefs.search import rebuilding
from tests.factories import make_actor, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def large_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a reader waits for is no brief at all."""
    monkeypatch.setattr(rebuilding, "SMALL", -1)
    monkeypatch.setattr(rebuilding, "BATCH", 1)
    for number in range(4):
        published(slug=f"b{number}", title="Coal", body="Of coal.")


@pytest.mark.parametrize("address", ["/", "/briefs/", "/briefs/by/actor/", "/topics/", "/actors/"])
def test_no_reader_waits_for_the_index_but_is_told_how_far_it_is(
    client: Client, address: str
) -> None:
    steps = rebuilding.rebuild()
    while rebuilding.taken() < 2:
        next(steps)

    response = client.get(address)

    assert response.status_code == 503
    assert "The list of briefs is being made" in response.text
    assert " % are done" in response.text
    assert response.headers["Retry-After"] == "30"
    assert not IndexVersion.objects.get(name="postings").version
    list(steps)
    assert client.get(address).status_code == 200


def test_the_api_says_so_too(client: Client) -> None:
    response = client.get("/api/v1/briefs")

    assert response.status_code == 503
    assert response.json()["detail"] == "The list of briefs is being made: come again in a minute."
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Retry-After"] == "30"


def test_briefs_can_be_read_and_nouns_found_meanwhile(client: Client) -> None:
    make_actor(name="Coalition")

    assert client.get("/briefs/b1/").status_code == 200
    assert client.get("/briefs/b1/editions/1/").status_code == 200
    assert "Coalition" in client.get("/suggest/?q=coal").text
    assert not Posting.objects.exists()


def test_publishing_goes_on_meanwhile(client: Client) -> None:
    steps = rebuilding.rebuild()
    while rebuilding.taken() < 2:
        next(steps)
    published(slug="new")

    list(steps)

    assert client.get("/api/v1/briefs").json()["count"] == 5


def test_an_index_of_an_earlier_release_serves_on_and_is_called_so(client: Client) -> None:
    list(rebuilding.rebuild())
    IndexVersion.objects.update(making=1)
    Saying.objects.filter(stem=b"coal").delete()

    page = client.get("/briefs/?q=coal").text

    assert "is being renewed after an upgrade" in page
    assert "0 briefs" in page
    list(rebuilding.rebuild())
    page = client.get("/briefs/?q=coal").text
    assert "is being renewed after an upgrade" not in page
    assert "4 briefs" in page
