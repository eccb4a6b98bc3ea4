"""The steps from a brief's form, and what an author sees of others' briefs: nothing."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from briefs.models import Brief, Edition, Entry, Evidence, Review
from briefs.models.unsaved import Unsaved
from tests.desk.opened import Opened
from tests.desk.sent import ADD, LIST, acted, chosen, form_of, messages_of, question_of, typed
from tests.factories import brief_of, make_brief, make_event, make_evidence, published, save

SINCE = "Somebody has saved this since you opened it: look at it again."


def step(brief: Brief, name: str) -> str:
    return reverse("admin:briefs_brief_step", args=[brief.pk, name])


def user(name: str) -> User:
    return User.objects.get(username=name)


@pytest.fixture
def draft(author: Client) -> Brief:
    """The author's, written at the desk."""
    author.post(ADD, typed())
    return Brief.objects.get(owner__isnull=False)


def asked(draft: Brief, author: Client) -> Brief:
    author.post(step(draft, "submit"), {"apply": "1", "seen": draft.version, "note": "Please."})
    draft.refresh_from_db()
    return draft


def test_who_makes_a_brief_owns_it(draft: Brief) -> None:
    assert draft.owner == user("author")


def test_a_brief_goes_from_its_author_by_a_reviewer_to_readers(
    draft: Brief, author: Client, editor: Client, publisher: Client
) -> None:
    page = author.get(form_of(draft))
    url = f"{step(draft, 'submit')}?seen=1"
    assert url in page.text
    question = author.get(url)
    assert 'name="seen" value="1"' in question.text

    who = user("editor").pk
    sent = {"apply": "1", "seen": 1, "reviewer": who, "note": "Mind the figures."}
    response = author.post(url, sent, follow=True)

    assert messages_of(response) == ["A review of “Pipelines” is asked for."]
    page = editor.get(form_of(draft))
    assert "Mind the figures." in page.text
    response = editor.post(step(draft, "approve"), {"apply": "1", "seen": 1}, follow=True)
    assert messages_of(response) == ["“Pipelines” is approved."]
    assert "Approved by" in publisher.get(form_of(draft)).text
    acted(publisher, "publish", draft)
    assert Edition.objects.get().title == "Pipelines"


def test_a_stale_button_is_refused_and_nothing_happens(
    draft: Brief, author: Client, editor: Client
) -> None:
    asked(draft, author)
    save(draft, by=user("author"), body="Other words.")

    page = editor.get(f"{step(draft, 'approve')}?seen=1")
    assert (page.status_code, SINCE in page.text) == (409, True)
    assert 'value="Approve"' not in page.text
    response = editor.post(step(draft, "approve"), {"apply": "1", "seen": 1})

    assert response.status_code == 409
    assert Review.objects.get().decision == ""
    assert not Entry.objects.filter(action="brief.approve").exists()


@pytest.mark.parametrize("seen", ["", "x", "-1", "99", "9" * 30, "\0", "١"])
def test_an_unreadable_version_is_none_that_was_seen(
    draft: Brief, author: Client, seen: str
) -> None:
    response = author.post(step(draft, "submit"), {"apply": "1", "seen": seen})
    assert response.status_code in {400, 409}
    assert not Review.objects.exists()


def test_a_missing_reason_is_asked_for_at_its_field(
    draft: Brief, author: Client, editor: Client
) -> None:
    asked(draft, author)
    url = step(draft, "send_back")
    page = editor.post(url, {"apply": "1", "seen": 1, "reasons": " "})
    assert page.context["form"].errors["reasons"]
    editor.post(url, {"apply": "1", "seen": 1, "reasons": "Too <short>."})

    page = author.get(form_of(draft))
    assert "Too &lt;short&gt;." in page.text
    assert "Sent back by" in page.text


def test_what_a_review_needs_is_named_with_a_way_to_its_field(draft: Brief, author: Client) -> None:
    save(draft, by=user("author"), summary="")
    page = author.post(step(draft, "submit"), {"apply": "1", "seen": draft.version})
    assert page.status_code == 409
    assert f'<a href="{form_of(draft)}#id_summary">Summary</a>: Write a summary' in page.text


def test_a_review_is_refused_before_a_note_is_written_and_each_item_leads_to_its_words(
    author: Client,
) -> None:
    brief = make_brief(owner=user("author"), body="See [this](/nowhere/).")
    page = author.get(step(brief, "submit"), {"seen": brief.version})
    assert page.status_code == 409
    assert f"{form_of(brief)}?place=" in page.text
    assert "#id_body" in page.text
    assert 'name="note"' not in page.text


def test_what_keeps_a_text_from_being_scheduled_is_named_with_a_way_to_it(
    publisher: Client,
) -> None:
    brief = make_brief(body="See [this](/nowhere/).")
    sent = {"apply": "1", "seen": brief.version, "at": "2100-12-01T09:00", "change": "update"}
    page = publisher.post(step(brief, "schedule"), sent)
    assert page.status_code == 409
    assert f"{form_of(brief)}?place=" in page.text


def test_the_form_offers_the_steps_that_fit_state_and_person(
    draft: Brief, author: Client, editor: Client
) -> None:
    def offers(client: Client) -> list[str]:
        return [each.name for each, _url in client.get(form_of(draft)).context["steps"]]

    assert offers(author) == ["submit"]
    assert offers(editor) == ["submit", "hand_over"]
    asked(draft, author)
    assert offers(author) == ["take_back"]
    assert offers(editor) == ["approve", "send_back", "assign", "take_back", "hand_over"]


def test_a_step_is_no_one_s_who_may_not(draft: Brief, author: Client) -> None:
    asked(draft, author)
    for name in ("approve", "send_back", "assign", "hand_over"):
        for answer in (author.get(step(draft, name)), author.post(step(draft, name))):
            assert answer.status_code == 403
    assert author.get(step(draft, "fly")).status_code == 404


def test_a_draft_is_discarded_from_its_form(publisher: Client) -> None:
    brief = brief_of(published(title="Gas"))
    Opened(publisher, brief).type(title="Rumours").save()
    brief.refresh_from_db()
    assert brief.state == "draft"

    publisher.post(step(brief, "discard"), {"apply": "1", "seen": brief.version})

    brief.refresh_from_db()
    assert (brief.title, brief.state) == ("Gas", "published")


def test_publishing_from_a_form_that_was_merged_saves_and_does_not_publish(
    publisher: Client,
) -> None:
    brief = make_brief()
    mine = Opened(publisher, brief)
    save(brief, summary="Theirs.")

    response = publisher.post(mine.url, mine.data | {"title": "Mine", "_publish": "1"}, follow=True)

    brief.refresh_from_db()
    assert (brief.title, brief.summary) == ("Mine", "Theirs.")
    assert not Edition.objects.exists()
    assert any("Look at it, then publish." in text for text in messages_of(response))


def test_the_list_publishes_no_text_that_the_question_did_not_show(publisher: Client) -> None:
    brief = make_brief()
    question = question_of(publisher, "publish", brief)
    save(brief, body="Other words.")

    response = publisher.post(question, {"apply": "1"}, follow=True)

    assert not Edition.objects.exists()
    assert any("Somebody has saved this brief since" in text for text in messages_of(response))


class TestOthersBriefs:
    """An author sees nothing of them, by whatever door."""

    MARK = "Zanzibar"

    @pytest.fixture
    def other(self, db: None) -> Brief:
        brief = make_brief(title=f"{self.MARK} title", summary=self.MARK, body=f"{self.MARK} body.")
        make_evidence(brief, exact=f"{self.MARK} body.", event=make_event())
        return brief

    def test_no_list_names_them(self, author: Client, other: Brief) -> None:
        for url in (LIST, reverse("admin:briefs_evidence_changelist"), reverse("admin:index")):
            page = author.get(url)
            assert (page.status_code, self.MARK in page.text) == (200, False)

    def test_no_page_opens_them(self, author: Client, other: Brief) -> None:
        passage = Evidence.objects.get()
        for name in ("change", "history", "delete"):
            for row in (other, passage):
                url = reverse(f"admin:briefs_{row._meta.model_name}_{name}", args=[row.pk])
                page = author.get(url, follow=True)
                assert self.MARK not in page.text

    def test_no_post_changes_them(self, author: Client, other: Brief) -> None:
        for url in (form_of(other), reverse("admin:briefs_brief_delete", args=[other.pk])):
            author.post(url, typed(title="Mine now", post="yes", _relate="actors:1"))
        for name in ("submit", "discard"):
            assert author.post(step(other, name), {"apply": "1", "seen": 0}).status_code == 404
        author.post(LIST, chosen("delete_selected", other, post="yes"))
        other.refresh_from_db()
        assert (other.title, other.state) == (f"{self.MARK} title", "draft")

    def test_no_autocomplete_offers_them(self, author: Client, other: Brief) -> None:
        query = {"app_label": "briefs", "model_name": "briefauthor", "field_name": "brief"}
        found = author.get(reverse("admin:autocomplete"), query | {"term": self.MARK})
        assert found.json()["results"] == []

    def test_no_passage_can_be_tried_on_them(self, author: Client, other: Brief) -> None:
        sent = {"brief": other.pk, "exact": "Not there.", "assertion": "stated"}
        page = author.post(reverse("admin:briefs_evidence_add"), sent | {"event": make_event().pk})
        assert "brief" in page.context["adminform"].form.errors
        assert self.MARK not in page.text

    def test_nothing_is_kept_for_them(self, author: Client, other: Brief, draft: Brief) -> None:
        name = str(author.get(form_of(draft)).context["unsaved"]["name"])
        Brief.objects.filter(pk=draft.pk).update(owner=None)
        answer = author.post(reverse("admin:unsaved", args=["here"]), {"_unsaved": name})
        assert answer.json()["version"] is None
        assert not Unsaved.objects.exclude(data="").exists()
