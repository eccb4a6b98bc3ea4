"""A brief in a browser: its passages, its margin, its print."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

BRIEF = "/briefs/pakistan-stream-pipeline-in-figures/"
HIGHLIGHT = re.compile(r"rgb\(246, 223, 174\)")  # --mark, in the light


def test_the_passage_behind_a_fact_is_highlighted(page: Page) -> None:
    page.goto("/agreements/pakistan-stream-gas-pipeline/")
    page.locator(".passage a.claim").first.click()
    passage = page.locator("mark:target")
    expect(passage).to_be_in_viewport()
    expect(passage).to_have_css("background-color", HIGHLIGHT)


def test_the_passage_is_found_where_text_fragments_are_unknown(plain: Page) -> None:
    plain.goto(BRIEF)
    anchor = plain.locator(".fact-box .claim").first.get_attribute("href")
    plain.goto(BRIEF + str(anchor))
    expect(plain.locator("mark:target")).to_have_css("background-color", HIGHLIGHT)
    expect(plain.locator("mark:target")).to_be_in_viewport()


def test_passages_after_the_first_are_folded(page: Page) -> None:
    page.goto("/agreements/pakistan-stream-gas-pipeline/")
    evidence = page.locator(".evidence", has=page.get_by_text("2 more passages")).first
    expect(evidence.locator(".passage:visible")).to_have_count(1)
    evidence.get_by_text("2 more passages").click()
    expect(evidence.locator(".passage:visible")).to_have_count(3)


def test_on_a_wide_screen_a_fact_stands_beside_its_words(page: Page) -> None:
    page.goto(BRIEF)
    fact = page.locator(".margin.aligned .fact").first
    name = str(fact.get_attribute("data-passage"))
    beside, words = fact.bounding_box(), page.locator(f"#{name}").bounding_box()
    assert beside
    assert words
    assert abs(beside["y"] - words["y"]) < 30
    assert beside["x"] > words["x"] + words["width"]


def test_on_a_phone_facts_open_beneath_their_paragraph(phone: Page) -> None:
    phone.goto(BRIEF)
    expect(phone.locator(".margin")).to_be_hidden()
    here = phone.locator("details.here").first
    fact = here.locator(".fact").first
    expect(fact).to_be_hidden()
    here.locator("summary").click()
    expect(fact).to_be_visible()
    fact.locator(".claim").click()
    expect(phone.locator("mark:target")).to_be_in_viewport()


def test_without_javascript_the_facts_stand_in_one_box(plain: Page) -> None:
    plain.goto(BRIEF)
    expect(plain.locator(".fact-box .claim").first).to_be_visible()
    expect(plain.locator(".margin")).to_be_hidden()
    expect(plain.get_by_role("button", name="Copy", exact=True)).to_have_count(0)


def test_the_address_of_a_passage_is_copied_at_a_press(page: Page, site: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(BRIEF)
    row = page.locator(".fact-box li").first
    row.get_by_role("button", name="Copy").click()
    expect(row.get_by_role("button", name="Copied")).to_be_visible()
    copied = str(page.evaluate("navigator.clipboard.readText()"))
    assert copied.startswith(f"{site}{BRIEF}editions/2/#passage-")
    page.goto(copied)
    expect(page.locator("mark:target")).to_be_in_viewport()


def test_the_reference_names_the_passage_that_the_page_was_opened_at(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(BRIEF)
    anchor = str(page.locator(".fact-box .claim").first.get_attribute("href"))
    page.locator(".fact-box .claim").first.click()
    expect(page.locator(".citation a")).to_contain_text(f"{BRIEF}editions/2/{anchor}")
    page.locator(".citation").get_by_role("button").click()
    expect(page.locator(".citation").get_by_role("button", name="Copied")).to_be_visible()
    copied = str(page.evaluate("navigator.clipboard.readText()"))
    assert copied.startswith("Chancery contributors: “The Pakistan Stream")
    assert copied.endswith(f"/editions/2/{anchor}")


@pytest.mark.parametrize("width", [390, 1280])
def test_print_has_a_running_head_and_a_permanent_link_and_no_navigation(
    page: Page, site: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(BRIEF)
    page.emulate_media(media="print")
    for chrome in (".masthead", ".colophon", ".side", ".skip"):
        expect(page.locator(chrome)).to_be_hidden()
    expect(page.locator(".running")).to_contain_text("Chancery · fact sheet · Edition 2")
    expect(page.locator(".imprint")).to_contain_text(f"{site}{BRIEF}editions/2/")
    expect(page.locator(".fact-box .claim").first).to_be_visible()
    assert page.pdf()[:5] == b"%PDF-"


def test_paper_has_the_facts_of_a_brief_once(page: Page, plain: Page) -> None:
    printed = []
    for each in (page, plain):
        each.goto(BRIEF)
        each.emulate_media(media="print")
        expect(each.locator(".margin")).to_be_hidden()
        expect(each.locator(".fact-box")).to_be_visible()
        printed.append(each.locator("main").inner_text())
    assert printed[0] == printed[1]
