"""Dates and times stand at the desk as readers see them, in one style."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from lxml import html

from briefs.admin.bulk import doing
from briefs.admin.bulk.deeds import DEEDS
from briefs.editorial import comments, restoring, review, sharing
from briefs.models import Brief, Entry, Position, Publication
from briefs.models.schedule import Deed
from briefs.publishing import publish, schedule
from tests.desk.sent import form_of, typed
from tests.desk.test_history import save
from tests.factories import (
    make_actor,
    make_brief,
    make_event,
    make_evidence,
    make_milestone,
    make_source,
    make_topic,
)

# Of other styles: 2026-11-24, 11/24/2026, 24.11.2026, Nov. 24, 2026, 5 p.m., 24 ноября 2026 г.
OTHERS = re.compile(
    r"\d{4}-\d{2}\b|\d{1,2}[/.]\d{1,2}[/.]\d{4}|\w+\.? \d{1,2}, \d{4}|[ap]\.m\.|\d г\."
)
NOON = dt.datetime(2100, 12, 1, 12, tzinfo=dt.UTC)


def said(page: str) -> str:
    """What a page says, without what may be typed, and how to type it."""
    tree = html.fromstring(page)
    for aside in tree.cssselect("script, style, template, input, textarea, select, .help"):
        aside.drop_tree()
    return " ".join(tree.text_content().split())


@pytest.fixture
def addresses(desk: Client) -> list[str]:
    """Pages that tell when something was, or will be."""
    chief = User.objects.get()
    brief = make_brief(title="Gas", embargo_until=dt.datetime(2001, 2, 3, 4, 5, tzinfo=dt.UTC))
    save(desk, brief, title="Oil", review_by="2020-01-02", published_on="2020-03-04")
    edition = publish(Brief.objects.get())
    save(desk, brief, body="Other words.", embargo_until="2100-11-12T10:00")
    brief.refresh_from_db()
    comments.add(brief, by=chief, text="Why?")
    review.submit(brief, by=chief, seen=brief.version)
    sharing.share(brief, days=7, by=chief)
    due = make_brief(title="Due")
    schedule.schedule(due, at=NOON, by=chief)
    schedule.expire(brief, at=NOON, deed=Deed.ARCHIVE, reason="Old.", by=chief)
    make_evidence(brief, milestone=make_milestone(date="2014-11-20"))
    make_source(date="2020-05-06")
    event = make_event(date="2021-09/2021-10-11")
    Position.objects.create(
        holder=make_actor(), of=make_actor(), title="Head", start="1999-01-02", as_of="2001-02"
    )
    topic = make_topic(name="Gone")
    restoring.delete(topic, by=chief)
    doing.make(DEEDS["archive"], Brief.objects.all(), chief)
    lists = ["brief", "event", "source", "position", "milestone", "evidence", "publication"]
    of_brief = ["change", "history", "share", "delete"]
    return [
        reverse("admin:index"),
        *(reverse(f"admin:briefs_{noun}_changelist") for noun in (*lists, "edition", "entry")),
        *(reverse(f"admin:briefs_brief_{page}", args=[brief.pk]) for page in of_brief),
        reverse("admin:briefs_brief_change", args=[due.pk]),
        reverse("admin:briefs_brief_version", args=[brief.pk, 1]),
        f"{reverse('admin:briefs_brief_compare', args=[brief.pk])}?a=1&b=2",
        reverse("admin:briefs_brief_preview", args=[brief.pk]),
        reverse("admin:briefs_event_change", args=[event.pk]),
        reverse("admin:briefs_topic_deleted"),
        reverse("admin:briefs_edition_change", args=[edition.pk]),
        reverse("admin:briefs_publication_change", args=[Publication.objects.get().pk]),
        reverse("admin:briefs_brief_bulk"),
    ]


@pytest.mark.parametrize("language", ["en", "ru", "ur"])
def test_every_page_tells_days_and_minutes_in_one_style(
    desk: Client, addresses: list[str], language: str
) -> None:
    desk.cookies["django_language"] = language
    pages = {address: desk.get(address) for address in addresses}

    assert [address for address, page in pages.items() if page.status_code != 200] == []
    found = {address: OTHERS.findall(said(page.text)) for address, page in pages.items()}
    assert {address: other for address, other in found.items() if other} == {}


def test_what_is_to_come_and_the_log_name_the_time_zone(desk: Client, addresses: list[str]) -> None:
    assert "1 December 2100, 12:00 (UTC)" in said(desk.get(addresses[0]).text)
    log = said(desk.get(reverse("admin:briefs_entry_changelist")).text)
    assert "When (UTC)" in log
    at = Entry.objects.earliest("at", "pk").at
    assert f"{at:%-d %B %Y, %H:%M:%S}" in log
    assert "at: 1 December 2100, 12:00 (UTC)" in log


@pytest.mark.parametrize("language", ["en", "ru", "ur"])
def test_a_day_is_typed_in_one_way_in_every_language(desk: Client, language: str) -> None:
    desk.cookies["django_language"] = language
    brief = make_brief(published_on="2020-03-04")
    brief.embargo_until = dt.datetime(2100, 11, 12, 10, tzinfo=dt.UTC)
    brief.save()

    page = html.fromstring(desk.get(form_of(brief)).text)

    shown = {name: page.get_element_by_id(f"id_{name}") for name in DAYS}
    assert shown["published_on"].get("value") == "2020-03-04"
    assert shown["embargo_until"].get("value") == "2100-11-12 10:00"
    helps = {name: page.get_element_by_id(f"id_{name}_helptext").text_content() for name in DAYS}
    assert "2021-12-01 14:30" in helps.pop("embargo_until")
    assert all("2021-12-01" in said for said in helps.values())


DAYS = ["published_on", "review_by", "embargo_until"]


@pytest.mark.parametrize("language", ["en", "ru", "ur"])
@pytest.mark.parametrize("day", ["04/03/2020", "4.3.2020", "2020-02-30", "soon", "2020"])
def test_a_day_typed_otherwise_is_refused_with_how_to_write_it(
    desk: Client, language: str, day: str
) -> None:
    desk.cookies["django_language"] = language
    brief = make_brief()

    page = desk.post(form_of(brief), typed(published_on=day, embargo_until=day))

    errors = page.context["adminform"].form.errors
    assert "2021-12-01" in errors["published_on"][0]
    assert "2021-12-01 14:30" in errors["embargo_until"][0]
