"""The finder in a browser: with JavaScript, without, and on a narrow screen."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser

SHEETS = "#f-kind-fact-sheet"


def test_a_facet_changes_list_counts_chips_title_and_address(page: Page) -> None:
    page.goto("/briefs/")
    before = page.locator("#count").inner_text()
    page.locator(SHEETS).check()
    expect(page).to_have_url(re.compile(r"/briefs/\?kind=fact-sheet$"))
    expect(page.locator("#count")).to_have_text("3 briefs")
    expect(page.locator(".register > li")).to_have_count(3)
    expect(page.get_by_role("link", name="Remove filter: Kind: fact sheet")).to_be_visible()
    english = page.locator("label", has=page.locator("#f-language-en"))
    expect(english.locator("data")).to_have_text("2")
    expect(page).to_have_title("Kind: fact sheet · Briefs · Chancery")
    assert before == "11 briefs"


def test_the_focus_stays_on_the_control_that_was_used(page: Page) -> None:
    page.goto("/briefs/")
    page.locator(SHEETS).focus()
    page.keyboard.press("Space")
    expect(page.locator("#count")).to_have_text("3 briefs")
    expect(page.locator(SHEETS)).to_be_focused()
    expect(page.locator(SHEETS)).to_be_checked()


def test_who_removes_filters_one_by_one_stays_at_them(page: Page) -> None:
    page.goto("/briefs/?topic=security&topic=energy&language=en")
    page.evaluate("window.stays = true")
    chips = page.locator(".chip:not(.all)")

    for left in (2, 1):
        chips.first.focus()
        page.keyboard.press("Enter")
        expect(chips).to_have_count(left)
        expect(chips.first).to_be_focused()
        expect(page.locator("#said")).to_have_text(page.locator("#count").inner_text())
    page.keyboard.press("Enter")
    page.wait_for_url("**/briefs/")
    expect(page.locator("#count")).to_be_focused()
    assert page.evaluate("window.stays")

    page.go_back()
    expect(chips).to_have_count(1)


def test_the_new_count_is_said_aloud(page: Page) -> None:
    page.goto("/briefs/")
    expect(page.locator("#said")).to_have_text("")
    page.locator(SHEETS).check()
    expect(page.get_by_role("status")).to_have_text("3 briefs")


def test_back_and_forward_restore_list_and_form(page: Page) -> None:
    page.goto("/briefs/")
    page.locator(SHEETS).check()
    expect(page.locator("#count")).to_have_text("3 briefs")
    page.locator("#f-language-ru").check()
    expect(page.locator("#count")).to_have_text("1 brief")
    page.go_back()
    expect(page.locator("#count")).to_have_text("3 briefs")
    expect(page.locator(SHEETS)).to_be_checked()
    expect(page.locator("#f-language-ru")).not_to_be_checked()
    page.go_back()
    expect(page.locator("#count")).to_have_text("11 briefs")
    expect(page.locator(SHEETS)).not_to_be_checked()
    expect(page).to_have_title("Briefs · Chancery")
    page.go_forward()
    expect(page.locator("#count")).to_have_text("3 briefs")
    page.locator(SHEETS).uncheck()
    expect(page.locator("#count")).to_have_text("11 briefs")


def test_back_from_a_brief_finds_the_filtered_list(page: Page) -> None:
    page.goto("/briefs/")
    page.locator(SHEETS).check()
    expect(page.locator("#count")).to_have_text("3 briefs")
    page.locator(".register h3 a").first.click()
    expect(page.locator("article.brief")).to_be_visible()
    page.go_back()
    expect(page.locator("#count")).to_have_text("3 briefs")
    expect(page.locator(SHEETS)).to_be_checked()
    expect(page.locator("h1")).to_have_text("Briefs")


def test_a_list_that_is_asked_for_again_is_no_new_step_for_back(page: Page) -> None:
    page.goto("/briefs/")
    page.locator("#fq").fill("pipeline")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=pipeline"))
    page.wait_for_timeout(300)  # the change that leaving the field is, too
    page.go_back()
    expect(page).to_have_url(re.compile(r"/briefs/$"))
    expect(page.locator("#fq")).to_have_value("")


def test_words_that_are_typed_while_the_list_comes_are_kept(page: Page) -> None:
    page.goto("/briefs/")

    def slowly(route: Route) -> None:
        page.wait_for_timeout(400)
        route.continue_()

    page.route("**/briefs/?*", slowly)
    page.locator(SHEETS).check()
    page.wait_for_timeout(150)
    page.locator("#fq").press_sequentially("pipe")
    expect(page.locator("#count")).to_have_text("3 briefs")
    expect(page.locator("#fq")).to_have_value("pipe")
    expect(page.locator("#fq")).to_be_focused()
    page.locator("#fq").press_sequentially("line")
    page.keyboard.press("Tab")
    expect(page).to_have_url(re.compile(r"q=pipeline"))


def test_a_mistake_is_told_beside_its_control_and_can_be_left_out(page: Page) -> None:
    page.goto("/briefs/")
    page.locator("#f-after").fill("13/2020")
    page.keyboard.press("Tab")
    expect(page.locator("#f-after")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#e-published_after")).to_contain_text("13/2020")
    expect(page.locator("#count")).to_have_text("11 briefs match the rest")
    page.go_back()
    expect(page.locator("#count")).to_have_text("11 briefs")
    page.go_forward()
    expect(page.locator("#e-published_after")).to_be_visible()
    page.get_by_role("link", name="Leave it out").click()
    expect(page).to_have_url(re.compile(r"/briefs/$"))
    expect(page.locator("#count")).to_have_text("11 briefs")


def test_panels_that_are_open_stay_open(page: Page) -> None:
    page.goto("/briefs/")
    page.locator("#more-topic summary").click()
    page.locator("#more-topic input").last.check()
    expect(page.locator(".chip").first).to_be_visible()
    expect(page.locator("#more-topic")).to_have_attribute("open", "")


def test_on_a_phone_the_panel_stays_open_with_the_count_in_sight(phone: Page) -> None:
    phone.goto("/briefs/")
    expect(phone.locator(SHEETS)).to_be_hidden()
    phone.locator("#filters > summary").click()
    phone.locator(SHEETS).check()
    show = phone.get_by_role("button", name="Show 3 briefs")
    expect(show).to_be_in_viewport()
    expect(phone.locator(SHEETS)).to_be_visible()
    expect(phone.locator(SHEETS)).to_be_focused()
    show.click()
    expect(phone.locator(SHEETS)).to_be_hidden()
    expect(phone.locator("#count")).to_be_focused()
    expect(phone.locator("#count")).to_be_in_viewport()


def test_without_javascript_the_finder_is_a_form_and_its_chips_are_links(plain: Page) -> None:
    plain.goto("/briefs/")
    plain.locator(SHEETS).check()
    plain.get_by_role("button", name="Show 11 briefs").click()
    expect(plain.locator("#count")).to_have_text("3 briefs")
    expect(plain.locator(SHEETS)).to_be_checked()
    plain.get_by_role("link", name="Remove filter: Kind: fact sheet").click()
    expect(plain.locator("#count")).to_have_text("11 briefs")
    plain.goto("/briefs/?page_size=10")
    plain.get_by_role("link", name="Next").click()
    expect(plain.locator(".register > li")).to_have_count(1)
