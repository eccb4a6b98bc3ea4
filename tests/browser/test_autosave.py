"""What is typed at the desk outlives crashes, lost connections and expired logins."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import PASSWORD

pytestmark = pytest.mark.browser

# A noun for each test, whose forms no other test has open.
LIST, ADD = "/admin/briefs/topic/", "/admin/briefs/topic/add/"
SOON = 8000  # two seconds after the last key, and what a busy machine takes
KEPT = re.compile("Kept at ")


def log_in(page: Page, name: str) -> None:
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    page.locator("#login-form [type=submit]").click()
    page.wait_for_load_state()


def editor(chromium: Browser, site: str, name: str, *, script: bool = True) -> BrowserContext:
    context = chromium.new_context(base_url=site, java_script_enabled=script)
    context.set_default_timeout(5000)
    page = context.new_page()
    page.goto("/admin/login/?next=/admin/jsi18n/")
    log_in(page, name)
    page.close()
    return context


@pytest.fixture
def anna(chromium: Browser, site: str) -> Iterator[BrowserContext]:
    context = editor(chromium, site, "anna")
    yield context
    context.close()


@pytest.fixture
def boris(chromium: Browser, site: str) -> Iterator[BrowserContext]:
    context = editor(chromium, site, "boris")
    yield context
    context.close()


def form_of(context: BrowserContext, row: int) -> Page:
    """The form of a topic: that of this row of the list."""
    page = context.new_page()
    page.goto(LIST)
    page.locator("#result_list tbody tr th a").nth(row).click()
    page.wait_for_selector("#id_definition")
    return page


def test_a_crashed_page_gives_back_what_was_typed(anna: BrowserContext) -> None:
    page = form_of(anna, 0)
    address = page.url
    page.fill("#id_definition", "Typed, and not saved.")
    expect(page.locator("#kept")).to_have_text(KEPT, timeout=SOON)
    page.close()

    page = anna.new_page()
    page.goto(address)
    expect(page.get_by_text("You have unsaved work from")).to_be_visible()
    expect(page.locator("#id_definition")).not_to_have_value("Typed, and not saved.")
    page.get_by_text("Take it up again").click()
    expect(page.locator("#id_definition")).to_have_value("Typed, and not saved.")
    page.locator("[name=_continue]").click()

    expect(page.get_by_text("was changed successfully")).to_be_visible()
    expect(page.locator("#id_definition")).to_have_value("Typed, and not saved.")
    expect(page.get_by_text("unsaved work")).to_have_count(0)


def test_typing_back_what_was_there_leaves_nothing(anna: BrowserContext) -> None:
    page = form_of(anna, 1)
    before = page.locator("#id_name").input_value()
    page.fill("#id_name", f"{before}, again")
    expect(page.locator("#kept")).to_have_text(KEPT, timeout=SOON)
    page.fill("#id_name", before)
    expect(page.locator("#kept span")).to_have_text("", timeout=SOON)

    page.reload()

    expect(page.get_by_text("unsaved work")).to_have_count(0)


def test_what_is_typed_before_the_script_has_come_is_kept(anna: BrowserContext) -> None:
    page = form_of(anna, 1)
    held: list[Route] = []
    page.route("**/autosave.js", lambda route: held.append(route))
    page.goto(page.url, wait_until="commit")
    before = page.locator("#id_name").input_value()
    page.fill("#id_name", f"{before}, early")
    expect(page.locator("#kept[data-state]")).to_have_count(0)

    held[0].continue_()

    expect(page.locator("#kept")).to_have_text(KEPT, timeout=SOON)
    page.fill("#id_name", before)
    expect(page.locator("#kept span")).to_have_text("", timeout=SOON)


@pytest.mark.parametrize(
    "noun", ["brief", "evidence", "agreement", "event", "actor", "topic", "region", "tag", "source"]
)
def test_a_form_in_which_nobody_types_is_not_kept(anna: BrowserContext, noun: str) -> None:
    page = anna.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.split("/")[-2]))
    page.clock.install()
    page.goto(f"/admin/briefs/{noun}/")
    rows = page.locator("#result_list tbody tr th a")
    forms = [rows.first.get_attribute("href") or ""] if rows.count() else []

    for form in [*forms, f"/admin/briefs/{noun}/add/"]:
        page.goto(form)
        page.wait_for_selector("#kept[data-state]", state="attached")
        with page.expect_response("**/unsaved/here/"):
            page.clock.run_for(20_000)

    assert "keep" not in asked


def test_typing_back_with_an_expired_login_leaves_nothing_once_it_is_renewed(
    anna: BrowserContext,
) -> None:
    page = form_of(anna, 9)
    before = page.locator("#id_name").input_value()
    page.fill("#id_name", f"{before}, again")
    expect(page.locator("#kept")).to_have_text(KEPT, timeout=SOON)
    anna.clear_cookies()
    page.fill("#id_name", before)
    expect(page.locator("#kept")).to_contain_text("Your login has expired", timeout=SOON)

    other = anna.new_page()
    other.goto("/admin/login/?next=/admin/jsi18n/")
    log_in(other, "anna")

    expect(page.locator("#kept span")).to_have_text("", timeout=SOON)
    page.reload()
    expect(page.get_by_text("unsaved work")).to_have_count(0)


def test_without_a_connection_it_says_so_and_tries_again(anna: BrowserContext) -> None:
    page = form_of(anna, 2)
    anna.set_offline(True)
    page.fill("#id_definition", "Typed on a train.")
    expect(page.locator("#kept")).to_contain_text("Not kept: no connection", timeout=SOON)

    anna.set_offline(False)

    expect(page.locator("#kept")).to_have_text(KEPT, timeout=SOON)


def test_without_a_connection_a_form_is_not_sent_into_nothing(anna: BrowserContext) -> None:
    page = form_of(anna, 8)
    page.fill("#id_definition", "Typed and sent at once.")
    anna.set_offline(True)
    page.locator("[name=_continue]").click()
    expect(page.locator("#kept")).to_contain_text("Not kept: no connection", timeout=SOON)
    expect(page.locator("#id_definition")).to_have_value("Typed and sent at once.")

    anna.set_offline(False)
    page.locator("[name=_continue]").click()

    expect(page.get_by_text("was changed successfully")).to_be_visible()
    expect(page.locator("#id_definition")).to_have_value("Typed and sent at once.")


def test_a_choice_from_an_autocomplete_is_kept_as_well(anna: BrowserContext) -> None:
    page = form_of(anna, 3)
    page.locator(".select2-selection").click()
    page.locator(".select2-results__option", has_text=re.compile(r"\w")).nth(4).click()

    expect(page.locator("#kept")).to_have_text(KEPT, timeout=SOON)


def test_an_expired_login_is_renewed_in_another_tab(anna: BrowserContext) -> None:
    page = form_of(anna, 4)
    anna.clear_cookies()
    page.fill("#id_definition", "Typed after the weekend.")
    expect(page.locator("#kept")).to_contain_text("Your login has expired", timeout=SOON)
    with anna.expect_page() as opened:
        page.get_by_text("log in in another tab").click()
    log_in(opened.value, "anna")
    opened.value.close()

    expect(page.locator("#kept")).to_have_text(KEPT, timeout=SOON)
    page.locator("[name=_continue]").click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    expect(page.locator("#id_definition")).to_have_value("Typed after the weekend.")


def test_sent_with_an_expired_login_it_comes_back_after_logging_in(
    chromium: Browser, site: str
) -> None:
    context = editor(chromium, site, "anna", script=False)
    page = form_of(context, 5)
    page.fill("#id_definition", "Typed without scripts.")
    context.clear_cookies(name="sessionid")
    page.locator("[name=_save]").click()

    expect(page.get_by_text("What you typed is not lost")).to_be_visible()
    log_in(page, "anna")
    page.get_by_text("Take it up again").click()
    expect(page.locator("#id_definition")).to_have_value("Typed without scripts.")
    page.locator("[name=_save]").click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    context.close()


def test_sent_with_another_login_s_token_it_comes_back_as_well(
    chromium: Browser, site: str
) -> None:
    context = editor(chromium, site, "anna", script=False)
    page = form_of(context, 6)
    page.fill("#id_definition", "Typed before.")
    context.clear_cookies(name="sessionid")
    other = context.new_page()
    other.goto("/admin/login/")
    log_in(other, "anna")
    page.locator("[name=_save]").click()

    expect(page.get_by_text("You have logged in anew")).to_be_visible()
    expect(page.locator("#id_definition")).to_have_value("Typed before.")
    page.locator("[name=_continue]").click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    context.close()


def test_colleagues_see_each_other(anna: BrowserContext, boris: BrowserContext) -> None:
    page = form_of(anna, 7)
    expect(page.locator("#company")).to_have_text("")

    other = form_of(boris, 7)
    expect(other.get_by_text("Anna has this open, too")).to_be_visible()
    expect(page.get_by_text("Boris has this open, too")).to_be_visible(timeout=20_000)

    page.close()
    expect(other.get_by_text("Anna has this open, too")).to_have_count(0, timeout=20_000)


def test_what_is_new_is_offered_where_it_was_added(anna: BrowserContext) -> None:
    page = anna.new_page()
    page.goto(ADD)
    page.locator("#id_name").press_sequentially("Grain")
    expect(page.locator("#kept")).to_have_text(KEPT, timeout=SOON)
    page.close()

    page = anna.new_page()
    page.goto(ADD)
    expect(page.locator(".notice")).to_contain_text("Grain")
    page.get_by_text("Discard it").click()
    expect(page.get_by_text("Your unsaved work was discarded")).to_be_visible()
    expect(page.get_by_text("You have unsaved work")).to_have_count(0)
    page.get_by_text("Take it up after all").click()
    expect(page.locator("#id_slug")).to_have_value("grain")


def test_two_machines_of_one_person_keep_both_texts(
    anna: BrowserContext, chromium: Browser, site: str
) -> None:
    page = form_of(anna, 10)
    page.fill("#id_definition", "Typed at the office.")
    expect(page.locator("#kept")).to_have_text(KEPT, timeout=SOON)

    away = editor(chromium, site, "anna")
    other = form_of(away, 10)
    expect(other.locator("#company")).to_contain_text("in another tab or on another machine")
    other.get_by_text("Take it up again").click()
    expect(other.locator("#id_definition")).to_have_value("Typed at the office.")
    other.fill("#id_definition", "Gone on with on the train.")
    expect(other.locator("#kept")).to_have_text(KEPT, timeout=SOON)
    # At the office, it is said; and typing goes on beside it, not over it.
    expect(page.locator("#company")).to_contain_text("with unsaved work from", timeout=20_000)
    # It is refused the copy that the train has, and asks again for one of its own.
    with page.expect_response(lambda answer: answer.url.endswith("/keep/") and answer.ok):
        page.fill("#id_definition", "Gone on with at the office.")
    # Both crash.
    away.close()
    page.close()

    page = form_of(anna, 10)
    address = page.url
    for text in ("Gone on with at the office.", "Gone on with on the train."):
        page.goto(address)
        page.get_by_text("Take it up again").first.click()
        expect(page.locator("#id_definition")).to_have_value(text)
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(address)
        page.get_by_text("Discard it").first.click()


def test_a_page_that_is_reloaded_or_saved_is_not_taken_for_another_tab(
    anna: BrowserContext,
) -> None:
    page = form_of(anna, 11)
    page.wait_for_load_state("networkidle")

    page.reload(wait_until="networkidle")
    expect(page.locator("#company")).to_have_text("")
    page.locator("[name=_continue]").click()
    page.wait_for_load_state("networkidle")
    expect(page.locator("#company")).to_have_text("")
