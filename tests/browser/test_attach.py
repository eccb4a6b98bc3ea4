"""Words selected in a preview are attached to a fact in three clicks, or by the keys alone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

SELECT = """words => {
  const text = document.querySelector("main .body");
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(words);
    if (at < 0) continue;
    getSelection().setBaseAndExtent(node, at, node, at + words.length);
    return;
  }
}"""


def preview(desk: Page) -> Locator:
    """The preview of a draft about harbours, in which no other test writes, and its panel."""
    desk.goto("/admin/briefs/brief/?q=quays")
    desk.get_by_role("link", name="Quays", exact=True).click()
    desk.get_by_role("link", name="Preview of what is saved").click()
    # A button from when the script has come; a link before.
    expect(desk.get_by_role("button", name="Attach words to a fact")).to_be_visible()
    return desk.locator("#attach")


def test_three_clicks_attach_words_to_a_fact(desk: Page) -> None:
    panel = preview(desk)
    expect(panel).to_be_hidden()

    desk.evaluate(SELECT, "Three harbours")
    expect(panel).to_be_visible()
    expect(panel.get_by_label("The words")).to_have_value("Three harbours")
    panel.get_by_text("A new fact").click()
    panel.get_by_label("event").check()
    panel.get_by_label("Title").fill("A meeting of harbours")
    panel.locator("#id_event-kind").select_option("meeting")
    panel.get_by_label("Asserted as").select_option("claimed")
    panel.get_by_role("button", name="Attach").click()
    expect(desk.get_by_text("The words are attached to the fact.")).to_be_visible()
    mark = desk.locator("mark.claim")
    expect(mark).to_have_text("Three harbours")
    expect(mark).to_have_attribute("data-assertion", "claimed")

    # From now on the fact is an old one, which is found by its words and stated by others.
    desk.evaluate(SELECT, "took part")
    panel.get_by_label("Another fact, by its words").fill("harbours")
    panel.get_by_role("option", name="A meeting of harbours").click()
    expect(panel.get_by_role("radio", name="A meeting of harbours")).to_be_checked()
    panel.get_by_role("button", name="Attach").click()
    expect(desk.locator("mark.claim")).to_have_text(["Three harbours", "took part"])


def test_the_keys_alone_do_it_too_and_escape_closes(desk: Page) -> None:
    panel = preview(desk)
    desk.keyboard.press("Alt+f")
    expect(panel.get_by_label("The words")).to_be_focused()
    desk.keyboard.type("harbours took")
    panel.get_by_label("Another fact, by its words").focus()
    desk.keyboard.type("defence")
    expect(panel.get_by_role("option").first).to_be_visible()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(panel.get_by_role("radio", checked=True)).to_be_focused()

    desk.keyboard.press("Escape")

    expect(panel).to_be_hidden()
    expect(desk.get_by_role("button", name="Attach words to a fact")).to_be_focused()


def test_axe_finds_nothing_wrong_with_the_panel_light_and_dark_wide_and_narrow(desk: Page) -> None:
    panel = preview(desk)
    desk.evaluate(Axe().axe_script)
    desk.keyboard.press("Alt+f")
    panel.get_by_text("A new fact").click()
    panel.get_by_role("radio").first.check()
    for scheme in ("light", "dark"):
        for width in (1280, 390):
            desk.emulate_media(color_scheme=scheme)
            desk.set_viewport_size({"width": width, "height": 900})
            found = desk.evaluate("axe.run('#attach', {preload: false})")["violations"]
            assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
            assert desk.evaluate("document.documentElement.scrollWidth") <= width
