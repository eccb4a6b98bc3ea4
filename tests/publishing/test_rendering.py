"""Rendering: Markdown becomes finished, safe HTML, and what can't be shown is named."""

from collections import Counter
from urllib.parse import urlsplit

import nh3
import pytest
from hypothesis import HealthCheck, given, settings
from lxml import html
from lxml.html import HtmlElement

from briefs.publishing.rendering import Rendered, render
from tests.publishing.markdown import composed, nasty

BAD_LINK = (
    "The link “{}” leads to an address that can't be used here: "
    "write one that starts with https://, / or mailto:."
)


def tree_of(rendered: Rendered) -> HtmlElement:
    return html.fragment_fromstring(rendered.html, create_parent="div")


def said(rendered: Rendered) -> list[str]:
    return [problem.message for problem in rendered.problems]


def one(rendered: Rendered, path: str) -> HtmlElement:
    (found,) = tree_of(rendered).iterfind(path)
    return found


def test_paragraphs_and_emphasis_stand_as_written() -> None:
    assert render("One *two* **three** ~~four~~.").html == (
        "<p>One <em>two</em> <strong>three</strong> <del>four</del>.</p>\n"
    )


def test_quotes_and_dashes_are_set_as_print_sets_them() -> None:
    assert render('"So" -- it\'s ... he said.').text == "“So” – it’s … he said."


@pytest.mark.parametrize(
    ("markdown", "levels"),
    [
        pytest.param("# A\n\n## B\n\n# C", [2, 3, 2], id="from one"),
        pytest.param("## A\n\n### B", [2, 3], id="from two"),
        pytest.param("#### A\n\n##### B", [2, 3], id="from four"),
        pytest.param("# A\n\n###### B", [2, 6], id="six is the last"),
        pytest.param("### A\n\n# B", [4, 2], id="highest later"),
    ],
)
def test_headings_start_beneath_the_pages_title(markdown: str, levels: list[int]) -> None:
    rendered = render(markdown)
    assert [entry["level"] for entry in rendered.contents] == levels
    found = [node.tag for node in tree_of(rendered).iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert found == [f"h{level}" for level in levels]


def test_headings_have_addresses_that_the_contents_name() -> None:
    rendered = render("## Gas & oil\n\n## Военный комитет\n\n## Gas & oil")
    ids = [node.get("id") for node in tree_of(rendered).iter("h2")]
    assert [entry["id"] for entry in rendered.contents] == ids
    assert len(set(ids)) == 3
    assert all(each and each.startswith("s-") for each in ids)
    assert [entry["text"] for entry in rendered.contents][:2] == ["Gas & oil", "Военный комитет"]


def test_a_headings_note_mark_is_no_part_of_its_name() -> None:
    rendered = render("## Gas[^1]\n\n| a |\n|---|\n| b |\n\n[^1]: A note.")
    assert rendered.contents[0]["text"] == "Gas"
    assert one(rendered, "div").get("aria-label") == "Gas"


def test_a_table_scrolls_in_a_region_named_by_its_heading() -> None:
    rendered = render("## Figures\n\n| Year | bcm |\n|:--|--:|\n| 2021 | 16 |")
    frame = one(rendered, "div")
    assert dict(frame.attrib) == {
        "class": "table",
        "role": "region",
        "tabindex": "0",
        "aria-label": "Figures",
    }
    assert [cell.get("align") for cell in frame.iter("td")] == ["left", "right"]
    assert {cell.get("scope") for cell in frame.iter("th")} == {"col"}


def test_a_table_without_a_heading_is_called_table() -> None:
    rendered = render("Before.\n\n| a |\n|---|\n| b |\n\nAfter.")
    assert one(rendered, "div").get("aria-label") == "Table"
    assert rendered.text == "Before.\na\nb\nAfter."


def test_notes_lead_there_and_back() -> None:
    rendered = render("One.[^a] Two.[^a]\n\n[^a]: A *note*.")
    tree = tree_of(rendered)
    (section,) = tree.iter("section")
    assert section.get("role") == "doc-endnotes"
    assert section.get("aria-label") == "Notes"
    marks = [link for link in tree.iter("a") if link.get("role") == "doc-noteref"]
    backs = [link for link in tree.iter("a") if link.get("role") == "doc-backlink"]
    ids = {node.get("id") for node in tree.iter() if node.get("id")}
    assert len(marks) == len(backs) == 2
    assert {(link.get("href") or "")[1:] for link in (*marks, *backs)} <= ids
    assert {link.get("aria-label") for link in backs} == {"Back to the text"}


def test_raw_html_is_dropped() -> None:
    rendered = render("One <b onclick=x>two</b>.\n\n<script>alert(1)</script>\n\n<div>three</div>")
    assert rendered.html == "<p>One two.</p>\n\n\n"
    assert said(rendered) == []


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a?b=c&d", "http://example.org", "/topics/", "#s-gas", "mailto:a@b.c"],
)
def test_a_link_that_works_is_kept(address: str) -> None:
    rendered = render(f"[Gas]({address})")
    assert said(rendered) == []
    assert one(rendered, ".//a").get("href") == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "ftp://example.org/",
        "file:///etc/passwd",
        "tel:123",
        "",
    ],
)
def test_a_link_that_cant_be_used_is_named(address: str) -> None:
    rendered = render(f"[Gas](<{address}>)")
    assert said(rendered) == [BAD_LINK.format("Gas")]


def test_an_empty_body_renders_to_nothing() -> None:
    assert render("") == Rendered(html="", text="", contents=[])


@pytest.mark.parametrize("depth", [10, 100, 300, 3000])
def test_no_words_are_lost_in_the_depth_without_being_named(depth: int) -> None:
    rendered = render("> " * depth + "Here.")
    named = ["Lists and quotes stand too deep in each other: take some apart."]
    assert rendered.text == "Here." or said(rendered) == named
    assert depth > 100 or rendered.text == "Here."


@pytest.mark.parametrize(
    "odd", ["\0", "\x01", "\x0b", "\x1f", "\ufffe", "\ud800", "&#1;", "&#xFFFF;", "&#xD800;"]
)
def test_characters_that_pages_cant_have_do_no_harm(odd: str) -> None:
    rendered = render(f"# Ga{odd}s\n\n| a |\n|---|\n| b{odd} |\n\n![x{odd}](/a)\n\n[x](/a{odd})")
    assert [str(entry["text"]).replace("\ufffd", "") for entry in rendered.contents] == ["Gas"]
    assert (one(rendered, "div").get("aria-label") or "").replace("\ufffd", "") == "Gas"


@pytest.mark.django_db
@settings(max_examples=300)
@given(nasty)
def test_any_text_renders_to_harmless_html(markdown: str) -> None:
    rendered = render(markdown)

    assert "<script" not in rendered.html.lower()
    tree = tree_of(rendered)
    for node in tree.iter():
        assert isinstance(node.tag, str)
        for name, value in node.attrib.items():
            assert not str(name).startswith("on")
            assert name != "style"
            if name in {"href", "src"}:
                assert urlsplit(str(value)).scheme in {"", "http", "https", "mailto"}
    ids = [str(node.get("id")) for node in tree.iter() if node.get("id") is not None]
    assert all(each.startswith(("s-", "fn-", "fnref-")) for each in ids)
    assert "\0" not in rendered.html + rendered.text


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(composed)
def test_every_id_is_one_elements_own_and_every_jump_lands(markdown: str) -> None:
    tree = tree_of(render(markdown))
    ids = Counter(node.get("id") for node in tree.iter() if node.get("id"))
    assert not [each for each, count in ids.items() if count > 1]
    jumps = {link.get("href", "") for link in tree.iter("a")}
    assert {jump[1:] for jump in jumps if jump.startswith("#")} <= set(ids)


POLICY_TAGS = {
    *("a", "blockquote", "br", "code", "del", "div", "em", "h2", "h3", "h4", "h5", "h6", "hr"),
    *("img", "li", "ol", "p", "pre", "section", "strong", "sup", "ul"),
    *("table", "tbody", "td", "th", "thead", "tr"),
}
POLICY_ATTRIBUTES = {
    *("alt", "align", "aria-label", "class", "height", "href", "id", "loading", "rel", "role"),
    *("scope", "sizes", "src", "srcset", "start", "tabindex", "title", "width"),
}


@pytest.mark.django_db
@settings(max_examples=60)
@given(nasty | composed)
def test_cleaning_twice_changes_nothing(markdown: str) -> None:
    once = render(markdown).html
    twice = nh3.clean(once, tags=POLICY_TAGS, attributes={"*": POLICY_ATTRIBUTES}, link_rel=None)
    assert twice == once
