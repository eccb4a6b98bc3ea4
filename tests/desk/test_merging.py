"""Two people edit one thing at the desk: nothing of either is lost."""

from typing import Any

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from briefs.admin.merging import Merged, rebase
from briefs.editorial import versions
from briefs.models import Agreement, Brief, Milestone, Party, Version, Way
from briefs.publishing import publish
from tests.desk.opened import Opened, fields_of
from tests.desk.sent import messages_of
from tests.factories import (
    make_actor,
    make_agreement,
    make_brief,
    make_event,
    make_evidence,
    make_milestone,
    make_region,
    make_source,
    make_topic,
)


@pytest.fixture
def anna(db: None) -> Client:
    return _chief("anna")


@pytest.fixture
def boris(db: None) -> Client:
    return _chief("boris")


def _chief(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser(name))
    return client


def decide(page: Any, client: Client, url: str, take: str, own: str = "") -> Any:
    """Choose the same for every piece of a conflict, and save."""
    data = fields_of(page)
    for shown in page.context["pieces"]:
        data |= {f"_choice-{shown.piece.id}": take, f"_own-{shown.piece.id}": own}
    return client.post(url, data)


def test_different_fields_merge_and_the_editor_is_told(anna: Client, boris: Client) -> None:
    brief = make_brief(title="Gas")
    mine, theirs = Opened(anna, brief), Opened(boris, brief)
    theirs.type(title="Oil").save()

    page = anna.post(mine.url, mine.type(summary="Anew.").data | {"_continue": "1"}, follow=True)

    brief.refresh_from_db()
    assert (brief.title, brief.summary) == ("Oil", "Anew.")
    assert any("boris" in text and "Title" in text for text in messages_of(page))
    assert [v.based_on for v in Version.objects.of(brief).order_by("number")] == [None, 0, 0]


def test_different_sentences_of_the_body_merge(anna: Client, boris: Client) -> None:
    brief = make_brief(body="It rained. It snowed.\n\nIt ended.")
    mine, theirs = Opened(anna, brief), Opened(boris, brief)
    theirs.type(body="It rained. It snowed hard.\r\n\r\nIt ended.").save()

    mine.type(body="It rained. It snowed.\r\n\r\nIt ended late.").save()

    brief.refresh_from_db()
    assert brief.body == "It rained. It snowed hard.\n\nIt ended late."


def test_two_edits_of_a_sentence_are_shown_and_nothing_is_written(
    anna: Client, boris: Client
) -> None:
    brief = make_brief(body="It was signed.", title="Gas")
    mine, theirs = Opened(anna, brief), Opened(boris, brief)
    theirs.type(body="It was signed and ratified.").save()

    page = mine.type(body="It was not signed.", title="Oil").save()

    assert page.status_code == 409
    text = page.content.decode()
    for words in ("It was signed.", "and ratified", "not", "It was not signed and ratified."):
        assert words in text
    brief.refresh_from_db()
    assert (brief.title, brief.body) == ("Gas", "It was signed and ratified.")

    decide(page, anna, mine.url, "own", "It was signed, not ratified.")

    brief.refresh_from_db()
    assert (brief.title, brief.body) == ("Oil", "It was signed, not ratified.")


def test_a_third_edit_between_question_and_answer_asks_anew(
    anna: Client, boris: Client, desk: Client
) -> None:
    brief = make_brief(body="It was signed.")
    mine, theirs = Opened(anna, brief), Opened(boris, brief)
    theirs.type(body="It was signed and ratified.").save()
    page = mine.type(body="It was not signed.").save()
    Opened(desk, brief).type(body="It was never signed.").save()

    again = decide(page, anna, mine.url, "mine")

    assert again.status_code == 409
    assert decide(again, anna, mine.url, "mine").status_code == 302
    brief.refresh_from_db()
    assert brief.body == "It was not signed."


def test_tags_topics_and_authors_of_both_are_kept(anna: Client, boris: Client) -> None:
    first, second, topic = make_actor(), make_actor(), make_topic()
    brief = make_brief(authors=(first,), tags=("gas",))
    mine, theirs = Opened(anna, brief), Opened(boris, brief)
    theirs.type(tags="gas, oil", topics=[topic.pk], **{"author_rows-0-order": "7"}).save()

    added = {
        "author_rows-TOTAL_FORMS": "2",
        "author_rows-1-actor": str(second.pk),
        "author_rows-1-order": "1",
    }
    mine.type(tags="pipeline", **added).save()

    assert sorted(brief.tags.names()) == ["oil", "pipeline"]
    assert list(brief.topics.all()) == [topic]
    assert [(row.actor, row.order) for row in brief.author_rows.all()] == [(second, 1), (first, 7)]


def test_a_row_that_they_deleted_and_i_edited_is_asked_about(anna: Client, boris: Client) -> None:
    agreement, actor = make_agreement(), make_actor()
    Party.objects.create(agreement=agreement, actor=actor, role="party")
    mine, theirs = Opened(anna, agreement), Opened(boris, agreement)
    theirs.type(**{"parties-0-DELETE": "on"}).save()

    page = mine.type(**{"parties-0-role": "guarantor"}).save()

    assert page.status_code == 409
    assert not agreement.parties.exists()
    decide(page, anna, mine.url, "mine")
    assert [row.role for row in agreement.parties.all()] == ["guarantor"]


def test_a_claim_that_i_delete_while_its_passage_is_edited_is_asked_about(
    anna: Client, boris: Client
) -> None:
    agreement, brief = make_agreement(), make_brief()
    milestone = make_milestone(agreement)
    passage = make_evidence(brief, milestone=milestone)
    mine, theirs = Opened(anna, agreement), Opened(boris, passage)
    assert theirs.type(locator="page 5").save().status_code == 302
    page = mine.type(**{"milestones-0-DELETE": "on"}).save()
    assert page.status_code == 409
    assert "page 5" in page.content.decode()
    data = fields_of(page)
    choice = next(name for name in page.content.decode().split('"') if name.startswith("_choice-"))
    assert anna.post(mine.url, data | {choice: "mine"}).status_code == 302
    assert not Milestone.objects.exists()


def test_rows_of_both_are_kept(anna: Client, boris: Client) -> None:
    agreement = make_agreement()
    make_milestone(agreement, date="2014", status="signed")
    mine, theirs = Opened(anna, agreement), Opened(boris, agreement)
    for opened, date in ((theirs, "2015"), (mine, "2016")):
        number = opened.data["milestones-TOTAL_FORMS"]
        page = opened.type(
            **{
                "milestones-TOTAL_FORMS": str(int(number) + 1),
                f"milestones-{number}-status": "ratified",
                f"milestones-{number}-date": date,
            }
        ).save()
        assert page.status_code == 302, [
            (f.formset.errors, f.formset.non_form_errors())
            for f in page.context["inline_admin_formsets"]
        ]

    assert [row.date for row in Milestone.objects.in_order()] == ["2014", "2015", "2016"]


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (make_actor, "name"),
        (make_agreement, "title"),
        (make_topic, "name"),
        (make_event, "title"),
        (make_source, "title"),
        (make_region, "name"),
    ],
)
def test_every_noun_asks_before_one_edit_goes_over_another(
    desk: Client, make: Any, field: str
) -> None:
    noun = make()
    mine, theirs = Opened(desk, noun), Opened(desk, noun)
    theirs.type(**{field: "Theirs"}).save()

    page = mine.type(**{field: "Mine"}).save()

    assert page.status_code == 409
    noun.refresh_from_db()
    assert getattr(noun, field) == "Theirs"
    decide(page, desk, mine.url, "mine")
    noun.refresh_from_db()
    assert getattr(noun, field) == "Mine"


def test_passages_of_evidence_are_no_less_safe(desk: Client) -> None:
    brief = make_brief(body="Some words. Other words.")
    passage = make_evidence(brief, milestone=make_milestone(), locator="p. 1")
    mine, theirs = Opened(desk, passage), Opened(desk, passage)
    theirs.type(locator="p. 2").save()

    mine.type(exact="Other words.").save()

    passage.refresh_from_db()
    assert (passage.exact, passage.locator) == ("Other words.", "p. 2")
    assert Version.objects.of(brief).filter(way=Way.CASCADE).exists()


def test_what_was_changed_past_the_desk_is_kept_as_found(anna: Client) -> None:
    brief = make_brief(title="Gas")
    mine = Opened(anna, brief)
    Brief.objects.filter(pk=brief.pk).update(summary="By a shell.")

    mine.type(title="Oil").save()

    brief.refresh_from_db()
    assert (brief.title, brief.summary) == ("Oil", "What a reader in a hurry needs.")
    found = Version.objects.of(brief).filter(way=Way.FOUND)
    assert [version.content["fields"]["summary"] for version in found] == ["By a shell."]


def test_a_value_that_no_field_takes_is_merged_and_shown_as_it_was_typed(
    anna: Client, boris: Client
) -> None:
    agreement = make_agreement()
    make_milestone(agreement, date="2014")
    mine, theirs = Opened(anna, agreement), Opened(boris, agreement)
    theirs.type(description="Theirs.").save()

    page = mine.type(**{"milestones-0-date": "the year dot"}).save()

    assert page.status_code == 200
    text = page.content.decode()
    assert 'value="the year dot"' in text
    assert "Theirs." in text
    assert f'name="_version" value="{agreement.version + 1}"' in text


def test_tags_of_two_words_by_two_people_are_put_together(anna: Client, boris: Client) -> None:
    brief = make_brief(tags=("gas",))
    mine, theirs = Opened(anna, brief), Opened(boris, brief)
    theirs.type(tags="gas, energy policy").save()

    mine.type(tags="gas, transit fees").save()

    assert sorted(brief.tags.names()) == ["energy policy", "gas", "transit fees"]


def test_pressing_save_without_a_change_is_no_version_and_no_draft(anna: Client) -> None:
    brief = make_brief(
        body="  One.\n\nTwo.\n", summary="A.\nB.", key_points=["x", "y"], tags=("a b",)
    )
    publish(brief)

    Opened(anna, brief).save()

    brief.refresh_from_db()
    assert (brief.body, brief.state, brief.version) == ("  One.\n\nTwo.\n", "published", 0)
    assert [version.way for version in Version.objects.of(brief)] == ["found"]


def test_a_version_number_that_never_was_asks_instead_of_overwriting(anna: Client) -> None:
    brief = make_brief(title="Gas")
    opened = Opened(anna, brief)

    assert opened.type(title="Oil", _version="99").save().status_code == 409
    brief.refresh_from_db()
    assert brief.title == "Gas"
    assert opened.type(_version="nonsense").save().status_code == 302


def test_a_conflict_left_alone_is_offered_again(anna: Client, boris: Client) -> None:
    brief = make_brief(body="It was signed.")
    mine, theirs = Opened(anna, brief), Opened(boris, brief)
    theirs.type(body="It was signed and ratified.").save()
    mine.type(body="It was not signed.").save()

    [copy] = anna.get(mine.url).context["unsaved"]["copies"]
    again = anna.get(mine.url, {"unsaved": copy.copy.form})

    data = fields_of(again)
    assert (data["body"], data["_version"]) == ("It was not signed.", "0")
    assert anna.post(mine.url, data).status_code == 409


def test_putting_many_rows_together_asks_no_query_a_row(anna: Client, boris: Client) -> None:
    def asked(rows: int) -> int:
        agreement = make_agreement()
        for _ in range(rows):
            Party.objects.create(agreement=agreement, actor=make_actor())
        mine, theirs = Opened(anna, agreement), Opened(boris, agreement)
        theirs.type(title="Theirs").save()
        noun = Agreement.objects.get(pk=agreement.pk)
        request = RequestFactory().post(mine.url, mine.type(description="Mine.").data)
        request.user = User.objects.get(username="anna")
        desk = site.get_model_admin(Agreement)
        with CaptureQueriesContext(connection) as queries:
            assert isinstance(rebase(desk, request, noun, versions.keep_found(noun)), Merged)
        return len(queries)

    assert asked(1) == asked(12)
