"""What changed between two editions: all that readers see of it, and never too much work."""

import re
import time
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from briefs.comparing import ENOUGH, Effort
from briefs.models import Brief, Edition
from briefs.publishing import publish, withdraw
from briefs.publishing.shelf import erase
from briefs.views import difference
from briefs.views.difference import marked_lines, marked_rows, marked_words
from tests.factories import (
    again,
    make_actor,
    make_agreement,
    make_brief,
    make_region,
    make_source,
    make_topic,
)
from tests.spoken import seen

pytestmark = pytest.mark.django_db

PATH = "/briefs/gas/editions/1..2/"
SAME = "Readers see the same text in both."


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def brief() -> Brief:
    """A published brief on gas."""
    brief = make_brief(slug="gas", title="Gas", body="See [the deal](/agreements/).")
    publish(brief)
    return brief


def sections(client: Client, path: str = PATH) -> dict[str, str]:
    """The fields that a page says differ, and what it shows of each."""
    page = client.get(path)
    assert page.status_code == 200
    found = re.findall(
        r"<h2>([^<]*)</h2>\s*<div class=\"body\"[^>]*>(.*?)</div>", seen(page.text), re.S
    )
    return dict(found)


@pytest.mark.parametrize(
    ("field", "value", "label", "shown"),
    [
        ("title", "Oil", "Title", "<p><del>Gas</del> <ins>Oil</ins></p>"),
        ("kind", "report", "Kind", "<p><del>policy brief</del> <ins>report</ins></p>"),
        ("language", "ru", "Language", "<p><del>English</del> <ins>Russian</ins></p>"),
        ("license", "CC0-1.0", "License", "<p><del>CC-BY-4.0</del> <ins>CC0-1.0</ins></p>"),
        (
            "body",
            "See [the deal](https://example.org/?a=1&b=2).",
            "Links and images",
            "<ul><li><del>/agreements/</del></li>"
            "<li><ins>https://example.org/?a=1&amp;b=2</ins></li></ul>",
        ),
        (
            "body",
            "*See* [the deal](/agreements/).",
            "How the body is set",
            "<p>The same words, set anew.</p>",
        ),
    ],
)
def test_a_change_of_any_field_is_shown(
    brief: Brief, client: Client, field: str, value: str, label: str, shown: str
) -> None:
    setattr(brief, field, value)
    again(brief)

    assert sections(client) == {label: shown}


@pytest.mark.parametrize(
    ("relation", "make", "label"),
    [
        ("topics", make_topic, "Topics"),
        ("actors", make_actor, "Actors"),
        ("agreements", make_agreement, "Agreements"),
        ("regions", make_region, "Regions"),
        ("sources", make_source, "Sources"),
    ],
)
def test_what_a_brief_is_about_and_rests_on_is_compared(
    brief: Brief, client: Client, relation: str, make: Any, label: str
) -> None:
    row = make()
    getattr(brief, relation).add(row)
    again(brief)

    assert sections(client) == {label: f"<ul><li><ins>{row}</ins></li></ul>"}


def test_authors_and_tags_are_compared(client: Client) -> None:
    brief = make_brief(slug="gas", authors=(make_actor(name="Ann"),), tags=("old",))
    publish(brief)
    brief.author_rows.update(actor=make_actor(name="Bob"))
    brief.tags.set(["new"])
    again(brief)

    assert sections(client) == {
        "Authors": "<ul><li><del>Ann</del></li><li><ins>Bob</ins></li></ul>",
        "Tags": "<ul><li><del>old</del></li><li><ins>new</ins></li></ul>",
    }


def test_a_source_with_another_address_is_another(brief: Brief, client: Client) -> None:
    source = make_source(title="Report", author="IMF", date="2021~", url="https://example.org/1")
    brief.sources.add(source)
    again(brief)
    source.url = "https://example.org/2"
    source.save()
    again(brief)

    (shown,) = sections(client, "/briefs/gas/editions/2..3/").values()
    assert "<ins>IMF: Report, about 2021 · https://example.org/2</ins>" in shown


def test_editions_that_read_alike_say_so(brief: Brief, client: Client) -> None:
    withdraw(brief, reason="Wrong.")
    again(brief)

    assert SAME in client.get(PATH).text


def standfirst(client: Client, path: str = PATH) -> str:
    """What a page says under its heading."""
    found = re.search(r'<p class="standfirst">(.*?)</p>', client.get(path).text)
    return found[1].replace("\xa0", " ") if found else ""


def test_the_share_of_the_words_that_changed_is_said(brief: Brief, client: Client) -> None:
    brief.body = "words " * 88
    again(brief)
    brief.body = "words " * 66 + "other " * 22
    again(brief)

    # Of 96 words: title, summary and body.
    assert standfirst(client, "/briefs/gas/editions/2..3/") == "23 % of the text changed."
    assert standfirst(client, "/briefs/gas/editions/3..2/") == "23 % of the text changed."
    assert "23\xa0% of the text<" in client.get("/briefs/gas/").text


@pytest.mark.parametrize(
    ("field", "value"),
    [("body", "*See* [the deal](https://example.org/)."), ("kind", "report")],
)
def test_other_links_or_another_kind_change_none_of_the_text(
    brief: Brief, client: Client, field: str, value: str
) -> None:
    setattr(brief, field, value)
    again(brief)

    assert standfirst(client) == "0 % of the text changed."
    assert sections(client)


def test_a_share_is_less_than_one_percent_rather_than_none(brief: Brief, client: Client) -> None:
    brief.body = "words " * 500
    again(brief)
    brief.body += "more"
    again(brief)

    path = "/briefs/gas/editions/2..3/"
    assert standfirst(client, path) == "less than 1 % of the text changed."


def test_a_share_that_would_be_too_much_work_is_said_to_be_the_most(
    brief: Brief, client: Client
) -> None:
    brief.body = "a b c " * 5_000
    again(brief)
    brief.body = "c b a " * 5_000
    again(brief)

    assert standfirst(client, "/briefs/gas/editions/2..3/").startswith("At most ")
    assert Edition.objects.get(number=3).share is None
    assert "of the text<" not in client.get("/briefs/gas/").text.split("Edition 3</a>")[1][:200]


def test_a_difference_is_told_by_the_notes_of_all_editions_between(
    brief: Brief, client: Client
) -> None:
    for number in range(2, 6):
        brief.title = f"Gas {number}"
        again(brief, note=f"Note {number}.")

    for path in ("2..4", "4..2"):
        page = client.get(f"/briefs/gas/editions/{path}/").text
        assert re.findall(r"Note \d", page) == ["Note 4", "Note 3"]


def test_a_comparison_is_made_once(
    brief: Brief, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    brief.title = "Oil <&>"
    again(brief)
    before = sections(client)
    monkeypatch.setattr(difference, "_compared", None)

    assert sections(client) == before
    assert before["Title"].endswith("<ins>Oil &lt;&amp;&gt;</ins></p>")


def test_each_language_has_its_own_words(brief: Brief, client: Client) -> None:
    brief.title = "Oil"
    again(brief)
    assert "Title" in sections(client)
    client.post("/language/", {"language": "ru"})
    assert "Title" not in sections(client)


def test_an_erased_edition_is_compared_with_nothing(brief: Brief, client: Client) -> None:
    brief.title = "Oil"
    again(brief)
    assert "Gas" in client.get(PATH).text
    first = Edition.objects.get(number=1)
    erase(first, by=User.objects.create_superuser("officer"), reason="Judgment 7/2026.")

    page = client.get(PATH).text

    assert "Gas" not in page
    assert "The text of edition 1 was erased on" in page
    assert SAME not in page


# ── The work that it takes ───────────────────────────────────────────────────────────────────

LARGE = [
    pytest.param("a b c " * 5_000, "c b a " * 5_000, id="few words in another order"),
    pytest.param("x\n" * 30_000, "x\ny\n" * 30_000, id="lines that are all the same"),
    pytest.param(
        "\n".join(map(str, range(100_000))),
        "\n".join(map(str, range(1, 200_000, 2))),
        id="lines that are all different",
    ),
    pytest.param(
        "\n".join(f"{n} {'a b ' * 50}" for n in range(3_000)),
        "\n".join(f"{n} {'b a ' * 50}" for n in range(3_000)),
        id="many paragraphs that all changed",
    ),
    pytest.param("x" * 5_000_000, "y" * 5_000_000, id="a word of five million letters"),
]


@pytest.mark.parametrize(("before", "after"), LARGE)
def test_the_largest_texts_take_no_more_than_a_page_is_worth(before: str, after: str) -> None:
    effort = Effort()
    start = time.process_time()

    shown = marked_lines(before, after, effort)

    assert 0 <= effort.left <= ENOUGH
    assert time.process_time() - start < 5  # seconds; it was minutes
    assert "<ins>" in shown


def test_one_effort_is_shared_by_all_that_a_page_compares() -> None:
    effort = Effort(10_000)
    old, new = "a b c " * 500, "c b a " * 500
    for _ in range(20):
        shown = seen(marked_words(old, new, effort))
        assert shown == f"<del>{old[:-1]}</del> <ins>{new[:-1]}</ins> "
    rows = [str(number) for number in range(20_001)]
    assert marked_rows(rows[1:], rows[:-1], effort).count("<del>") == 20_000


def test_paragraphs_that_all_changed_a_little_are_compared_one_by_one() -> None:
    lines = [" ".join(f"word{n}-{m % 7}" for m in range(100)) for n in range(200)]
    edited = [f"New {line}" for line in lines]

    shown = marked_lines("\n".join(lines), "\n".join(edited))

    assert seen(shown).count("<ins>New</ins> ") == 200
    assert "<del>" not in shown


words = st.lists(st.sampled_from(["a", "b", "c.", "1,100", "<i>", "\n", "  ", "گیس"])).map(" ".join)


def said(html: str, without: str) -> list[str]:
    """The words of a comparison without what came, or without what went."""
    return unescape(re.sub(f"<{without}>.*?</{without}>|<[^>]*>", " ", html, flags=re.S)).split()


@pytest.mark.parametrize("enough", [0, 300, ENOUGH])
@given(before=words, after=words)
def test_a_comparison_has_all_words_of_both_texts(before: str, after: str, enough: int) -> None:
    shown = seen(marked_words(before, after, Effort(enough)))

    assert "".join(said(shown, without="ins")) == "".join(before.split())
    assert "".join(said(shown, without="del")) == "".join(after.split())


def test_what_went_and_what_came_is_told_in_words_too() -> None:
    shown = marked_words("It was signed.", "It was ratified.")

    text = html.fromstring(shown).text_content()
    assert text == "It was [removed: signed] [added: ratified]."


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("It was signed.", "It was not signed.", "It was <ins>not</ins> signed."),
        ("It was not signed.", "It was signed.", "It was <del>not</del> signed."),
        ("signed", "signed and sealed", "signed <ins>and sealed</ins>"),
        ("Gas, oil", "Gas; oil", "Gas<del>,</del> <ins>;</ins> oil"),
        ("One.\n\nTwo.", "One.\n\nThree.", "<del>Two</del> <ins>Three</ins>."),
        (
            "معاہدے پر دستخط ہوئے۔",
            "معاہدے کی توثیق ہوئی۔",
            "<del>پر دستخط ہوئے</del> <ins>کی توثیق ہوئی</ins>۔",
        ),
    ],
)
def test_no_word_that_went_touches_one_that_came(before: str, after: str, shown: str) -> None:
    assert shown in seen(marked_lines(before, after))


@given(before=words, after=words)
def test_between_what_went_and_what_came_is_space(before: str, after: str) -> None:
    assert "</del><ins>" not in marked_words(before, after)


def test_the_words_that_tell_are_in_the_page_s_language(brief: Brief, client: Client) -> None:
    brief.title = "Oil"
    again(brief)
    client.cookies["django_language"] = "ru"

    assert '<span class="spoken" lang="ru">[удалено: </span>Gas' in client.get(PATH).text


def test_the_editions_own_words_are_in_its_language(client: Client) -> None:
    brief = make_brief(slug="gas", language="ur", title="گیس")
    publish(brief)
    brief.title, brief.kind = "تیل", "report"
    again(brief)

    page = client.get(PATH).text

    assert page.count('<div class="body" lang="ur" dir="rtl">') == 1
    assert page.count('<div class="body">') == 1
