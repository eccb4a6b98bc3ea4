"""The desk's list of briefs, whatever their titles are."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

LIST = "/admin/briefs/brief/"
TITLE = "#result_list tbody th a"
# Where the first and the last character of a line stand.
ENDS = """link => [0, link.textContent.length - 1].map(at => {
  const character = document.createRange();
  character.setStart(link.firstChild, at);
  character.setEnd(link.firstChild, at + 1);
  return character.getBoundingClientRect().x;
})"""


def entitle(page: Page, title: str) -> None:
    page.locator(TITLE).first.evaluate("(link, title) => { link.textContent = title }", title)


def test_a_title_of_any_length_leaves_the_other_columns_on_the_screen(desk: Page) -> None:
    desk.goto(LIST)

    entitle(desk, "x" * 300)

    frame, last = desk.locator(".wide"), desk.locator("#result_list thead th").last
    assert frame.evaluate("frame => frame.scrollWidth <= frame.clientWidth")
    column = last.bounding_box()
    assert column
    assert column["x"] + column["width"] <= 1280


def test_a_title_runs_its_own_way_on_a_page_from_right_to_left(desk: Page, site: str) -> None:
    desk.context.add_cookies([{"name": "django_language", "value": "ur", "url": site}])
    desk.goto(LIST)

    for title, rightwards in (("Double submit test!", True), ("گیس اور تیل!", False)):
        entitle(desk, title)
        first, last = desk.locator(TITLE).first.evaluate(ENDS)
        assert (first < last) == rightwards
