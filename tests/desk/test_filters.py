"""A list's filters, search and order stay, every value of them, wherever one goes from a row."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from briefs.models import Brief
from tests.desk.sent import ADD, LIST, chosen, form_of, typed
from tests.factories import brief_of, make_brief, make_topic, published, save

QUERY = "kind=policy-brief&language=en&language=ru&o=-1&p=1&q=gas"
KEPT = urlencode({"_changelist_filters": QUERY})
BACK = f"{LIST}?{QUERY}"


def shown(client: Client, address: str) -> str:
    return unescape(client.get(address).content.decode())


def test_search_keeps_every_value_of_a_filter(editor: Client) -> None:
    make_brief()
    page = shown(editor, f"{LIST}?language=en&language=ru&o=1")
    assert '<input type="hidden" name="language" value="en">' in page
    assert '<input type="hidden" name="language" value="ru">' in page
    assert '<input type="hidden" name="o" value="1">' in page


def links_of(page: str) -> list[str]:
    return re.findall(r' (?:href|action)="([^"]+)"', page)


@pytest.mark.parametrize("address", [f"{ADD}?{KEPT}", "form", "delete", "history"])
def test_the_breadcrumb_leads_back_to_the_list_as_it_was(editor: Client, address: str) -> None:
    brief = make_brief()
    pages = {
        "form": form_of(brief),
        "delete": reverse("admin:briefs_brief_delete", args=[brief.pk]),
        "history": reverse("admin:briefs_brief_history", args=[brief.pk]),
    }
    address = f"{pages[address]}?{KEPT}" if address in pages else address
    assert f'href="{BACK}"' in shown(editor, address)


def test_saving_leads_back_to_the_list_as_it_was(editor: Client) -> None:
    brief = make_brief()
    sent = typed(_version=brief.version)
    assert editor.post(f"{ADD}?{KEPT}", typed(slug="new")).headers["Location"] == BACK
    assert editor.post(f"{form_of(brief)}?{KEPT}", sent).headers["Location"] == BACK


def test_saving_and_staying_keeps_the_way_back(editor: Client) -> None:
    sent = typed(_continue="1")
    address = editor.post(f"{ADD}?{KEPT}", sent).headers["Location"]
    assert f'href="{BACK}"' in shown(editor, address)
    assert Brief.objects.get().title == "Pipelines"


def test_publishing_from_the_form_keeps_the_way_back(publisher: Client) -> None:
    brief = Brief.objects.get(key=published().publication.brief_key)
    sent = typed(_version=brief.version, _publish="1", note="", change="update")
    address = publisher.post(f"{form_of(brief)}?{KEPT}", sent).headers["Location"]
    page = shown(publisher, address)
    assert f'href="{BACK}"' in page
    assert "errorlist" in page  # it says at the field that the note is missing


def test_deleting_leads_back_to_the_list_as_it_was(editor: Client) -> None:
    address = reverse("admin:briefs_brief_delete", args=[make_brief().pk])
    response = editor.post(f"{address}?{KEPT}", {"post": "yes"})
    assert response.headers["Location"] == BACK


@pytest.mark.parametrize("page", ["step/submit", "leave/archive", "comment", "share"])
def test_a_question_asked_from_the_form_keeps_the_way_back(publisher: Client, page: str) -> None:
    brief = brief_of(published())
    save(brief, body="Anew.")
    form = f"{form_of(brief)}?{KEPT}"
    address = f"{LIST}{brief.pk}/{page}/"
    (asked,) = {link for link in links_of(shown(publisher, form)) if link.startswith(address)}

    # Refused, the question is shown (again), and leads back without an answer.
    question = publisher.post(asked, {"apply": "1", "seen": "99", "days": "x"})
    if question.status_code == 302:
        question = publisher.get(asked)
    assert {BACK, form} <= {link.partition("#")[0] for link in links_of(unescape(question.text))}

    answered = publisher.post(asked, ANSWERS[page] | {"seen": brief.version})
    back = answered.headers["Location"].partition("#")[0]
    assert back == (asked if page == "share" else form)


ANSWERS: dict[str, dict[str, Any]] = {
    "step/submit": {"apply": "1", "seen": "1"},
    "leave/archive": {"apply": "1"},
    "comment": {"text": "Why?"},
    "share": {"apply": "1", "days": "7"},
}


def test_a_question_of_the_list_leads_back_to_it_as_it_is(publisher: Client) -> None:
    address = f"{LIST}?language=en&language=ru"
    page = publisher.post(address, chosen("withdraw", brief_of(published())), follow=True)
    links = links_of(unescape(page.text))
    assert links.count(address) == 2  # the breadcrumb, and “No, take me back”


def test_a_page_whose_last_row_was_deleted_shows_the_page_before_it(editor: Client) -> None:
    for _ in range(101):
        make_topic()
    topics = reverse("admin:briefs_topic_changelist")
    response = editor.get(f"{topics}?p=7")
    assert response.status_code == 200
    assert len(response.context["cl"].result_list) == 1


def test_what_is_no_filter_leads_nowhere_else(editor: Client) -> None:
    brief = make_brief()
    bad = urlencode({"_changelist_filters": "//example.org\r\nX: y&a=<script>"})
    sent = typed(_version=brief.version)
    location = editor.post(f"{form_of(brief)}?{bad}", sent).headers["Location"]
    assert location.startswith(f"{LIST}?")
    assert "\n" not in location
    assert "<script>" not in shown(editor, f"{form_of(brief)}?{bad}").split("breadcrumbs")[1][:900]
