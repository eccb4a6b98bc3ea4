"""References come out of BibTeX, RIS and CSL-JSON as they went in, whatever they say."""

import datetime as dt
import json
from typing import Any

import pytest
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc import formatter as formatters
from citeproc.source.json import CiteProcJSON
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from briefs.formats import bibtex, ris
from briefs.formats.files import line
from briefs.publishing import publish
from tests.factories import make_actor, make_brief, make_topic
from tests.formats.reading import from_bibtex, from_ris

# Signs that some format takes for its own, among any others.
texts = st.text(
    st.sampled_from("{}\\%$#&_^~\"'`-<>,@=;: \n?!aé") | st.characters(codec="utf-8"), max_size=30
)
words = texts.map(line).filter(bool)


def an_item(**said: Any) -> dict[str, Any]:
    """A reference that has all that there is."""
    return {
        "type": "report",
        "id": "slug",
        "title": "Title",
        "author": [{"literal": "Author"}],
        "issued": {"date-parts": [[2021, 9, 1]]},
        "language": "en",
        "genre": "policy brief",
        "publisher": "Institute",
        "edition": "2",
        "URL": "https://example.org/briefs/slug/editions/2/",
        **said,
    }


def shown(text: str) -> str:
    """As a page shows it: no matter how many spaces."""
    return " ".join(text.split())


@given(words, st.lists(words, min_size=1, max_size=3), words, texts.map(line))
def test_bibtex_shows_what_was_written(
    title: str, authors: list[str], note: str, abstract: str
) -> None:
    said = [{"literal": author} for author in authors]
    item = an_item(title=title, author=said, note=note, abstract=abstract)

    [entry] = from_bibtex(bibtex.entry(item))

    assert shown(entry["title"]) == title
    assert shown(entry["note"]) == note
    assert shown(entry.get("abstract", "")) == abstract
    assert shown(entry["author"]) == shown(" and ".join(authors))


@given(words, st.lists(words, min_size=1, max_size=3), words, texts.map(line))
def test_ris_says_what_was_written(
    title: str, authors: list[str], note: str, abstract: str
) -> None:
    said = [{"literal": author} for author in authors]
    item = an_item(title=title, author=said, note=note, abstract=abstract)

    [record] = from_ris(ris.record(item, authors))

    assert record["title"] == title
    assert record["authors"] == authors
    assert record["keywords"] == authors
    assert record["notes"] == [note]
    assert record.get("abstract", "") == abstract


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("50 % of R&D, no. #1", r"50 \% of R\&D, no. \#1"),
        ("a_b ^ ~ $5", r"a\_b {\textasciicircum} {\textasciitilde} \$5"),
        ("{half", r"{\textbraceleft}half"),
        (r"C:\new", r"C:{\textbackslash}new"),
        ("1--2 ``q'' ?`", "1-{}-2 `{}`q'{}' ?{}`"),
        ("Россия, پاکستان", "Россия, پاکستان"),
    ],
)
def test_bibtex_is_written_for_tex(text: str, written: str) -> None:
    assert bibtex.escaped(text) == written


@pytest.fixture
def cited(db: None) -> None:
    """A brief of two authors, with a topic and a tag."""
    authors = (make_actor(name="Institute of Peace and War"), make_actor(name="Анна Иванова"))
    brief = make_brief(
        slug="cited",
        title="Gas & 100% {oil}",
        summary="What is said.",
        published_on=dt.date(2021, 9, 30),
        kind="fact-sheet",
        authors=authors,
        tags=("Pipe_line",),
    )
    brief.topics.add(make_topic(name="Energy"))
    publish(brief)


@pytest.mark.usefixtures("cited")
class TestABrief:
    def test_in_bibtex(self, client: Client) -> None:
        text = client.get("/briefs/cited.bib").text

        assert text.startswith("@techreport{cited,\n")
        assert "title = {{Gas \\& 100\\% {\\textbraceleft}oil{\\textbraceright}}}" in text
        assert "author = {{Institute of Peace and War} and {Анна Иванова}}" in text
        [entry] = from_bibtex(text)
        assert entry["institution"] == "Chancery"
        assert (entry["year"], entry["month"], entry["date"]) == ("2021", "sep", "2021-09-30")
        assert (entry["type"], entry["edition"]) == ("fact sheet", "1")
        assert entry["keywords"] == "Energy, Pipe_line"
        assert entry["url"] == "http://testserver/briefs/cited/editions/1/"

    def test_in_ris(self, client: Client) -> None:
        text = client.get("/briefs/cited.ris").text

        assert text.startswith("TY  - RPRT\r\n")
        assert text.endswith("ER  - \r\n\r\n")
        [record] = from_ris(text)
        assert record["authors"] == ["Institute of Peace and War", "Анна Иванова"]
        assert record["year"] == "2021"
        assert record["date"] == "2021/09/30"
        assert record["keywords"] == ["Energy", "Pipe_line"]
        assert record["urls"] == ["http://testserver/briefs/cited/editions/1/"]

    def test_in_csl_json_is_cited_by_what_cites(self, client: Client) -> None:
        response = client.get("/briefs/cited.csl.json")
        items = json.loads(response.text)

        assert response.headers["Content-Type"] == "application/vnd.citationstyles.csl+json"
        assert items[0]["genre"] == "fact sheet"
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        sources = CiteProcJSON(items)
        bibliography = CitationStylesBibliography(style, sources, formatters.plain)
        bibliography.register(Citation([CitationItem("cited")]))
        [written] = map(str, bibliography.bibliography())
        assert "Institute of Peace and War" in written
        assert "Gas & 100% {oil}" in written
        assert "2021" in written
