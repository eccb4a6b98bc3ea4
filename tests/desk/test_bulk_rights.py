"""Whose job a bulk action is, and whose briefs: rights are asked at each, when it is its turn."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from briefs.admin.bulk import doing
from briefs.models import Brief, BulkJob, Edition
from tests.desk.bulk import MANY, all_of, many, outcomes, tagged, work
from tests.desk.sent import LIST, chosen, form_of


def test_rights_that_are_lost_meanwhile_stop_what_is_left(publisher: Client) -> None:
    many()
    question = all_of(publisher, "publish")
    publisher.post(question, {})
    job = BulkJob.objects.get()
    assert all(doing.do_next(job.pk) for _ in range(5))

    User.objects.get(username="publisher").groups.clear()
    work()

    assert Edition.objects.count() == 5
    assert outcomes() == ["done"] * 5 + ["refused"] * (MANY - 5)
    assert publisher.get(question).status_code == 403


@pytest.mark.parametrize("lost", ["is_active", "is_staff"])
def test_who_leaves_the_desk_leaves_nothing_to_be_done(editor: Client, lost: str) -> None:
    many()
    editor.post(all_of(editor, "add_tags"), {"tags": "gas"})
    User.objects.filter(username="editor").update(**{lost: False})
    work()
    assert tagged() == 0
    assert outcomes() == ["refused"] * MANY


def test_the_job_of_a_deleted_person_is_gone(editor: Client) -> None:
    many()
    editor.post(all_of(editor, "add_tags"), {"tags": "gas"})
    User.objects.get(username="editor").delete()
    work()
    assert tagged() == 0
    assert not BulkJob.objects.exists()


def test_a_brief_handed_over_meanwhile_is_left_alone_and_not_named(author: Client) -> None:
    me = User.objects.get(username="author")
    briefs = many(owner=me)
    question = all_of(author, "add_tags")
    author.post(question, {"tags": "gas"})
    Brief.objects.filter(pk=briefs[3].pk).update(owner=None, title="Zanzibar")
    briefs[4].delete()
    work()

    assert tagged() == MANY - 2
    page = author.get(question).text
    assert page.count("It was deleted meanwhile, or isn&#x27;t among your briefs any more.") == 2
    assert page.count("A brief that you can’t see any more") == 2
    assert "Zanzibar" not in page
    assert form_of(briefs[3]) not in page


def test_nobody_sees_anothers_jobs(editor: Client, publisher: Client, desk: Client) -> None:
    many()
    question = all_of(editor, "add_tags")
    for client in (publisher, desk):
        assert client.get(question).status_code == 404
        assert client.post(question, {"tags": "gas"}).status_code == 404
        assert question not in client.get(f"{LIST}bulk/").text
    assert question in editor.get(f"{LIST}bulk/").text


def test_one_who_may_not_publish_begins_no_publishing(editor: Client, publisher: Client) -> None:
    many()
    question = all_of(publisher, "publish")
    User.objects.get(username="publisher").groups.set(
        User.objects.get(username="editor").groups.all()
    )
    assert publisher.post(question, {}).status_code == 403
    assert LIST in question
    assert editor.post(LIST, chosen("publish", *many(1))).status_code == 302
    work()
    assert not Edition.objects.exists()
