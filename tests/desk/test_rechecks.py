"""Facts that change under published briefs: who rests on them is listed until somebody looked."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from briefs.editorial import restoring, versions
from briefs.models import Brief, Change, Event, Evidence, Milestone, Recheck, Way
from briefs.publishing import publish, withdraw
from tests.factories import (
    again,
    make_agreement,
    make_brief,
    make_event,
    make_evidence,
    make_milestone,
)

LIST = reverse("admin:briefs_recheck_changelist")


@pytest.fixture
def milestone(db: None) -> Milestone:
    """Stated by two published briefs and a draft."""
    milestone = make_milestone(make_agreement(title="Stream"), date="2014")
    for title in ("First", "Second", "Draft"):
        brief = make_brief(title=title, body="It was signed in 2014.")
        make_evidence(brief, exact="signed in 2014", milestone=milestone)
        if title != "Draft":
            publish(brief)
    return milestone


def change(milestone: Milestone, **fields: Any) -> Any:
    """As the agreement's form does."""
    client = Client()
    client.force_login(
        User.objects.get_or_create(username="chief", is_superuser=True, is_staff=True)[0]
    )
    url = reverse("admin:briefs_agreement_change", args=[milestone.agreement_id])
    sent = {"title": "Stream", "slug": milestone.agreement.slug, "kind": "treaty"}
    for name in ("parties", "terms", "places", "relations", "bodies", "reservations"):
        sent |= {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"}
    sent |= {"milestones-TOTAL_FORMS": "1", "milestones-INITIAL_FORMS": "1"}
    row = {"id": milestone.pk, "agreement": milestone.agreement_id, "status": "signed"}
    row |= {"key": str(milestone.key), "date": milestone.date} | fields
    sent |= {f"milestones-0-{name}": str(value) for name, value in row.items()}
    return client.post(url, sent, follow=True)


def listed(client: Client, **query: str) -> list[tuple[str, str, str]]:
    rows = client.get(LIST, query).context["cl"].result_list
    return sorted((row.brief_title, row.fact, row.why) for row in rows)


def test_whoever_changes_a_fact_is_told_which_published_briefs_state_it(
    editor: Client, milestone: Milestone
) -> None:
    page = change(milestone, date="2015").text

    assert "2 published briefs state what you changed." in page
    assert f'href="{LIST}?done=no"' in page
    assert listed(editor, done="no") == [
        ("First", "Stream: signed 2014", "changed"),
        ("Second", "Stream: signed 2014", "changed"),
    ]
    text = editor.get(LIST).text
    assert "Stream: signed 2015" in text
    assert "facts that changed under published briefs" in editor.get(reverse("admin:index")).text


def test_what_is_changed_back_need_not_be_looked_at(editor: Client, milestone: Milestone) -> None:
    change(milestone, date="2015")
    milestone.refresh_from_db()
    change(milestone, date="2016")
    milestone.refresh_from_db()
    assert listed(editor)[0][1] == "Stream: signed 2014"
    change(milestone, date="2014")
    assert listed(editor) == []


def test_saving_without_a_change_asks_nobody_to_look(editor: Client, milestone: Milestone) -> None:
    assert "state what you changed" not in change(milestone).text
    assert listed(editor) == []


def test_a_fact_that_is_deleted_is_named_as_it_was(editor: Client, milestone: Milestone) -> None:
    change(milestone, DELETE="on")
    assert not Milestone.objects.exists()
    assert listed(editor) == [
        ("First", "Stream: signed 2014", "deleted"),
        ("Second", "Stream: signed 2014", "deleted"),
    ]


def test_a_noun_that_is_deleted_takes_its_facts_along(editor: Client, milestone: Milestone) -> None:
    restoring.delete(milestone.agreement, by=None)
    assert [row[2] for row in listed(editor)] == ["deleted", "deleted"]


def test_an_event_is_a_fact_itself(editor: Client, db: None) -> None:
    event = make_event(title="Talks", date="2014")
    brief = make_brief(title="First")
    make_evidence(brief, event=event)
    publish(brief)
    with versions.editing(event, by=None, way=Way.FORM):
        event.description = "More words."
        event.save()
    form = reverse("admin:briefs_event_change", args=[event.pk])
    sent = {"title": "Talks, new", "slug": event.slug, "kind": "meeting", "date": "2014"}
    sent |= {"participants-TOTAL_FORMS": "0", "participants-INITIAL_FORMS": "0"}
    editor.post(form, sent)
    assert Event.objects.get().title == "Talks, new"
    assert listed(editor) == [("First", "Talks", "changed")]


@pytest.mark.parametrize("way", ["retracted", "withdrawn"])
def test_who_states_what_a_brief_taken_back_stated_is_listed(
    editor: Client, milestone: Milestone, way: str
) -> None:
    brief = Brief.objects.get(title="First")
    if way == "retracted":
        again(brief, note="Wrong.", change=Change.RETRACTION)
    else:
        withdraw(brief, reason="Wrong.")
    assert listed(editor) == [("Second", "Stream: signed 2014", "retracted")]


def test_what_was_looked_at_is_listed_no_more(editor: Client, milestone: Milestone) -> None:
    change(milestone, date="2015")
    chosen = Recheck.objects.order_by("pk")[0]
    editor.post(LIST, {"action": "looked_at", "_selected_action": [chosen.pk]})
    chosen.refresh_from_db()
    assert chosen.done_by == "editor"
    assert len(listed(editor, done="no")) == 1
    assert len(listed(editor, done="yes")) == 1
    milestone.refresh_from_db()
    change(milestone, date="2017")
    assert len(listed(editor, done="no")) == 2


def test_an_author_sees_what_their_own_briefs_rest_on(
    author: Client, stranger: Client, milestone: Milestone
) -> None:
    mine = Brief.objects.get(title="Second")
    Brief.objects.filter(pk=mine.pk).update(owner=User.objects.get(username="author"))
    change(milestone, date="2015")
    assert [row[0] for row in listed(author)] == ["Second"]
    assert stranger.get(LIST).status_code == 302


def test_the_list_asks_as_many_queries_for_many_as_for_few(
    editor: Client, milestone: Milestone, django_assert_max_num_queries: Any
) -> None:
    def queries() -> int:
        with django_assert_max_num_queries(40) as asked:
            editor.get(LIST)
        return len(asked.captured_queries)

    change(milestone, date="2015")
    few = queries()
    for number in range(12):
        brief = make_brief(title=f"More {number}", body="It was signed in 2014.")
        make_evidence(brief, exact="signed in 2014", milestone=milestone)
        publish(brief)
    milestone.refresh_from_db()
    change(milestone, date="2016")
    assert Recheck.objects.count() == 14
    assert queries() == few
    assert Evidence.objects.count() == 15
