"""Every kind of page, light and dark, narrow and wide, read by axe; and no cookie set."""

from collections.abc import Mapping

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

BRIEF = "/briefs/pakistan-stream-pipeline-in-figures/"
AGREEMENT = "/agreements/pakistan-stream-gas-pipeline/"
PAGES = {
    "front page": "/",
    "list": "/briefs/",
    "list with filters": "/briefs/?topic=security&actor=russia&q=military",
    "list with mistakes": "/briefs/?topic=nope&published_after=13/2020&page=0",
    "empty list": "/briefs/?q=zebra",
    "misspelt words": "/briefs/?q=coperation+gas&kind=policy-brief&published_after=2023",
    "brief": BRIEF,
    "Urdu brief": "/briefs/islamabad-bayan-april-2021/",
    "Russian brief": "/briefs/voennyj-komitet-sentyabr-2021/",
    "withdrawn brief": "/briefs/hybrid-warfare-and-cyber-security/",
    "retracted brief": "/briefs/trade-and-central-asian-links/",
    "removed brief": "/briefs/promised-military-equipment/",
    "former edition": f"{BRIEF}editions/1/",
    "difference": f"{BRIEF}editions/1..2/",
    "changes": f"{BRIEF}changes/",
    "changes since no day": f"{BRIEF}changes/?since=soon",
    "actors": "/actors/",
    "actor": "/actors/russia/",
    "topics": "/topics/",
    "topic": "/topics/security/",
    "agreements": "/agreements/",
    "agreement": AGREEMENT,
    "events": "/events/",
    "event": "/events/security-council-talks-2021-12-01/",
    "timeline": "/timeline/",
    "timeline of counts": "/timeline/?page_size=10",
    "timeline with mistakes": "/timeline/?from=soon&actor=nope",
    "network": "/network/",
    "network around an actor": "/network/?actor=russia&as_of=2021",
    "network with mistakes": "/network/?as_of=soon&kind=nope",
    "tags": "/tags/",
    "tag": "/tags/afghanistan/",
    "no such page": "/nope/",
    "malformed": "/briefs/?q=%00",
}
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}


def violations(page: Page, options: Mapping[str, object]) -> list[str]:
    """What axe has against the page as it stands: rule and element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("options => axe.run(options)", {"resultTypes": ["violations"], **options})
    return [
        f"{violation['id']}: {node['html']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_axe_finds_nothing_wrong(page: Page, address: str) -> None:
    page.goto(address)
    assert violations(page, {}) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, COLOURS) == []
    page.set_viewport_size({"width": 390, "height": 900})
    assert violations(page, {}) == []
    page.emulate_media(color_scheme="light")
    assert violations(page, COLOURS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.context.cookies() == []


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/briefs/",
        BRIEF,
        "/agreements/pakistan-stream-gas-pipeline/",
        "/timeline/",
        "/network/",
    ],
)
def test_a_page_read_from_right_to_left_fits_its_width(page: Page, site: str, address: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": "ur", "url": site}])
    page.goto(address)
    assert page.locator("html").get_attribute("dir") == "rtl"
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_language_switch_comes_back_to_the_page_it_was_pressed_on(page: Page) -> None:
    page.goto("/briefs/?topic=security")
    page.get_by_role("button", name="Русский").click()
    page.wait_for_function("document.documentElement.lang === 'ru'")
    assert page.url.endswith("/briefs/?topic=security")
