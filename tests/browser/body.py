"""The body's editor as one types in it."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page

BODY = "#id_body"
# What a word processor does when one copies from it; a page's own clipboard would be cleaned.
COPY = """([html, plain]) => {
  document.addEventListener("copy", (event) => {
    if (html) event.clipboardData.setData("text/html", html);
    event.clipboardData.setData("text/plain", plain);
    event.preventDefault();
  }, { once: true });
}"""

type Open = Callable[..., Page]


def paste(page: Page, html: str, plain: str, *, keys: str = "Control+V") -> None:
    """Copy elsewhere, paste into the body."""
    page.evaluate(COPY, [html, plain])
    page.press(BODY, "Control+C")
    page.press(BODY, keys)


def caret(page: Page) -> tuple[int, int]:
    area = page.locator(BODY)
    return (area.evaluate("area => area.selectionStart"), area.evaluate("a => a.selectionEnd"))


def offered(page: Page) -> Locator:
    return page.locator(".editor-names [role=option]")


def select(page: Page, start: int, end: int) -> None:
    page.locator(BODY).evaluate("(area, at) => area.setSelectionRange(...at)", [start, end])
