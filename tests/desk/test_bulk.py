"""Actions on the list of briefs that change them, brief by brief."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from briefs.models import Brief, Entry, Version
from briefs.publishing import publish
from tests.desk.sent import LIST, acted, chosen, form_of, messages_of, question_of
from tests.factories import make_brief, make_topic, save


def tags_of(brief: Brief) -> set[str]:
    return set(Brief.objects.get(pk=brief.pk).tags.names())


def test_a_tag_is_added_to_each_and_the_history_says_so(editor: Client) -> None:
    one, other = make_brief(tags=("gas",)), make_brief()

    response = acted(editor, "add_tags", one, other, tags="Iran, transit")

    assert messages_of(response) == ["Done with 2 briefs."]
    assert tags_of(one) == {"gas", "Iran", "transit"}
    assert tags_of(other) == {"Iran", "transit"}
    version = Version.objects.of(one).order_by("-number").first()
    assert version is not None
    assert (version.way, version.who) == ("action", "editor")
    entries = Entry.objects.filter(action="brief.change", who="editor")
    assert {entry.key for entry in entries} == {one.key, other.key}
    assert entries[0].data == {"fields": ["tags"]}


def test_a_tag_that_a_brief_has_makes_no_version(editor: Client) -> None:
    has, lacks = make_brief(tags=("Gas",)), make_brief()

    response = acted(editor, "add_tags", has, lacks, tags="gas")

    assert messages_of(response) == ["Done with 1 brief.", "1 brief needed no change."]
    assert tags_of(has) == tags_of(lacks) == {"Gas"}
    assert not Version.objects.of(has).filter(way="action").exists()


def test_a_tag_is_taken_away_in_whatever_case_it_is_typed(editor: Client) -> None:
    brief = make_brief(tags=("Gas", "Iran"))
    acted(editor, "take_tags", brief, tags="gas")
    assert tags_of(brief) == {"Iran"}


def test_topics_are_added_and_taken_away(editor: Client) -> None:
    brief, old, new = make_brief(), make_topic(), make_topic()
    brief.topics.add(old)

    acted(editor, "add_topics", brief, topics=[old.pk, new.pk])
    assert set(brief.topics.all()) == {old, new}

    acted(editor, "take_topics", brief, topics=[old.pk])
    assert set(brief.topics.all()) == {new}


def test_what_others_saved_while_the_page_was_open_stays(editor: Client) -> None:
    brief = make_brief(tags=("gas",))
    question = question_of(editor, "add_tags", brief)
    save(brief, title="Another title", body="Other words.")
    brief.tags.add("Iran")

    editor.post(question, {"tags": "transit"})

    brief.refresh_from_db()
    assert (brief.title, brief.body) == ("Another title", "Other words.")
    assert tags_of(brief) == {"gas", "Iran", "transit"}


def test_a_form_left_open_meanwhile_keeps_the_new_tag(editor: Client) -> None:
    brief = make_brief()
    save(brief)
    opened = Brief.objects.get(pk=brief.pk)
    acted(editor, "add_tags", brief, tags="transit")

    save(opened, title="Typed before the tag came")  # an object that was read before

    assert tags_of(brief) == {"transit"}


def test_a_published_brief_becomes_a_draft_of_its_next_edition(publisher: Client) -> None:
    brief = make_brief()
    publish(brief)
    acted(publisher, "add_tags", brief, tags="transit")
    brief.refresh_from_db()
    assert brief.state == "draft"


def test_looking_first_says_what_would_become_of_each_and_changes_nothing(editor: Client) -> None:
    has, lacks = make_brief(tags=("gas",)), make_brief()

    page = acted(editor, "add_tags", has, lacks, tags="gas", look="1")

    text = page.content.decode()
    assert text.count("Would be done.") == text.count("Needs no change.") == 1
    assert 'value="gas"' in text
    assert tags_of(lacks) == set()
    assert not Version.objects.exists()
    assert not Entry.objects.filter(action="brief.change").exists()


def test_asking_for_review_goes_brief_by_brief_and_names_those_refused(editor: Client) -> None:
    ready = make_brief(title="Ready")
    bare = make_brief(title="Bare", summary="")
    shown = make_brief(title="Shown")
    publish(shown)

    page = editor.post(LIST, chosen("submit", ready, bare, shown), follow=True).content.decode()
    assert "Write a summary: lists show it." in page
    assert page.count("Refused:") == 2
    assert Brief.objects.get(pk=ready.pk).state == "draft"

    response = acted(editor, "submit", ready, bare, shown, note="Mind the figures.")

    summary = f'<a href="{form_of(bare)}#id_summary">Summary</a>'
    assert sorted(messages_of(response)) == [
        "Done with 1 brief.",
        f"“Bare”: {summary}: Write a summary: lists show it.",
        "“Shown”: “Ask for review” can&#x27;t be done: the brief&#x27;s state is “published”.",
    ]
    assert Brief.objects.get(pk=ready.pk).state == "review"


def test_nobody_asks_for_review_of_a_text_they_have_not_seen(editor: Client) -> None:
    brief = make_brief()
    question = question_of(editor, "submit", brief)
    save(brief, body="Other words.")

    # Looking again does not make it seen.
    again = editor.post(question, {"look": "1"}, follow=True).content.decode()
    assert "Somebody has saved this since you opened it" in again
    response = editor.post(question, {}, follow=True)

    assert "Somebody has saved this since you opened it" in messages_of(response)[0]
    assert Brief.objects.get(pk=brief.pk).state == "draft"


def test_authors_change_their_own_and_no_other(author: Client) -> None:
    own = make_brief(owner=User.objects.get(username="author"))
    other = make_brief()

    response = acted(author, "add_tags", own, other, tags="x")

    assert (tags_of(own), tags_of(other)) == ({"x"}, set())
    assert messages_of(response) == [
        "1 chosen brief isn't on this list any more: nothing was done to it.",
        "Done with 1 brief.",
    ]
    assert str(other) not in response.content.decode()


@pytest.mark.parametrize("tags", ["", " ,, ", "x" * 300, "a\x00b", "a\ufffdb", "y," * 3000])
def test_bad_tags_are_refused_at_the_field(editor: Client, tags: str) -> None:
    brief = make_brief()
    page = acted(editor, "add_tags", brief, tags=tags)
    assert "errorlist" in page.content.decode()
    assert tags_of(brief) == set()


@pytest.mark.parametrize("topics", [[], ["x"], ["99999999999999999999"], ["4711"]])
def test_bad_topics_are_refused_at_the_field(editor: Client, topics: Any) -> None:
    page = acted(editor, "add_topics", make_brief(), topics=topics)
    assert "errorlist" in page.content.decode()


def test_the_filters_of_the_list_stay(editor: Client) -> None:
    brief = make_brief()
    filtered = f"{LIST}?language=en&state=draft"

    question = question_of(editor, "add_tags", brief, at=filtered)
    assert f'href="{LIST}?language=en&amp;state=draft"' in editor.get(question).text
    response = editor.post(question, {"tags": "x"})

    assert response.headers["Location"] == filtered


def test_the_buttons_stand_above_the_briefs_whatever_is_asked(publisher: Client) -> None:
    brief = make_brief(title="Gas flows")
    for action in ("submit", "publish"):
        page = publisher.get(question_of(publisher, action, brief)).content.decode()
        assert page.index('class="default" type="submit"') < page.index("Gas flows")
