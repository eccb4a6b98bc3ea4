"""The body's editor for everyone: with a screen reader, from right to left, without scripts."""

import re
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.body import BODY, Open, offered

pytestmark = pytest.mark.browser

# Without what axe itself puts into the page; while names are offered, the text area is a
# combobox, which axe has against any text area.
AXE = {"preload": False, "rules": {"aria-allowed-role": {"enabled": False}}}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_the_editor(
    draft: Open, scheme: Literal["light", "dark"]
) -> None:
    page = draft("One.[^1]\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[^1]: Note.")
    page.emulate_media(color_scheme=scheme)
    page.evaluate(Axe().axe_script)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.locator(BODY).press("End")
        page.keyboard.type(" @rus", delay=20)
        expect(offered(page).first).to_be_visible()

        found = page.evaluate("options => axe.run('.editor', options)", AXE)["violations"]

        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []


def test_from_right_to_left_the_names_stay_within_the_editor(draft: Open, site: str) -> None:
    page = draft()
    page.context.add_cookies([{"name": "django_language", "value": "ur", "url": site}])
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.reload()
        page.fill(BODY, "متن ")
        page.keyboard.type("@روس", delay=20)
        expect(offered(page).first).to_be_visible()
        page.wait_for_timeout(50)
        names, frame = page.locator(".editor-names"), page.locator("text-expander")
        inner, outer = names.bounding_box(), frame.bounding_box()
        assert inner
        assert outer
        assert inner["x"] >= outer["x"] - 1
        assert inner["x"] + inner["width"] <= outer["x"] + outer["width"] + 1
        page.keyboard.press("Escape")


def test_without_javascript_the_text_area_is_the_editor(plain: Page) -> None:
    plain.goto("/admin/login/?next=/admin/briefs/brief/?q=Unready")
    plain.fill("#id_username", "chief")
    plain.fill("#id_password", "chief")
    plain.press("#id_password", "Enter")
    plain.get_by_role("link", name="Unready", exact=True).click()

    expect(plain.locator(".editor-bar")).to_be_hidden()
    expect(plain.locator(".editor-shown")).to_be_hidden()
    words = plain.locator(BODY).input_value()
    plain.fill(BODY, f"{words} Typed.")
    plain.get_by_role("button", name="Save and continue editing").click()

    expect(plain.locator(BODY)).to_have_value(re.compile(r" Typed\.$"))
