"""Bulk actions on many briefs: a worker does them row by row; they are tried, stopped, resumed."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from briefs.admin.bulk import doing
from briefs.models import Brief, BulkJob, BulkRow, Edition, Entry, Version, Worker
from briefs.publishing import publish
from tests.desk.bulk import MANY, all_of, many, outcomes, tagged, work
from tests.desk.sent import LIST, acted, form_of, messages_of, question_of, typed
from tests.factories import make_brief, make_topic, save


def test_all_briefs_of_the_list_are_changed_by_a_worker(editor: Client) -> None:
    many(MANY - 1, language="ru")
    other = make_brief(language="en")
    make_brief(language="ru")
    question = all_of(editor, "add_tags", "?language=ru")

    page = editor.get(question)
    assert "25 briefs are chosen." in page.text
    page = editor.post(question, {"tags": "gas"}, follow=True)

    assert page.redirect_chain == [(question, 302)]
    assert "Under way." in page.text
    assert 'max="25" value="0"' in page.text
    assert "See how far it is" in page.text
    assert tagged() == 0
    work()
    assert tagged() == MANY
    assert not other.tags.exists()
    page = editor.get(question)
    assert "Tags: <bdi>gas</bdi>" in page.text
    assert "Finished." in page.text
    assert "Done: 25." in page.text
    assert "See how far it is" not in page.text


def test_each_brief_is_on_record_with_the_person_and_their_request(editor: Client) -> None:
    many()
    response = editor.post(all_of(editor, "add_tags"), {"tags": "gas"})
    work()

    entries = Entry.objects.filter(action="brief.change")
    assert entries.count() == MANY
    assert set(entries.values_list("who", "request_id", "origin")) == {
        ("editor", response.headers["X-Request-ID"], "task")
    }
    assert set(Version.objects.filter(way="action").values_list("who", flat=True)) == {"editor"}


def test_a_trial_of_many_changes_nothing_and_says_what_it_would(editor: Client) -> None:
    many()
    bare = make_brief(title="Bare", summary="")
    question = all_of(editor, "submit")

    editor.post(question, {"look": "1", "note": "Mind the figures."})
    work()

    page = editor.get(question).text
    assert "Tried: nothing has changed." in page
    assert "Would be done: 25. Need no change: 0. Would be refused: 1." in page
    assert f'<a href="{form_of(bare)}#id_summary">Summary</a>: Write a summary' in page
    assert "Mind the figures." in page
    assert not Brief.objects.filter(state="review").exists()
    assert not Entry.objects.filter(action="brief.submit").exists()

    editor.post(question, {"note": "Mind the figures."})
    work()

    assert Brief.objects.filter(state="review").count() == MANY
    assert "Done: 25. Needed no change: 0. Refused: 1." in editor.get(question).text


def test_a_job_is_stopped_and_goes_on_where_it_was(editor: Client) -> None:
    many()
    question = all_of(editor, "add_tags")
    editor.post(question, {"tags": "gas"})
    job = BulkJob.objects.get()
    assert all(doing.do_next(job.pk) for _ in range(7))

    for _press in range(2):
        page = editor.post(question, {"stop": "1"}, follow=True).text
        assert "Stopped." in page
        assert 'max="25" value="7"' in page
        assert 'name="resume"' in page
        work()
        assert tagged() == 7

    for _press in range(2):
        editor.post(question, {"resume": "1"})
    work()

    assert tagged() == MANY
    assert Entry.objects.filter(action="brief.change").count() == MANY


def test_what_is_pressed_twice_is_begun_once(editor: Client) -> None:
    many()
    question = all_of(editor, "add_tags")
    editor.post(question, {"tags": "gas"})
    editor.post(question, {"tags": "oil"})
    work()
    page = editor.post(question, {"tags": "coal"}, follow=True).text

    assert (tagged("gas"), tagged("oil"), tagged("coal")) == (MANY, 0, 0)
    assert "Done: 25." in page
    assert Entry.objects.filter(action="brief.change").count() == MANY


def test_a_trial_that_is_late_writes_nothing_into_the_deed(editor: Client) -> None:
    many()
    question = all_of(editor, "add_tags")
    editor.post(question, {"tags": "gas", "look": "1"})
    late = BulkRow.objects.select_related("job").first()
    assert late is not None
    editor.post(question, {"stop": "1"})
    editor.post(question, {"tags": "gas"})

    doing._do(late)  # by a worker that was held up since the trial

    assert outcomes() == [""] * MANY
    work()
    assert tagged() == MANY


def test_briefs_saved_since_they_were_chosen_are_not_published(publisher: Client) -> None:
    briefs = many()
    question = all_of(publisher, "publish")
    save(briefs[3], body="Words that nobody saw.")

    publisher.post(question, {})
    work()

    assert Edition.objects.count() == MANY - 1
    page = publisher.get(question).text
    assert "Refused: 1." in page
    assert "Somebody has saved this brief since" in page
    assert f'href="{form_of(briefs[3])}"' in page


def test_tags_are_put_on_the_newest_version(editor: Client) -> None:
    briefs = many()
    question = all_of(editor, "add_tags")
    save(briefs[3], body="Another's words.")

    editor.post(question, {"tags": "gas"})
    work()

    assert tagged() == MANY
    briefs[3].refresh_from_db()
    assert briefs[3].body == "Another's words."


def test_a_topic_deleted_meanwhile_is_a_reason(editor: Client) -> None:
    many()
    topic = make_topic()
    editor.post(all_of(editor, "add_topics"), {"topics": [topic.pk]})
    topic.delete()
    work()
    assert outcomes() == ["refused"] * MANY


def test_reviewers_are_assigned_to_whatever_the_briefs_say(editor: Client, author: Client) -> None:
    waiting, draft = make_brief(), make_brief()
    acted(editor, "submit", waiting)
    question = question_of(editor, "assign", waiting, draft)
    save(waiting, body="Words of later.")
    reviewer = User.objects.get(username="editor")

    response = editor.post(question, {"reviewer": reviewer.pk}, follow=True)

    assert "Done with 1 brief." in messages_of(response)
    assert "can&#x27;t be done: the brief&#x27;s state is “draft”" in messages_of(response)[-1]
    assert Entry.objects.get(action="brief.assign").data["reviewer"] == "editor"
    assert 'value="assign"' not in author.get(LIST).text


def test_a_fault_stops_no_other_brief_and_is_logged(
    editor: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    briefs = many()
    plain = doing.readable

    def readable(user: Any) -> Any:
        if BulkRow.objects.filter(outcome="").count() == MANY - 3:
            raise ValueError("Not today.")
        return plain(user)

    editor.post(all_of(editor, "add_tags"), {"tags": "gas"})
    monkeypatch.setattr(doing, "readable", readable)
    work()

    assert tagged() == len(briefs) - 1
    assert "Not today." in caplog.text
    assert "fault of this site" in BulkRow.objects.get(outcome="refused").why[0]["text"]


def test_a_busy_database_is_no_refusal(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    many()
    editor.post(all_of(editor, "add_tags"), {"tags": "gas"})

    def readable(_user: Any) -> Any:
        raise OperationalError("database is locked")

    with monkeypatch.context() as busy:
        busy.setattr(doing, "readable", readable)
        with pytest.raises(OperationalError):
            doing.do_next(BulkJob.objects.get().pk)
    work()
    assert tagged() == MANY


def test_what_a_request_left_undone_is_done_by_a_worker(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    brief = make_brief()
    question = question_of(editor, "add_tags", brief)
    with monkeypatch.context() as dead:
        dead.setattr(doing, "finish", lambda _job: None)
        editor.post(question, {"tags": "gas"})
    work()
    assert tagged() == 0  # it may still be at it
    BulkJob.objects.update(due_at=timezone.now())
    work()
    assert tagged() == 1


def test_two_jobs_take_turns(editor: Client) -> None:
    many(MANY * 2)
    for tag in ("gas", "oil"):
        editor.post(all_of(editor, "add_tags"), {"tags": tag})
    steps = doing.go_on(timezone.now())
    for _step in range(doing.TURN * 2):
        next(steps)
    assert (tagged("gas"), tagged("oil")) == (doing.TURN, doing.TURN)


def test_a_brief_costs_as_many_queries_in_a_long_job_as_in_a_short_one(
    editor: Client,
) -> None:
    costs = []
    for count in (MANY, MANY * 4):
        Brief.objects.all().delete()
        many(count)
        editor.post(all_of(editor, "add_tags"), {"tags": "gas"})
        pk = BulkJob.objects.latest("pk").pk
        doing.do_next(pk)
        with CaptureQueriesContext(connection) as queries:
            doing.do_next(pk)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 60


def test_the_page_of_a_long_job_costs_what_a_short_ones_does(editor: Client) -> None:
    costs = []
    for count in (MANY, 150):
        Brief.objects.all().delete()
        many(count, summary="")
        question = all_of(editor, "submit")
        editor.post(question, {})
        work()
        editor.get(question)
        with CaptureQueriesContext(connection) as queries:
            page = editor.get(question)
        assert page.text.count("Refused:") >= min(count, 100)
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert "p=2" in page.text


def test_the_page_says_when_no_worker_runs(editor: Client) -> None:
    many()
    question = all_of(editor, "add_tags")
    page = editor.post(question, {"tags": "gas"}, follow=True).text
    assert "No worker runs" in page
    Worker.objects.create(id="w")
    assert "No worker runs" not in editor.get(question).text


def test_a_kept_note_is_said_of_its_brief_and_forgotten_when_that_is_published(
    publisher: Client,
) -> None:
    briefs = many()
    for brief in briefs[:2]:
        publish(brief)
        publisher.post(form_of(brief), typed(slug=brief.slug, note="A figure.", change="minor"))
    question = all_of(publisher, "publish")

    publisher.post(question, {"note": "", "change": "minor"})
    work()

    later = Edition.objects.filter(number=2)
    assert {(edition.note, edition.change) for edition in later} == {("A figure.", "minor")}
    form = publisher.get(form_of(briefs[0])).context["adminform"].form
    assert form["note"].value() is None


def test_words_in_any_script_come_through(editor: Client) -> None:
    many(title="«Газ» و گیس 🚢")
    question = all_of(editor, "add_tags")
    editor.post(question, {"tags": "گیس, «газ»"})
    work()
    assert tagged("گیس") == tagged("«газ»") == MANY


def test_refusals_are_told_in_the_language_of_who_asked(editor: Client) -> None:
    many(summary="")
    editor.cookies["django_language"] = "ru"
    question = all_of(editor, "submit")
    editor.post(question, {})
    work()
    (why,) = BulkRow.objects.all()[0].why
    assert not why["text"].isascii()


def test_jobs_that_nobody_needs_any_more_are_forgotten(editor: Client) -> None:
    brief = make_brief()
    questions = [question_of(editor, "add_tags", brief) for _ in range(3)]
    editor.post(questions[1], {"tags": "gas"})
    ages = (8, 8, 91)
    for job, days in zip(BulkJob.objects.order_by("pk"), ages, strict=True):
        ago = timezone.now() - dt.timedelta(days=days)
        BulkJob.objects.filter(pk=job.pk).update(made_at=ago)
    work()
    assert [editor.get(question).status_code for question in questions] == [404, 200, 404]
