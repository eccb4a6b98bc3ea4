"""Passages: the plain text that evidence quotes, and where its words stand in the HTML."""

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefs.publishing.passages import plain_text, position, spans
from briefs.publishing.rendering import render
from tests.publishing.markdown import composed


@pytest.mark.parametrize(
    ("html", "text"),
    [
        pytest.param("<p>One <em>two</em>.</p>", "One two.", id="inline"),
        pytest.param("<p>One</p>\n<p>Two</p>\n", "One\nTwo", id="paragraphs"),
        pytest.param("<p>One\ntwo  three\t four</p>", "One two three four", id="white space"),
        pytest.param("<p>One<br>\ntwo</p>", "One\ntwo", id="line break"),
        pytest.param("<ul>\n<li>One</li>\n<li>Two</li>\n</ul>", "One\nTwo", id="list"),
        pytest.param("<table><tr><td>1</td><td>2</td></tr></table>", "1\n2", id="cells"),
        pytest.param("<p>A &amp; B &lt; C&nbsp;D</p>", "A & B < C D", id="entities"),
        pytest.param('<p>One<sup><a href="#fn-1">1</a></sup> two</p>', "One two", id="note mark"),
        pytest.param('<p title="a > b">One</p>', "One", id="bracket in an attribute"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_plain_text_is_what_a_reader_reads(html: str, text: str) -> None:
    assert plain_text(html) == text


def test_a_quote_may_cross_tags() -> None:
    html = "<p>He <em>signed</em> it.</p>"
    assert [html[a:b] for a, b in spans(html, "He signed it")] == ["He ", "signed", " it"]


def test_a_quote_may_cross_a_line_of_the_source() -> None:
    html = render("The accord was\nsigned in 2014.").html
    assert plain_text(html) == "The accord was signed in 2014."
    (run,) = spans(html, "accord was signed")
    assert html[slice(*run)] == "accord was\nsigned"


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        pytest.param("gas and gas", "gas", id="twice"),
        pytest.param("aaa", "aa", id="overlapping"),
        pytest.param("gas", "oil", id="never"),
        pytest.param("gas", "", id="nothing quoted"),
        pytest.param("gas", "Gas", id="another letter case"),
    ],
)
def test_words_that_dont_stand_exactly_once_have_no_place(text: str, exact: str) -> None:
    assert position(text, exact) is None
    assert spans(f"<p>{text}</p>", exact) == []


def without_space(text: str) -> str:
    return re.sub(r"\s", "", text)


@settings(max_examples=150)
@given(composed, st.data())
def test_any_quote_is_found_where_it_stands(markdown: str, data: st.DataObject) -> None:
    rendered = render(markdown)
    text = rendered.text
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    exact = text[start : data.draw(st.integers(start + 1, len(text)))]
    if position(text, exact) is None or not exact.strip():
        return

    runs = spans(rendered.html, exact)

    slices = [rendered.html[a:b] for a, b in runs]
    assert without_space(unescape("".join(slices))) == without_space(exact)
    assert not any("<" in run or ">" in run for run in slices)
    edges = [edge for run in runs for edge in run]
    assert edges == sorted(edges)
