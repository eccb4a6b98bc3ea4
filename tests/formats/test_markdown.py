"""Markdown: the text as its author wrote it, with what it is before it."""

import comrak
import pytest
import yaml
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from briefs.formats.files import line
from briefs.formats.markdown import escaped, with_whole_links
from briefs.models import Brief
from briefs.publishing import publish, withdraw
from tests.factories import make_actor, make_brief, make_source


@pytest.fixture
def gas(db: None) -> None:
    """A brief that has everything."""
    make_actor(slug="russia")
    brief = make_brief(
        slug="gas",
        title="Gas: a *short* history",
        summary="It is_not_ said.",
        key_points=["One [point]", "- Another"],
        body="# Part\n\nSee [Russia](/actors/russia/) and [^1].\n\n[^1]: A note.",
        authors=(make_actor(name="Анна"),),
        license="CC-BY-4.0",
    )
    brief.sources.add(
        make_source(title="A book", author="B. Author", publisher="Press", url="https://a.org/b")
    )
    publish(brief)


@pytest.mark.usefixtures("gas")
class TestABrief:
    def test_has_its_data_in_front_of_its_text(self, client: Client) -> None:
        response = client.get("/briefs/gas.md")
        _empty, front, text = response.text.split("---\n", 2)

        said = yaml.safe_load(front)
        assert response.headers["Content-Type"] == "text/markdown; charset=utf-8"
        assert said["title"] == "Gas: a *short* history"
        assert said["authors"] == ["Анна"]
        assert said["edition"] == 1
        assert said["license"] == "CC-BY-4.0"
        assert said["url"] == "http://testserver/briefs/gas/"
        assert "status" not in said
        assert "Анна" in front  # in letters
        assert "# Part\n\nSee [Russia](http://testserver/actors/russia/) and [^1]." in text
        assert text.index("It is") < text.index("One ") < text.index("# Part")
        assert "1. B. Author: [A book](<https://a.org/b>), Press" in text

    def test_says_that_it_was_withdrawn(self, client: Client) -> None:
        withdraw(Brief.objects.get(), reason="A *mistake*.")
        _empty, front, text = client.get("/briefs/gas.md").text.split("---\n", 2)

        assert yaml.safe_load(front)["status"] == ["withdrawn"]
        assert text.lstrip().startswith("> **Withdrawn on ")
        assert "A \\*mistake\\*." in text


@given(st.text(st.sampled_from("*_`[]()<>#+-=.|~!&$^\\1 a:;\n") | st.characters(codec="utf-8")))
def test_plain_text_is_shown_as_it_is(text: str) -> None:
    if not (said := line(text)):
        return
    for before in ("", "- ", "> "):
        shown = html.fromstring(comrak.render_markdown(before + escaped(text)))
        assert " ".join(shown.text_content().split()) == said
        assert not shown.xpath("//em | //strong | //a | //code | //h1 | //hr | //ul//ul | //ol")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("[a](/b/)", "[a](https://x.org/b/)"),
        ("![a](</media/b c.png>)", "![a](<https://x.org/media/b c.png>)"),
        ("[a]: /b/ 'c'", "[a]: https://x.org/b/ 'c'"),
        ("[a](//other.org/) [b](https://b.org/) [c](#d) [e](f/)", None),
        ("`[a](/b/)` and ``[a](/b/)``", None),
        ("```\n[a](/b/)\n```", None),
        ("~~~ sh\n[a]: /b/\n~~~", None),
        ("```\n[a](/b/)\n```\n[a](/b/)", "```\n[a](/b/)\n```\n[a](https://x.org/b/)"),
    ],
)
def test_links_to_this_site_work_elsewhere(text: str, whole: str | None) -> None:
    assert with_whole_links(text, "https://x.org") == (whole or text)
