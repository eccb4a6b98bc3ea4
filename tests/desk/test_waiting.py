"""The desk's first page: what waits for whom, each a count that leads to the list of it."""

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from briefs.editorial import review
from briefs.models import Brief, Evidence, Publication, Version
from briefs.publishing import schedule
from tests.desk.opened import Opened
from tests.desk.sent import LIST
from tests.factories import brief_of, make_brief, make_event, make_evidence, published, save

INDEX = reverse("admin:index")


PARTS = ("waiting", "in_hand", "care", "recent")


def counts(client: Client) -> dict[str, int]:
    context = client.get(INDEX).context
    rows = [row for name in PARTS for row in context[name]]
    return {str(row.label): row.count for row in rows}


def listed(client: Client, label: str) -> list[Any]:
    """What the list shows to which a count leads."""
    context = client.get(INDEX).context
    rows = [row for name in PARTS for row in context[name]]
    (url,) = [row.url for row in rows if str(row.label) == label]
    return list(client.get(url).context["cl"].result_list)


def user(name: str) -> User:
    return User.objects.get(username=name)


def test_a_reviewer_finds_what_waits_for_them_and_for_anyone(
    editor: Client, publisher: Client, author: Client
) -> None:
    mine, anyone, others = (make_brief(owner=user("author")) for _ in range(3))
    review.submit(mine, reviewer=user("editor"))
    review.submit(anyone)
    review.submit(others, reviewer=user("publisher"))

    assert listed(editor, "for my review") == [mine]
    assert listed(editor, "for a reviewer") == [anyone]
    assert "for my review" not in counts(author)
    review.approve(mine, by=user("editor"))
    assert counts(editor)["for my review"] == 0
    assert listed(publisher, "approved, to be published") == [mine]
    save(mine, by=user("author"), body="Anew.")
    assert listed(editor, "for my review") == [mine]
    assert counts(publisher)["approved, to be published"] == 0


def test_an_author_finds_what_came_back(author: Client, editor: Client) -> None:
    brief = make_brief(owner=user("author"))
    review.submit(brief)
    review.send_back(brief, by=user("editor"), reasons="Short.")
    make_brief(owner=user("author"))

    assert listed(author, "sent back to me") == [brief]
    assert counts(author)["my drafts"] == 2
    review.submit(brief)
    assert counts(author)["sent back to me"] == 0


def test_what_is_to_be_looked_at_again_is_listed_from_its_day_on(editor: Client) -> None:
    today = dt.date.today()
    due = make_brief(review_by=today)
    make_brief(review_by=today + dt.timedelta(days=2))
    assert listed(editor, "to be looked at again") == [due]


def test_a_day_to_look_again_is_no_change_of_the_text(editor: Client) -> None:
    brief = brief_of(published())
    Opened(editor, brief).type(review_by="2030-05-01").save()
    brief.refresh_from_db()
    assert (brief.review_by, brief.state) == (dt.date(2030, 5, 1), "published")
    assert brief.version == brief.shelved_version == Version.objects.of(brief).count() - 1


def test_facts_that_lost_their_words(editor: Client, author: Client) -> None:
    brief = make_brief(body="It was signed.")
    make_evidence(brief, exact="It was signed.", event=make_event())
    published_brief = brief_of(_publish(brief))
    save(published_brief, body="Nothing.")
    _publish(published_brief)

    assert listed(editor, "facts that lost their words") == [Evidence.objects.get()]
    assert counts(author)["facts that lost their words"] == 0


def _publish(brief: Brief) -> Any:
    from briefs.publishing import publish

    return publish(brief, note="Anew.")


def test_recently_published_and_last_edited(author: Client, editor: Client) -> None:
    shown = brief_of(published(title="Shown", owner=user("author")))
    make_brief(title="Secret")
    assert listed(editor, "in the last 30 days") == [shown]
    assert "Shown" in author.get(INDEX).text
    assert "Secret" not in author.get(INDEX).text
    assert "Secret" in editor.get(INDEX).text


def test_schedules_are_named_with_their_minute_and_zone(
    publisher: Client, settings: Settings
) -> None:
    settings.TIME_ZONE = "Asia/Karachi"
    out, off = make_brief(title="Out"), brief_of(published(title="Off"))
    at = dt.datetime(2100, 12, 1, 4, tzinfo=dt.UTC)
    schedule.schedule(out, at=at)
    schedule.expire(off, at=at)

    assert listed(publisher, "scheduled") == [out]
    assert listed(publisher, "to leave the shelf") == [off]
    page = publisher.get(INDEX).text
    assert "1 December 2100, 09:00 (Asia/Karachi)" in page
    assert "<bdi>archive</bdi> · <bdi>1 December 2100" in page


def test_a_schedule_that_was_refused_is_named_with_its_reason_until_it_is_made_good(
    publisher: Client, author: Client
) -> None:
    brief, other = make_brief(), make_brief()
    for each in (brief, other):
        schedule.schedule(each, at=timezone.now() + dt.timedelta(hours=1))
        make_publication_at(each.slug)
    schedule.run_due(timezone.now() + dt.timedelta(hours=2))

    assert listed(publisher, "schedules that were refused") == [other, brief]
    assert "has the address" in publisher.get(INDEX).text
    assert counts(author)["schedules that were refused"] == 0

    save(brief, slug="free", body="Mended.")
    schedule.schedule(brief, at=timezone.now() + dt.timedelta(hours=1))
    assert listed(publisher, "schedules that were refused") == [other]


def make_publication_at(slug: str) -> None:
    """Another brief takes an address in the meantime."""
    published(slug=f"other-{slug}")
    Publication.objects.filter(slug=f"other-{slug}").update(slug=slug)


def test_the_first_rows_stand_beneath_their_count_and_the_list_has_all(author: Client) -> None:
    for _ in range(7):
        make_brief(owner=user("author"))
    (mine,) = [row for row in author.get(INDEX).context["in_hand"] if row.label == "my drafts"]
    assert (mine.count, len(mine.rows)) == (7, 5)
    assert len(listed(author, "my drafts")) == 7


def test_facts_of_others_that_lost_their_words_are_no_work_of_an_author(author: Client) -> None:
    brief = make_brief(body="It was signed.")
    make_evidence(brief, exact="It was signed.", event=make_event())
    brief = brief_of(_publish(brief))
    save(brief, body="Nothing.")
    _publish(brief)
    assert counts(author)["facts that lost their words"] == 0
    assert listed(author, "facts that lost their words") == []


def test_the_queue_of_tasks_is_no_noun_of_the_desk(desk: Client) -> None:
    page = desk.get(INDEX).text
    assert "Task Results" not in page
    assert "Accounts" in page


def test_the_first_page_asks_as_much_for_many_as_for_few(publisher: Client, author: Client) -> None:
    def asked() -> int:
        publisher.get(INDEX)
        with CaptureQueriesContext(connection) as queries:
            publisher.get(INDEX)
        return len(queries)

    def some() -> None:
        brief = brief_of(published(owner=user("publisher"), review_by=dt.date(2020, 1, 1)))
        schedule.expire(brief, at=timezone.now() + dt.timedelta(hours=1))
        schedule.schedule(make_brief(), at=timezone.now() + dt.timedelta(hours=1))
        make_brief(owner=user("publisher"))
        for reviewer in (None, user("publisher")):
            brief = make_brief(owner=user("author"))
            review.submit(brief, reviewer=reviewer)

    some()
    few = asked()
    for _ in range(5):
        some()
    assert asked() == few
    assert few <= 30


@pytest.mark.parametrize(
    "query",
    [
        {"waits": "x"},
        {"whose": "x"},
        {"reviewer": "9" * 30},
        {"again": "x"},
        {"schedule": "x"},
        {"published": "x"},
    ],
)
def test_an_odd_filter_narrows_nothing(editor: Client, query: dict[str, str]) -> None:
    make_brief()
    assert len(editor.get(LIST, query).context["cl"].result_list) == 1


def test_the_list_is_filtered_by_reviewer(editor: Client) -> None:
    brief = make_brief()
    make_brief()
    review.submit(brief, reviewer=user("editor"))
    page = editor.get(LIST, {"reviewer": user("editor").pk})
    assert list(page.context["cl"].result_list) == [brief]
    assert re.search(r"\?reviewer=\d+", page.text)
