"""Comments on a brief's words: said, answered, resolved; and nobody's business outside the desk."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from briefs.models import Brief, Comment, Entry
from briefs.publishing import publish
from tests.desk.sent import form_of
from tests.factories import make_brief, save


@pytest.fixture
def brief(author: Client) -> Brief:
    """The author's."""
    owner = User.objects.get(username="author")
    return make_brief(owner=owner, body="Gas flows.\r\nOil flows, too.\r\nGas is cheap.")


def url(brief: Brief) -> str:
    return reverse("admin:briefs_brief_comment", args=[brief.pk])


def test_a_passage_is_commented_answered_and_resolved(
    brief: Brief, author: Client, editor: Client
) -> None:
    sent = {"quote": "flows.\nOil flows", "text": "Does <it>?"}
    assert editor.post(url(brief), sent).headers["Location"] == f"{form_of(brief)}#comments"

    page = author.get(form_of(brief))
    assert "Does &lt;it&gt;?" in page.text
    assert 'data-from="4" data-to="20"' in page.text
    assert "1 open comment" in page.text
    comment = Comment.objects.get()
    author.post(url(brief), {"comment": comment.pk, "text": "It does."})
    author.post(url(brief), {"comment": comment.pk, "resolve": "1"})

    page = editor.get(form_of(brief))
    assert "It does." in page.text
    assert "open comment" not in page.text
    editor.post(url(brief), {"comment": comment.pk, "reopen": "1"})
    assert Comment.objects.get(pk=comment.pk).resolved_at is None
    actions = [entry.action for entry in Entry.objects.filter(noun="brief").order_by("pk")]
    assert actions == ["brief.comment", "brief.reply", "brief.resolve", "brief.reopen"]
    assert "Does" not in str(list(Entry.objects.values()))


def test_it_is_said_whether_the_words_still_stand(brief: Brief, author: Client) -> None:
    author.post(url(brief), {"quote": "Gas is cheap.", "text": "Is it?"})
    save(brief, body="Oil. Gas is cheap.")
    assert 'data-from="5"' in author.get(form_of(brief)).text
    save(brief, body="Oil.")
    page = author.get(form_of(brief)).text
    assert "These words don&#x27;t stand in the draft any more." in page or (
        "These words don't stand in the draft any more." in page
    )
    assert "Is it?" in page


@pytest.mark.parametrize(
    ("sent", "field", "message"),
    [
        ({"quote": "Coal", "text": "x"}, "quote", "These words don't stand in the body"),
        ({"quote": "Gas", "text": "x"}, "quote", "These words stand more than once"),
        ({"quote": "", "text": " "}, "text", "This field is required."),
        ({"quote": "", "text": "\0"}, "text", "Null characters are not allowed."),
    ],
    ids=["nowhere", "twice", "empty", "NUL"],
)
def test_what_is_refused_is_said_at_its_field_and_stays(
    brief: Brief, author: Client, sent: dict[str, str], field: str, message: str
) -> None:
    page = author.post(url(brief), sent)
    if page.status_code == 400:  # what no text may have is refused before any view
        return
    assert message in page.context["form"].errors[field][0]
    assert page.context["form"]["quote"].value() == sent["quote"]
    assert not Comment.objects.exists()


@pytest.mark.parametrize("pk", ["999", "x", "9" * 30])
def test_a_comment_that_is_not_there(brief: Brief, author: Client, pk: str) -> None:
    assert author.post(url(brief), {"comment": pk, "text": "x"}).status_code == 404


def test_no_author_comments_on_or_reads_of_another_s(brief: Brief, author: Client) -> None:
    other = make_brief()
    assert author.post(url(other), {"text": "x"}).status_code == 404
    mine = Comment.objects.create(brief_key=other.key, version=0, text="Secret")
    assert author.post(url(brief), {"comment": mine.pk, "text": "x"}).status_code == 404


def test_readers_see_none_of_it(brief: Brief, editor: Client, stranger: Client) -> None:
    editor.post(url(brief), {"text": "Marker of a comment."})
    publish(brief)
    assert "Marker" not in stranger.get(f"/briefs/{brief.slug}/").text
    assert stranger.post(url(brief), {"text": "x"}).status_code == 302


def test_a_hundred_comments_are_one_query(brief: Brief, author: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            author.get(form_of(brief))
        return len(queries)

    def some(count: int) -> None:
        for _ in range(count):
            comment = Comment.objects.create(brief_key=brief.key, version=0, text="x", who="y")
            Comment.objects.create(
                brief_key=brief.key, version=0, text="x", who="y", parent=comment
            )

    some(1)
    asked()
    few = asked()
    some(50)
    assert asked() == few
