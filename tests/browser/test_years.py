"""The histogram of years: a range of them, by mouse and by keyboard, and as a table."""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from briefs.publishing import withdraw
from tests.browser.elsewhere import elsewhere
from tests.factories import brief_of, published

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def older(page: Page) -> Iterator[None]:
    """A brief of each year from 2019 to 2022, beside those of the collection."""
    years = range(2019, 2023)
    editions = elsewhere(lambda: [published(published_on=dt.date(year, 5, 1)) for year in years])
    yield
    elsewhere(lambda: [withdraw(brief_of(each), reason="The test is over.") for each in editions])


def bar(page: Page, year: int) -> tuple[float, float]:
    """The middle of a year's bar."""
    box = page.locator(".years a", has_text=str(year)).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] - 8


def test_dragging_across_years_chooses_their_range(page: Page) -> None:
    page.goto("/briefs/")
    page.mouse.move(*bar(page, 2022))
    page.mouse.down()
    page.mouse.move(*bar(page, 2021), steps=4)
    page.mouse.move(*bar(page, 2020), steps=4)
    expect(page.locator("#said")).to_have_text("2020 – 2022")
    page.mouse.up()
    page.wait_for_url("**published_after=2020&published_before=2022**")
    expect(page.locator("#count")).to_have_text("3 briefs")
    assert marked(page) == ["2020", "2021", "2022"]


def marked(page: Page) -> list[str]:
    """The years that are shown as chosen."""
    expect(page.locator(".years .in")).to_have_count(0)
    ink = page.locator(".years a").first.evaluate("link => getComputedStyle(link).color")
    years: list[str] = page.locator(".years a").evaluate_all(
        """(links, ink) => links.filter(link => getComputedStyle(link).color !== ink)
            .map(link => link.querySelector("span").textContent)""",
        ink,
    )
    return years


def test_escape_calls_off_a_range_that_is_being_drawn(page: Page) -> None:
    page.goto("/briefs/")
    page.mouse.move(*bar(page, 2022))
    page.mouse.down()
    page.mouse.move(*bar(page, 2020), steps=4)
    page.keyboard.press("Escape")
    expect(page.locator(".years .in")).to_have_count(0)
    page.mouse.move(*bar(page, 2022), steps=2)
    page.mouse.up()
    page.wait_for_timeout(300)
    assert page.url.endswith("/briefs/")


def test_years_without_a_brief_hold_their_place(page: Page) -> None:
    page.goto("/briefs/")
    shown = page.locator(".years li span").all_text_contents()
    assert shown == [str(year) for year in range(2019, 2027)]
    assert page.locator(".years a", has_text="2024").count() == 0


def test_pressing_a_year_chooses_it_and_the_page_stays(page: Page) -> None:
    page.goto("/briefs/")
    page.evaluate("window.stays = true")
    page.mouse.click(*bar(page, 2021))
    page.wait_for_url("**published_after=2021&published_before=2021**")
    expect(page.locator("#count")).to_have_text("1 brief")
    expect(page.locator("#said")).to_have_text("1 brief")
    assert page.evaluate("window.stays")
    assert page.evaluate("document.activeElement.id") == "y-2021"


def test_arrows_with_shift_choose_a_range(page: Page) -> None:
    page.goto("/briefs/")
    page.locator(".years a", has_text="2019").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#said")).to_have_text("2020 – 2022")
    page.keyboard.press("Enter")
    page.wait_for_url("**published_after=2020&published_before=2022**")
    expect(page.locator("#count")).to_have_text("3 briefs")


def test_the_same_stands_in_a_table(page: Page) -> None:
    page.goto("/briefs/")
    page.get_by_text("As a table").click()
    table = page.get_by_role("table", name="Briefs by year")
    expect(table.get_by_role("row")).to_have_count(6)
    expect(table.get_by_role("row", name="2020 1")).to_be_visible()


@pytest.fixture
def many_years() -> Iterator[None]:
    """A brief of each year from 1981 to 2018, too: more than a phone can show side by side."""
    years = range(1981, 2019)
    editions = elsewhere(lambda: [published(published_on=dt.date(year, 5, 1)) for year in years])
    yield
    elsewhere(lambda: [withdraw(brief_of(each), reason="The test is over.") for each in editions])


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.usefixtures("many_years")
def test_many_years_scroll_in_their_own_row_and_never_the_page(
    page: Page, site: str, language: str
) -> None:
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    page.goto("/briefs/")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.locator(".years a", has_text="1981").scroll_into_view_if_needed()
        expect(page.locator(".years a", has_text="1981")).to_be_in_viewport()


def is_shown(page: Page, year: int) -> bool:
    """Whether a year's bar stands between the edges of a phone."""
    middle, _bottom = bar(page, year)
    return 0 < middle < 390


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.usefixtures("many_years")
def test_a_phone_shows_the_newest_years_first_or_those_that_were_chosen(
    phone: Page, site: str, language: str
) -> None:
    phone.context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    phone.goto("/briefs/")
    assert (is_shown(phone, 2022), is_shown(phone, 1981)) == (True, False)

    phone.goto("/briefs/?published_after=1990&published_before=1991")

    assert (is_shown(phone, 1991), is_shown(phone, 2022)) == (True, False)
