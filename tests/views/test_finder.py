"""The list of briefs: what it finds, says and refuses."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import translation
from lxml import html

from briefs.models import Brief
from briefs.publishing import withdraw
from briefs.templatetags.chancery import grouped
from tests.factories import published


def slugs(page: str) -> list[str]:
    """The briefs on a page, in order."""
    links = html.fromstring(page).iterfind(".//h3/a")
    return [str(link.get("href")).split("/")[2] for link in links]


def choice(page: str, facet: str, value: str) -> tuple[str | None, bool]:
    """What choosing a value would give, and whether it is chosen."""
    box = html.fromstring(page).find(f".//input[@name='{facet}'][@value='{value}']")
    assert box is not None
    count = box.getparent().find(".//data")  # type: ignore[union-attr]
    return count.get("value"), box.get("checked") is not None  # type: ignore[union-attr]


@pytest.mark.usefixtures("three")
class TestFilters:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            pytest.param("", ["on-nothing", "on-gas", "on-energy"], id="newest first"),
            pytest.param("sort=oldest", ["on-energy", "on-gas", "on-nothing"], id="oldest"),
            pytest.param("sort=title", ["on-energy", "on-gas", "on-nothing"], id="title"),
            pytest.param("topic=energy", ["on-gas", "on-energy"], id="a topic with its narrower"),
            pytest.param("topic=gas", ["on-gas"], id="a narrow topic"),
            pytest.param("topic=gas&topic=energy", ["on-gas", "on-energy"], id="or within"),
            pytest.param("topic=energy&actor=russia&tag=fact", ["on-gas", "on-energy"], id="and"),
            pytest.param("published_after=2021", ["on-nothing", "on-gas"], id="from a year"),
            pytest.param("published_before=2021-09", ["on-gas", "on-energy"], id="until a month"),
            pytest.param(
                "published_after=2020-02-29&published_before=2020", ["on-energy"], id="day"
            ),
            pytest.param("published_after=2022", [], id="nothing so late"),
            pytest.param("q=nothing", ["on-nothing"], id="a word of the title"),
            pytest.param("kind=policy-brief", ["on-nothing", "on-gas", "on-energy"], id="kind"),
            pytest.param("kind=report", [], id="a kind that no brief has"),
            pytest.param("language=EN", ["on-nothing", "on-gas", "on-energy"], id="language"),
            pytest.param("language=fr", [], id="a language that no brief has"),
            pytest.param("utm_source=x&fbclid=y", ["on-nothing", "on-gas", "on-energy"], id="ads"),
            pytest.param("topic=&q=&sort=", ["on-nothing", "on-gas", "on-energy"], id="empty"),
        ],
    )
    def test_find(self, client: Client, query: str, found: list[str]) -> None:
        response = client.get(f"/briefs/?{query}")

        assert response.status_code == 200
        assert slugs(response.text) == found

    @pytest.mark.parametrize(
        ("query", "message"),
        [
            pytest.param("topic=nope", "There is no topic “nope”.", id="topic"),
            pytest.param("actor=nope", "There is no actor “nope”.", id="actor"),
            pytest.param("agreement=nope", "There is no agreement “nope”.", id="agreement"),
            pytest.param("tag=nope", "There is no tag “nope”.", id="tag"),
            pytest.param("author=nope", "There is no author “nope”.", id="author"),
            pytest.param("region=nope", "There is no region “nope”.", id="region"),
            pytest.param("kind=nope", "There is no kind “nope”.", id="kind"),
            pytest.param("language=nope", "There is no language “nope”.", id="language"),
            pytest.param("published_after=13/2020", "“13/2020” is no date", id="date"),
            pytest.param("published_before=2021-02-30", "“2021-02-30” is no date", id="no day"),
            pytest.param("published_before=0000", "“0000” is no date", id="year nought"),
            pytest.param("sort=x", "There is no order “x”", id="order"),
            pytest.param("page=0", "greater than or equal to 1", id="page nought"),
            pytest.param("page=" + "9" * 40, "less than or equal to", id="page beyond 64 bits"),
            pytest.param("page_size=9", "greater than or equal to 10", id="small page"),
            pytest.param("page_size=101", "less than or equal to 100", id="large page"),
            pytest.param("after=here", "There is no such place in a list.", id="no place"),
            pytest.param("before=-1", "There is no such place in a list.", id="no place before"),
            pytest.param("q=" + "x" * 501, "at most 500 characters", id="long text"),
            pytest.param("topic=energy&topic=nope", "There is no topic “nope”.", id="one of two"),
        ],
    )
    def test_a_value_that_is_none_is_refused_beside_its_control(
        self, client: Client, query: str, message: str
    ) -> None:
        response = client.get(f"/briefs/?{query}")

        assert response.status_code == 400
        assert re.search(r'<p class="error"[^>]*>[^<]*' + re.escape(message), response.text)

    def test_an_error_keeps_what_was_typed(self, client: Client) -> None:
        page = client.get('/briefs/?published_after=13/2020&q="a <b>').text

        assert 'value="13/2020"' in page
        assert "&quot;a &lt;b&gt;" in page

    @pytest.mark.parametrize("query", ["q=%00", "topic=%00", "q=%ff", "%ff=1", "page=%00"])
    def test_what_is_no_text_is_refused(self, client: Client, query: str) -> None:
        assert client.get(f"/briefs/?{query}").status_code == 400

    def test_past_the_last_page_there_is_none(self, client: Client) -> None:
        assert client.get("/briefs/?page=2").status_code == 404

    def test_counts_leave_their_own_facet_out(self, client: Client) -> None:
        page = client.get("/briefs/?topic=gas").text

        # Energy would give two briefs, though gas alone is chosen.
        assert choice(page, "topic", "energy") == ("2", False)
        assert choice(page, "topic", "gas") == ("1", True)
        assert choice(page, "actor", "russia") == ("1", False)

    def test_chips_say_and_do_remove_filter(self, client: Client) -> None:
        page = client.get("/briefs/?topic=gas&topic=energy&published_after=2020&page=1").text

        assert "Remove filter: Topic: Gas" in page
        assert "/briefs/?topic=energy&amp;published_after=2020" in page
        assert "Remove filter: Published from: 2020" in page

    def test_htmx_gets_the_finder_alone_and_the_address_to_show(self, client: Client) -> None:
        response = client.get("/briefs/?q=&topic=gas", headers={"HX-Request": "true"})

        assert "<html" not in response.text
        assert 'id="finder"' in response.text
        assert response.headers["HX-Push-Url"] == "/briefs/?topic=gas"
        assert "HX-Request" in response.headers["Vary"]

    def test_a_withdrawn_brief_leaves_list_and_counts_at_once(self, client: Client) -> None:
        withdraw(Brief.objects.get(slug="on-gas"), reason="Wrong figures.")

        assert slugs(client.get("/briefs/").text) == ["on-nothing", "on-energy"]
        page = client.get("/briefs/on-gas/").text
        assert "Wrong figures." in page
        assert "Withdrawn on" in page


@pytest.mark.parametrize(
    ("later", "between"),
    [(2003, ["2001", "2002"]), (2021, [str(year) for year in range(2001, 2021)]), (2022, ["…"])],
)
def test_years_without_a_brief_stand_between_others_unless_they_are_very_many(
    db: None, client: Client, later: int, between: list[str]
) -> None:
    for year in (2000, later):
        published(published_on=dt.date(year, 5, 1))

    (bars,) = html.fromstring(client.get("/briefs/").text).find_class("years")

    assert [bar.text_content() for bar in bars.iter("span")] == ["2000", *between, str(later)]
    assert len(list(bars.iter("a"))) == 2


def test_pages_that_are_left_out_are_seen_to_be(db: None, client: Client) -> None:
    for _ in range(61):
        published()

    def numbers(url: str) -> str:
        nav = html.fromstring(client.get(url).text).find(".//nav[@class='pages']")
        assert nav is not None
        return " ".join(nav.text_content().split())

    assert numbers("/briefs/?page_size=10") == "1 2 3 … 7 Next"
    assert numbers("/briefs/?page_size=10&page=4") == "Previous 1 2 3 4 5 6 7 Next"
    assert numbers("/briefs/?page_size=10&page=7") == "Previous 1 … 5 6 7"


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "1,234,567"), ("ru", "1\xa0234\xa0567"), ("ur", "1,234,567")],
)
def test_thousands_are_set_apart(language: str, written: str) -> None:
    with translation.override(language):
        assert grouped(1_234_567) == written
        assert grouped(12) == "12"
