"""The desk on a phone: what is wide scrolls in a frame of its own, and nothing else does."""

from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

WIDTH = 390
# What is no page, or would end the walk.
NO_PAGES = {"logout", "jsi18n", "unsaved", "autocomplete", "view_on_site", "login"}

POP_UPS = ["/admin/briefs/place/add/?_popup=1", "/admin/briefs/actor/add/?_popup=1"]

# What is cut off or scrolls sideways, and isn't a frame that can be reached and has a name.
SIDEWAYS = """() => {
  const wrong = [];
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) wrong.push(`the page is ${scrollWidth} wide`);
  for (const each of document.body.querySelectorAll("*")) {
    if (each.matches("textarea, input, select, button, svg *, .select2-container *")) continue;
    const style = getComputedStyle(each);
    if (style.overflowX === "visible" || !each.checkVisibility()) continue;
    if (each.scrollWidth <= each.clientWidth + 1 || each.clientWidth <= 1) continue;
    if (style.textOverflow === "ellipsis") continue;
    const named = each.matches("[role=region][aria-label][tabindex='0']");
    const frame = named && style.overflowX === "auto";
    const size = `${each.scrollWidth} in ${each.clientWidth}`;
    if (!frame) wrong.push(`${each.tagName} ${each.id} ${each.className}: ${size}`);
  }
  return wrong;
}"""


def shape(address: str) -> str:
    """What kind of page an address is of; empty where it is none of the desk."""
    path = urlsplit(address).path
    if not path.startswith("/admin/") or "/export" in path:
        return ""
    name = resolve(path).url_name or ""
    return "" if name in NO_PAGES or name.startswith("desk_") else name


def test_only_named_frames_scroll_sideways_on_any_page_of_the_desk(desk: Page) -> None:
    desk.set_viewport_size({"width": WIDTH, "height": 900})
    waiting, seen, wrong = ["/admin/", *POP_UPS], {"index"}, {}
    while waiting:
        address = waiting.pop(0)
        answer = desk.goto(address)
        assert answer
        assert answer.status == 200, address
        if found := desk.evaluate(SIDEWAYS):
            wrong[address] = found
        links = desk.evaluate("[...document.links].map(link => link.getAttribute('href'))")
        for link in (urljoin(address, link) for link in links):
            kind = shape(link)
            if kind and kind not in seen:
                seen.add(kind)
                waiting.append(link)

    assert len(seen) > 90
    assert wrong == {}


def test_a_frame_scrolls_by_the_keys(desk: Page) -> None:
    desk.set_viewport_size({"width": WIDTH, "height": 900})
    desk.goto("/admin/briefs/brief/")
    frame = desk.get_by_role("region", name="Briefs")
    frame.focus()
    desk.keyboard.press("ArrowRight")

    desk.wait_for_function("frame => frame.scrollLeft > 0", arg=frame.element_handle())
