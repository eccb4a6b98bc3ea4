"""Who comes back to the finder finds it as they left it: place, panels, focus, what was sought."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

SHEETS = "#f-kind-fact-sheet"


def settled(page: Page) -> None:
    """Wait until where one is has been noted."""
    page.wait_for_timeout(400)


def scroll_of(page: Page) -> int:
    return int(page.evaluate("Math.round(scrollY)"))


def opened_far_below(page: Page) -> int:
    """Open a panel, go down the list and open a brief there; how far down that was."""
    page.goto("/briefs/")
    page.locator("#more-topic summary").click()
    link = page.locator(".register h3 a").nth(8)
    link.scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 120)")
    settled(page)
    at = scroll_of(page)
    assert at > 300
    link.click()
    expect(page.locator("article.brief")).to_be_visible()
    return at


def test_back_from_a_brief_finds_place_panels_and_focus(page: Page) -> None:
    at = opened_far_below(page)
    page.go_back()
    expect(page.locator("#more-topic")).to_have_attribute("open", "")
    expect(page.locator("#more-actor")).not_to_have_attribute("open", "")
    expect(page.locator(".register h3 a").nth(8)).to_be_focused()
    settled(page)
    assert abs(scroll_of(page) - at) < 3


def test_the_next_page_of_a_list_begins_at_its_top(page: Page) -> None:
    page.goto("/briefs/?page_size=10")
    page.get_by_role("link", name="Next").click()
    expect(page.locator(".register > li")).to_have_count(1)
    assert scroll_of(page) == 0
    page.go_back()
    expect(page.locator(".register > li")).to_have_count(10)
    expect(page.get_by_role("link", name="Next")).to_be_focused()
    assert scroll_of(page) > 300


def test_back_and_forward_over_a_choice_find_each_lists_own_place(page: Page) -> None:
    page.goto("/briefs/")
    page.locator("#more-topic summary").click()
    page.locator(SHEETS).focus()
    page.evaluate("scrollTo(0, 400)")
    page.keyboard.press("Space")
    expect(page.locator("#count")).to_have_text("3 briefs")
    page.locator("#more-topic summary").click()
    page.evaluate("scrollTo(0, 350)")
    settled(page)
    page.go_back()
    expect(page.locator("#count")).to_have_text("11 briefs")
    expect(page.locator("#more-topic")).to_have_attribute("open", "")
    expect(page.locator(SHEETS)).to_be_focused()
    assert abs(scroll_of(page) - 400) < 3
    page.go_forward()
    expect(page.locator("#count")).to_have_text("3 briefs")
    expect(page.locator("#more-topic")).not_to_have_attribute("open", "")
    assert abs(scroll_of(page) - 350) < 3


def test_a_new_visit_begins_at_the_top(page: Page) -> None:
    opened_far_below(page)
    page.get_by_role("link", name="Briefs", exact=True).first.click()
    expect(page.locator("#count")).to_be_visible()
    expect(page.locator("#more-topic")).not_to_have_attribute("open", "")
    assert scroll_of(page) == 0


def test_a_place_on_the_page_is_no_other_list(page: Page) -> None:
    page.goto("/briefs/")
    page.locator(SHEETS).check()
    expect(page.locator("#count")).to_have_text("3 briefs")
    page.evaluate("location.hash = 'count'")
    settled(page)
    page.locator(".register h3 a").last.click()
    expect(page.locator("article.brief")).to_be_visible()
    page.go_back()
    expect(page.locator("#count")).to_have_text("3 briefs")
    expect(page.locator(".register h3 a").last).to_be_focused()


def test_on_a_phone_back_finds_place_and_closed_panel(phone: Page) -> None:
    phone.goto("/briefs/")
    phone.locator("#filters > summary").click()
    phone.locator(SHEETS).check()
    phone.get_by_role("button", name="Show 3 briefs").click()
    expect(phone.locator("#count")).to_be_focused()
    settled(phone)
    link = phone.locator(".register h3 a").nth(2)
    link.scroll_into_view_if_needed()
    settled(phone)
    at = scroll_of(phone)
    link.click()
    expect(phone.locator("article.brief")).to_be_visible()
    phone.go_back()
    expect(phone.locator("#filters")).not_to_have_attribute("open", "")
    expect(link).to_be_focused()
    settled(phone)
    assert abs(scroll_of(phone) - at) < 3


def test_programs_find_the_files_of_the_list_that_is_shown(page: Page) -> None:
    page.goto("/briefs/")
    page.locator(SHEETS).check()
    expect(page.locator("#count")).to_have_text("3 briefs")
    for name in ("Atom", "CSV", "BibTeX", "RIS"):
        link = page.locator(f"head link[title={name}]")
        assert str(link.get_attribute("href")).endswith("?kind=fact-sheet")
        expect(page.locator(".twins").get_by_role("link", name=name)).to_be_visible()
    page.go_back()
    expect(page.locator("#count")).to_have_text("11 briefs")
    link = page.locator("head link[title=CSV]")
    assert str(link.get_attribute("href")).endswith("/briefs.csv")
