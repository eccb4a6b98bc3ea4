"""What is pasted into the body keeps its form."""

import re
from html import escape
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.browser.body import BODY, COPY, Open, paste, select

pytestmark = pytest.mark.browser

SAMPLES = Path(__file__).parent.parent / "importing" / "samples"


def test_word_keeps_its_form_and_undo_leaves_the_plain_text(draft: Open) -> None:
    page = draft("Before.[^1]\n\n[^1]: Mine.")

    paste(page, (SAMPLES / "word.html").read_text(), "Ports of the gulf\n1. ask")

    area = page.locator(BODY)
    expect(area).to_have_value(re.compile(r"Mine\.\n\n## Ports of the gulf\n\nThree ports"))
    shown = page.locator(".editor-shown .body")
    expect(shown.locator("h2")).to_have_text(["Ports of the gulf"])
    expect(shown.locator("ul ul li")).to_have_text(["for grain", "for oil"])
    expect(shown.locator("table tr").nth(1)).to_contain_text("12 | 14")
    expect(shown.get_by_role("link", name="the registry")).to_be_visible()
    expect(shown.locator("section.footnotes > ol > li")).to_have_count(3)
    expect(page.locator(".editor-said")).to_contain_text("Pasted with its headings")
    page.keyboard.press("Control+z")
    expect(area).to_have_value("Before.[^1]\n\n[^1]: Mine.Ports of the gulf\n1. ask")


def test_a_long_text_keeps_its_form_and_can_be_undone(draft: Open) -> None:
    page = draft("Before.")
    lines = [f"Line {number} <of> many & more" for number in range(1000)]
    html = "".join(f"<p><b>{escape(line)}</b></p>" for line in lines)

    paste(page, html, "\n".join(lines))

    written = "\n\n".join(f"**{line.replace('<', '\\<')}**" for line in lines)
    expect(page.locator(BODY)).to_have_value(f"Before.\n\n{written}")
    page.keyboard.press("Control+z")
    expect(page.locator(BODY)).to_have_value("Before." + "\n".join(lines))


def test_words_typed_while_the_form_is_being_kept_stay_where_they_are(draft: Open) -> None:
    page = draft("A ")
    held: list[Route] = []
    page.route("**/writing/pasted/", lambda route: held.append(route))

    paste(page, "<b>bold</b> word", "bold word")
    page.keyboard.type(" and more")
    page.wait_for_timeout(100)
    held[0].continue_()

    expect(page.locator(BODY)).to_have_value("A **bold** word and more")
    page.keyboard.type("!")
    expect(page.locator(BODY)).to_have_value("A **bold** word and more!")


def test_plain_text_is_pasted_where_it_is_asked_for_or_all_that_arrives(draft: Open) -> None:
    page = draft("A ")
    paste(page, "<b>bold</b>", "bold", keys="Control+Shift+V")
    expect(page.locator(BODY)).to_have_value("A bold")

    page.route("**/writing/pasted/", lambda route: route.abort())
    paste(page, "<i>italic</i>", " italic")
    page.wait_for_timeout(300)
    expect(page.locator(BODY)).to_have_value("A bold italic")


def test_an_address_pasted_over_words_links_them(draft: Open) -> None:
    page = draft("See the registry")
    select(page, 8, 16)
    page.evaluate(COPY, ["", "https://ports.example.org/"])

    page.press(BODY, "Control+C")
    page.press(BODY, "Control+V")

    expect(page.locator(BODY)).to_have_value("See the [registry](https://ports.example.org/)")
