"""Publishing and leaving the shelf at a given minute."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from briefs.editorial import restoring, review, versions
from briefs.editorial.transitions import Refused
from briefs.models import Brief, Edition, Publication, Way
from briefs.models.audit import Entry
from briefs.models.schedule import Schedule
from briefs.models.version import Version
from briefs.publishing import PublishRefused, publish, schedule, withdraw
from tests.desk.opened import Opened
from tests.desk.sent import form_of
from tests.factories import make_brief, make_evidence, make_milestone

SOON = dt.timedelta(hours=1)


def ask(client: Client, brief: Brief, step: str, **words: Any) -> Any:
    """Answer the page of a step."""
    url = reverse("admin:briefs_brief_step", args=[brief.pk, step])
    return client.post(url, {"apply": "1", "seen": brief.version} | words)


def scheduled(brief: Brief, **given: Any) -> Brief:
    schedule.schedule(brief, at=timezone.now() + SOON, **given)
    brief.refresh_from_db()
    return brief


def later(by: dt.timedelta = SOON) -> int:
    """What the worker does when that time has passed."""
    return schedule.run_due(timezone.now() + by + dt.timedelta(seconds=1))


@pytest.fixture
def brief(db: None) -> Brief:
    return make_brief(title="Gas")


def test_it_is_published_when_its_minute_has_come_and_not_before(brief: Brief) -> None:
    scheduled(brief)

    assert schedule.run_due(timezone.now()) == 0
    assert (brief.state, Edition.objects.count()) == ("scheduled", 0)
    assert later() == 1
    assert later() == 0

    brief.refresh_from_db()
    assert (brief.state, Edition.objects.get().title) == ("published", "Gas")
    assert Schedule.objects.get().ended == "done"
    assert "brief.schedule_done" in Entry.objects.values_list("action", flat=True)


def test_the_desk_schedules_in_the_sites_zone_and_names_it(
    desk: Client, brief: Brief, settings: Settings
) -> None:
    settings.TIME_ZONE = "Asia/Karachi"

    asked = desk.get(reverse("admin:briefs_brief_step", args=[brief.pk, "schedule"]))
    ask(desk, brief, "schedule", at="2100-12-01T09:00", change="update", note="")

    assert "Asia/Karachi" in asked.content.decode()
    assert Schedule.objects.get().at == dt.datetime(2100, 12, 1, 4, tzinfo=dt.UTC)
    page = desk.get(form_of(brief)).content.decode()
    assert "(Asia/Karachi)" in page
    assert "No worker has been seen lately" in page
    brief.refresh_from_db()
    ask(desk, brief, "unschedule")
    brief.refresh_from_db()
    assert (brief.state, Schedule.objects.get().ended) == ("draft", "cancelled")
    assert later(dt.timedelta(days=40_000)) == 0


@pytest.mark.parametrize("at", ["2027-03-28T02:30", "2027-10-31T02:30"])
def test_an_hour_that_is_missing_or_there_twice_is_refused(
    desk: Client, brief: Brief, settings: Settings, at: str
) -> None:
    settings.TIME_ZONE = "Europe/Berlin"

    page = ask(desk, brief, "schedule", at=at)

    assert "Europe/Berlin" in str(page.context["form"].errors["at"])
    assert not Schedule.objects.exists()


def test_a_time_that_has_passed_is_refused_at_its_field(desk: Client, brief: Brief) -> None:
    page = ask(desk, brief, "schedule", at="2020-01-01T00:00")

    assert "has passed" in str(page.context["form"].errors["at"])
    assert not Schedule.objects.exists()


def test_what_could_not_be_published_is_not_scheduled(brief: Brief) -> None:
    brief.summary = ""
    brief.save()

    with pytest.raises(PublishRefused):
        scheduled(brief)
    brief.refresh_from_db()
    assert (brief.state, Schedule.objects.count()) == ("draft", 0)


def test_what_readers_see_already_is_not_scheduled(brief: Brief) -> None:
    publish(brief)
    Brief.objects.filter(pk=brief.pk).update(state="draft")
    brief.refresh_from_db()

    with pytest.raises(PublishRefused, match="Readers see this text already"):
        scheduled(brief, note="Why.")


def test_an_edit_ends_the_schedule_and_the_form_says_so(desk: Client, brief: Brief) -> None:
    scheduled(brief)

    Opened(desk, brief).type(title="Oil").save()

    brief.refresh_from_db()
    assert (brief.state, Schedule.objects.get().ended) == ("draft", "cancelled")
    assert "the text was edited" in desk.get(form_of(brief)).content.decode()
    assert later() == 0
    assert not Edition.objects.exists()


def test_a_passage_added_meanwhile_ends_no_schedule(brief: Brief) -> None:
    with versions.editing(brief, by=None, way=Way.COMMAND):
        Brief.objects.filter(pk=brief.pk).update(body="Some words. More.")
    brief.refresh_from_db()
    scheduled(brief)
    with versions.editing(brief, by=None, way=Way.COMMAND):
        make_evidence(brief, exact="More.", milestone=make_milestone())

    assert later() == 1
    assert Edition.objects.exists()


def test_a_text_changed_past_the_desk_is_not_published_unseen(brief: Brief) -> None:
    scheduled(brief)
    Brief.objects.filter(pk=brief.pk).update(summary="")

    assert later() == 0
    brief.refresh_from_db()
    assert (brief.state, Schedule.objects.get().ended) == ("draft", "refused")
    assert later() == 0


def test_a_schedule_that_fires_raises_no_conflict(desk: Client, brief: Brief) -> None:
    with versions.editing(brief, by=None, way=Way.COMMAND):
        Brief.objects.filter(pk=brief.pk).update(body="It was signed.")
    brief.refresh_from_db()
    scheduled(brief)
    mine = Opened(desk, brief)
    later()

    assert mine.type(body="It was not signed.").save().status_code == 302
    brief.refresh_from_db()
    assert (brief.body, brief.state) == ("It was not signed.", "draft")
    assert Edition.objects.get().body_markdown == "It was signed."


def test_discarding_and_deleting_end_the_schedule(desk: Client, brief: Brief) -> None:
    publish(brief)
    Opened(desk, brief).type(title="Oil").save()
    brief.refresh_from_db()
    scheduled(brief, note="Why.")
    review.discard(brief)

    assert later() == 0
    assert Edition.objects.count() == 1
    other = scheduled(make_brief())
    desk.post(reverse("admin:briefs_brief_delete", args=[other.pk]), {"post": "yes"})
    assert later() == 0
    assert Edition.objects.count() == 1


def test_published_by_hand_before_its_minute_it_is_not_tried_again(brief: Brief) -> None:
    publish(scheduled(brief))

    assert Schedule.objects.get().ended == "cancelled"
    assert later() == 0
    assert Edition.objects.count() == 1


def test_a_brief_withdrawn_meanwhile_is_not_brought_back(desk: Client, brief: Brief) -> None:
    publish(brief)
    Opened(desk, brief).type(title="Oil").save()
    brief.refresh_from_db()
    withdraw(scheduled(brief, note="Why."), reason="Wrong figures.")

    assert later() == 0
    assert Publication.objects.get().state == "withdrawn"
    assert "the brief left the shelf" in desk.get(form_of(brief)).content.decode()


def test_a_deleted_brief_that_is_recovered_is_not_published(desk: Client, brief: Brief) -> None:
    other = scheduled(brief)
    desk.post(reverse("admin:briefs_brief_delete", args=[other.pk]), {"post": "yes"})
    restoring.recover(Version.objects.filter(key=other.key).latest("number"), by=None)

    assert later() == 0
    assert not Edition.objects.exists()


def test_scheduling_starts_from_the_note_kept_from_the_form(desk: Client, brief: Brief) -> None:
    publish(brief)
    opened = Opened(desk, brief).type(title="Oil", note="New <figures>.", change="correction")
    opened.save()
    brief.refresh_from_db()
    url = reverse("admin:briefs_brief_step", args=[brief.pk, "schedule"])

    form = desk.get(url, {"seen": brief.version}).context["form"]

    assert (form["note"].value(), form["change"].value()) == ("New <figures>.", "correction")
    ask(desk, brief, "schedule", at="", note="Typed anew.", change="update")
    page = ask(desk, brief, "schedule", at="never", note="Typed anew.", change="update")
    assert page.context["form"]["note"].value() == "Typed anew."


def test_publishing_under_embargo_leads_to_the_field_by_its_label(
    desk: Client, brief: Brief
) -> None:
    Brief.objects.filter(pk=brief.pk).update(embargo_until=timezone.now() + SOON)
    brief.refresh_from_db()

    opened = Opened(desk, brief)
    page = desk.post(opened.url, opened.data | {"_publish": "1"}, follow=True).text

    assert '#id_embargo_until">Not before</a>' in page
    assert ">embargo_until<" not in page


def test_an_embargo_holds_until_its_end(desk: Client, brief: Brief) -> None:
    brief.embargo_until = timezone.now() + 2 * SOON
    brief.save()

    with pytest.raises(PublishRefused, match="Under embargo until"):
        publish(brief)
    with pytest.raises(PublishRefused, match="Under embargo until"):
        scheduled(brief)
    assert "Under embargo until" in desk.get(form_of(brief)).content.decode()
    schedule.schedule(brief, at=timezone.now() + 3 * SOON)
    Brief.objects.update(embargo_until=timezone.now())
    assert later(3 * SOON) == 1


def test_a_published_brief_leaves_the_shelf_by_itself(desk: Client, brief: Brief) -> None:
    publish(brief)
    refused = ask(desk, brief, "expire", at="2100-01-01T00:00", deed="withdraw")
    assert "reason" in refused.context["form"].errors
    ask(desk, brief, "expire", at="2100-01-01T00:00", deed="withdraw", reason="It is over.")

    assert "Leaves the shelf on" in desk.get(form_of(brief)).content.decode()
    assert later(dt.timedelta(days=40_000)) == 1
    shelf = Publication.objects.get()
    assert (shelf.state, shelf.notice) == ("withdrawn", "It is over.")


def test_what_left_the_shelf_by_hand_stays_as_it_was_left(brief: Brief) -> None:
    publish(brief)
    schedule.expire(brief, at=timezone.now() + SOON)
    withdraw(brief, reason="Wrong figures.")

    assert later() == 0
    shelf = Publication.objects.get()
    assert (shelf.state, shelf.notice) == ("withdrawn", "Wrong figures.")


def test_its_end_can_be_cancelled(desk: Client, brief: Brief) -> None:
    publish(brief)
    ask(desk, brief, "expire", at="2100-01-01T00:00", deed="archive")
    ask(desk, brief, "expire", at="", deed="archive")

    assert later(dt.timedelta(days=40_000)) == 0
    assert Publication.objects.get().state == "published"


def test_only_publishers_schedule(editor: Client, brief: Brief) -> None:
    url = reverse("admin:briefs_brief_step", args=[brief.pk, "schedule"])

    assert editor.get(url).status_code == 403
    with pytest.raises(Refused):
        scheduled(brief, by=User.objects.create_user("anybody"))


@pytest.mark.django_db(transaction=True)
def test_a_worker_does_what_was_due_while_none_ran() -> None:
    brief = scheduled(make_brief())
    Schedule.objects.update(at=timezone.now() - dt.timedelta(days=1))

    call_command("work", once=True)

    brief.refresh_from_db()
    assert brief.state == "published"


@pytest.mark.django_db(transaction=True)
def test_the_database_is_not_held_while_the_text_is_rendered() -> None:
    scheduled(make_brief(tags=("gas",)))

    with CaptureQueriesContext(connection) as captured:
        assert later() == 1

    asked = [query["sql"] for query in captured]
    begun = next(place for place, sql in enumerate(asked) if sql.startswith("BEGIN"))
    assert any("briefs_authors" in sql or "briefs_briefauthor" in sql for sql in asked[:begun])
    assert not any("briefs_briefauthor" in sql for sql in asked[begun:])


def test_the_list_names_the_minute_of_what_is_scheduled(
    desk: Client, brief: Brief, settings: Settings
) -> None:
    settings.TIME_ZONE = "Asia/Karachi"
    schedule.schedule(brief, at=dt.datetime(2100, 12, 1, 4, tzinfo=dt.UTC))
    for query in ("", "?schedule=publish"):
        page = desk.get(reverse("admin:briefs_brief_changelist") + query).text
        assert "<small>1 December 2100, 09:00 (Asia/Karachi)</small>" in page


def test_the_zone_is_named_in_the_language_of_the_page(desk: Client, brief: Brief) -> None:
    page = reverse("admin:briefs_brief_step", args=[brief.pk, "schedule"])
    asked = desk.get(page, {"seen": brief.version}, headers={"accept-language": "ru"})
    assert "Часовой пояс: UTC." in asked.text
