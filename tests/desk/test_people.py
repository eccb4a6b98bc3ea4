"""People at the desk are called by their full names; who has none, and whose account is gone, by
the login."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from briefs.models import Brief, Comment, Entry, Version
from tests.desk.sent import ADD, LIST, form_of, typed


@pytest.fixture
def named(author: Client, editor: Client) -> None:
    User.objects.filter(username="author").update(first_name="Anna", last_name="Karim")
    User.objects.filter(username="editor").update(first_name="Boris", last_name="Orlov")


@pytest.fixture
def brief(named: None, author: Client) -> Brief:
    """Anna's, which waits for Boris."""
    author.post(ADD, typed())
    brief = Brief.objects.get()
    reviewer = User.objects.get(username="editor").pk
    act(author, brief, "submit", reviewer=reviewer)
    return brief


def act(client: Client, brief: Brief, name: str, **said: object) -> None:
    url = reverse("admin:briefs_brief_step", args=[brief.pk, name])
    client.post(url, {"apply": "1", "seen": brief.version, **said})


def history(client: Client, brief: Brief) -> str:
    return client.get(reverse("admin:briefs_brief_history", args=[brief.pk])).text


def test_whoever_asks_decides_and_comments_is_called_by_the_full_name(
    brief: Brief, author: Client, editor: Client
) -> None:
    editor.post(reverse("admin:briefs_brief_comment", args=[brief.pk]), {"text": "Mind it."})

    page = author.get(form_of(brief)).text
    assert "Waits for <bdi>Boris Orlov</bdi>" in page
    assert "Asked by <bdi>Anna Karim</bdi>" in page
    assert "Whose it is: <bdi>Anna Karim</bdi>" in page
    assert '<p class="by"><bdi>Boris Orlov</bdi>' in page
    assert ">Boris Orlov</a>" in editor.get(LIST).text  # to choose what waits for him
    act(editor, brief, "approve")
    assert "Approved by <bdi>Boris Orlov</bdi>" in author.get(form_of(brief)).text


def test_the_history_calls_people_by_their_full_names_and_the_log_keeps_the_logins(
    brief: Brief, author: Client, editor: Client
) -> None:
    act(editor, brief, "send_back", reasons="Too long.")

    page = history(author, brief)

    assert page.count('<td dir="auto">Anna Karim') == 2  # the version, and the question
    assert page.count('<td dir="auto">Boris Orlov') == 1
    assert Version.objects.get().who == "author"
    assert set(Entry.objects.filter(noun="brief").values_list("who", flat=True)) == {
        "author",
        "editor",
    }


def test_whose_account_is_gone_is_called_by_the_login(
    brief: Brief, author: Client, editor: Client
) -> None:
    editor.post(reverse("admin:briefs_brief_comment", args=[brief.pk]), {"text": "Mind it."})
    User.objects.filter(username="editor").delete()

    assert Comment.objects.get().by is None
    assert '<p class="by"><bdi>editor</bdi>' in author.get(form_of(brief)).text
    assert '<td dir="auto">editor</td>' in history(author, brief)
