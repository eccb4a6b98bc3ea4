"""CSV: what a spreadsheet shows is what is published, and nothing that it runs."""

import datetime as dt

import pytest
from django.test import Client

from briefs.models.edition import Change
from briefs.publishing import publish
from tests.factories import make_actor, make_brief, make_topic, published
from tests.formats.reading import from_csv, text_of

pytestmark = pytest.mark.django_db


def lines(client: Client) -> list[dict[str, str]]:
    """The file's lines by column."""
    return from_csv(text_of(client.get("/briefs.csv")))


def test_a_line_says_what_a_card_says(client: Client) -> None:
    brief = make_brief(
        slug="газ",
        title="Gas, “oil”\nand coal",
        summary="In short; said.",
        kind="report",
        language="ru",
        published_on=dt.date(2021, 9, 30),
        authors=(make_actor(name="Anna"), make_actor(name="Борис")),
        tags=("b", "a"),
    )
    brief.topics.add(make_topic(name="Energy"))
    publish(brief)

    [line] = lines(client)

    assert line == {
        "slug": "газ",
        "url": "http://testserver/briefs/%D0%B3%D0%B0%D0%B7/",
        "title": "Gas, “oil” and coal",
        "summary": "In short; said.",
        "kind": "report",
        "language": "ru",
        "published_on": "2021-09-30",
        "updated_on": "2021-09-30",
        "edition": "1",
        "status": "published",
        "authors": "Anna; Борис",
        "topics": "Energy",
        "actors": "",
        "agreements": "",
        "tags": "a; b",
        "regions": "",
    }


def test_spreadsheets_know_that_it_is_utf_8(client: Client) -> None:
    response = client.get("/briefs.csv")

    assert text_of(response).startswith("\ufeffslug,")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert response.headers["Content-Disposition"] == 'attachment; filename="briefs.csv"'


@pytest.mark.parametrize(
    "text", ["=1+1", '=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(A1)", "＝1", "\t=1", "\r=1"]
)
def test_no_cell_is_a_formula(client: Client, text: str) -> None:
    published(title=text, summary=text, authors=(make_actor(name=text),), tags=(text,))

    [line] = lines(client)

    for name in ("title", "summary", "authors", "tags"):
        assert line[name] == f"'{' '.join(text.split())}", name


def test_a_retracted_brief_is_marked(client: Client) -> None:
    brief = make_brief()
    publish(brief)
    publish(brief, note="Made up.", change=Change.RETRACTION)

    [line] = lines(client)

    assert line["status"] == "retracted"
