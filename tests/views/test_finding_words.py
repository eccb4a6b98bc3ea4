"""Words in the finder: under any name, marked where they stand, and what to do if none is found."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from briefs.models import Actor, ActorName, Word
from briefs.publishing import erase, publish, remove, withdraw
from tests.factories import brief_of, make_actor, make_brief, make_topic, published
from tests.views.test_finder import slugs

pytestmark = pytest.mark.django_db


def found(client: Client, q: str) -> list[str]:
    return slugs(client.get("/briefs/", {"q": q}).text)


def said(page: str, path: str) -> list[str]:
    """The texts of elements, white space evened out."""
    return [" ".join(each.text_content().split()) for each in html.fromstring(page).findall(path)]


def links(page: str) -> dict[str, str]:
    """The links beneath an empty list, text to address."""
    ways = html.fromstring(page).findall(".//div[@class='empty']//a")
    return {" ".join(way.text_content().split()): way.get("href", "") for way in ways}


@pytest.fixture
def russia() -> Actor:
    actor = make_actor(slug="russia", name="Russia")
    for name, language in (
        ("Россия", "ru"),
        ("Российская Федерация", "ru"),
        ("روس", "ur"),
        ("RF", "en"),
    ):
        ActorName.objects.create(actor=actor, name=name, language=language)
    return actor


@pytest.fixture
def _on_russia(russia: Actor) -> None:
    """One brief about Russia that doesn't name it, one that does, one about something else."""
    for slug, body, about in (
        ("about", "The neighbour in the north sells gas.", [russia]),
        ("naming", "Gas is sold by Russia.", []),
        ("else", "Coal is sold by others.", []),
    ):
        brief = make_brief(slug=slug, title=f"Brief {slug}", body=body)
        brief.actors.set(about)
        publish(brief)


@pytest.mark.usefixtures("_on_russia")
class TestNames:
    @pytest.mark.parametrize("name", ["Россия", "россии", "RF", "روس", "Российская Федерация"])
    def test_whoever_is_called_so_is_found_under_any_name(self, client: Client, name: str) -> None:
        assert found(client, name) == ["about"]

    def test_a_name_finds_what_says_it_first_then_what_is_about_it(self, client: Client) -> None:
        assert found(client, "Russia") == ["naming", "about"]

    @pytest.mark.parametrize(
        ("q", "slugs_found"),
        [
            pytest.param("Россия gas", ["about"], id="with a word"),
            pytest.param("Россия coal", [], id="with a word that it hasn't"),
            pytest.param("coal OR RF", ["else", "about"], id="or"),
            pytest.param("gas -RF", ["naming"], id="left out"),
            pytest.param('"Россия"', [], id="in quotes it is a word like any other"),
            pytest.param("Росс*", [], id="a beginning is no name"),
            pytest.param("Российская", [], id="half a name is none"),
        ],
    )
    def test_in_a_query(self, client: Client, q: str, slugs_found: list[str]) -> None:
        assert found(client, q) == slugs_found

    def test_a_name_given_later_needs_no_new_edition(self, client: Client, russia: Actor) -> None:
        assert found(client, "Russland") == []

        ActorName.objects.create(actor=russia, name="Russland", language="de")

        assert found(client, "Russland") == ["about"]

    def test_the_other_names_are_marked_in_the_text(self, client: Client, russia: Actor) -> None:
        brief = make_brief(slug="both", title="On Russia", body="The Russian Federation.")
        brief.actors.add(russia)
        publish(brief)

        assert said(client.get("/briefs/?q=روس").text, ".//h3//mark") == ["Russia"]


class TestBeginnings:
    @pytest.mark.parametrize("typed", ["relat*", "relati*", "relatio*", "relation*", "RELATIONS*"])
    def test_nothing_is_lost_between_one_letter_and_the_next(
        self, client: Client, typed: str
    ) -> None:
        published(slug="brief", body="Of relations.")  # whose stem is “relat”

        page = client.get("/briefs/", {"q": typed}).text

        assert slugs(page) == ["brief"]
        assert said(page, ".//p[@class='found']/mark") == ["relations"]

    @pytest.mark.parametrize(
        ("q", "number"),
        [
            pytest.param("gas relatio*", 1, id="with a word"),
            pytest.param('"of relatio*"', 0, id="in quotes a star means nothing"),
            pytest.param("-relatio*", 1, id="left out"),
            pytest.param("coal OR relatio*", 2, id="or"),
            pytest.param("پاکستانی*", 1, id="Urdu"),
        ],
    )
    def test_in_a_query(self, client: Client, q: str, number: int) -> None:
        published(body="Of gas and relations.")
        published(body="Coal; پاکستانیوں")

        assert len(found(client, q)) == number


@pytest.mark.parametrize(
    "q",
    [
        pytest.param(" ".join(f"a{number}" for number in range(110)), id="many words"),
        pytest.param("a " * 250, id="one word many times"),
        pytest.param(" OR ".join("abcdefghijklmnopqrstuvwxyz" * 3), id="many alternatives"),
        pytest.param(" ".join(f"-a{number}" for number in range(90)), id="many exclusions"),
        pytest.param("a* " * 160, id="many beginnings"),
        pytest.param('"' + "a " * 248 + '"', id="a long phrase"),
        pytest.param("㌖" * 500, id="a word that grows"),
        pytest.param("'\":*&|!()<->\\ AND NOT NEAR title:a {a} ^a", id="the engines' own syntax"),
    ],
)
def test_any_text_is_a_valid_query(client: Client, q: str) -> None:
    published(body="A gas.")

    assert client.get("/briefs/", {"q": q}).status_code == 200


class TestMarks:
    def test_words_are_marked_in_every_form_in_title_summary_and_text(self, client: Client) -> None:
        published(
            title="Treaties of the Sea",
            summary="One treaty more.",
            body="First this.\n\nThen many other things. A TREATY was signed in Kabul.",
        )

        page = client.get("/briefs/?q=treaty").text

        assert said(page, ".//h3//mark") == ["Treaties"]
        assert said(page, ".//p[@class='gist']//mark") == ["treaty"]
        assert said(page, ".//p[@class='found']") == [
            "Then many other things. A TREATY was signed in Kabul."
        ]

    @pytest.mark.parametrize(
        ("q", "body", "marks"),
        [
            pytest.param("ёлка", "Красивые елки растут.", ["елки"], id="Russian"),
            pytest.param("پاكستان", "یہ پاکستان ہے۔", ["پاکستان"], id="Urdu"),
            pytest.param("muller", "By Müller.", ["Müller"], id="diacritics"),
            pytest.param("能源", "中国能源合作。", ["能源"], id="Chinese"),
            pytest.param("हिन्दी", "हिन्दी भाषा।", ["हिन्दी"], id="Hindi"),
            pytest.param('"gas pipeline"', "Gas, a gas pipeline.", ["gas pipeline"], id="phrase"),
            pytest.param("pipe*", "A pipeline and a pipe.", ["pipeline", "pipe"], id="beginning"),
            pytest.param("gas OR oil", "Oil and gas.", ["Oil", "gas"], id="or"),
            pytest.param("gas -coal", "Gas alone.", ["Gas"], id="not what is left out"),
        ],
    )
    def test_marked(self, client: Client, q: str, body: str, marks: list[str]) -> None:
        published(body=body)

        assert said(client.get("/briefs/", {"q": q}).text, ".//p[@class='found']/mark") == marks

    def test_the_passage_with_most_of_the_words_is_shown(self, client: Client) -> None:
        filler = " ".join(["Much is said here that nobody asked for."] * 20)
        published(body=f"Gas once. {filler}\n\n{filler} Gas flows to Kabul. {filler}")

        [passage] = said(client.get("/briefs/?q=gas+kabul").text, ".//p[@class='found']")

        assert "Gas flows to Kabul." in passage
        assert passage.endswith("…")
        assert len(passage) < 260

    def test_what_looks_like_code_is_text(self, client: Client) -> None:
        published(
            title='The <b>gas</b> & "oil"',
            summary="<script>gas</script>",
            body="Write `<img onerror=gas>` & go.",
        )

        page = client.get("/briefs/?q=gas").text

        assert "The &lt;b&gt;<mark>gas</mark>&lt;/b&gt; &amp;" in page
        assert "&lt;script&gt;<mark>gas</mark>&lt;/script&gt;" in page
        assert "&lt;img onerror=<mark>gas</mark>&gt; &amp; go." in page

    def test_without_words_nothing_is_marked(self, client: Client) -> None:
        published(body="Gas.")

        page = client.get("/briefs/").text

        assert "<mark>" not in page
        assert 'class="found"' not in page


class TestTypos:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            pytest.param("pipline", "pipeline", id="a letter lacking"),
            pytest.param("pipeliine", "pipeline", id="a letter too many"),
            pytest.param("piqeline", "pipeline", id="another letter"),
            pytest.param("ipeline", "pipeline", id="the first letter lacking"),
            pytest.param("piplenie", "pipeline", id="two things wrong"),
            pytest.param("PIPELNIE", "pipeline", id="two letters swapped, in capitals"),
            pytest.param("сотрудничсетво", "сотрудничество", id="Russian"),
            pytest.param("پاکستاں", "پاکستان", id="Urdu"),
            pytest.param("gas pipline -coal", "gas pipeline -coal", id="among other words"),
            pytest.param('"gas pipline"', '"gas pipeline"', id="within a phrase"),
            pytest.param("gas OR pipline", "", id="no matter where something is found"),
        ],
    )
    def test_what_was_meant_is_offered(self, client: Client, typed: str, meant: str) -> None:
        published(title="A gas pipeline", body="Сотрудничество. یہ پاکستان ہے۔")

        page = client.get("/briefs/", {"q": typed, "kind": "policy-brief"}).text

        assert (f">{meant}</bdi></a>?" in page.replace("&quot;", '"')) == bool(meant)
        if meant:
            [address] = [url for text, url in links(page).items() if text == meant]
            assert "kind=policy-brief" in address
            assert len(slugs(client.get(address).text)) == 1

    def test_the_likelier_of_two_words_is_offered(self, client: Client) -> None:
        published(body="One state.")
        for _ in range(3):
            published(body="One slate.")

        assert "slate" in links(client.get("/briefs/?q=sxate").text)

    def test_a_word_that_no_listed_brief_has_is_not_offered(self, client: Client) -> None:
        edition = published(body="The pipeline.")
        withdraw(brief_of(edition), reason="Wrong.")
        published(body="Other things.")

        page = client.get("/briefs/?q=pipline").text

        assert "pipeline" not in page

    def test_nonsense_is_left_alone(self, client: Client) -> None:
        published(body="The pipeline.")

        assert "Did you mean" not in client.get("/briefs/?q=qqqqwwww").text


class TestWaysOut:
    @pytest.fixture(autouse=True)
    def _briefs(self) -> None:
        gas, coal = make_topic(slug="gas", name="Gas"), make_topic(slug="coal", name="Coal")
        for topic in (gas, gas, coal):
            brief = make_brief(body="Of energy.", published_on=dt.date(2021, 9, 30))
            brief.topics.add(topic)
            publish(brief)
        published(body="Of wind.", published_on=dt.date(2020, 1, 1), kind="report")

    def test_each_filter_says_what_leaving_it_out_gives(self, client: Client) -> None:
        page = client.get("/briefs/?topic=gas&kind=report&page=1").text

        assert links(page) == {
            "Without Kind: report": "/briefs/?topic=gas",
            "Without Topic: Gas": "/briefs/?kind=report",
        }
        assert said(page, ".//ul[@class='ways']/li") == [
            "Without Kind: report 2 briefs",
            "Without Topic: Gas 1 brief",
        ]

    def test_so_does_each_word(self, client: Client) -> None:
        page = client.get("/briefs/?q=energy+wind").text

        ways = {way: client.get(url).text for way, url in links(page).items()}

        assert list(ways) == [
            "Without “energy wind”",
            "Without “wind”",
            "Without “energy”",
        ]
        assert [len(slugs(ways[way])) for way in ways] == [4, 3, 1]

    def test_of_very_many_words_none_is_the_reason(self, client: Client) -> None:
        page = client.get("/briefs/?q=" + "+".join(f"energy{number}" for number in range(9))).text

        assert [way[:16] for way in links(page)] == ["Without “energy0"]

    def test_and_what_is_left_out(self, client: Client) -> None:
        page = client.get("/briefs/?q=wind+-wind").text

        assert "Without “-wind”" in links(page)

    def test_dates_are_left_out_together(self, client: Client) -> None:
        page = client.get("/briefs/?published_after=2022&published_before=2023&topic=gas").text

        assert links(page) == {
            "Without Published from: 2022, Published until: 2023": "/briefs/?topic=gas",
        }

    def test_where_nothing_helps_alone_the_page_says_so(self, client: Client) -> None:
        page = client.get("/briefs/?q=zzzz&published_after=2022&topic=gas").text

        assert "Remove several filters" in page

    def test_a_list_that_has_briefs_needs_none(self, client: Client) -> None:
        assert "Leave one out" not in client.get("/briefs/?q=energy").text

    def test_finding_nothing_takes_the_same_queries_for_many_as_for_few(
        self, client: Client
    ) -> None:
        address = "/briefs/?q=energy+wind+enrgy&topic=gas&kind=report"
        client.get(address)  # what a process does once
        with CaptureQueriesContext(connection) as few:
            client.get(address)
        for number in range(20):
            published(body=f"Of energy and wind or energies{number}.")
        client.get(address)
        with CaptureQueriesContext(connection) as many:
            client.get(address)

        assert len(few) == len(many) < 30


@pytest.mark.usefixtures("admin_user")
def test_words_of_an_erased_edition_are_forgotten(client: Client) -> None:
    edition = published(body="Ivanovich lives in the pipeline.")
    published(body="A pipeline.")
    client.get("/briefs/")
    words = {str(word) for word in Word.objects.all()}
    assert {"ivanovich", "pipeline"} <= words

    remove(brief_of(edition), reason="The law.")
    erase(edition, by=User.objects.get(username="admin"), reason="The law.")

    assert "ivanovich" not in {str(word) for word in Word.objects.all()}
    assert "pipeline" in {str(word) for word in Word.objects.all()}
