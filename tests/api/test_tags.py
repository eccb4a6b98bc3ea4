"""The API's tags: those that published briefs have."""

import pytest
from django.test import Client

from tests.factories import make_brief, published


@pytest.fixture(autouse=True)
def tagged(db: None) -> None:
    """Two published briefs and a draft, with tags."""
    published(tags=("gas", "oil"))
    published(tags=("gas",))
    make_brief(tags=("secret",))


def test_the_list_has_each_with_the_number_of_its_briefs(client: Client) -> None:
    answer = client.get("/api/v1/tags").json()

    assert answer == {
        "count": 2,
        "page": 1,
        "pages": 1,
        "next": None,
        "previous": None,
        "results": [
            {"slug": "gas", "name": "gas", "url": "http://testserver/tags/gas/", "count": 2},
            {"slug": "oil", "name": "oil", "url": "http://testserver/tags/oil/", "count": 1},
        ],
    }


def test_words_of_the_name_narrow_it(client: Client) -> None:
    assert [tag["slug"] for tag in client.get("/api/v1/tags?q=oi").json()["results"]] == ["oil"]


def test_a_value_that_is_none_is_refused_by_name(client: Client) -> None:
    response = client.get("/api/v1/tags?page=x")

    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "page"


def test_past_the_last_page_there_is_nothing(client: Client) -> None:
    assert client.get("/api/v1/tags?page=2").status_code == 404
