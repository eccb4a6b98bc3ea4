"""The checklist in a browser: an item leads to the very characters, and looks right."""

import re
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

LIST = "/admin/briefs/brief/?q=unready"
SELECTED = """() => {
  const field = document.activeElement;
  return [field.id, field.value.slice(field.selectionStart, field.selectionEnd), field.scrollTop];
}"""


def open_form(page: Page) -> None:
    page.goto(LIST)
    page.get_by_role("link", name="Unready", exact=True).click()
    page.wait_for_url("**/change/**")


def test_pressing_an_item_selects_its_words_in_the_middle_of_a_long_text(desk: Page) -> None:
    open_form(desk)

    desk.locator("[data-code=link-unknown] > a").click()

    name, words, scrolled = desk.evaluate(SELECTED)
    assert (name, words) == ("id_body", "[oil](/nowhere/)")
    assert scrolled > 1000
    expect(desk.locator("#id_body")).to_be_in_viewport()


def test_an_item_of_the_page_on_several_leads_to_the_words_too(desk: Page) -> None:
    desk.goto(LIST)
    desk.locator("input[name=_selected_action]").check()
    desk.select_option("select[name=action]", "publish")
    desk.get_by_role("button", name=re.compile("Run|Go")).click()

    desk.locator("[data-code=link-unknown] > a").click()
    desk.wait_for_url("**/change/**")

    assert desk.evaluate(SELECTED)[:2] == ["id_body", "[oil](/nowhere/)"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_the_list(
    desk: Page, scheme: Literal["light", "dark"]
) -> None:
    desk.emulate_media(color_scheme=scheme)
    open_form(desk)
    desk.evaluate(Axe().axe_script)

    found = desk.evaluate("axe.run('#checklist', {preload: false})")["violations"]

    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
