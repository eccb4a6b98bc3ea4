"""What word processors put on the clipboard, pasted into a body."""

import unicodedata
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from briefs.importing.pasted import linked, markdown_of
from briefs.publishing.rendering import to_html

SAMPLES = Path(__file__).parent / "samples"


def sample(name: str) -> str:
    return (SAMPLES / f"{name}.html").read_text(encoding="utf-8")


def test_word_keeps_headings_lists_table_links_and_footnotes() -> None:
    assert (
        markdown_of(sample("word"))
        == """\
## Ports of the gulf

Three ports **took part** in the survey.[^1] The *full tables* are kept by \
[the registry](https://ports.example.org/tables?year=2021&part=%282%29).

### What was counted

- Berths in use
  - for grain
  - for oil
- Cranes older than ten years

The steps, in their order:

1. ask each port
2. compare with last year’s answers[^2]

| Port | Berths | Depth, m |
| --- | --- | --- |
| Northern | 12 \\| 14 | 9.5 |
| Southern (old part) | closed |  |

Area: 40 km².

[^1]: A fourth port declined; see [its letter](https://ports.example.org/letter).

[^2]: Of 2020.

    They were not checked."""
    )


def test_libreoffice_keeps_headings_lists_table_link_footnote_and_endnote() -> None:
    assert (
        markdown_of(sample("libreoffice"))
        == """\
## Ports of the gulf

Three ports **took part** in the survey.[^1] The *full tables* are kept by \
[the registry](https://ports.example.org/tables).

### What was counted

- Berths in use
  - for grain
  - for oil
- Cranes older than ten years

3. ask each port
4. compare with last year’s answers[^2]

| Port | Berths |
| --- | --- |
| Northern | 12 |

[^1]: A fourth port declined.

[^2]: Of 2020."""
    )


def test_google_docs_keeps_headings_emphasis_lists_table_and_the_true_address_of_a_link() -> None:
    assert (
        markdown_of(sample("docs"))
        == """\
## Ports of the gulf

Three ports **took part** in the survey. The *full tables* are kept by \
[the registry](https://ports.example.org/tables?year=2021).

### What was counted

- Berths in use
  - for grain
  - for oil
- Cranes older than ten years

1. ask each port
2. ~~compare~~ with last year’s answers

| Port | Berths |
| --- | --- |
| Northern | 12 |"""
    )


def test_word_on_the_web_keeps_headings_emphasis_link_and_the_levels_of_a_list() -> None:
    assert (
        markdown_of(sample("word-online"))
        == """\
## Ports of the gulf

Three ports **took part** in the survey, says [the registry](https://ports.example.org/tables).

- Berths in use
  - for grain
- Cranes older than ten years"""
    )


def test_a_published_brief_copied_from_its_page_keeps_its_notes() -> None:
    page = to_html("One.[^a] Two.[^b] One again.[^a]\n\n[^a]: First *note*.\n\n[^b]: Second.")

    assert markdown_of(page) == (
        "One.[^1] Two.[^2] One again.[^1]\n\n[^1]: First *note*.\n\n[^2]: Second."
    )


def test_the_labels_of_notes_that_the_text_has_already_are_left_alone() -> None:
    pasted = markdown_of(sample("libreoffice"), taken={"1", "3", "undated"})

    assert pasted is not None
    assert "survey.[^2]" in pasted
    assert "[^2]: A fourth port declined." in pasted
    assert "[^4]: Of 2020." in pasted
    assert "[^1]" not in pasted


def test_a_mark_whose_note_was_not_copied_stays_a_raised_number() -> None:
    pasted = '<p>One<sup><a href="#_ftn1" name="_ftnref1">1</a></sup> and <b>two</b></p>'

    assert markdown_of(pasted) == "One1 and **two**"


@pytest.mark.parametrize(
    "pasted",
    [
        pytest.param("", id="nothing"),
        pytest.param("<!-- -->", id="a comment"),
        pytest.param("<meta charset='utf-8'><span>one line</span>", id="one line"),
        pytest.param("<p>one\nparagraph</p>", id="one paragraph"),
        pytest.param('<div style="white-space: pre;"><div># a</div><div>b</div></div>', id="code"),
        pytest.param("<div>" * 4000 + "deep <b>words</b>", id="too deep"),
        pytest.param("<p>a<b>b</b></p>" * 20_000, id="too many"),
    ],
)
def test_where_the_plain_text_does_as_well_it_stays(pasted: str) -> None:
    assert markdown_of(pasted) is None


@pytest.mark.parametrize(
    ("pasted", "markdown"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("first<br><br>second", "first\n\nsecond"),
        ("<p>an address:<br>1 Port Road<br></p>", "an address:\\\n1 Port Road"),
        ("<b>all </b>of it", "**all** of it"),
        ("<p><b>Note:</b>this and <b>that</b>, too</p>", "**Note**:this and **that**, too"),
        ("<p><b>one</b><b> two</b></p>", "**one two**"),
        ("<h2><b>Title</b></h2>", "## Title"),
        ("<h1>A</h1><h3>B</h3>", "## A\n\n#### B"),
        ("<ol start=4><li>d</li></ol>", "4. d"),
        ("<ul><li>a<p>b</p></li></ul>", "- a\n\n  b"),
        ("<ul><li>a</li><ol><li>b</li></ol></ul>", "- a\n  1. b"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<p>a</p><hr><p>b</p>", "a\n\n---\n\nb"),
        ('<a href="javascript:x">a</a> <i>b</i>', "a *b*"),
        ('<a href="#top">a</a> <i>b</i>', "a *b*"),
        ('<a href="/actors/russia/">Russia</a>', "[Russia](/actors/russia/)"),
        ('<a href="mailto:a@example.org">a</a>', "[a](mailto:a@example.org)"),
        (
            "<p>See https://example.org/a_b<a id=m href='#n'>1</a></p><p id=n><a href='#m'>1</a> N",
            "See <https://example.org/a_b>[^1]\n\n[^1]: N",
        ),
        ('<p><img src="file:///c:/x.png" alt="A map"></p>', "![A map]()"),
        ('<p><img src="/media/x.png" alt="A map"></p>', "![A map](/media/x.png)"),
        ("<table><tr><td>only</td></tr></table><p>b</p>", "only\n\nb"),
        ("<p>CO<sub>2</sub> and <b>1</b><sup>st</sup></p>", "CO₂ and **1**st"),
        ("<p>1. no <b>list</b></p>", "1\\. no **list**"),
        ("<p># no <b>heading</b></p>", "\\# no **heading**"),
        ("<p>a</p><p>+5 % [sic] R&amp;D x_y &lt;b&gt;</p>", "a\n\n+5 % [sic] R&D x_y \\<b>"),
        ("<p>a</p><p style='display: none'>b</p><p>c</p>", "a\n\nc"),
        ("<?xml version='1.0' encoding='utf-8'?><p>a</p><p>b</p>", "a\n\nb"),
        ("<p>a\0</p><p>\x0bb</p>", "a\n\nb"),
        ("<p>اردو <b>متن</b></p>", "اردو **متن**"),
        ("<p data-level=x>a</p><p data-level=99999>b</p>", "- a\n- b"),
    ],
)
def test_pieces(pasted: str, markdown: str) -> None:
    assert markdown_of(pasted) == markdown


def test_a_row_that_reaches_over_columns_and_rows_keeps_the_others_in_their_place() -> None:
    table = (
        "<table><tr><th colspan=2>A</th><th>B</th></tr>"
        "<tr><td rowspan=2>1</td><td>2</td><td>3</td></tr><tr><td>4</td><td>5</td></tr></table>"
    )

    assert markdown_of(table) == ("| A |  | B |\n| --- | --- | --- |\n| 1 | 2 | 3 |\n|  | 4 | 5 |")


# Any text, any of the signs that mean something in Markdown, in any order of elements.

SIGNS = st.sampled_from(
    [
        *("*", "_", "`", "~", "[", "]", "(", ")", "<", ">", "#", "+", "-", "=", "|", "\\", "!"),
        *("&", ".", "1", ":", "a", " ", '"', "'", "/", "@", "**", "[^1]", "](x)", "~~~", "1. "),
        *("- ", "&amp;", "http://x.org", "www.x.org", "--", "...", "ab", "<b>", "اردو", "Слово"),
    ]
)
TEXT = st.one_of(st.text(max_size=20), st.lists(SIGNS, max_size=8).map("".join)).map(escape)
INLINE = st.recursive(
    TEXT,
    lambda inner: st.one_of(
        st.tuples(
            st.sampled_from(["b", "i", "s", "u", "span", "sup", "code"]),
            st.lists(inner, max_size=3).map("".join),
        ).map(lambda made: f"<{made[0]}>{made[1]}</{made[0]}>"),
        st.lists(inner, max_size=3).map(
            lambda made: f'<a href="https://x.org/(b)">{"".join(made)}</a>'
        ),
        st.just("<br>"),
    ),
    max_leaves=5,
)
LINE = st.lists(INLINE, min_size=1, max_size=3).map("".join)
BLOCK = st.recursive(
    st.tuples(st.sampled_from(["p", "h1", "h2", "h3", "div", "pre"]), LINE).map(
        lambda made: f"<{made[0]}>{made[1]}</{made[0]}>"
    ),
    lambda inner: st.one_of(
        st.tuples(
            st.sampled_from(["ul", "ol"]), st.lists(st.one_of(LINE, inner), min_size=1, max_size=3)
        ).map(lambda made: f"<{made[0]}><li>{'<li>'.join(made[1])}</{made[0]}>"),
        inner.map(lambda made: f"<blockquote>{made}</blockquote>"),
        st.lists(st.lists(LINE, min_size=1, max_size=3), min_size=1, max_size=3).map(
            lambda rows: f"<table><tr><td>{'<tr><td>'.join(map('<td>'.join, rows))}</table>"
        ),
    ),
    max_leaves=4,
)


@given(st.lists(BLOCK, min_size=1, max_size=3).map("".join))
def test_no_letter_is_lost(pasted: str) -> None:
    markdown = markdown_of(pasted)

    assert markdown is None or letters(shown(markdown)) == letters(written(pasted))


@given(st.one_of(st.text(), st.lists(SIGNS, max_size=30).map("".join)))
def test_whatever_is_pasted_is_taken(pasted: str) -> None:
    markdown_of(pasted)
    markdown_of(f"<p>{pasted}<p>{pasted}")


@given(st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="'\".-<>")))
def test_an_escaped_name_is_that_name_in_a_link(name: str) -> None:
    page = html.fragment_fromstring(to_html(linked(name, "/x/")), create_parent="div")

    assert page.text_content().strip() == name


def letters(text: str) -> str:
    """All letters and digits in their order."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text)))


def shown(markdown: str) -> str:
    return str(html.fragment_fromstring(to_html(markdown), create_parent="div").text_content())


def written(pasted: str) -> str:
    """The text of a page, read by another parser."""
    reader = Words()
    reader.feed(pasted)
    reader.close()
    return "".join(reader.words)


class Words(HTMLParser):
    """Collects the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)
