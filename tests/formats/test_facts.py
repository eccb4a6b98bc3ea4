"""Facts as CSV: the tables that published passages state, any part of them, and their codebook."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from briefs.formats.facts import TABLES
from briefs.models import Actor, Agreement, Participant, Party, Position, Topic
from briefs.publishing import publish
from tests.factories import (
    make_actor,
    make_agreement,
    make_brief,
    make_event,
    make_evidence,
    make_milestone,
    make_topic,
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
    energy, gas = make_topic(slug="energy"), make_topic(slug="gas")
    Topic.objects.filter(pk=gas.pk).update(parent=energy)
    one.topics.add(gas)
    talks = make_event(slug="talks", date="2020")
    Participant.objects.create(event=talks, actor=ann, role="host; chair")
    Participant.objects.create(event=talks, actor=bor)
    talks.agreements.add(one)
    talks.topics.add(gas)
    brief = make_brief(slug="brief", body="Some words. More words.")
    for claim in (
        make_milestone(one, date="2021~", note="=1+1"),
        Party.objects.create(agreement=one, actor=ann),
        Party.objects.create(agreement=two, actor=bor),
        Position.objects.create(holder=ann, of=bor, title="Envoy", start="2020"),
        talks,
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

    def test_names_all_who_took_part_in_an_event(self, client: Client) -> None:
        (talks,) = lines(client, "events")

        assert talks["participants"] == '"ann: host; chair"; bor'
        assert (talks["agreements"], talks["topics"]) == ("one", "gas")

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
            ("milestones", "kind=in-force", 1),
            ("milestones", "actor=ann", 2),  # of all parties, so of hers
            ("milestones", "from=2021-05", 1),
            ("milestones", "to=2020", 0),
            ("milestones", "topic=energy", 2),
            ("positions", "from=2020&to=2020", 1),
            ("positions", "as_of=2019", 0),
            ("positions", "as_of=2020", 1),
            ("events", "actor=ann", 1),
            ("events", "topic=energy&agreement=one", 1),
            ("events", "agreement=two", 0),
        ],
    )
    def test_can_be_narrowed(self, client: Client, table: str, query: str, found: int) -> None:
        assert len(lines(client, table, query)) == found

    @pytest.mark.parametrize(
        ("table", "query"),
        [
            ("parties", "actor=nobody"),
            ("terms", "actor=ann"),
            ("positions", "topic=energy"),
            ("milestones", "kind=dreamt"),
            ("milestones", "as_of=2020"),
            ("places", "from=2020"),
            ("milestones", "to=2010&from=2020"),
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
        assert queries("/facts/milestones.csv") <= 4  # one asks whether it has changed


def test_a_table_is_filtered_as_the_timeline_is(client: Client, db: None) -> None:
    call_command("loaddata", "actors", "topics", "agreements", "briefs", verbosity=0)
    tables = {"milestones": "action", "events": "event"}
    asked = [
        *("topic=energy", "topic=security-cooperation", "from=2014&to=2018", "to=2000"),
        *(f"actor={slug}" for slug in Actor.objects.values_list("slug", flat=True)),
        *(f"agreement={slug}" for slug in Agreement.objects.values_list("slug", flat=True)),
    ]
    for query in (each for each in asked if client.get(f"/timeline.csv?{each}").status_code == 200):
        shown = from_csv(text_of(client.get(f"/timeline.csv?{query}")))
        for table, sort in tables.items():
            dated = {line[table[:-1]] for line in lines(client, table, query) if line["date"]}
            assert len(dated) == sum(line["sort"] == sort for line in shown), (table, query)


def test_there_is_no_other_table(client: Client, db: None) -> None:
    assert client.get("/facts/secrets.csv").status_code == 404


def test_the_codebook_explains_every_column_of_every_table(client: Client, db: None) -> None:
    book = from_csv(client.get("/facts/codebook.csv").content.decode("utf-8-sig"))

    for name, table in TABLES.items():
        said = [line for line in book if line["table"] == name]
        assert [line["column"] for line in said] == table.header
        assert all(line["meaning"] for line in said)
        assert {*" ".join(line["filtered by"] for line in said).split()} >= {"assertion", "brief"}
        response: Any = client.get(f"/facts/{name}.csv")
        assert text_of(response).strip("\ufeff\r\n").split(",") == table.header


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "url",
    [
        *("/facts/positions.csv", "/facts/positions.csv?actor=ann", "/facts/entities.ftm.json"),
        *("/timeline.csv?actor=ann", "/network.csv"),
    ],
)
def test_who_has_a_table_is_told_so_until_a_fact_changes(
    client: Client, facts: None, url: str
) -> None:
    tag = client.get(url)["ETag"]
    assert client.get(url, headers={"if-none-match": tag}).status_code == 304

    Position.objects.update(title="Ambassador")

    changed = client.get(url, headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert text_of(changed)
    assert changed["ETag"] != tag
