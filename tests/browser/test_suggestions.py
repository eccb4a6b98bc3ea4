"""Suggestions beneath a search box, by mouse and by keyboard."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_arrows_choose_and_enter_opens(page: Page) -> None:
    page.goto("/topics/")
    page.get_by_role("combobox").press_sequentially("pakistan str")
    option = page.get_by_role("listbox").get_by_role("option").first
    expect(option).to_contain_text("Pakistan Stream gas pipeline")
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url("**/agreements/**")


def test_enter_without_a_choice_searches(page: Page) -> None:
    page.goto("/topics/")
    page.get_by_role("combobox").press_sequentially("pipeline")
    expect(page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/briefs/?q=pipeline")


def test_escape_puts_them_away(page: Page) -> None:
    page.goto("/")
    page.get_by_role("combobox").press_sequentially("pak")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_role("combobox")).to_have_value("pak")


def test_a_press_opens_one(page: Page) -> None:
    page.goto("/briefs/")
    page.locator("#fq").press_sequentially("pakistan str")
    page.get_by_role("listbox", name="Suggestions").get_by_role("option").first.click()
    page.wait_for_url("**/agreements/**")


def test_a_value_of_a_long_facet_is_found_while_typing(page: Page) -> None:
    page.goto("/briefs/")
    facet = page.get_by_role("group", name="Tag")
    facet.get_by_role("searchbox").press_sequentially("trad")
    facet.get_by_role("checkbox", name="trade").check()
    page.wait_for_url("**tag=trade**")
    expect(page.get_by_role("checkbox", name="trade")).to_be_checked()


def test_they_go_when_the_list_has_what_was_asked_for(page: Page) -> None:
    page.goto("/briefs/")
    page.locator("#fq").press_sequentially("pipeline")
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/briefs/?q=pipeline")
    page.wait_for_timeout(800)  # what is asked for as the list comes has come, too
    expect(page.locator("#suggested-fq")).to_be_hidden()

    page.locator("#fq").press_sequentially("s")
    expect(page.locator("#suggested-fq")).to_be_visible()
