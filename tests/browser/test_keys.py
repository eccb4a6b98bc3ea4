"""The body's editor: its keys and its toolbar."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.body import BODY, Open, select

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("keys", "written"),
    [
        ("Control+b", "one **two**"),
        ("Control+i", "one _two_"),
        ("Control+k", "one [two](url)"),
        ("Control+Shift+8", "- one two"),
        ("Control+Shift+7", "1. one two"),
    ],
)
def test_a_key_does_what_its_button_does_and_undo_takes_it_back(
    draft: Open, keys: str, written: str
) -> None:
    page = draft("one two")
    select(page, 4, 7)

    page.press(BODY, keys)

    expect(page.locator(BODY)).to_have_value(written)
    expect(page.locator(BODY)).to_be_focused()
    page.press(BODY, "Control+z")
    expect(page.locator(BODY)).to_have_value("one two")


def test_the_keys_of_a_russian_keyboard_work(draft: Open) -> None:
    page = draft("один два")
    select(page, 5, 8)

    page.locator(BODY).dispatch_event(
        "keydown", {"key": "и", "code": "KeyB", "ctrlKey": True, "bubbles": True}
    )

    expect(page.locator(BODY)).to_have_value("один **два**")


def test_the_toolbar_is_one_stop_of_the_tab_key_and_the_arrows_move_within(draft: Open) -> None:
    page = draft("one")
    select(page, 0, 3)

    page.keyboard.press("Shift+Tab")  # the button that shows the preview
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Heading", exact=True)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Bold")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(BODY)).to_have_value("**one**")


def test_the_tab_key_leaves_the_text(draft: Open) -> None:
    page = draft("one")

    page.press(BODY, "Tab")

    expect(page.locator(BODY)).not_to_be_focused()
    expect(page.locator(BODY)).to_have_value("one")


def test_a_note_gets_the_next_number_and_its_place_at_the_end(draft: Open) -> None:
    page = draft("One.[^1] Two.\n\n[^1]: First.")
    select(page, 13, 13)

    page.get_by_role("button", name="Note").click()
    page.keyboard.type("Second.")

    expect(page.locator(BODY)).to_have_value("One.[^1] Two.[^2]\n\n[^1]: First.\n\n[^2]: Second.")


def test_a_table_comes_after_the_paragraph_with_its_first_head_ready_to_be_typed(
    draft: Open,
) -> None:
    page = draft("One.\n\nTwo.")
    select(page, 2, 2)

    page.get_by_role("button", name="Table").click()
    page.keyboard.type("Port")

    expect(page.locator(BODY)).to_have_value(
        "One.\n\n| Port | Column |\n| --- | --- |\n|  |  |\n\nTwo."
    )


@pytest.mark.parametrize(("first", "second"), [("- one", "- "), ("3. three", "4. ")])
def test_enter_goes_on_with_a_list_and_an_empty_item_ends_it_for_a_new_paragraph(
    draft: Open, first: str, second: str
) -> None:
    page = draft(first)
    body = page.locator(BODY)

    for keys in ("Enter", "x", "Enter", "Enter"):
        body.press(keys)

    expect(body).to_have_value(f"{first}\n{second}x\n\n")
    body.press("Control+z")
    expect(body).to_have_value(re.compile(rf"^{re.escape(first)}\n{second}x\n\S+ $"))
    body.press("Control+Shift+z")
    body.press("y")
    expect(body).to_have_value(f"{first}\n{second}x\n\ny")


def test_an_empty_item_after_a_blank_line_leaves_no_second_one(draft: Open) -> None:
    page = draft("- one\n\n- ")

    page.press(BODY, "Enter")
    page.press(BODY, "y")

    expect(page.locator(BODY)).to_have_value("- one\n\ny")
