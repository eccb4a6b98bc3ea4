"""As of a day: who was party, which status, who held which office then; and offices in a brief."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from lxml import html

from briefs.editorial.mergers import merge
from briefs.models import Actor, Brief, Party, Position
from briefs.publishing import publish, withdraw
from tests.factories import (
    make_actor,
    make_agreement,
    make_brief,
    make_evidence,
    make_milestone,
    published,
)

BAD = ["13/2020", "2021-13", "yesterday", "2021~", "2014/2018"]


@pytest.fixture
def registry(db: None) -> None:
    """A treaty that was signed in 2014 and left in June 2020, and a minister from 2018 to 2022."""
    ann, bor = make_actor(slug="ann", name="Annland"), make_actor(slug="bor", name="Borduria")
    treaty = make_agreement(slug="treaty", title="Treaty")
    pat = make_actor(slug="pat", name="Pat", kind="person")
    claims: list[Any] = [Party.objects.create(agreement=treaty, actor=each) for each in (ann, bor)]
    claims += [
        make_milestone(treaty, date="2014", status="signed"),
        make_milestone(treaty, actor=bor, date="2020-06-15", status="withdrawn"),
        minister(pat, ann, start="2018-08-20", end="2022-04-10"),
        Position.objects.create(holder=pat, of=bor, title="Envoy", as_of="2010"),
    ]
    brief = make_brief()
    for claim in claims:
        make_evidence(brief, **{claim._meta.model_name: claim})
    publish(brief)


def minister(holder: Actor, of: Actor, **dates: str) -> Position:
    return Position.objects.create(holder=holder, of=of, title="Foreign Minister", **dates)


def text(client: Client, url: str, *, status: int = 200) -> str:
    """What a page says, one space between words."""
    response = client.get(url)
    assert response.status_code == status
    main = html.fromstring(response.text).find(".//main")
    assert main is not None
    return " ".join(main.text_content().split())


@pytest.mark.usefixtures("registry")
class TestAnAgreement:
    @pytest.mark.parametrize(
        ("as_of", "said"),
        [
            ("2013", "Status as of 2013: no stage is stated as reached"),
            ("2014-06", "reached ; perhaps signed, the dates leave it open"),
            ("2014", "Status as of 2014: signed"),
            ("2020-06-14", "Status as of 14 June 2020: signed"),
            ("2020-06", "Status as of June 2020: withdrawn from"),
        ],
    )
    def test_has_the_status_of_that_time(self, client: Client, as_of: str, said: str) -> None:
        assert said in text(client, f"/agreements/treaty/?as_of={as_of}")

    def test_shows_who_was_party_then(self, client: Client) -> None:
        before = text(client, "/agreements/treaty/?as_of=2013")
        assert before.count("not yet by then") == 2
        assert "perhaps: the dates leave it open" in text(
            client, "/agreements/treaty/?as_of=2014-06"
        )
        after = text(client, "/agreements/treaty/?as_of=2021")
        assert after.count("no longer by then") == 1
        assert "no longer by then withdrew 15 June 2020" in after

    def test_shows_the_stages_until_then_and_leads_back_to_now(self, client: Client) -> None:
        then = text(client, "/agreements/treaty/?as_of=2015")

        assert "withdrew" not in then
        assert "As it is now" in then
        assert "withdrew" in text(client, "/agreements/treaty/")


@pytest.mark.usefixtures("registry")
class TestAnActor:
    @pytest.mark.parametrize(
        ("as_of", "shown", "hidden"),
        [
            ("2021", ["Foreign Minister"], []),
            ("2018", ["Foreign Minister"], []),
            ("2017", [], ["Foreign Minister"]),
            ("2010", ["Envoy in office on 2010"], ["Foreign Minister", "perhaps then"]),
            ("2010-05", ["Envoy in office on 2010 perhaps then"], []),
        ],
    )
    def test_has_the_offices_of_that_time(
        self, client: Client, as_of: str, shown: list[str], hidden: list[str]
    ) -> None:
        said = text(client, f"/actors/pat/?as_of={as_of}")

        assert all(each in said for each in shown), said
        assert not any(each in said for each in hidden), said

    def test_whose_office_it_is_shows_who_held_it_then(self, client: Client) -> None:
        assert "Pat Foreign Minister" in text(client, "/actors/ann/?as_of=2021")
        assert "Pat" not in text(client, "/actors/ann/?as_of=2023")

    def test_has_the_agreements_that_it_was_party_to_then(self, client: Client) -> None:
        assert "Treaty party Status as of 2015: signed" in text(client, "/actors/bor/?as_of=2015")
        assert "Treaty" not in text(client, "/actors/bor/?as_of=2021")
        assert "Treaty party no longer withdrew 15 June 2020" in text(client, "/actors/bor/")


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize("url", ["/agreements/treaty/", "/actors/pat/"])
class TestTheControl:
    @pytest.mark.parametrize("value", BAD)
    def test_a_value_that_is_none_is_refused_beside_it(
        self, client: Client, url: str, value: str
    ) -> None:
        response = client.get(url, {"as_of": value})

        assert response.status_code == 400
        page = html.fromstring(response.text)
        (control,) = page.xpath("//input[@name='as_of']")
        assert control.get("value") == value
        assert control.get("aria-invalid") == "true"
        (error,) = page.xpath(f"//*[@id='{control.get('aria-describedby')}']")
        assert f"“{value}” is no date" in error.text_content()

    def test_nothing_asked_is_now(self, client: Client, url: str) -> None:
        assert "As it is now" not in text(client, f"{url}?as_of=+&utm_source=x")

    def test_the_address_without_it_is_the_one_to_find(self, client: Client, url: str) -> None:
        page = html.fromstring(client.get(f"{url}?as_of=2015").text)

        assert page.xpath("//link[@rel='canonical']/@href") == [url]


def test_a_former_address_leads_on_to_the_same_time(client: Client, registry: None) -> None:
    pat = Actor.objects.get(slug="pat")
    pat.slug = "patricia"
    pat.save()

    response = client.get("/actors/pat/?as_of=2021")

    assert (response.status_code, response["Location"]) == (301, "/actors/patricia/?as_of=2021")


class TestABrief:
    """Names offices as of its own date."""

    @pytest.fixture
    def brief(self, registry: None) -> Brief:
        brief = make_brief(slug="brief", published_on=dt.date(2021, 5, 1))
        brief.actors.set([Actor.objects.get(slug="pat")])
        return brief

    def test_says_who_was_what_then(self, client: Client, brief: Brief) -> None:
        publish(brief)

        assert "Pat then Foreign Minister (Annland)" in text(client, "/briefs/brief/")

    def test_leaves_out_who_was_not(self, client: Client, brief: Brief) -> None:
        Position.objects.filter(title="Envoy").delete()
        brief.published_on = dt.date(2017, 5, 1)
        publish(brief)

        assert "Foreign Minister" not in text(client, "/briefs/brief/")

    def test_says_of_when_it_knows_where_that_was_another_time(
        self, client: Client, brief: Brief
    ) -> None:
        publish(brief)

        said = text(client, "/briefs/brief/")
        assert "Pat Envoy (Borduria) in office on 2010" in said
        assert "then Envoy" not in said

    def test_knows_whoever_was_merged_since(self, client: Client, brief: Brief) -> None:
        publish(brief)
        merge(
            make_actor(slug="patricia", kind="person"),
            [Actor.objects.get(slug="pat")],
            by=None,
        )

        assert "then Foreign Minister" in text(client, "/briefs/brief/")

    def test_a_claim_that_no_published_brief_states_is_not_told(
        self, client: Client, brief: Brief
    ) -> None:
        minister(Actor.objects.get(slug="pat"), make_actor(name="Carpathia"), start="2020")
        publish(brief)

        assert "Carpathia" not in text(client, "/briefs/brief/")

    def test_its_own_claims_are_told_after_it_is_withdrawn(
        self, client: Client, brief: Brief
    ) -> None:
        office = minister(
            Actor.objects.get(slug="pat"), make_actor(name="Carpathia"), start="2020", end="2022"
        )
        make_evidence(brief, position=office)
        publish(brief)
        withdraw(brief, reason="A mistake.")

        assert "then Foreign Minister (Carpathia)" in text(client, "/briefs/brief/")

    def test_asks_as_many_queries_for_many_people_as_for_few(
        self, client: Client, brief: Brief, queries: Callable[[str], int]
    ) -> None:
        publish(brief)
        few = queries("/briefs/brief/")
        people = [make_actor(kind="person") for _ in range(5)]
        state = make_actor()
        other = make_brief()
        for person in people:
            make_evidence(other, position=minister(person, state, start="2020", end="2022"))
        publish(other)
        many = published(slug="many", published_on=dt.date(2021, 5, 1)).publication
        many_brief = Brief.objects.get(key=many.brief_key)
        many_brief.actors.set(people)
        publish(many_brief, note="People.")

        assert "then Foreign Minister" in text(client, "/briefs/many/")
        assert queries("/briefs/many/") == few
