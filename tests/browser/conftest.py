"""A real Chromium before a served site: the seed briefs, one of them changed, withdrawn, removed.

Every page that a test opens is watched: an error on its console, a breach of the content
security policy, a request to another host, a file that is missing or a cookie fails the test.
"""

import os
import shutil
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from briefs.models.brief import Brief
from briefs.models.edition import Change
from briefs.publishing import publish, remove, withdraw
from tests.browser.body import BODY, Open

CHANGED = "pakistan-stream-pipeline-in-figures"
WITHDRAWN = "hybrid-warfare-and-cyber-security"
REMOVED = "promised-military-equipment"
RETRACTED = "trade-and-central-asian-links"
EDITORS, PASSWORD = ("anna", "boris"), "secret of an editor"


@pytest.fixture(scope="package")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """In the place of pytest-django's: loaded once for all of these tests, for none writes."""
    with django_db_blocker.unblock():
        call_command("loaddata", "actors", "topics", "agreements", "briefs", verbosity=0)
        changed = Brief.objects.get(slug=CHANGED)
        changed.summary += " Checked again in October."
        changed.save()
        publish(changed, note="The summary says when it was checked.", change=Change.MINOR)
        withdraw(Brief.objects.get(slug=WITHDRAWN), reason="Its source has been taken back.")
        retracted = Brief.objects.get(slug=RETRACTED)
        publish(retracted, note="The editors: its figures were made up.", change=Change.RETRACTION)
        remove(Brief.objects.get(slug=REMOVED), reason="At the wish of its author.")
        for name in EDITORS:
            User.objects.create_superuser(name, password=PASSWORD, first_name=name.title())
        User.objects.create_superuser("chief", password="chief")
        lines = "A line of some words.\n\n" * 200
        unready = f"{lines}😀 [Gas](http://example.org/) and [oil](/nowhere/) of Russia.\n\n{lines}"
        Brief.objects.create(slug="unready", title="Unready", body=unready)
        Brief.objects.create(slug="harbours", title="Harbours", body="Three harbours took part.")
        # Its text stays as it is: tests write in "Harbours".
        Brief.objects.create(slug="quays", title="Quays", body="Three harbours took part.")
        yield
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(scope="package")
def site(db: None) -> Iterator[str]:
    """The address of the served site."""
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.fixture(scope="package")
def chromium(site: str) -> Iterator[Browser]:
    """Chromium: the one that CHROMIUM names, else the one on PATH.

    Started after the site: under Playwright's loop Django would use another connection.
    """
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.skip("no Chromium: set CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def _context(chromium: Browser, site: str, *, width: int, script: bool = True) -> BrowserContext:
    return chromium.new_context(
        base_url=site,
        java_script_enabled=script,
        reduced_motion="reduce",
        viewport={"width": width, "height": 900},
    )


def _watched(context: BrowserContext, site: str) -> Iterator[Page]:
    """A page; at the end of the test, what went wrong on it fails the test."""
    wrong: list[str] = []

    def console(message: ConsoleMessage) -> None:
        # Chromium reports the status of a page that is meant to be a 400, 404 or 410, too.
        is_status = message.text.startswith("Failed to load resource")
        if message.type in {"error", "warning"} and not is_status:
            wrong.append(f"console: {message.text}")

    page = context.new_page()
    page.set_default_timeout(5000)
    page.on("console", console)
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on(
        "response",
        lambda response: (
            wrong.append(f"{response.status}: {response.url}")
            if response.status >= 500 or (response.status >= 400 and "/static/" in response.url)
            else None
        ),
    )
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith(site) else wrong.append(f"foreign: {request.url}")
        ),
    )
    yield page
    context.close()
    assert not wrong


@pytest.fixture
def page(chromium: Browser, site: str) -> Iterator[Page]:
    """A page 1280 pixels wide; addresses without a host are the site's."""
    yield from _watched(_context(chromium, site, width=1280), site)


@pytest.fixture
def phone(chromium: Browser, site: str) -> Iterator[Page]:
    """A page 390 pixels wide."""
    yield from _watched(_context(chromium, site, width=390), site)


@pytest.fixture
def desk(page: Page) -> Page:
    """A page 1280 pixels wide, on which a superuser has logged in at the desk."""
    page.goto("/admin/login/?next=/admin/")
    page.fill("#id_username", "chief")
    page.fill("#id_password", "chief")
    page.press("#id_password", "Enter")
    page.wait_for_url("**/admin/")
    return page


@pytest.fixture
def plain(chromium: Browser, site: str) -> Iterator[Page]:
    """A page without JavaScript."""
    yield from _watched(_context(chromium, site, width=1280, script=False), site)


@pytest.fixture
def draft(desk: Page) -> Open:
    """Opens a brief's form, with another body typed in it, the caret at its end."""

    def open_form(body: str = "", *, title: str = "Harbours", width: int = 1280) -> Page:
        desk.set_viewport_size({"width": width, "height": 900})
        desk.goto(f"/admin/briefs/brief/?q={title}")
        desk.get_by_role("link", name=title).first.click()
        desk.wait_for_url("**/change/**")
        if body:
            desk.fill(BODY, body)
            desk.press(BODY, "Control+End")
        return desk

    return open_form


@pytest.fixture
def dialogs(desk: Page) -> list[str]:
    """The kinds of the dialogs that came up; each is answered with “stay”."""
    seen: list[str] = []

    def stay(dialog: Dialog) -> None:
        seen.append(dialog.type)
        dialog.dismiss()

    desk.on("dialog", stay)
    return seen
