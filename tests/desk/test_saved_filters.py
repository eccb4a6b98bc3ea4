"""Lists by name: saved, opened, deleted, by whoever saved them."""

from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from briefs.models import SavedFilter
from tests.desk.sent import LIST, messages_of

SAVE = reverse("admin:briefs_brief_saved")
QUERY = "kind=policy-brief&language=en&language=ru&o=-1&q=gas"


def saved(client: Client, name: str = "Mine", query: str = QUERY) -> SavedFilter:
    client.post(SAVE, {"name": name, "query": query}, follow=True)
    return SavedFilter.objects.get(name=name)


def address(view: SavedFilter, step: str) -> str:
    return reverse(f"admin:briefs_brief_saved_{step}", args=[view.pk])


def test_a_list_is_saved_by_name_without_its_page_and_opened_again(editor: Client) -> None:
    view = saved(editor, query=f"{QUERY}&p=3&_popup=1&e=1")

    assert view.query == QUERY
    assert f'href="{address(view, "open")}"' in editor.get(LIST).content.decode()
    assert editor.get(address(view, "open")).headers["Location"] == f"{LIST}?{QUERY}"


def test_saving_leads_back_to_what_the_list_showed(editor: Client) -> None:
    page = unescape(editor.get(f"{LIST}?{QUERY}&p=1").content.decode())
    assert f'name="query" value="{QUERY}"' in page
    response = editor.post(SAVE, {"name": "Mine", "query": QUERY})
    assert response.headers["Location"] == f"{LIST}?{QUERY}"


def test_nobody_sees_opens_or_deletes_what_another_saved(editor: Client, publisher: Client) -> None:
    view = saved(editor)

    assert "Mine" not in publisher.get(LIST).content.decode()
    assert publisher.get(address(view, "open")).status_code == 404
    assert publisher.post(address(view, "delete")).status_code == 404
    assert saved_names() == ["Mine"]
    assert "Mine" not in editor.get(reverse("admin:briefs_topic_changelist")).content.decode()


def saved_names() -> list[str]:
    return list(SavedFilter.objects.values_list("name", flat=True))


def test_one_is_deleted_by_a_press_and_not_by_a_link(editor: Client) -> None:
    view = saved(editor)
    assert editor.get(address(view, "delete")).status_code == 405
    editor.post(address(view, "delete"))
    assert saved_names() == []


@pytest.mark.parametrize("query", ["nothing=1", "owner__password=x", "p=x", "topics__id__exact=x"])
def test_one_that_is_not_valid_any_more_leads_to_the_list(editor: Client, query: str) -> None:
    view = SavedFilter.objects.create(user_id=1, noun="brief", name="Old", query=query)
    SavedFilter.objects.update(user=editor.session["_auth_user_id"])

    response = editor.get(address(view, "open"), follow=True)

    assert response.status_code == 200
    assert response.redirect_chain[0][0] in (LIST, f"{LIST}?{query}")


def test_a_name_is_not_taken_twice_and_nothing_is_overwritten(editor: Client) -> None:
    saved(editor)
    response = editor.post(SAVE, {"name": "Mine", "query": "q=oil"}, follow=True)
    assert messages_of(response) == [
        "You have saved a view as “Mine” already: choose another name."
    ]
    assert SavedFilter.objects.get().query == QUERY


@pytest.mark.parametrize(
    ("name", "query"),
    [("", QUERY), ("x" * 81, QUERY), ("a\ufffdb", QUERY), ("Big", "q=" + "x" * 2000), ("None", "")],
)
def test_bad_ones_are_refused_with_a_message(editor: Client, name: str, query: str) -> None:
    response = editor.post(SAVE, {"name": name, "query": query[:2500]}, follow=True)
    assert response.status_code == 200
    assert len(messages_of(response)) == 1
    assert not SavedFilter.objects.exists()


def test_there_is_a_limit(editor: Client) -> None:
    user = User.objects.get()
    SavedFilter.objects.bulk_create(
        SavedFilter(user=user, noun="brief", name=f"View {number}", query=QUERY)
        for number in range(49)
    )
    saved(editor, name="The last")
    response = editor.post(SAVE, {"name": "One more", "query": QUERY}, follow=True)
    assert messages_of(response) == ["You have saved 50 views of this list: delete one first."]


def test_strangers_are_asked_to_log_in(stranger: Client) -> None:
    assert "login" in stranger.post(SAVE, {"name": "x", "query": QUERY}).headers["Location"]
