"""A retracted brief: readers see it everywhere that it is named, and can still read it."""

import pytest
from django.test import Client

from briefs.models import Brief, Change
from briefs.publishing import publish
from tests.factories import again, make_agreement, make_brief, make_evidence, make_milestone

pytestmark = pytest.mark.django_db

WHY = "The editors retract it: it was never signed."


@pytest.fixture
def brief() -> Brief:
    """A brief with a fact, retracted as it stood."""
    brief = make_brief(slug="gas", title="Gas", body="It was signed.")
    milestone = make_milestone(make_agreement(slug="deal"), date="2014")
    make_evidence(brief, exact="It was signed.", milestone=milestone)
    publish(brief)
    publish(brief, change=Change.RETRACTION, note=WHY)
    return brief


@pytest.mark.parametrize("path", ["", "editions/1/", "editions/2/", "editions/1..2/"])
def test_every_page_of_it_says_so_and_why(brief: Brief, client: Client, path: str) -> None:
    page = client.get(f"/briefs/gas/{path}")

    assert page.status_code == 200
    assert "Retracted on" in page.text
    assert WHY in page.text


@pytest.mark.parametrize("path", ["", "editions/1/"])
def test_it_stays_readable_and_its_title_and_imprint_say_it(
    brief: Brief, client: Client, path: str
) -> None:
    page = client.get(f"/briefs/gas/{path}").text

    assert "It was signed." in page
    assert "<title>Retracted: Gas" in page
    assert "· retracted · http://testserver/briefs/gas/editions/" in page


@pytest.mark.parametrize("path", ["/", "/briefs/", "/briefs/?q=signed"])
def test_lists_keep_it_and_say_so_beside_its_title(brief: Brief, client: Client, path: str) -> None:
    page = client.get(path).text

    assert '>Gas</a> <span class="status" lang="en">retracted</span>' in page


def test_other_pages_rest_nothing_on_it(brief: Brief, client: Client) -> None:
    assert "It was signed." not in client.get("/agreements/deal/").text


def test_an_update_ends_it(brief: Brief, client: Client) -> None:
    brief.body = "It was signed after all."
    again(brief)

    page = client.get("/briefs/gas/").text
    assert "Retracted on" not in page
    assert "retraction" in page  # among its editions
    assert "retracted" not in client.get("/briefs/").text
