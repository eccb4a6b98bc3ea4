"""The network: what readers may see of ties, drawn, as a table and as data."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from lxml import html

from briefs.models import Agreement, Body, Party, Position, Relation, Succession
from briefs.publishing import publish, withdraw
from briefs.search.network import DRAWN
from tests.factories import (
    make_actor,
    make_agreement,
    make_brief,
    make_evidence,
    make_milestone,
    make_topic,
)

URL = "/network/"


def stated(*claims: Any, **words: Any) -> Any:
    """Publish a brief that says all of these; gives the brief."""
    brief = make_brief()
    for claim in claims:
        make_evidence(brief, **{claim._meta.model_name: claim}, **words)
    publish(brief)
    return brief


def ties(client: Client, query: str = "") -> list[str]:
    """The ties in the data, as “from, as what, to”."""
    found = client.get(f"/network.json{query}").json()["results"]
    return [f"{tie['source']['name']} {tie['tie']} {tie['target']['name']}" for tie in found]


def drawing(client: Client, query: str = "") -> Any:
    """The drawing of the page."""
    return html.fromstring(client.get(URL + query).text).xpath("//svg[@role='group']")[0]


@pytest.fixture
def accord(db: None) -> Agreement:
    """An agreement on gas with two parties, one of which left; a body, an office, and a denial."""
    energy = make_topic(slug="energy", name="Energy")
    ann, bob = make_actor(slug="ann", name="Ann"), make_actor(slug="bob", name="Bob")
    accord = make_agreement(slug="accord", title="Accord")
    accord.topics.add(make_topic(slug="gas", name="Gas", parent=energy))
    board = make_actor(slug="board", name="Board", kind="body")
    pact = make_agreement(slug="pact", title="Pact")
    stated(
        *(Party.objects.create(agreement=accord, actor=actor) for actor in (ann, bob)),
        Body.objects.create(agreement=accord, actor=board),
        make_milestone(accord, date="2014", status="in-force"),
        make_milestone(accord, actor=bob, date="2018", status="withdrawn"),
    )
    minister = make_actor(slug="dee", name="Dee", kind="person")
    office = Position.objects.create(
        holder=minister, title="Minister", of=ann, start="2010", end="2012"
    )
    stated(office, assertion="claimed")
    stated(Relation.objects.create(agreement=pact, kind="amends", to=accord), assertion="denied")
    stated(Succession.objects.create(successor=ann, predecessor=bob, date="1991"))
    Party.objects.create(agreement=pact, actor=make_actor(name="Unsaid"))
    make_evidence(make_brief(), party=Party.objects.create(agreement=pact, actor=board))
    return accord


def test_ties_are_a_table_each_with_the_passage_that_states_it(
    client: Client, accord: Agreement
) -> None:
    page = html.fromstring(client.get(URL).text)
    told = [" ".join(row.text_content().split()) for row in page.xpath("//table/tbody/tr")]

    assert told[0].startswith("Ann party Accord Some words. stated")
    assert any("Dee Minister (claimed) 2010 to 2012 Ann Some words. claimed" in row for row in told)
    assert len(told) == 6
    assert "Unsaid" not in client.get(URL).text
    assert page.xpath("//table/tbody/tr//a[contains(@href, '#passage-')]")


def test_it_is_drawn_as_it_is_asserted_and_each_line_leads_to_its_passage(
    client: Client, accord: Agreement
) -> None:
    svg = drawing(client)
    said = sorted(svg.xpath(".//line/@data-assertion"))

    assert said == ["claimed", "denied", "stated", "stated", "stated", "stated"]
    assert all("#passage-" in url for url in svg.xpath(".//a[line]/@href"))
    assert len(svg.xpath(".//*[@data-number]")) == 6
    assert svg.xpath("string(.//a[@href='/network/?actor=dee']/title)") == "Dee, person: 1 tie"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?actor=board", ["Accord sets up Board"]),
        ("?agreement=pact", ["Pact amends Accord"]),
        ("?kind=office&kind=succession", ["Dee Minister Ann", "Ann succeeds Bob"]),
        ("?kind=office&as_of=2011", ["Dee Minister Ann"]),
        ("?kind=office&as_of=2013", []),
        ("?kind=party&as_of=2013", []),
        ("?kind=party&as_of=2016-05", ["Ann party Accord", "Bob party Accord"]),
        ("?kind=party&as_of=2020", ["Ann party Accord"]),
        ("?kind=succession&as_of=1950", []),
        ("?topic=energy&kind=relation", ["Pact amends Accord"]),
        ("?topic=energy&kind=office", []),
    ],
)
def test_ties_are_filtered(
    client: Client, accord: Agreement, query: str, expected: list[str]
) -> None:
    assert ties(client, query) == expected
    assert client.get(URL + query).status_code == 200


@pytest.mark.parametrize(
    ("query", "name", "text"),
    [
        ("?actor=nope", "actor", "There is no actor “nope”."),
        ("?kind=treaty", "kind", "There is no kind “treaty”."),
        ("?as_of=soon", "as_of", "“soon” is no date"),
        ("?page=0", "page", ""),
    ],
)
def test_what_is_no_value_is_refused_beside_its_control(
    client: Client, accord: Agreement, query: str, name: str, text: str
) -> None:
    response = client.get(URL + query)

    assert response.status_code == 400
    assert text in html.fromstring(response.text).xpath(f"string(//p[@id='e-{name}'])")
    for twin in ("/network.json", "/network.csv"):
        assert client.get(twin + query).status_code == 400
    assert client.get(f"{URL}?page=2").status_code == 404


def test_what_is_withdrawn_goes(client: Client, db: None) -> None:
    party = Party.objects.create(agreement=make_agreement(title="Accord"), actor=make_actor())
    brief = stated(party)
    assert len(ties(client)) == 1

    withdraw(brief, reason="A mistake.")

    assert ties(client) == []
    assert "No tie matches" in client.get(URL).text


@pytest.fixture
def many(db: None) -> None:
    """A treaty of a hundred states, four of which have another, too."""
    treaty, other = make_agreement(slug="treaty"), make_agreement(slug="other")
    states = [make_actor(slug=f"s{n}") for n in range(100)]
    rows = [Party(agreement=treaty, actor=state) for state in states]
    rows += [Party(agreement=other, actor=state) for state in states[:4]]
    stated(*Party.objects.bulk_create(rows))


def test_of_many_those_with_most_ties_are_drawn_and_the_rest_is_folded(
    client: Client, many: None
) -> None:
    data = client.get("/network.json").json()
    svg = drawing(client)

    assert len(data["nodes"]) == DRAWN + 1
    assert [node["slug"] for node in data["nodes"][:2]] == ["treaty", "other"]
    assert data["nodes"][-1] == {"noun": "actor", "kind": "state", "many": 66, "ties": 66}
    assert sum(link["ties"] for link in data["links"]) == data["count"] == 104
    assert "state: 66" in svg.xpath("string(.//g[@data-number][last()]/title)")


def test_from_an_actor_one_comes_to_its_neighbours(client: Client, many: None) -> None:
    url = drawing(client).xpath(".//a[@data-number][starts-with(title, 'Actor')]/@href")[0]

    near = client.get(url.replace("/network/", "/network.json")).json()

    assert near["count"] == 2
    assert {node.get("slug") for node in near["nodes"]} > {"treaty", "other"}


def test_the_csv_has_every_tie(client: Client, accord: Agreement) -> None:
    response = client.get("/network.csv")
    table = list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))

    assert len(table) == 6
    assert table[0]["source_name"] == "Ann"
    assert (table[1]["since"], table[1]["until"]) == ("2014", "2018")  # as the dates are stated
    assert "#passage-" in table[0]["passage"]


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_its_files_are_in_the_collections_language_whoever_asks(
    client: Client, accord: Agreement, ending: str
) -> None:
    def asked() -> str:
        response = client.get(f"/network.{ending}")
        return response.getvalue().decode() if ending == "csv" else response.text

    said = asked()
    assert "party" in said
    client.cookies["django_language"] = "ru"
    assert "сторона" in client.get(URL).text

    assert asked() == said


def test_as_many_ties_as_there_may_be_cost_as_many_queries(
    client: Client, accord: Agreement, queries: Callable[[str], int]
) -> None:
    few = {url: queries(url) for url in (URL, "/network.json", f"{URL}?actor=ann&as_of=2016")}
    actors = [make_actor() for _ in range(60)]
    stated(*(Party.objects.create(agreement=accord, actor=actor) for actor in actors))

    assert all(queries(url) <= number for url, number in few.items())
    assert max(few.values()) < 40
