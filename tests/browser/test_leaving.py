"""A form that is not saved warns before it is left; Ctrl+S saves."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.body import BODY, Open, caret

pytestmark = pytest.mark.browser


def test_a_form_that_is_not_saved_warns_before_it_is_left(draft: Open, dialogs: list[str]) -> None:
    page = draft("Not saved.")
    address = page.url

    page.locator("#site-name a").click()

    page.wait_for_timeout(300)
    assert dialogs == ["beforeunload"]
    assert page.url == address
    expect(page.locator(BODY)).to_have_value("Not saved.")


def test_so_does_the_form_of_another_noun(desk: Page, dialogs: list[str]) -> None:
    desk.goto("/admin/briefs/actor/add/")
    desk.locator("#id_name").press_sequentially("Some")

    desk.locator("#site-name a").click()

    desk.wait_for_timeout(300)
    assert dialogs == ["beforeunload"]


def test_a_form_as_it_came_or_as_it_was_again_is_left_without_a_word(
    draft: Open, dialogs: list[str]
) -> None:
    page = draft()
    page.press("#id_title", "x")
    page.press("#id_title", "Backspace")

    page.locator("#site-name a").click()

    page.wait_for_url("**/admin/")
    assert dialogs == []


def test_a_form_that_was_refused_is_not_saved_either(draft: Open, dialogs: list[str]) -> None:
    page = draft("Kept.")
    page.fill("#id_title", "")
    page.press(BODY, "Control+s")
    expect(page.locator(".errornote")).to_be_visible()
    page.press(BODY, "End")  # a page on which nobody did anything may not ask

    page.locator("#site-name a").click()

    page.wait_for_timeout(300)
    assert dialogs == ["beforeunload"]
    expect(page.locator(BODY)).to_have_value("Kept.")


def test_ctrl_s_saves_and_leaves_one_where_one_was(draft: Open, dialogs: list[str]) -> None:
    page = draft("A line.\n\n" * 100 + "The last line.")
    page.keyboard.press("ArrowLeft")
    before, place = caret(page), page.locator(BODY).bounding_box()

    page.keyboard.press("Control+s")

    expect(page.locator(".told")).to_contain_text("was changed successfully")
    expect(page.locator(BODY)).to_have_value(re.compile(r"The last line\.$"))
    expect(page.locator(BODY)).to_be_focused()
    expect(page.locator(BODY)).to_be_in_viewport()
    assert caret(page) == before
    assert page.locator(BODY).bounding_box() == pytest.approx(place, abs=2)
    assert dialogs == []


def test_ctrl_s_saves_any_noun(desk: Page) -> None:
    desk.goto("/admin/briefs/source/add/")
    desk.fill("#id_title", "A source")
    desk.fill("#id_slug", "a-source-that-was-saved")

    desk.press("#id_title", "Control+s")

    desk.wait_for_url("**/change/")
    expect(desk.locator("#id_title")).to_be_focused()


def two_edits(page: Page, title: str) -> None:
    """A source saved under this title, and by somebody else under another; mine is not sent yet."""
    page.goto("/admin/briefs/source/add/")
    page.fill("#id_title", title)
    page.fill("#id_slug", title.lower().replace(" ", "-"))
    page.press("#id_title", "Control+s")
    page.wait_for_url("**/change/")
    other = page.context.new_page()
    other.goto(page.url)
    other.fill("#id_title", "Theirs")
    other.press("#id_title", "Control+s")
    expect(other.locator(".messagelist")).to_contain_text("was changed successfully")
    other.close()
    page.fill("#id_title", "Mine")


def test_ctrl_s_saves_what_was_chosen_between_two_edits(desk: Page, dialogs: list[str]) -> None:
    two_edits(desk, "Chosen")
    desk.locator("[name=_save]").click()
    expect(desk.locator(".conflict")).to_be_visible()

    desk.keyboard.press("Control+s")
    expect(desk.locator(".conflict")).to_be_visible()  # nothing is chosen yet
    desk.get_by_label("Take mine").check()
    desk.keyboard.press("Control+s")

    expect(desk.locator(".messagelist")).to_contain_text("was changed successfully")
    expect(desk.locator("#id_title")).to_have_value("Mine")
    assert dialogs == []


def test_after_the_choice_one_is_where_one_was_in_the_form(desk: Page) -> None:
    two_edits(desk, "Returned to")
    desk.press("#id_title", "Control+s")

    desk.get_by_label("Take theirs").check()
    desk.keyboard.press("Control+s")

    expect(desk.locator("#id_title")).to_have_value("Theirs")
    expect(desk.locator("#id_title")).to_be_focused()


def test_two_edits_that_nobody_chose_between_warn_before_they_are_left(
    desk: Page, dialogs: list[str]
) -> None:
    two_edits(desk, "Left")
    desk.press("#id_title", "Control+s")
    desk.get_by_label("Take mine").check()

    desk.locator("#site-name a").click()

    desk.wait_for_timeout(300)
    assert dialogs == ["beforeunload"]
