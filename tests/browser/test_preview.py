"""The body's preview: what readers get, while one types."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.body import BODY, Open, select

pytestmark = pytest.mark.browser


def test_the_preview_shows_what_readers_get_in_their_type(draft: Open) -> None:
    page = draft(title="The Pakistan Stream gas pipeline in figures")
    shown = page.locator(".editor-shown .body")
    expect(shown.locator("h2").first).to_be_visible()
    words, face = shown.inner_text(), "e => getComputedStyle(e).fontFamily"
    mine = shown.locator("p").first.evaluate(face)

    page.goto("/briefs/pakistan-stream-pipeline-in-figures/")

    readers = page.locator(".brief-text .body")
    assert words.split() == readers.inner_text().split()
    assert mine == readers.locator("p").first.evaluate(face)


def test_the_preview_follows_what_is_typed(draft: Open) -> None:
    page = draft("One.")
    shown = page.locator(".editor-shown")

    page.keyboard.type("\n\n## Two\n\n![](x.png)")

    expect(shown.locator("h2", has_text="Two")).to_be_visible()
    expect(shown.locator(".notice")).to_contain_text("“x.png” is not one of this site's")


def test_the_preview_keeps_its_place_while_one_types(draft: Open) -> None:
    page = draft("A line.\n\n" * 200)
    pane = page.locator(".editor-shown .pane")
    expect(pane.locator(".body p").nth(199)).to_be_attached()
    pane.evaluate("pane => { pane.scrollTop = 1000 }")

    select(page, 0, 0)
    page.locator(BODY).evaluate("area => area.setRangeText('First. ')")
    page.locator(BODY).dispatch_event("input")

    expect(pane.locator(".body p").first).to_have_text("First. A line.")
    assert pane.evaluate("pane => pane.scrollTop") == 1000


def test_a_note_in_the_preview_leads_to_its_text_and_the_form_stays(draft: Open) -> None:
    page = draft("One.[^1]\n\n" + "A line.\n\n" * 100 + "[^1]: The note.")
    note = page.locator(".editor-shown li", has_text="The note.")

    page.locator(".editor-shown sup a").click()

    expect(note).to_be_in_viewport()
    expect(page).to_have_url(re.compile("/change/"))


def test_without_a_connection_the_last_preview_stays_and_says_so(draft: Open) -> None:
    page = draft("One.")
    expect(page.locator(".editor-shown .body")).to_have_text("One.")

    page.route("**/writing/shown/", lambda route: route.abort())
    page.keyboard.type(" Two.")

    expect(page.locator(".editor-shown .state")).to_contain_text("No connection")
    expect(page.locator(".editor-shown .body")).to_have_text("One.")


def test_a_text_too_long_to_be_shown_says_so_and_can_be_written(draft: Open) -> None:
    page = draft("A long line of words. " * 15_000)

    expect(page.locator(".editor-shown .state")).to_contain_text("too long to be shown")
    page.keyboard.type("x")
    expect(page.locator(BODY)).to_have_value(re.compile(" x$"))


def test_after_the_login_has_expired_the_preview_says_so_and_the_text_stays(
    draft: Open, dialogs: list[str]
) -> None:
    page = draft("One.")
    expect(page.locator(".editor-shown .body")).to_have_text("One.")

    page.context.clear_cookies(name="sessionid")
    page.keyboard.type(" Two.")

    expect(page.locator(".editor-shown .state")).to_contain_text("login has expired")
    expect(page.locator(BODY)).to_have_value("One. Two.")


def test_on_a_phone_the_preview_takes_the_place_of_the_text(draft: Open) -> None:
    page = draft("One.", width=390)
    toggle = page.get_by_role("button", name="Preview")
    expect(page.locator(".editor-shown")).to_be_hidden()

    toggle.click()
    expect(page.locator(".editor-shown .body")).to_have_text("One.")
    expect(page.locator(BODY)).to_be_hidden()
    expect(toggle).to_have_attribute("aria-pressed", "true")

    toggle.click()
    expect(page.locator(BODY)).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.locator(".editor-shown .body")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 900})
    expect(page.locator(BODY)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_preview_that_was_closed_stays_closed(draft: Open) -> None:
    draft("One.").get_by_role("button", name="Preview").click()

    page = draft("Two.")
    expect(page.locator(".editor-shown")).to_be_hidden()
    page.get_by_role("button", name="Preview").click()

    expect(page.locator(".editor-shown .body")).to_have_text("Two.")
