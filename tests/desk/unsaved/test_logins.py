"""A login that expired or was renewed costs nothing of what was typed."""

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from briefs.models import Brief
from briefs.models.unsaved import Unsaved
from tests.desk.sent import ADD, form_of, messages_of, typed
from tests.desk.unsaved.forms import LOGIN, name_in, offers, opened, staff, take_up


class TestExpiredLogin:
    """A form sent after the login has expired loses nothing, without any script."""

    def sent(self, client: Client, address: str, **words: Any) -> dict[str, Any]:
        return typed(_unsaved=opened(client, address), **words)

    def log_in(self, page: Any, client: Client, name: str, password: str) -> Any:
        html = page.content.decode()
        hidden = re.findall(r'<input type="hidden"[^>]* name="([^"]+)" value="([^"]*)"', html)
        data: dict[str, list[str]] = {}
        for field, value in hidden:
            data.setdefault(unescape(field), []).append(unescape(value))
        action = re.search(r'<form action="([^"]+)" method="post" id="login-form"', html)
        assert action
        return client.post(unescape(action[1]), data | {"username": [name], "password": [password]})

    def test_what_was_typed_is_offered_after_logging_in(self, brief: Brief) -> None:
        anna = staff("anna", "view_brief", "change_brief")
        sent = self.sent(anna, form_of(brief), body="Line\r\n“گیس” <b>&amp;", topics=[])
        anna.logout()

        page = anna.post(form_of(brief) + "?_changelist_filters=q%3Dx", sent)

        assert page.status_code == 403
        assert "What you typed is not lost" in page.content.decode()
        assert not Unsaved.objects.exclude(data="").exists()
        wrong = self.log_in(page, anna, "anna", "not it")
        assert wrong.status_code == 200
        answer = self.log_in(wrong, anna, "anna", "secret of an editor")
        assert answer.status_code == 302
        assert answer.url == form_of(brief) + "?_changelist_filters=q%3Dx"
        form = take_up(anna, form_of(brief)).context["adminform"].form
        assert form["body"].value() == "Line\r\n“گیس” <b>&amp;"
        brief.refresh_from_db()
        assert "Line" not in brief.body

    def test_a_new_one_too(self, db: None) -> None:
        anna = staff("anna", "view_brief", "add_brief")
        sent = self.sent(anna, ADD, title="Gas of tomorrow")
        anna.logout()

        answer = self.log_in(anna.post(ADD, sent), anna, "anna", "secret of an editor")

        assert answer.url == ADD
        assert take_up(anna, ADD).context["adminform"].form["title"].value() == "Gas of tomorrow"
        assert not Brief.objects.exists()

    def test_it_stays_its_author_s_whoever_logs_in(self, brief: Brief) -> None:
        anna, boris = (staff(name, "view_brief", "change_brief") for name in ("anna", "boris"))
        sent = self.sent(anna, form_of(brief), body="Anna’s.")
        anna.logout()

        self.log_in(anna.post(form_of(brief), sent), anna, "boris", "secret of an editor")

        assert offers(anna, form_of(brief)) == 0  # where Boris is now
        assert offers(boris, form_of(brief)) == 0
        anna.force_login(User.objects.get(username="anna"))
        assert offers(anna, form_of(brief)) == 1

    def test_a_stranger_is_shown_nothing_back(self, stranger: Client, brief: Brief) -> None:
        answer = stranger.post(form_of(brief), typed(body="Echo", _unsaved="forged"))

        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(LOGIN)

    def test_logging_in_as_usual_keeps_nothing(self, stranger: Client, brief: Brief) -> None:
        staff("anna", "view_brief", "change_brief")
        words = {"username": "anna", "password": "secret of an editor", "next": form_of(brief)}

        answer = stranger.post(LOGIN, words | {"sent:body": "x", "_unsaved": "forged"})

        assert answer.status_code == 302
        assert not Unsaved.objects.exists()


class TestRenewedLogin:
    """Django gives a browser a new token at each login, and refuses forms with the old one."""

    @pytest.fixture
    def anna(self, brief: Brief) -> Client:
        staff("anna", "view_brief", "add_brief", "change_brief")
        client = Client(enforce_csrf_checks=True)
        self.log_in(client)
        return client

    def log_in(self, client: Client) -> None:
        page = client.get(LOGIN)
        data = {"username": "anna", "password": "secret of an editor"}
        token = {"csrfmiddlewaretoken": page.context["csrf_token"]}
        assert client.post(LOGIN, data | token).status_code == 302

    def sent(self, client: Client, address: str, **words: Any) -> dict[str, Any]:
        page = client.get(address)
        token = str(page.context["csrf_token"])
        return typed(_unsaved=name_in(page), csrfmiddlewaretoken=token, **words)

    def renew(self, client: Client) -> None:
        client.get(reverse("admin:index"))
        session = client.cookies.pop("sessionid")
        self.log_in(client)
        assert client.cookies["sessionid"].value != session.value

    def test_what_was_typed_is_shown_again_to_be_saved(self, anna: Client, brief: Brief) -> None:
        sent = self.sent(anna, form_of(brief), body="Typed.")
        self.renew(anna)

        page = anna.post(form_of(brief), sent, headers={"origin": "http://testserver"}, follow=True)

        assert page.status_code == 200
        assert "logged in anew" in messages_of(page)[0]
        assert page.context["adminform"].form["body"].value() == "Typed."
        brief.refresh_from_db()
        assert brief.body != "Typed."

    def test_the_login_page_s_own_token_may_be_old_as_well(
        self, anna: Client, brief: Brief
    ) -> None:
        sent = self.sent(anna, form_of(brief), body="Typed.")
        session = anna.cookies.pop("sessionid")
        page = anna.post(form_of(brief), sent)
        assert page.status_code == 403
        self.log_in(anna)  # in another tab
        assert session
        data = {f"sent:{name}": value for name, value in sent.items() if name[0] != "_"}
        data |= {"_unsaved": sent["_unsaved"], "next": form_of(brief)}
        data |= {"username": "anna", "password": "x", "csrfmiddlewaretoken": "0" * 32}

        answer = anna.post(LOGIN, data, follow=True)

        assert answer.context["adminform"].form["body"].value() == "Typed."
        assert "password" not in Unsaved.objects.get().data

    def test_without_any_cookie_the_login_page_carries_it(self, anna: Client, brief: Brief) -> None:
        sent = self.sent(anna, form_of(brief), body="Typed.")
        anna.cookies.clear()

        page = anna.post(form_of(brief), sent)

        assert page.status_code == 403
        assert "What you typed is not lost" in page.content.decode()

    def test_another_site_plants_nothing(self, anna: Client, brief: Brief) -> None:
        sent = self.sent(anna, form_of(brief), body="Planted.")
        unnamed = {name: value for name, value in sent.items() if name != "_unsaved"}
        foreign = {"origin": "https://elsewhere.example"}

        # With a name that it can't know, and without; with the browser's word, and without.
        for data, headers in ((sent, foreign), (unnamed, foreign), (unnamed, {})):
            data = data | {"csrfmiddlewaretoken": "0" * 32}
            answer = anna.post(form_of(brief), data, headers=headers)
            assert answer.status_code == 403
            assert "Planted" not in answer.content.decode()
        assert not Unsaved.objects.exists()

    def test_an_older_copy_is_not_gone_over_from_outside(self, anna: Client, brief: Brief) -> None:
        sent = self.sent(anna, form_of(brief), body="Mine.")
        keep = {**sent, "csrfmiddlewaretoken": sent["csrfmiddlewaretoken"]}
        assert anna.post(reverse("admin:unsaved", args=["keep"]), keep).status_code == 200

        foreign = {"origin": "https://elsewhere.example"}
        anna.post(form_of(brief), sent | {"body": "Planted."}, headers=foreign)

        assert dict(Unsaved.objects.get().pairs)["body"] == "Mine."
