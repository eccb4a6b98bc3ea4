"""Claims that can't all hold stand side by side; what one side says is told as that, everywhere."""

from typing import Any

import pytest
from django.test import Client
from lxml import html

from briefs.models import Agreement, Evidence, Party, Place, Position, Succession, Term
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

URL = "/agreements/accord/"


def told(claim: Any, assertion: str = "stated", by: Any = None, **brief: Any) -> None:
    """Publish a brief that says so."""
    draft = make_brief(**brief)
    name = claim._meta.model_name
    make_evidence(draft, assertion=assertion, attributed_to=by, **{name: claim})
    publish(draft)


def page(client: Client, url: str = URL) -> Any:
    main = html.fromstring(client.get(url).text).find(".//main")
    assert main is not None
    return main


def text(node: Any) -> str:
    return " ".join(node.text_content().split())


def rows(client: Client, heading: str, url: str = URL) -> list[Any]:
    """The rows under a heading."""
    found: list[Any] = page(client, url).xpath(
        "//section[h2[normalize-space()=$heading]]/*[self::dl or self::ol]/*", heading=heading
    )
    return found


@pytest.fixture
def accord(db: None) -> Agreement:
    return make_agreement(slug="accord", title="Accord")


class TestTwoFigures:
    def test_stand_in_one_row_each_with_its_passage_and_source(
        self, client: Client, accord: Agreement
    ) -> None:
        ann = make_actor(name="Ann")
        for value, assertion, by in (("1,100", "stated", None), ("1,500", "claimed", ann)):
            term = Term.objects.create(
                agreement=accord, label="Length", value=value, unit="km", quantity=f"{value} km"
            )
            told(term, assertion, by, title=f"Brief of {value}")

        (row,) = rows(client, "Terms")

        assert "Length Accounts differ" in text(row)
        first, second = row.xpath("dd/div")
        assert "1,100 km" in text(first)
        assert "stated · Brief of 1,100".replace(" · ", " ") in text(first)
        assert "1,500 km (claimed by Ann)" in text(second)
        assert "Brief of 1,500" in text(second)

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ({"value": "1.1", "quantity": "1.1 km"}, {"value": "1,100", "quantity": "1100 m"}),
            ({"value": "by pipe"}, {"value": "by sea, 2 ports"}),
            (
                {"value": "5", "quantity": "5 USD", "price_year": 2019},
                {"value": "6", "quantity": "6 USD", "price_year": 2021},
            ),
            ({"value": "5", "quantity": "5 USD"}, {"value": "5", "quantity": "5 km"}),
        ],
        ids=["the same in SI", "words", "prices of two years", "of two sorts"],
    )
    def test_that_may_both_hold_dont_differ(
        self, client: Client, accord: Agreement, first: Any, second: Any
    ) -> None:
        for what in (first, second):
            told(Term.objects.create(agreement=accord, label="Size", **what))

        (row,) = rows(client, "Terms")

        assert "differ" not in text(row)
        assert len(row.xpath("dd/div")) == 2


class TestTwoDaysOfOneStep:
    def test_stand_together_under_one_number_in_list_and_line(
        self, client: Client, accord: Agreement
    ) -> None:
        told(make_milestone(accord, date="2014-05-01", status="signed"), title="One")
        told(make_milestone(accord, date="2016", status="in-force"))
        told(make_milestone(accord, date="2015", status="signed"), "claimed", title="Other")

        first, second = rows(client, "Stages")

        assert "Accounts differ on when 1 May 2014 1. signed" in text(first)
        assert "2015 1. signed (claimed)" in text(first)
        assert "2. entered into force" in text(second)
        numbers = page(client).xpath("//figure//svg/text[not(@class)]/text()")
        assert numbers == ["1", "1", "2"]

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ({"date": "2014"}, {"date": "2014-05"}),
            ({"date": "2014~"}, {"date": "2015-01"}),
            ({"date": ""}, {"date": "2014"}),
            ({"date": "2014", "status": "suspended"}, {"date": "2016", "status": "suspended"}),
        ],
        ids=["one within the other", "about", "no date", "a step that comes again"],
    )
    def test_that_may_both_hold_stand_for_themselves(
        self, client: Client, accord: Agreement, first: Any, second: Any
    ) -> None:
        for what in (first, second):
            told(make_milestone(accord, **what))

        assert len(rows(client, "Stages")) == 2
        assert "differ" not in text(page(client))

    def test_of_two_parties_are_two_steps(self, client: Client, accord: Agreement) -> None:
        for date in ("2014", "2016"):
            told(make_milestone(accord, actor=make_actor(), date=date, status="ratified"))

        assert "differ" not in text(page(client))


class TestTwoAccountsOfAnOffice:
    @pytest.fixture
    def offices(self, db: None) -> Any:
        """Makes two rows on Annland's ministers."""
        ann = make_actor(slug="ann", name="Annland")

        def make(first: Any, second: Any, *names: str) -> None:
            holders = {name: make_actor(slug=name.lower(), name=name) for name in {*names}}
            for name, dates in zip(names, (first, second), strict=True):
                office = {"holder": holders[name], "of": ann, "title": "Minister"} | dates
                told(Position.objects.create(**office), title=f"Of {office.get('start')}")

        return make

    @pytest.mark.parametrize(
        ("url", "heading"), [("/actors/ann/", "Its office-holders"), ("/actors/pat/", "Offices")]
    )
    def test_stand_side_by_side_where_one_was_not_in_it_twice_at_once(
        self, client: Client, offices: Any, url: str, heading: str
    ) -> None:
        offices({"start": "2018", "end": "2022"}, {"start": "2019", "end": "2022"}, "Pat", "Pat")

        (row,) = rows(client, heading, url)

        assert "Minister (Annland) Accounts differ on when" in text(row)
        sides = sorted(text(each) for each in row.xpath("dd/div"))
        assert [said[:20] for said in sides] == ["Pat: Minister 2018 –", "Pat: Minister 2019 –"]
        assert "Of 2018" in sides[0]
        assert "Of 2019" in sides[1]

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ({"start": "2012", "end": "2014"}, {"start": "2018", "end": "2022"}),
            ({"start": "2018", "end": "2020"}, {"start": "2020", "end": "2022"}),
            ({"start": "2018"}, {"start": "2018-05"}),
            ({"as_of": "2021"}, {"as_of": "2020"}),
            ({"start": "2018", "end": "2022"}, {"start": "2019", "end": "2022", "title": "Envoy"}),
        ],
        ids=["twice", "in a year", "more exactly", "some day of a year", "another office"],
    )
    def test_that_may_both_hold_dont_differ(
        self, client: Client, offices: Any, first: Any, second: Any
    ) -> None:
        offices(first, second, "Pat", "Pat")

        assert "differ" not in text(page(client, "/actors/ann/"))

    def test_several_may_hold_one_office_at_a_time(self, client: Client, offices: Any) -> None:
        offices({"start": "2018", "end": "2022"}, {"start": "2019", "end": "2022"}, "Pat", "Quinn")

        for url in ("/actors/ann/", "/actors/pat/", "/actors/quinn/"):
            assert "differ" not in text(page(client, url))


class TestTwoPlaces:
    def test_of_one_name_differ_by_country(self, client: Client, accord: Agreement) -> None:
        for country in ("RU", "PK", ""):
            told(Place.objects.create(agreement=accord, name="Karakoram", country=country))

        (row,) = rows(client, "Places")

        assert text(row).startswith("Karakoram Accounts differ Russia")
        assert "Pakistan" in text(row)


@pytest.mark.django_db
class TestTwoWaysToComeAfter:
    def test_stand_side_by_side_on_both_pages_and_are_told_apart_by_the_api(
        self, client: Client
    ) -> None:
        old, new = make_actor(slug="old", name="Old"), make_actor(slug="new", name="New")
        for kind, date in (("continues", "1991-12-25"), ("succeeds", "1991-12-25")):
            told(Succession.objects.create(successor=new, predecessor=old, kind=kind, date=date))

        for url, other in (("/actors/new/", "Old"), ("/actors/old/", "New")):
            (row,) = rows(client, "Predecessors and successors", url)
            assert text(row).startswith(f"{other} Accounts differ")
            assert "continues" in text(row).casefold()
            assert "succeeds" in text(row).casefold()
        one, second = client.get("/api/v1/actors/new").json()["successions"]
        assert one["contradicted_by"] == [second["key"]]
        assert second["contradicted_by"] == [one["key"]]

    def test_dates_that_leave_room_for_each_other_agree(self, client: Client) -> None:
        old, new = make_actor(slug="old", name="Old"), make_actor(slug="new", name="New")
        for date in ("1991", "1991-12-25", ""):
            told(Succession.objects.create(successor=new, predecessor=old, date=date))

        rows_of_it = rows(client, "Predecessors and successors", "/actors/new/")

        assert [text(row).count("stated") for row in rows_of_it] == [3]
        assert "differ" not in text(page(client, "/actors/new/"))


class TestStatedAndDenied:
    def test_a_denial_is_in_sight_whatever_the_number_of_passages(
        self, client: Client, accord: Agreement
    ) -> None:
        signed = make_milestone(accord, date="2014", status="signed")
        for number in range(3):
            told(signed, title=f"Says so {number}")
        told(signed, "denied", make_actor(name="Bor"), title="Says not")

        (row,) = rows(client, "Stages")

        assert "1. signed (stated, denied by Bor)" in text(row)
        assert "Disputed" in text(row)
        in_sight = row.xpath(".//div[@class='evidence']/div[@class='passage']")
        assert [text(each.find(".//span")) for each in in_sight] == ["stated", "denied by Bor"]
        assert "2 more passages" in text(row)

    def test_a_status_that_rests_on_it_is_told_so(self, client: Client, accord: Agreement) -> None:
        ann = make_actor(slug="ann")
        signed = make_milestone(accord, date="2014", status="signed")
        told(signed)
        told(Party.objects.create(agreement=accord, actor=ann))
        assert "Status: signed" in text(page(client))
        assert "disputed" not in text(page(client))

        told(signed, "denied")

        assert "Status: signed disputed" in text(page(client))
        assert "Status: signed disputed" in text(page(client, "/actors/ann/"))


class TestWhatOneSideSays:
    """Is told as that wherever it is shown, in words beside the line."""

    @pytest.fixture
    def claimed(self, accord: Agreement) -> None:
        """Everything that can be claimed, claimed by Ann."""
        ann = make_actor(name="Ann", slug="ann")
        topic = make_topic(slug="topic")
        bor, pat = make_actor(slug="bor"), make_actor(slug="pat", kind="person")
        event = make_event(slug="event", title="They met")
        event.topics.add(topic)
        event.agreements.add(accord)
        claims = [
            Party.objects.create(agreement=accord, actor=bor),
            make_milestone(accord, actor=bor, date="2014", status="signed"),
            Term.objects.create(agreement=accord, label="Length", value="5"),
            Position.objects.create(holder=pat, of=bor, title="Envoy", start="2013", end="2030"),
            Succession.objects.create(predecessor=bor, successor=make_actor(), kind="continues"),
            event,
        ]
        brief = make_brief(slug="brief")
        brief.actors.add(pat)
        for claim in claims:
            name = str(claim._meta.model_name)
            make_evidence(brief, assertion="claimed", attributed_to=ann, **{name: claim})
        publish(brief)

    @pytest.mark.parametrize(
        ("url", "said"),
        [
            (URL, "party (claimed by Ann)"),
            (URL, "signed (claimed by Ann)"),
            (URL, "signed 2014 (claimed by Ann)"),
            (URL, "5 (claimed by Ann)"),
            (URL, "They met (claimed by Ann)"),
            (URL, "Status: no stage is stated as reached"),
            ("/actors/bor/", "party (claimed by Ann)"),
            ("/actors/bor/", "Agreements no stage is stated as reached 1"),
            ("/actors/bor/", "Envoy (claimed by Ann)"),
            ("/actors/pat/", "Envoy (claimed by Ann)"),
            ("/events/", "They met (claimed by Ann)"),
            ("/events/event/", "They met claimed by Ann"),
            ("/topics/topic/", "They met (claimed by Ann)"),
            ("/timeline/", "Accord (claimed by Ann) signed"),
            ("/network/", "Envoy (claimed by Ann) "),
        ],
    )
    def test_stands_beside_it(self, client: Client, claimed: None, url: str, said: str) -> None:
        assert said in text(page(client, url))

    def test_a_brief_takes_no_side_on_who_was_what_then(
        self, client: Client, claimed: None
    ) -> None:
        said = text(page(client, "/briefs/brief/"))

        assert "then Envoy" not in said
        assert "Envoy (Actor" in said
        assert ") (claimed by Ann) 2013 – 2030" in said

    def test_the_line_says_it_where_it_draws_it(self, client: Client, claimed: None) -> None:
        (title,) = page(client).xpath("//figure//*[@data-assertion='claimed']/title/text()")

        assert title == "signed, 2014 (claimed by Ann)"

    @pytest.mark.parametrize("url", [URL, "/timeline/", "/network/"])
    def test_what_it_denies_is_crossed_in_drawings_and_said_to_be(
        self, client: Client, claimed: None, url: str
    ) -> None:
        assert not page(client, url).xpath("//figure//*[@class='strike']")

        Evidence.objects.filter(assertion="claimed").update(assertion="denied")

        assert page(client, url).xpath("//figure//*[@class='strike']")
        assert "(denied by Ann)" in text(page(client, url))

    @pytest.mark.parametrize("url", ["/briefs/", "/", "/feeds/briefs.atom", "/briefs.csv"])
    def test_lists_and_feeds_name_nouns_and_repeat_no_claim(
        self, client: Client, claimed: None, url: str
    ) -> None:
        answer = client.get(url)
        said = b"".join(answer) if answer.streaming else answer.content

        for words in (b"They met", b"Envoy", b"signed", b"continues"):
            assert words not in said


class TestABrief:
    """Says of each of its facts whether other briefs say otherwise."""

    def contested(self, client: Client, slug: str) -> list[str]:
        box = page(client, f"/briefs/{slug}/").xpath("//section[h2[@id='facts']]//li")
        return [text(row.find("a")) for row in box if "Accounts differ" in text(row)]

    def test_of_figures_days_and_offices(self, client: Client, accord: Agreement) -> None:
        ann, pat = make_actor(slug="ann"), make_actor(kind="person")
        for slug, length, date in (("one", "5", "2014"), ("other", "6", "2015")):
            brief = make_brief(slug=slug)
            office = Position(holder=pat, of=ann, title="Envoy", start="2012", end=f"{date}-05")
            office.save()
            term = Term.objects.create(agreement=accord, label="Length", value=length, unit="km")
            place = Place.objects.create(agreement=accord, name="A place")
            make_evidence(brief, term=term)
            make_evidence(brief, milestone=make_milestone(accord, date=date))
            make_evidence(brief, position=office)
            make_evidence(brief, place=place)
            publish(brief)

        said = self.contested(client, "one")

        assert len(said) == 3
        assert "A place" not in said
        assert len(self.contested(client, "other")) == 3

    def test_of_what_is_denied_elsewhere(self, client: Client, accord: Agreement) -> None:
        signed = make_milestone(accord, date="2014")
        told(signed, slug="one")
        assert self.contested(client, "one") == []

        told(signed, "denied", slug="other")

        assert self.contested(client, "one") == ["signed, 2014"]
        assert self.contested(client, "other") == ["signed, 2014"]

    def test_but_not_of_what_only_a_draft_says(self, client: Client, accord: Agreement) -> None:
        signed = make_milestone(accord, date="2014")
        told(signed, slug="one")
        draft = make_brief()
        make_evidence(draft, milestone=signed, assertion="denied")
        make_evidence(draft, milestone=make_milestone(accord, date="2018"))

        assert self.contested(client, "one") == []
