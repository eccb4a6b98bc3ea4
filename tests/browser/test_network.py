"""The network by keyboard, and without JavaScript."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_the_arrows_go_from_node_to_node_and_enter_goes_into_one(page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto("/network/")
    node = page.locator(".graph a.node", has=page.locator("title", has_text="Russia, state"))
    node.focus()
    assert page.locator(".tie.near").count() > 1

    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    focused = page.evaluate("document.activeElement.querySelector('title').textContent")
    page.keyboard.press("Enter")
    page.wait_for_url("**/network/?a*")

    assert focused.split(",")[0] in page.locator(".chip").first.inner_text()
    assert said == []


def test_the_script_puts_no_node_outside_of_the_drawing(page: Page) -> None:
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/network/")
        outside = page.evaluate(
            """() => {
                const {width, height} = document.querySelector(".graph svg").getBoundingClientRect()
                return [...document.querySelectorAll(".graph .node")].filter(node => {
                    const {e, f} = node.transform.baseVal.consolidate().matrix
                    return e < 0 || f < 0 || e > width || f > height
                }).length
            }"""
        )
        assert outside == 0


def test_without_javascript_it_is_drawn_all_the_same(plain: Page) -> None:
    plain.goto("/network/?actor=russia")

    assert plain.locator(".graph a.node").count() > 3
    plain.locator(".graph a.node").nth(1).click()
    plain.wait_for_url("**/network/?a*")
    assert "russia" not in plain.url
