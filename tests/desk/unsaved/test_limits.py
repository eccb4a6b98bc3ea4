"""Unsaved work doesn't stay for ever, and much of it costs no more than little."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from briefs.editorial import unsaved
from briefs.models import Brief
from briefs.models.unsaved import Presence, Unsaved
from tests.desk.sent import form_of, typed
from tests.desk.unsaved.forms import ask, kept, offers, opened, staff


class TestLetGo:
    def test_what_nobody_came_back_for_goes_after_ninety_days(
        self, author: Client, brief: Brief
    ) -> None:
        kept(author, form_of(brief), body="Typed.")
        now = timezone.now()

        assert unsaved.forget_old(now + timedelta(days=89)) == 0
        assert offers(author, form_of(brief)) == 1
        assert unsaved.forget_old(now + timedelta(days=91)) == 1
        assert offers(author, form_of(brief)) == 0
        assert Presence.objects.count() == 1  # of the page just looked at

    def test_with_the_account_goes_its_work(self, author: Client, brief: Brief) -> None:
        kept(author, form_of(brief), body="Typed.")
        User.objects.get(username="author").delete()

        assert not Unsaved.objects.exists()
        assert not Presence.objects.exists()


class TestMuch:
    def test_the_queries_are_as_many_for_much_as_for_little(
        self, author: Client, brief: Brief
    ) -> None:
        counts = set()
        name = opened(author, form_of(brief))
        for number in (1, 6):
            for row in range(number):
                staff(f"colleague {number} {row}", "view_brief", "change_brief").get(form_of(brief))
                kept(author, form_of(brief), body="Typed.")
            with CaptureQueriesContext(
                connection,
            ) as page:
                author.get(form_of(brief))
            with CaptureQueriesContext(connection) as ping:
                ask(author, "keep", name, **typed(body="x" * number))
            counts.add((len(page), len(ping)))
        assert len({page for page, _ping in counts}) == 1
        assert max(ping for _page, ping in counts) <= 20

    def test_more_than_is_taken_is_said_kindly(
        self, author: Client, brief: Brief, settings: Any
    ) -> None:
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
        name = opened(author, form_of(brief))

        for address in (form_of(brief), reverse("admin:unsaved", args=["keep"])):
            page = author.post(address, typed(_unsaved=name, body="x" * 11_000))
            assert page.status_code == 413
            assert "what you typed still stands" in page.content.decode()

    def test_as_are_more_fields_than_are_taken(
        self, author: Client, brief: Brief, settings: Any
    ) -> None:
        settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 20

        assert author.post(form_of(brief), {f"x{n}": "" for n in range(30)}).status_code == 413
