"""Typing a name in the body links it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.body import BODY, Open, offered

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("key", ["@", "[["])
def test_typing_a_name_links_it_and_undo_takes_it_back(draft: Open, key: str) -> None:
    page = draft("With ")

    page.keyboard.type(f"{key}Росс", delay=20)
    expect(offered(page).first).to_contain_text("Россия")
    expect(page.locator(".editor-aloud")).to_contain_text("Names found: ")
    expect(page.locator(BODY)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Enter")

    expect(page.locator(BODY)).to_have_value("With [Россия](/actors/russia/)")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(page.locator(BODY)).to_be_focused()
    page.keyboard.press("Control+z")
    expect(page.locator(BODY)).to_have_value(f"With {key}Росс")


def test_the_arrows_choose_among_names_and_a_click_takes_one(draft: Open) -> None:
    page = draft("With ")
    page.keyboard.type("@pakistan s", delay=20)
    stream = offered(page).filter(has_text=re.compile("^Pakistan Stream gas pipeline"))
    expect(stream).to_be_visible()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".editor-names [aria-selected=true]")).to_have_count(1)
    stream.click()

    expect(page.locator(BODY)).to_have_value(
        "With [Pakistan Stream gas pipeline](/agreements/pakistan-stream-gas-pipeline/)"
    )


def test_escape_closes_the_names_and_what_was_typed_stays(draft: Open) -> None:
    page = draft("With ")
    page.keyboard.type("@russia", delay=20)
    expect(offered(page).first).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(page.locator(BODY)).to_have_value("With @russia")


def test_a_click_elsewhere_in_the_text_closes_the_names(draft: Open) -> None:
    page = draft("First line.\n\nWith ")
    page.keyboard.type("@russia", delay=20)
    expect(offered(page).first).to_be_visible()

    page.click(BODY, position={"x": 60, "y": 560})
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.keyboard.press("Enter")

    expect(page.locator(BODY)).to_have_value(re.compile(r"With @russia\n$"))


def test_a_name_that_nobody_has_is_left_alone(draft: Open) -> None:
    page = draft("Mail to ")

    page.keyboard.type("@nobody", delay=20)
    expect(page.locator(".editor-aloud")).to_contain_text("Nothing that readers can open")
    page.keyboard.type(" at all")
    page.keyboard.press("Enter")

    expect(page.locator(BODY)).to_have_value("Mail to @nobody at all\n")
