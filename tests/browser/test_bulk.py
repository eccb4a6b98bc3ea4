"""Bulk actions in a browser: the page follows the worker by itself, and looks right."""

from collections.abc import Mapping

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from briefs.admin.bulk import doing
from briefs.models import BulkJob
from tests.browser.elsewhere import elsewhere

pytestmark = pytest.mark.browser

LIST = "/admin/briefs/brief/"


def ask(page: Page, action: str) -> None:
    """Choose all of the list, and an action."""
    page.goto(LIST)
    page.locator("#action-toggle").check()
    page.select_option("select[name=action]", action)
    page.locator("button[name=index]").click()
    page.wait_for_url("**/bulk/**")


def violations(page: Page) -> list[tuple[str, str]]:
    """What axe has against the page, in light and dark, wide and narrow."""
    options: Mapping[str, object] = {"preload": False, "resultTypes": ["violations"]}
    found: list[tuple[str, str]] = []
    page.evaluate(Axe().axe_script)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(300)  # the desk's buttons change their colours slowly
            run = page.evaluate("options => axe.run('#content', options)", options)
            found += [(each["id"], str(each["nodes"])) for each in run["violations"]]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    return found


def begin() -> BulkJob:
    """As if there were more briefs than are done while the page waits."""
    job = BulkJob.objects.latest("pk")
    doing.begin(job, {"note": [""], "change": ["minor"]}, trial=True)
    return job


def test_the_page_follows_the_worker_until_it_is_done(desk: Page) -> None:
    for action in ("export", "publish"):
        ask(desk, action)
        assert violations(desk) == []
    job = elsewhere(begin)
    desk.reload()
    assert violations(desk) == []
    expect(desk.locator("progress")).to_have_attribute("value", "0")

    assert elsewhere(lambda: doing.do_next(job.pk))
    expect(desk.locator("progress")).to_have_attribute("value", "1")
    elsewhere(lambda: doing.finish(job))

    expect(desk.get_by_text("Tried: nothing has changed.")).to_be_visible()
    assert violations(desk) == []
    desk.get_by_role("link", name="Bulk actions").click()
    desk.wait_for_url("**/bulk/")
    assert violations(desk) == []


def asks_on(page: Page) -> bool:
    """Whether the page asks how far it is, when half a minute goes by."""
    page.wait_for_timeout(2500)  # what is on its way comes in, and who asks every two seconds has
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.run_for(30_000)
    page.wait_for_timeout(300)
    return bool(asked)


def test_what_is_finished_asks_no_more(desk: Page) -> None:
    ask(desk, "publish")
    job = elsewhere(begin)
    desk.reload()
    elsewhere(lambda: doing.finish(job))
    # By the real clock: a page that is left while its clock is put on may never say so.
    expect(desk.get_by_text("Tried: nothing has changed.")).to_be_visible()

    desk.clock.install()
    assert not asks_on(desk)


def test_an_export_that_was_taken_away_asks_no_more_and_leads_back_to_the_list(desk: Page) -> None:
    desk.clock.install()
    ask(desk, "export")
    with desk.expect_download() as download:
        desk.locator("input.default").click()
    assert download.value.suggested_filename.endswith(".jsonl")

    assert not asks_on(desk)
    desk.reload()
    expect(desk.get_by_text("Finished.")).to_be_visible()
    assert not asks_on(desk)
    desk.get_by_role("button", name="Back to the list").click()
    desk.wait_for_url(f"**{LIST}")


def test_who_was_logged_out_meanwhile_is_asked_to_log_in(desk: Page) -> None:
    ask(desk, "publish")
    elsewhere(begin)
    desk.reload()
    desk.context.clear_cookies()

    desk.wait_for_url("**/login/**")
    desk.clock.install()
    assert not asks_on(desk)
