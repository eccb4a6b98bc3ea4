"""A browser that remembers, where its reader has asked for it, which edition they read."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

BRIEF = "/briefs/pakistan-stream-pipeline-in-figures/"
KEPT = "localStorage.getItem('editions-read')"


def test_nothing_is_remembered_before_the_reader_asks(page: Page) -> None:
    page.goto(BRIEF)
    expect(page.get_by_role("button", name="Remember in this browser")).to_be_visible()
    expect(page.locator("#last-read")).to_be_hidden()
    assert page.evaluate(KEPT) is None


def test_a_reader_learns_of_a_later_edition_and_is_led_to_what_changed(page: Page) -> None:
    page.goto(BRIEF)
    page.get_by_role("button", name="Remember in this browser").click()
    assert "pakistan-stream-pipeline-in-figures" in page.evaluate(KEPT)
    page.reload()
    expect(page.locator("#last-read")).to_be_hidden()  # it is the edition that they read

    read = '{"pakistan-stream-pipeline-in-figures": [1, "2026-05-04"]}'
    page.evaluate("read => localStorage.setItem('editions-read', read)", read)
    page.reload()

    expect(page.locator("#last-read")).to_contain_text("You read edition 1 on 4 May 2026.")
    page.get_by_role("link", name="See what changed").click()
    assert page.url.endswith(f"{BRIEF}editions/1..2/")


def test_what_was_read_is_forgotten_at_a_press(page: Page) -> None:
    page.goto(BRIEF)
    page.get_by_role("button", name="Remember in this browser").click()
    page.get_by_role("button", name="Forget what I read").click()
    assert page.evaluate(KEPT) is None


def test_a_browser_that_keeps_nothing_offers_nothing(page: Page) -> None:
    page.add_init_script("Storage.prototype.getItem = () => { throw new DOMException() }")
    page.goto(BRIEF)
    expect(page.locator("#remember")).to_be_hidden()


def test_without_javascript_nothing_is_offered(plain: Page) -> None:
    plain.goto(BRIEF)
    expect(plain.locator("#remember")).to_be_hidden()
    expect(plain.locator("#last-read")).to_be_hidden()
