"""What the Enter key does: browsers press the first button of a form."""

from django.test import Client
from django.urls import reverse
from lxml import html

from tests.factories import make_actor, make_brief

BUTTONS = ".//input[@type='submit'] | .//button[not(@type) or @type='submit']"


def test_enter_in_a_briefs_form_saves_and_never_publishes(publisher: Client) -> None:
    make_actor(name="Russia")
    brief = make_brief(body="Russia.")

    for url in (
        reverse("admin:briefs_brief_add"),
        reverse("admin:briefs_brief_change", args=[brief.pk]),
    ):
        form = html.fromstring(publisher.get(url).text).get_element_by_id("brief_form")
        buttons = [button.get("name") for button in form.xpath(BUTTONS)]

        assert buttons[0] == "_save"
        assert "_publish" in buttons
    assert "_relate" in buttons
