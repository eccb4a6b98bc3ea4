"""The body's editor and every noun's form in a browser, without an error on the console."""

import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Dialog, Locator, Page, Route, expect

pytestmark = pytest.mark.browser

SAMPLES = Path(__file__).parent.parent / "importing" / "samples"
BODY = "#id_body"
# What a word processor does when one copies from it; a page's own clipboard would be cleaned.
COPY = """([html, plain]) => {
  document.addEventListener("copy", (event) => {
    if (html) event.clipboardData.setData("text/html", html);
    event.clipboardData.setData("text/plain", plain);
    event.preventDefault();
  }, { once: true });
}"""

# Without what axe itself puts into the page; while names are offered, the text area is a
# combobox, which axe has against any text area.
AXE = {"preload": False, "rules": {"aria-allowed-role": {"enabled": False}}}

type Open = Callable[..., Page]


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


# The toolbar


@pytest.mark.parametrize(
    ("keys", "written"),
    [
        ("Control+b", "one **two**"),
        ("Control+i", "one _two_"),
        ("Control+k", "one [two](url)"),
        ("Control+Shift+8", "- one two"),
        ("Control+Shift+7", "1. one two"),
    ],
)
def test_a_key_does_what_its_button_does_and_undo_takes_it_back(
    draft: Open, keys: str, written: str
) -> None:
    page = draft("one two")
    select(page, 4, 7)

    page.press(BODY, keys)

    expect(page.locator(BODY)).to_have_value(written)
    expect(page.locator(BODY)).to_be_focused()
    page.press(BODY, "Control+z")
    expect(page.locator(BODY)).to_have_value("one two")


def test_the_keys_of_a_russian_keyboard_work(draft: Open) -> None:
    page = draft("один два")
    select(page, 5, 8)

    page.locator(BODY).dispatch_event(
        "keydown", {"key": "и", "code": "KeyB", "ctrlKey": True, "bubbles": True}
    )

    expect(page.locator(BODY)).to_have_value("один **два**")


def test_the_toolbar_is_one_stop_of_the_tab_key_and_the_arrows_move_within(draft: Open) -> None:
    page = draft("one")
    select(page, 0, 3)

    page.keyboard.press("Shift+Tab")  # the button that shows the preview
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Heading", exact=True)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Bold")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(BODY)).to_have_value("**one**")


def test_the_tab_key_leaves_the_text(draft: Open) -> None:
    page = draft("one")

    page.press(BODY, "Tab")

    expect(page.locator(BODY)).not_to_be_focused()
    expect(page.locator(BODY)).to_have_value("one")


def test_a_note_gets_the_next_number_and_its_place_at_the_end(draft: Open) -> None:
    page = draft("One.[^1] Two.\n\n[^1]: First.")
    select(page, 13, 13)

    page.get_by_role("button", name="Note").click()
    page.keyboard.type("Second.")

    expect(page.locator(BODY)).to_have_value("One.[^1] Two.[^2]\n\n[^1]: First.\n\n[^2]: Second.")


def test_a_table_comes_after_the_paragraph_with_its_first_head_ready_to_be_typed(
    draft: Open,
) -> None:
    page = draft("One.\n\nTwo.")
    select(page, 2, 2)

    page.get_by_role("button", name="Table").click()
    page.keyboard.type("Port")

    expect(page.locator(BODY)).to_have_value(
        "One.\n\n| Port | Column |\n| --- | --- |\n|  |  |\n\nTwo."
    )


def test_enter_goes_on_with_a_list_and_ends_it_in_an_empty_item(draft: Open) -> None:
    page = draft("3. three")

    for keys in ("Enter", "x", "Enter", "Enter", "y"):
        page.press(BODY, keys)

    expect(page.locator(BODY)).to_have_value("3. three\n4. x\ny")


# The preview


def test_the_preview_shows_what_readers_get_in_their_type(draft: Open) -> None:
    page = draft(title="The Pakistan Stream gas pipeline in figures")
    shown = page.locator(".editor-shown .body")
    expect(shown.locator("h2").first).to_be_visible()
    words, face = shown.inner_text(), "e => getComputedStyle(e).fontFamily"
    mine = shown.locator("p").first.evaluate(face)

    page.goto("/briefs/pakistan-stream-pipeline-in-figures/")

    readers = page.locator(".brief-text .body")
    assert words.split() == readers.inner_text().split()
    assert mine == readers.locator("p").first.evaluate(face)


def test_the_preview_follows_what_is_typed(draft: Open) -> None:
    page = draft("One.")
    shown = page.locator(".editor-shown")

    page.keyboard.type("\n\n## Two\n\n![](x.png)")

    expect(shown.locator("h2", has_text="Two")).to_be_visible()
    expect(shown.locator(".notice")).to_contain_text("“x.png” is not one of this site's")


def test_the_preview_keeps_its_place_while_one_types(draft: Open) -> None:
    page = draft("A line.\n\n" * 200)
    pane = page.locator(".editor-shown .pane")
    expect(pane.locator(".body p").nth(199)).to_be_attached()
    pane.evaluate("pane => { pane.scrollTop = 1000 }")

    select(page, 0, 0)
    page.locator(BODY).evaluate("area => area.setRangeText('First. ')")
    page.locator(BODY).dispatch_event("input")

    expect(pane.locator(".body p").first).to_have_text("First. A line.")
    assert pane.evaluate("pane => pane.scrollTop") == 1000


def test_a_note_in_the_preview_leads_to_its_text_and_the_form_stays(draft: Open) -> None:
    page = draft("One.[^1]\n\n" + "A line.\n\n" * 100 + "[^1]: The note.")
    note = page.locator(".editor-shown li", has_text="The note.")

    page.locator(".editor-shown sup a").click()

    expect(note).to_be_in_viewport()
    expect(page).to_have_url(re.compile("/change/"))


def test_without_a_connection_the_last_preview_stays_and_says_so(draft: Open) -> None:
    page = draft("One.")
    expect(page.locator(".editor-shown .body")).to_have_text("One.")

    page.route("**/writing/shown/", lambda route: route.abort())
    page.keyboard.type(" Two.")

    expect(page.locator(".editor-shown .state")).to_contain_text("No connection")
    expect(page.locator(".editor-shown .body")).to_have_text("One.")


def test_a_text_too_long_to_be_shown_says_so_and_can_be_written(draft: Open) -> None:
    page = draft("A long line of words. " * 15_000)

    expect(page.locator(".editor-shown .state")).to_contain_text("too long to be shown")
    page.keyboard.type("x")
    expect(page.locator(BODY)).to_have_value(re.compile(" x$"))


def test_after_the_login_has_expired_the_preview_says_so_and_the_text_stays(
    draft: Open, dialogs: list[str]
) -> None:
    page = draft("One.")
    expect(page.locator(".editor-shown .body")).to_have_text("One.")

    page.context.clear_cookies(name="sessionid")
    page.keyboard.type(" Two.")

    expect(page.locator(".editor-shown .state")).to_contain_text("login has expired")
    expect(page.locator(BODY)).to_have_value("One. Two.")


def test_on_a_phone_the_preview_takes_the_place_of_the_text(draft: Open) -> None:
    page = draft("One.", width=390)
    toggle = page.get_by_role("button", name="Preview")
    expect(page.locator(".editor-shown")).to_be_hidden()

    toggle.click()
    expect(page.locator(".editor-shown .body")).to_have_text("One.")
    expect(page.locator(BODY)).to_be_hidden()
    expect(toggle).to_have_attribute("aria-pressed", "true")

    toggle.click()
    expect(page.locator(BODY)).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.locator(".editor-shown .body")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 900})
    expect(page.locator(BODY)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_preview_that_was_closed_stays_closed(draft: Open) -> None:
    draft("One.").get_by_role("button", name="Preview").click()

    page = draft("Two.")
    expect(page.locator(".editor-shown")).to_be_hidden()
    page.get_by_role("button", name="Preview").click()

    expect(page.locator(".editor-shown .body")).to_have_text("Two.")


# Names


@pytest.mark.parametrize("key", ["@", "[["])
def test_typing_a_name_links_it_and_undo_takes_it_back(draft: Open, key: str) -> None:
    page = draft("With ")

    page.keyboard.type(f"{key}Росс", delay=20)
    expect(offered(page).first).to_contain_text("Россия")
    expect(page.locator(".editor-aloud")).to_contain_text("Names found: ")
    expect(page.locator(BODY)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Enter")

    expect(page.locator(BODY)).to_have_value("With [Россия](/actors/russia/)")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(page.locator(BODY)).to_be_focused()
    page.keyboard.press("Control+z")
    expect(page.locator(BODY)).to_have_value(f"With {key}Росс")


def test_the_arrows_choose_among_names_and_a_click_takes_one(draft: Open) -> None:
    page = draft("With ")
    page.keyboard.type("@pakistan s", delay=20)
    stream = offered(page).filter(has_text=re.compile("^Pakistan Stream gas pipeline"))
    expect(stream).to_be_visible()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".editor-names [aria-selected=true]")).to_have_count(1)
    stream.click()

    expect(page.locator(BODY)).to_have_value(
        "With [Pakistan Stream gas pipeline](/agreements/pakistan-stream-gas-pipeline/)"
    )


def test_escape_closes_the_names_and_what_was_typed_stays(draft: Open) -> None:
    page = draft("With ")
    page.keyboard.type("@russia", delay=20)
    expect(offered(page).first).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(page.locator(BODY)).to_have_value("With @russia")


def test_a_click_elsewhere_in_the_text_closes_the_names(draft: Open) -> None:
    page = draft("First line.\n\nWith ")
    page.keyboard.type("@russia", delay=20)
    expect(offered(page).first).to_be_visible()

    page.click(BODY, position={"x": 60, "y": 560})
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.keyboard.press("Enter")

    expect(page.locator(BODY)).to_have_value(re.compile(r"With @russia\n$"))


def test_a_name_that_nobody_has_is_left_alone(draft: Open) -> None:
    page = draft("Mail to ")

    page.keyboard.type("@nobody", delay=20)
    expect(page.locator(".editor-aloud")).to_contain_text("Nothing that readers can open")
    page.keyboard.type(" at all")
    page.keyboard.press("Enter")

    expect(page.locator(BODY)).to_have_value("Mail to @nobody at all\n")


# Pasting


def test_word_keeps_its_form_and_undo_leaves_the_plain_text(draft: Open) -> None:
    page = draft("Before.[^1]\n\n[^1]: Mine.")

    paste(page, (SAMPLES / "word.html").read_text(), "Ports of the gulf\n1. ask")

    area = page.locator(BODY)
    expect(area).to_have_value(re.compile(r"Mine\.\n\n## Ports of the gulf\n\nThree ports"))
    shown = page.locator(".editor-shown .body")
    expect(shown.locator("h2")).to_have_text(["Ports of the gulf"])
    expect(shown.locator("ul ul li")).to_have_text(["for grain", "for oil"])
    expect(shown.locator("table tr").nth(1)).to_contain_text("12 | 14")
    expect(shown.get_by_role("link", name="the registry")).to_be_visible()
    expect(shown.locator("section.footnotes > ol > li")).to_have_count(3)
    expect(page.locator(".editor-said")).to_contain_text("Pasted with its headings")
    page.keyboard.press("Control+z")
    expect(area).to_have_value("Before.[^1]\n\n[^1]: Mine.Ports of the gulf\n1. ask")


def test_a_long_text_keeps_its_form_and_can_be_undone(draft: Open) -> None:
    page = draft("Before.")
    lines = [f"Line {number} <of> many & more" for number in range(1000)]
    html = "".join(f"<p><b>{escape(line)}</b></p>" for line in lines)

    paste(page, html, "\n".join(lines))

    written = "\n\n".join(f"**{line.replace('<', '\\<')}**" for line in lines)
    expect(page.locator(BODY)).to_have_value(f"Before.\n\n{written}")
    page.keyboard.press("Control+z")
    expect(page.locator(BODY)).to_have_value("Before." + "\n".join(lines))


def test_words_typed_while_the_form_is_being_kept_stay_where_they_are(draft: Open) -> None:
    page = draft("A ")
    held: list[Route] = []
    page.route("**/writing/pasted/", lambda route: held.append(route))

    paste(page, "<b>bold</b> word", "bold word")
    page.keyboard.type(" and more")
    page.wait_for_timeout(100)
    held[0].continue_()

    expect(page.locator(BODY)).to_have_value("A **bold** word and more")
    page.keyboard.type("!")
    expect(page.locator(BODY)).to_have_value("A **bold** word and more!")


def test_plain_text_is_pasted_where_it_is_asked_for_or_all_that_arrives(draft: Open) -> None:
    page = draft("A ")
    paste(page, "<b>bold</b>", "bold", keys="Control+Shift+V")
    expect(page.locator(BODY)).to_have_value("A bold")

    page.route("**/writing/pasted/", lambda route: route.abort())
    paste(page, "<i>italic</i>", " italic")
    page.wait_for_timeout(300)
    expect(page.locator(BODY)).to_have_value("A bold italic")


def test_an_address_pasted_over_words_links_them(draft: Open) -> None:
    page = draft("See the registry")
    select(page, 8, 16)
    page.evaluate(COPY, ["", "https://ports.example.org/"])

    page.press(BODY, "Control+C")
    page.press(BODY, "Control+V")

    expect(page.locator(BODY)).to_have_value("See the [registry](https://ports.example.org/)")


# The form of every noun


def test_a_form_that_is_not_saved_warns_before_it_is_left(draft: Open, dialogs: list[str]) -> None:
    page = draft("Not saved.")
    address = page.url

    page.locator("#site-name a").click()

    page.wait_for_timeout(300)
    assert dialogs == ["beforeunload"]
    assert page.url == address
    expect(page.locator(BODY)).to_have_value("Not saved.")


def test_so_does_the_form_of_another_noun(desk: Page, dialogs: list[str]) -> None:
    desk.goto("/admin/briefs/actor/add/")
    desk.locator("#id_name").press_sequentially("Some")

    desk.locator("#site-name a").click()

    desk.wait_for_timeout(300)
    assert dialogs == ["beforeunload"]


def test_a_form_as_it_came_or_as_it_was_again_is_left_without_a_word(
    draft: Open, dialogs: list[str]
) -> None:
    page = draft()
    page.press("#id_title", "x")
    page.press("#id_title", "Backspace")

    page.locator("#site-name a").click()

    page.wait_for_url("**/admin/")
    assert dialogs == []


def test_a_form_that_was_refused_is_not_saved_either(draft: Open, dialogs: list[str]) -> None:
    page = draft("Kept.")
    page.fill("#id_title", "")
    page.press(BODY, "Control+s")
    expect(page.locator(".errornote")).to_be_visible()
    page.press(BODY, "End")  # a page on which nobody did anything may not ask

    page.locator("#site-name a").click()

    page.wait_for_timeout(300)
    assert dialogs == ["beforeunload"]
    expect(page.locator(BODY)).to_have_value("Kept.")


def test_ctrl_s_saves_and_leaves_one_where_one_was(draft: Open, dialogs: list[str]) -> None:
    page = draft("A line.\n\n" * 100 + "The last line.")
    page.keyboard.press("ArrowLeft")
    before, place = caret(page), page.locator(BODY).bounding_box()

    page.keyboard.press("Control+s")

    expect(page.locator(".told")).to_contain_text("was changed successfully")
    expect(page.locator(BODY)).to_have_value(re.compile(r"The last line\.$"))
    expect(page.locator(BODY)).to_be_focused()
    expect(page.locator(BODY)).to_be_in_viewport()
    assert caret(page) == before
    assert page.locator(BODY).bounding_box() == pytest.approx(place, abs=2)
    assert dialogs == []


def test_ctrl_s_saves_any_noun(desk: Page) -> None:
    desk.goto("/admin/briefs/source/add/")
    desk.fill("#id_title", "A source")
    desk.fill("#id_slug", "a-source-that-was-saved")

    desk.press("#id_title", "Control+s")

    desk.wait_for_url("**/change/")
    expect(desk.locator("#id_title")).to_be_focused()


# Everywhere


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_the_editor(
    draft: Open, scheme: Literal["light", "dark"]
) -> None:
    page = draft("One.[^1]\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[^1]: Note.")
    page.emulate_media(color_scheme=scheme)
    page.evaluate(Axe().axe_script)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.locator(BODY).press("End")
        page.keyboard.type(" @rus", delay=20)
        expect(offered(page).first).to_be_visible()

        found = page.evaluate("options => axe.run('.editor', options)", AXE)["violations"]

        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []


def test_from_right_to_left_the_names_stay_within_the_editor(draft: Open, site: str) -> None:
    page = draft()
    page.context.add_cookies([{"name": "django_language", "value": "ur", "url": site}])
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.reload()
        page.fill(BODY, "متن ")
        page.keyboard.type("@روس", delay=20)
        expect(offered(page).first).to_be_visible()
        page.wait_for_timeout(50)
        names, frame = page.locator(".editor-names"), page.locator("text-expander")
        inner, outer = names.bounding_box(), frame.bounding_box()
        assert inner
        assert outer
        assert inner["x"] >= outer["x"] - 1
        assert inner["x"] + inner["width"] <= outer["x"] + outer["width"] + 1
        page.keyboard.press("Escape")


def test_without_javascript_the_text_area_is_the_editor(plain: Page) -> None:
    plain.goto("/admin/login/?next=/admin/briefs/brief/?q=Unready")
    plain.fill("#id_username", "chief")
    plain.fill("#id_password", "chief")
    plain.press("#id_password", "Enter")
    plain.get_by_role("link", name="Unready", exact=True).click()

    expect(plain.locator(".editor-bar")).to_be_hidden()
    expect(plain.locator(".editor-shown")).to_be_hidden()
    words = plain.locator(BODY).input_value()
    plain.fill(BODY, f"{words} Typed.")
    plain.get_by_role("button", name="Save and continue editing").click()

    expect(plain.locator(BODY)).to_have_value(re.compile(r" Typed\.$"))
