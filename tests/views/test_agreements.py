"""An agreement's page: what registries know of it, each fact with the words that say it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from lxml import html

from briefs.models import Agreement, Body, Milestone, Party, Reservation, Succession, Term
from briefs.publishing import publish
from tests.factories import make_actor, make_agreement, make_brief, make_evidence, make_milestone

URL = "/agreements/accord/"


def stated(*claims: Any) -> None:
    """Publish a brief that states all of these."""
    brief = make_brief()
    for claim in claims:
        make_evidence(brief, **{claim._meta.model_name: claim})
    publish(brief)


def section(client: Client, heading: str, url: str = URL) -> str:
    """The text under a heading, one space between words; nothing where there is none."""
    page = html.fromstring(client.get(url).text)
    found = page.xpath("//section[h2[normalize-space()=$heading]]", heading=heading)
    return " ".join(found[0].text_content().split()) if found else ""


@pytest.fixture
def accord(db: None) -> Agreement:
    """An agreement without anything."""
    return make_agreement(slug="accord", title="Accord")


def test_steps_are_told_with_whose_they_are(client: Client, accord: Agreement) -> None:
    ann = make_actor(name="Annland")
    party = Party.objects.create(agreement=accord, actor=ann)
    steps = [
        make_milestone(accord, date="2014-05", status="signed"),
        make_milestone(accord, actor=ann, date="2016~", status="ratified"),
        make_milestone(accord, date="2017", status="in-force"),
    ]
    stated(party, *steps)

    stages = section(client, "Stages")

    assert "1. signed" in stages
    assert "about 2016 2. ratified Annland" in stages
    assert "3. entered into force" in stages
    assert "Status: in force" in client.get(URL).text
    assert "ratified about 2016" in section(client, "Parties")


def test_who_has_left_is_told_so(client: Client, accord: Agreement) -> None:
    ann = make_actor(name="Annland")
    others = [make_actor(), make_actor()]
    parties = [Party.objects.create(agreement=accord, actor=a) for a in (ann, *others)]
    left = make_milestone(accord, actor=ann, date="2020", status="withdrawn")
    stated(*parties, make_milestone(accord, date="2017", status="in-force"), left)

    assert "Annland party no longer withdrew 2020" in section(client, "Parties")
    assert "Status: in force" in client.get(URL).text


def test_terms_are_shown_as_written_and_in_si(client: Client, accord: Agreement) -> None:
    terms = [
        Term.objects.create(
            agreement=accord,
            label="Yearly delivery",
            value="16",
            unit="billion m³ a year",
            quantity="16 billion m^3/year",
        ),
        Term.objects.create(
            agreement=accord,
            label="Value",
            value="two and a half billion",
            unit="US dollars",
            quantity="2.5 billion USD",
            price_year=2021,
        ),
    ]
    stated(*terms)

    told = section(client, "Terms")

    assert "Yearly delivery 16 billion m³ a year ≈ 507 m³/s" in told
    assert (
        "two and a half billion US dollars = 2,500,000,000 USD prices of 2021 Some words." in told
    )


def test_reservations_and_notes_are_told_with_who_made_them(
    client: Client, accord: Agreement
) -> None:
    made = Reservation.objects.create(
        agreement=accord, actor=make_actor(name="Annland"), date="2016", text="Not on Sundays."
    )
    note = Reservation.objects.create(agreement=accord, kind="note", text="Two texts are known.")
    unsaid = Reservation.objects.create(agreement=accord, kind="note", text="Nobody says this.")
    stated(made, note)

    told = section(client, "Reservations and notes")

    assert "Annland Not on Sundays. reservation 2016 Some words." in told
    assert "note Two texts are known. Some words." in told
    assert unsaid.text not in told


def test_bodies_that_it_set_up_lead_to_it_and_back(client: Client, accord: Agreement) -> None:
    committee = make_actor(slug="committee", name="Committee", kind="body")
    stated(Body.objects.create(agreement=accord, actor=committee, note="By article 5."))

    assert "Committee By article 5. Some words." in section(client, "Bodies set up by it")
    assert "Accord By article 5. Some words." in section(client, "Set up by", "/actors/committee/")


def test_a_partys_successor_is_named_beside_it(client: Client, accord: Agreement) -> None:
    union, ann = make_actor(slug="union", name="Union"), make_actor(slug="ann", name="Annland")
    followed = Succession.objects.create(
        successor=ann, predecessor=union, kind="continues", date="1991-12"
    )
    stated(Party.objects.create(agreement=accord, actor=union), followed)

    assert "Annland continues Union, December 1991" in section(client, "Parties")
    heading = "Predecessors and successors"
    assert "continues Union December 1991" in section(client, heading, "/actors/ann/")
    assert "Annland continues Union December 1991" in section(client, heading, "/actors/union/")


def test_a_page_asks_as_many_queries_for_many_claims_as_for_few(
    client: Client, accord: Agreement, queries: Callable[[str], int]
) -> None:
    shared = make_actor(slug="ann")

    def more(number: int) -> None:
        for _each in range(number):
            actor, other = make_actor(), make_agreement()
            for agreement in (accord, other):
                stated(
                    Party.objects.create(agreement=agreement, actor=actor),
                    Milestone.objects.create(agreement=agreement, actor=actor, status="signed"),
                    Reservation.objects.create(agreement=agreement, actor=actor, text="No."),
                    Term.objects.create(agreement=agreement, label="Length", value="5"),
                    Body.objects.create(agreement=agreement, actor=make_actor()),
                )
            stated(
                Succession.objects.create(successor=make_actor(), predecessor=actor),
                Succession.objects.create(successor=make_actor(), predecessor=shared),
                Succession.objects.create(successor=shared, predecessor=make_actor()),
                Party.objects.create(agreement=other, actor=shared),
                Body.objects.create(agreement=other, actor=shared),
            )

    more(2)
    urls = (URL, "/actors/ann/", f"{URL}?as_of=2020", "/actors/ann/?as_of=2020")
    few = [queries(url) for url in urls]
    more(5)

    assert [queries(url) for url in urls] == few
    assert max(few) <= 32, few
