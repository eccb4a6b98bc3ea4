"""Facts as CSV: the tables that published passages state, any part of them, and their codebook."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from briefs.formats.facts import TABLES
from briefs.models import Party, Position
from briefs.publishing import publish
from tests.factories import (
    make_actor,
    make_agreement,
    make_brief,
    make_event,
    make_evidence,
    make_milestone,
)
from tests.formats.reading import from_csv, text_of


def lines(client: Client, table: str, query: str = "") -> list[dict[str, str]]:
    """A table's lines by column."""
    response = client.get(f"/facts/{table}.csv?{query}")
    assert response.status_code == 200
    return from_csv(text_of(response))


@pytest.fixture
def facts(db: None) -> None:
    """Two treaties: what one side claims of the one, and what a draft alone says."""
    ann, bor = make_actor(slug="ann"), make_actor(slug="bor")
    one, two = make_agreement(slug="one"), make_agreement(slug="two")
    brief = make_brief(slug="brief", body="Some words. More words.")
    for claim in (
        make_milestone(one, date="2021~", note="=1+1"),
        Party.objects.create(agreement=one, actor=ann),
        Party.objects.create(agreement=two, actor=bor),
        Position.objects.create(holder=ann, of=bor, title="Envoy", start="2020"),
        make_event(slug="talks", date="2020"),
    ):
        make_evidence(brief, **{claim._meta.model_name or "": claim})
    claimed = make_milestone(one, status="in-force")
    make_evidence(
        brief, milestone=claimed, exact="More words.", assertion="claimed", attributed_to=ann
    )
    publish(brief)
    draft = make_brief()
    make_evidence(draft, milestone=make_milestone(two, note="secret"))


@pytest.mark.usefixtures("facts")
class TestATable:
    def test_has_a_line_for_each_passage_with_its_fact(self, client: Client) -> None:
        stated, claimed = sorted(lines(client, "milestones"), key=lambda line: line["date"] == "")

        assert {name: stated[name] for name in ("agreement", "actor", "status", "date")} == {
            "agreement": "one",
            "actor": "",
            "status": "signed",
            "date": "2021~",
        }
        assert (stated["assertion"], stated["attributed_to"]) == ("stated", "")
        assert (stated["brief"], stated["edition"]) == ("brief", "1")
        assert (stated["exact"], stated["suffix"]) == ("Some words.", " More words.")
        assert (claimed["assertion"], claimed["attributed_to"]) == ("claimed", "ann")

    def test_says_nothing_that_a_spreadsheet_would_run(self, client: Client) -> None:
        assert "'=1+1" in {line["note"] for line in lines(client, "milestones")}

    @pytest.mark.parametrize(
        ("table", "query", "found"),
        [
            ("parties", "", 2),
            ("parties", "actor=ann", 1),
            ("parties", "actor=ann&actor=bor", 2),
            ("parties", "actor=ann&agreement=two", 0),
            ("positions", "actor=bor", 1),
            ("milestones", "assertion=claimed", 1),
            ("milestones", "brief=brief&utm_source=x", 2),
        ],
    )
    def test_can_be_narrowed(self, client: Client, table: str, query: str, found: int) -> None:
        assert len(lines(client, table, query)) == found

    @pytest.mark.parametrize(
        ("table", "query"),
        [
            ("parties", "actor=nobody"),
            ("events", "actor=ann"),
            ("parties", "brief=nothing"),
            ("parties", "assertion=shouted"),
        ],
    )
    def test_refuses_what_it_does_not_know(self, client: Client, table: str, query: str) -> None:
        response = client.get(f"/facts/{table}.csv?{query}")

        assert response.status_code == 400
        assert response.text.startswith(query.partition("=")[0])

    def test_is_read_by_as_many_queries_as_of_one(
        self, client: Client, queries: Callable[[str], int]
    ) -> None:
        assert queries("/facts/milestones.csv") <= 3


def test_there_is_no_other_table(client: Client, db: None) -> None:
    assert client.get("/facts/secrets.csv").status_code == 404


def test_the_codebook_explains_every_column_of_every_table(client: Client, db: None) -> None:
    book = from_csv(client.get("/facts/codebook.csv").content.decode("utf-8-sig"))

    for name, table in TABLES.items():
        said = [line for line in book if line["table"] == name]
        assert [line["column"] for line in said] == table.header
        assert all(line["meaning"] for line in said)
        response: Any = client.get(f"/facts/{name}.csv")
        assert text_of(response).strip("\ufeff\r\n").split(",") == table.header
