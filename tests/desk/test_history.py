"""What was saved is kept: seen in a list, compared, restored."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from briefs.editorial import review
from briefs.editorial.mergers import merge
from briefs.models import Brief, Entry, Evidence, Party, Version
from briefs.publishing import publish
from tests.desk.opened import Opened, fields_of
from tests.desk.sent import messages_of
from tests.factories import (
    make_actor,
    make_agreement,
    make_brief,
    make_evidence,
    make_milestone,
    make_topic,
)
from tests.spoken import seen


def page_of(noun: Any, page: str = "history", *more: int) -> str:
    return reverse(f"admin:briefs_{noun._meta.model_name}_{page}", args=[noun.pk, *more])


def save(client: Client, noun: Any, **typed: Any) -> None:
    assert Opened(client, noun).type(**typed).save().status_code == 302


def told(page: Any) -> str:
    """The differences that a page shows, as text."""
    return "\n".join(f"{change.name}: {seen(change.marked)}" for change in page.context["changes"])


def restore(client: Client, noun: Any, number: int, **sent: Any) -> Any:
    url = page_of(noun, "version", number)
    return client.post(url, fields_of(client.get(url)) | sent, follow=True)


def test_every_save_is_a_line_with_who_when_and_what(desk: Client) -> None:
    brief = make_brief(title="Gas")
    save(desk, brief, title="Oil", tags="pipelines")
    save(desk, brief, body="Other words.")
    publish(Brief.objects.get())

    page = desk.get(page_of(brief))

    lines = [line for line in page.context["lines"] if line.version]
    assert [line.said for line in lines] == ["Body", "Title, Tags", ""]
    assert [line.version.who for line in lines] == ["chief", "chief", ""]
    assert "somebody outside the desk" in page.content.decode()


def test_the_history_of_one_who_saved_over_others_says_whose_edits_are_in_it(desk: Client) -> None:
    brief = make_brief()
    mine, theirs = Opened(desk, brief), Opened(desk, brief)
    theirs.type(title="Oil").save()
    mine.type(summary="Anew.").save()

    text = desk.get(page_of(brief)).content.decode()

    assert "put together with version 1" in text


def test_deeds_that_are_no_saves_stand_between_the_versions(desk: Client) -> None:
    brief = make_brief()
    desk.post(page_of(brief, "change"), Opened(desk, brief).data | {"_publish": "1"})

    lines = desk.get(page_of(brief)).context["lines"]

    assert [line.entry.action for line in lines if line.entry] == ["brief.publish"]


def test_a_long_history_has_pages_and_asks_no_more_than_a_short_one(desk: Client) -> None:
    topic = make_topic()

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(page_of(topic)).status_code == 200
        assert not any('"content"' in query["sql"] for query in asked)
        return len(asked)

    for number in range(2):
        save(desk, topic, name=f"Name {number}")
    few = questions()
    Version.objects.bulk_create(
        Version(noun="topic", key=topic.key, number=number, way="form", content={})
        for number in range(10, 70)
    )

    assert questions() == few
    assert len(desk.get(page_of(topic)).context["lines"]) == 50
    assert len(desk.get(page_of(topic), {"p": "2"}).context["lines"]) == 13


def test_two_versions_of_a_brief_compared_word_by_word_and_field_by_field(desk: Client) -> None:
    anna, gone = make_actor(name="Anna"), make_topic(name="Gas")
    brief = make_brief(body="It rained.\n\nIt was signed in May.", tags=("oil",))
    brief.topics.add(gone)
    passage = make_evidence(brief, milestone=make_milestone(make_agreement(title="Stream")))
    save(
        desk,
        brief,
        body="It rained.\r\n\r\nIt was signed in June.",
        kind="fact-sheet",
        tags="gas",
        topics=[],
        actors=[anna.pk],
        key_points="One.",
    )
    passage.delete()
    save(desk, brief, title="Other")
    gone.delete()

    page = desk.get(page_of(brief, "compare"), {"a": "3", "b": "0"})

    text = told(page)
    for line in (
        "It was signed in <del>May</del> <ins>June</ins>.",
        "<del>policy brief</del> <ins>fact sheet</ins>",
        "<del>oil</del>",
        "<ins>gas</ins>",
        "Topics: <ul><li><del>deleted</del>",
        "<ins>Anna</ins>",
        "<li><ins>One.</ins></li>",
        "<del>Some words. · stated · Stream: signed</del>",
    ):
        assert line in text, line
    assert "It rained" not in text


def test_what_a_deleted_noun_was_called_is_told(desk: Client) -> None:
    topic = make_topic(name="Gas")
    brief = make_brief()
    save(desk, brief, topics=[topic.pk])
    desk.post(page_of(topic, "delete"), {"post": "yes"})

    text = told(desk.get(page_of(brief, "compare"), {"a": "0", "b": "1"}))

    assert "<ins>Gas (deleted)</ins>" in text


def test_what_a_merged_noun_was_called_is_told(desk: Client) -> None:
    gas, fuel = make_topic(name="Gas"), make_topic(name="Fuel")
    brief = make_brief()
    save(desk, brief, topics=[gas.pk])
    merge(fuel, [gas], by=None)

    text = told(desk.get(page_of(brief, "compare"), {"a": "1", "b": "2"}))

    assert "<del>Gas (merged)</del>" in text
    assert "<ins>Fuel</ins>" in text


def test_rows_of_an_agreement_are_compared_by_their_keys(desk: Client) -> None:
    agreement, actor = make_agreement(), make_actor(name="Iran")
    kept = Party.objects.create(agreement=agreement, actor=actor, role="party")
    Party.objects.create(agreement=agreement, actor=make_actor(name="Iraq"), role="party")
    save(desk, agreement, **{"parties-0-role": "guarantor", "parties-1-DELETE": "on"})

    page = desk.get(page_of(agreement, "compare"), {"a": "0"})

    assert kept.pk
    assert "Iran<ul><li>Role: <del>party</del> <ins>guarantor</ins></li></ul>" in told(page)
    assert "<li><del>Iraq · party</del></li>" in told(page)
    assert "what it says now" in page.content.decode()


def test_comparing_asks_as_much_for_many_rows_as_for_few(desk: Client) -> None:
    def questions(number: int) -> int:
        agreement = make_agreement()
        for _ in range(number):
            party = Party.objects.create(agreement=agreement, actor=make_actor())
            make_evidence(make_brief(), party=party)
            make_milestone(agreement)
        save(desk, agreement, title=f"With {number}")
        Party.objects.filter(agreement=agreement).delete()
        desk.get(page_of(agreement, "compare"), {"a": "0"})
        with CaptureQueriesContext(connection) as asked:
            page = desk.get(page_of(agreement, "compare"), {"a": "0"})
        assert page.status_code == 200
        return len(asked)

    assert questions(20) == questions(2)


@pytest.mark.parametrize("query", [{"a": "99"}, {"a": "x"}, {"a": "-1"}, {"a": "9" * 40}])
def test_versions_that_never_were_are_not_found(desk: Client, query: dict[str, str]) -> None:
    topic = make_topic()
    save(desk, topic, name="Gas")

    assert desk.get(page_of(topic, "compare"), query).status_code == 404
    assert desk.get(page_of(topic, "version", 99)).status_code == 404


def test_a_version_restored_is_a_new_one_and_the_brief_a_draft_again(desk: Client) -> None:
    author = make_actor()
    brief = make_brief(title="Gas", authors=(author,), tags=("oil",))
    save(desk, brief, title="Oil", tags="", **{"author_rows-0-DELETE": "on"})
    publish(Brief.objects.get(pk=brief.pk))

    page = restore(desk, brief, 0)

    brief.refresh_from_db()
    assert (brief.title, brief.state, list(brief.tags.names())) == ("Gas", "draft", ["oil"])
    assert [row.actor for row in brief.author_rows.all()] == [author]
    assert any("Version 0 is restored" in text for text in messages_of(page))
    assert Entry.objects.filter(action="brief.restore", key=brief.key).count() == 1
    assert "restored from version 0" in desk.get(page_of(brief)).content.decode()


def test_a_discarded_draft_is_told_as_that_and_not_as_a_version_restored(desk: Client) -> None:
    brief = make_brief(title="Gas")
    publish(brief)
    save(desk, brief, title="Oil")
    review.discard(Brief.objects.get(pk=brief.pk))

    page = desk.get(page_of(brief)).text

    assert '<span dir="auto">draft discarded</span>' in page
    assert "restored from version" not in page


def test_nobody_restores_over_what_they_have_not_seen(desk: Client) -> None:
    topic = make_topic(name="Gas")
    save(desk, topic, name="Oil")
    url = page_of(topic, "version", 0)
    sent = fields_of(desk.get(url))
    save(desk, topic, name="Coal")

    page = desk.post(url, sent, follow=True)

    topic.refresh_from_db()
    assert topic.name == "Coal"
    assert any("Somebody has saved this" in text for text in messages_of(page))
    assert "<ins>Gas</ins>" in told(page)


def test_what_cannot_come_back_is_said(desk: Client) -> None:
    agreement, actor = make_agreement(), make_actor()
    Party.objects.create(agreement=agreement, actor=actor)
    save(desk, agreement, **{"parties-0-DELETE": "on"})
    actor.delete()

    page = restore(desk, agreement, 0)

    assert not agreement.parties.exists()
    assert any("recover that first" in text for text in messages_of(page))


def test_evidence_comes_back_to_where_readers_find_its_words(desk: Client) -> None:
    agreement = make_agreement()
    milestone = make_milestone(agreement)
    brief = make_brief(body="Some words.")
    passage = make_evidence(brief, milestone=milestone)
    publish(brief)
    save(desk, agreement, **{"milestones-0-DELETE": "on"})
    assert not Evidence.objects.exists()

    restore(desk, agreement, 0)

    back = Evidence.objects.get()
    assert (back.key, back.milestone) == (passage.key, agreement.milestones.get())
    assert back.edition is not None
    assert back.edition.number == 1
    brief.refresh_from_db()
    assert brief.state == "published"
    assert Version.objects.of(brief).exists()


def test_a_passage_restored_is_bound_to_the_words_that_it_says_then(desk: Client) -> None:
    brief = make_brief(body="Some words. Other words.")
    publish(brief)
    passage = make_evidence(brief, milestone=make_milestone())
    save(desk, passage, exact="Other words.")

    restore(desk, passage, 0)

    passage.refresh_from_db()
    assert (passage.exact, passage.suffix) == ("Some words.", " Other words.")


def test_who_may_not_change_it_restores_nothing(desk: Client, author: Client) -> None:
    looker = Client()
    guest = User.objects.create_user("guest", is_staff=True)
    guest.user_permissions.set(Permission.objects.filter(codename="view_brief"))
    looker.force_login(guest)
    brief, topic = make_brief(owner=guest), make_topic()
    save(desk, brief, title="Oil")
    save(desk, topic, name="Oil")
    url = page_of(brief, "version", 0)

    assert "Restore this version" not in looker.get(url).content.decode()
    assert looker.post(url, {"seen": "1"}).status_code == 403
    assert author.get(page_of(make_brief(), "version", 0)).status_code == 404
    for page in (
        page_of(topic),
        page_of(topic, "compare") + "?a=0",
        page_of(topic, "version", 0),
    ):
        assert looker.get(page).status_code == 403


def test_passages_are_not_told_to_one_who_may_not_see_drafts(desk: Client) -> None:
    agreement = make_agreement()
    make_evidence(make_brief(title="Hidden"), milestone=make_milestone(agreement))
    save(desk, agreement, title="Other")
    Evidence.objects.all().delete()
    registrar = Client()
    clerk = User.objects.create_user("registrar", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename="view_agreement"))
    registrar.force_login(clerk)

    for page in (page_of(agreement, "compare") + "?a=0", page_of(agreement, "version", 0)):
        assert "Some words" in desk.get(page).content.decode()
        text = registrar.get(page).content.decode()
        assert "Some words" not in text
        assert "Hidden" not in text
