"""Who has a form open is told who else has, and what they saved meanwhile."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from briefs.models import Brief, Party
from briefs.models.unsaved import SILENCE, Presence
from tests.desk.opened import Opened, fields_of
from tests.desk.sent import ADD, LIST, form_of
from tests.desk.unsaved.forms import ask, chief, opened, take_up
from tests.factories import make_actor, make_agreement


class TestWhoElseIsHere:
    def test_colleagues_see_who_has_it_open(
        self, author: Client, editor: Client, brief: Brief
    ) -> None:
        User.objects.filter(username="author").update(first_name="Anna", last_name="Karim")
        name = opened(author, form_of(brief))

        page = editor.get(form_of(brief))

        assert "Anna Karim has this open, too" in page.content.decode()
        answer = ask(author, "here", name).json()
        assert [other["name"] for other in answer["others"]] == ["editor"]
        assert "editor has this open, too" in answer["company"]

    def test_who_leaves_isn_t_there_any_more(
        self, author: Client, editor: Client, brief: Brief
    ) -> None:
        name = opened(author, form_of(brief))
        ask(author, "leave", name)

        assert "has this open, too" not in editor.get(form_of(brief)).content.decode()

    def test_a_hidden_tab_that_speaks_once_a_minute_stays(
        self, author: Client, editor: Client, brief: Brief
    ) -> None:
        opened(author, form_of(brief))
        # One sign was lost, and the next is late.
        Presence.objects.update(seen_at=timezone.now() - timedelta(seconds=125))

        assert "has this open, too" in editor.get(form_of(brief)).content.decode()

    def test_who_is_silent_for_longer_isn_t_there_either(
        self, author: Client, editor: Client, brief: Brief
    ) -> None:
        opened(author, form_of(brief))
        Presence.objects.update(seen_at=timezone.now() - SILENCE)

        assert "has this open, too" not in editor.get(form_of(brief)).content.decode()

    def test_it_says_since_when_not_when_last(
        self, author: Client, editor: Client, brief: Brief
    ) -> None:
        name = opened(author, form_of(brief))
        since = timezone.now() - timedelta(hours=2)
        Presence.objects.update(since=since)
        ask(author, "here", name)

        assert Presence.objects.get(user__username="author").since == since

    def test_a_name_is_shown_as_text(self, author: Client, editor: Client, brief: Brief) -> None:
        User.objects.filter(username="author").update(first_name="<b>", last_name="A")
        opened(author, form_of(brief))

        assert "<b>" not in ask(editor, "here", opened(editor, form_of(brief))).json()["company"]

    def test_other_pages_of_it_mark_nobody(self, author: Client, brief: Brief) -> None:
        author.get(LIST)
        author.get(ADD)

        assert not Presence.objects.exists()


class TestSavedMeanwhile:
    """What was typed long ago is put together with what others saved since."""

    @pytest.fixture
    def anna(self, db: None) -> Client:
        return chief("anna")

    @pytest.fixture
    def boris(self, db: None) -> Client:
        return chief("boris")

    def test_colleagues_are_told_of_a_new_version_while_they_type(
        self, anna: Client, boris: Client, brief: Brief
    ) -> None:
        mine = Opened(anna, brief)
        name = mine.data["_unsaved"]
        assert "saved version" not in ask(anna, "here", name, _version=0).json()["company"]

        Opened(boris, brief).type(title="Gas").save()

        told = anna.post(reverse("admin:unsaved", args=["keep"]), mine.data).json()
        brief.refresh_from_db()
        assert told["version"] == brief.version
        assert f"boris saved version {brief.version}" in told["company"]
        now = Opened(anna, brief).data["_unsaved"]
        told = ask(anna, "here", now, _version=brief.version).json()
        assert "saved version" not in told["company"]

    def test_merged_and_refused_for_a_mistake_it_is_kept_as_merged(
        self, anna: Client, boris: Client, brief: Brief
    ) -> None:
        mine = Opened(anna, brief)
        Opened(boris, brief).type(title="Gas").save()

        assert mine.type(slug="no slug").save().status_code == 200

        data = fields_of(take_up(anna, mine.url))
        brief.refresh_from_db()
        assert (data["title"], data["slug"]) == ("Gas", "no slug")
        assert data["_version"] == str(brief.version)

    def test_taken_up_after_a_week_it_is_merged(
        self, anna: Client, boris: Client, brief: Brief
    ) -> None:
        mine = Opened(anna, brief).type(body="Mine.")
        anna.post(reverse("admin:unsaved", args=["keep"]), mine.data)
        Opened(boris, brief).type(title="Gas", tags="gas").save()

        brief.refresh_from_db()
        offer = anna.get(mine.url).content.decode()
        assert f"Since then version {brief.version} has been saved" in offer
        page = take_up(anna, mine.url)
        assert f"boris saved version {brief.version}" in page.content.decode()
        data = fields_of(page)
        assert (data["_version"], data["title"]) == ("0", "Pipelines")
        assert anna.post(mine.url, data).status_code == 302

        brief.refresh_from_db()
        assert (brief.title, brief.body, list(brief.tags.names())) == ("Gas", "Mine.", ["gas"])

    def test_rows_that_a_colleague_deleted_or_added_are_merged_as_well(
        self, anna: Client, boris: Client
    ) -> None:
        agreement = make_agreement()
        for role in ("buyer", "seller"):
            Party.objects.create(agreement=agreement, actor=make_actor(), role=role)
        mine = Opened(anna, agreement).type(**{"parties-1-role": "the seller"})
        anna.post(reverse("admin:unsaved", args=["keep"]), mine.data)
        theirs = Opened(boris, agreement).type(**{"parties-0-DELETE": "on"})
        theirs.type(**{"parties-TOTAL_FORMS": 3, "parties-2-actor": make_actor().pk})
        assert theirs.type(**{"parties-2-role": "transit"}).save().status_code == 302

        page = take_up(anna, mine.url)

        data = fields_of(page)
        assert [data[f"parties-{row}-role"] for row in range(2)] == ["buyer", "the seller"]
        assert anna.post(mine.url, data).status_code == 302
        assert sorted(row.role for row in agreement.parties.all()) == ["the seller", "transit"]
