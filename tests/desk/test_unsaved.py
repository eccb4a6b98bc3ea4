"""What was typed and not saved is kept, and comes back to who typed it, and to nobody else."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefs.admin.noun import LookOnly, RowAdmin
from briefs.editorial import unsaved
from briefs.models import Brief, Party
from briefs.models.unsaved import SILENCE, Presence, Unsaved
from tests.desk.opened import Opened, fields_of
from tests.desk.sent import ADD, LIST, form_of, messages_of, typed
from tests.factories import make_actor, make_agreement, make_brief

LOGIN = reverse("admin:login")


def ask(client: Client, verb: str, form: str, /, **words: Any) -> Any:
    return client.post(reverse("admin:unsaved", args=[verb]), {"_unsaved": form} | words)


def name_in(page: Any) -> str:
    """How the form on a page names itself."""
    return str(page.context["unsaved"]["name"])


def opened(client: Client, address: str) -> str:
    return name_in(client.get(address))


def kept(client: Client, address: str, **words: Any) -> str:
    """Type into a form without saving it; the form's name."""
    name = opened(client, address)
    assert ask(client, "keep", name, **typed(**words)).status_code == 200
    return name


def take_up(client: Client, address: str) -> Any:
    """Press what offers unsaved work on the page of a form."""
    found = re.search(r'href="(\?[^"]*unsaved=[^"]*)"', client.get(address).content.decode())
    assert found
    return client.get(address + unescape(found[1]))


def offers(client: Client, address: str) -> int:
    return len(client.get(address).context["unsaved"]["copies"])


@pytest.fixture
def author(author: Client) -> Client:
    """One who edits the briefs of others, too."""
    right = Permission.objects.get(codename="edit_every_brief")
    User.objects.get(username="author").user_permissions.add(right)
    return author


def staff(name: str, *codenames: str) -> Client:
    user = User.objects.create_user(name, password="secret of an editor", is_staff=True)
    rights = (*codenames, "edit_every_brief")
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client = Client()
    client.force_login(user)
    return client


def chief(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser(name))
    return client


@pytest.fixture
def brief(db: None) -> Brief:
    return make_brief(title="Pipelines", slug="pipelines")


class TestKeeping:
    def test_what_was_typed_comes_back_exactly(self, author: Client, brief: Brief) -> None:
        body = "  Два слова,\r\n\r\n“گیس”\t<b>&amp;  "
        kept(author, form_of(brief), title="", body=body, tags="gas,, ,,", published_on="soon")

        form = take_up(author, form_of(brief)).context["adminform"].form

        assert form["title"].value() == ""
        assert form["body"].value() == body
        assert form["tags"].value() == "gas,, ,,"
        assert form["published_on"].value() == "soon"

    def test_nothing_is_saved_by_it_and_nothing_judged(self, author: Client, brief: Brief) -> None:
        kept(author, form_of(brief), title="", body="Typed.")

        page = take_up(author, form_of(brief))

        assert not page.context["errors"]
        assert "Nothing of it is saved yet" in page.content.decode()
        assert page.context["unsaved"]["differs"][:2] == ["Title", "Summary"]
        brief.refresh_from_db()
        assert brief.title == "Pipelines"

    def test_saving_lets_it_go(self, author: Client, brief: Brief) -> None:
        kept(author, form_of(brief), body="Typed.")
        page = take_up(author, form_of(brief))

        # It is sent to the form's own address: the copy's is gone.
        assert f'action="{form_of(brief)}"' in page.content.decode()
        sent = typed(body="Typed.", _unsaved=name_in(page))
        assert author.post(form_of(brief), sent).status_code == 302

        assert offers(author, form_of(brief)) == 0
        assert not Unsaved.objects.exclude(data="").exists()

    def test_what_arrives_after_its_saving_is_not_kept_again(
        self, author: Client, brief: Brief
    ) -> None:
        name = opened(author, form_of(brief))
        author.post(form_of(brief), typed(_unsaved=name))

        late = ask(author, "keep", name, **typed(body="Older."))

        assert late.status_code == 409
        assert offers(author, form_of(brief)) == 0
        # The page goes on under another name, should somebody have come back to it.
        assert ask(author, "keep", late.json()["form"], **typed(body="New.")).status_code == 200
        assert offers(author, form_of(brief)) == 1

    def test_there_is_one_copy_for_a_person_and_a_brief(self, author: Client, brief: Brief) -> None:
        name = kept(author, form_of(brief), body="First.")
        ask(author, "keep", name, **typed(body="Second."))

        assert offers(author, form_of(brief)) == 1
        assert take_up(author, form_of(brief)).context["adminform"].form["body"].value() == (
            "Second."
        )

    def test_typing_anew_leaves_an_older_copy_alone(self, author: Client, brief: Brief) -> None:
        kept(author, form_of(brief), body="Before the crash.")
        name = kept(author, form_of(brief), body="After it.")

        assert offers(author, form_of(brief)) == 2
        author.post(form_of(brief), typed(body="After it.", _unsaved=name))
        page = take_up(author, form_of(brief))
        assert page.context["adminform"].form["body"].value() == "Before the crash."

    def test_a_form_with_errors_is_kept_without_any_script(
        self, author: Client, brief: Brief
    ) -> None:
        name = opened(author, form_of(brief))
        page = author.post(form_of(brief), typed(title="", body="Typed.", _unsaved=name))

        assert page.context["errors"]
        assert page.context["unsaved"]["copies"].__len__() == 0  # what stands there isn't offered
        assert take_up(author, form_of(brief)).context["adminform"].form["body"].value() == "Typed."

    def test_it_can_be_discarded_and_taken_up_after_all(self, author: Client, brief: Brief) -> None:
        name = kept(author, form_of(brief), body="Typed.")

        gone = author.post(
            reverse("admin:unsaved", args=["discard"]),
            {"_unsaved": name, "next": form_of(brief)},
            follow=True,
        )

        assert gone.redirect_chain == [(form_of(brief), 302)]
        assert gone.context["unsaved"]["copies"] == []
        link = re.search(r'href="([^"]*)"', messages_of(gone)[0])
        assert link
        page = author.get(unescape(link[1]))
        assert page.context["adminform"].form["body"].value() == "Typed."

    def test_discarding_leads_nowhere_else(self, author: Client, brief: Brief) -> None:
        name = kept(author, form_of(brief), body="Typed.")

        answer = ask(author, "discard", name, next="https://elsewhere.example/")

        assert answer.status_code == 204

    def test_new_ones_are_offered_where_one_is_added(self, author: Client) -> None:
        kept(author, ADD, title="Gas of tomorrow", slug="")
        kept(author, ADD, title="Another", slug="")

        page = author.get(ADD)

        assert len(page.context["unsaved"]["copies"]) == 2
        assert "Gas of tomorrow" in page.content.decode()
        taken = take_up(author, ADD)
        assert taken.context["adminform"].form["title"].value() == "Another"
        sent = typed(title="Another", slug="another", _unsaved=name_in(taken))
        assert author.post(ADD, sent).status_code == 302
        assert offers(author, ADD) == 1

    def test_work_on_what_somebody_deleted_is_offered_as_a_new_one(
        self, editor: Client, brief: Brief
    ) -> None:
        row = brief.author_rows.create(actor=make_actor())
        rows = {
            "author_rows-TOTAL_FORMS": 1,
            "author_rows-INITIAL_FORMS": 1,
            "author_rows-0-id": row.pk,
            "author_rows-0-brief": brief.pk,
            "author_rows-0-actor": row.actor.pk,
            "author_rows-0-order": 3,
        }
        name = kept(editor, form_of(brief), body="Typed.", **rows)
        brief.delete()

        again = ask(editor, "keep", name, **typed(body="Typed more.", **rows))
        assert "deleted this meanwhile" in again.json()["company"]
        page = take_up(editor, ADD)
        form, formset = page.context["adminform"].form, page.context["inline_admin_formsets"][0]
        assert form["body"].value() == "Typed more."
        assert formset.formset.forms[0]["order"].value() == "3"
        sent = typed(body="Typed more.", _unsaved=name_in(page), **rows) | {
            "author_rows-INITIAL_FORMS": 0,
            "author_rows-0-id": "",
            "author_rows-0-brief": "",
        }
        assert editor.post(ADD, sent).status_code == 302
        assert Brief.objects.get().author_rows.get().order == 3

    def test_rows_come_back_new_and_deleted_ones_too(self, desk: Client) -> None:
        agreement = make_agreement()
        first, second = (
            Party.objects.create(agreement=agreement, actor=make_actor(), role=role)
            for role in ("buyer", "seller")
        )
        third = make_actor()
        address = reverse("admin:briefs_agreement_change", args=[agreement.pk])
        page = desk.get(address)
        sent = {
            bound.html_name: bound.value() or ""
            for bound in page.context["adminform"].form
            if bound.value() is not None
        }
        for inline in page.context["inline_admin_formsets"]:
            for field in inline.formset.management_form:
                sent[field.html_name] = field.value() or 0
        sent |= {
            "parties-TOTAL_FORMS": 3,
            "parties-INITIAL_FORMS": 2,
            "parties-0-id": first.pk,
            "parties-0-agreement": agreement.pk,
            "parties-0-actor": first.actor_id,
            "parties-0-role": "the buyer",
            "parties-1-id": second.pk,
            "parties-1-agreement": agreement.pk,
            "parties-1-actor": second.actor_id,
            "parties-1-role": "seller",
            "parties-1-DELETE": "on",
            "parties-2-agreement": agreement.pk,
            "parties-2-actor": third.pk,
            "parties-2-role": "guarantor",
        }
        assert ask(desk, "keep", name_in(page), **sent).status_code == 200
        # Meanwhile another deletes one of the rows, and adds one.
        first.delete()
        Party.objects.create(agreement=agreement, actor=make_actor(), role="transit")

        taken = take_up(desk, address)

        formset = taken.context["inline_admin_formsets"][0].formset
        assert [form["role"].value() for form in formset.forms] == [
            *("the buyer", "seller", "guarantor"),
        ]
        assert formset.forms[1]["DELETE"].value()
        assert formset.forms[2]["actor"].value() == str(third.pk)
        html = taken.content.decode()
        assert all(f'name="parties-{row}-role"' in html for row in range(3))
        assert "Parties" in str(taken.context["unsaved"]["differs"]).title()

    def test_an_address_without_work_says_so(self, author: Client, brief: Brief) -> None:
        for asked in ("x", "5a32b6ca-bd2e-4d9a-8d28-6e29ac80a8be", "\u0660"):
            page = author.get(form_of(brief), {"unsaved": asked})
            assert page.context["unsaved"]["missing"]
            assert page.context["adminform"].form["title"].value() == "Pipelines"

    def test_every_noun_has_it(self, desk: Client, brief: Brief) -> None:
        nouns = [
            pages.opts.model_name
            for pages in admin.site._registry.values()
            if isinstance(pages, RowAdmin) and not isinstance(pages, LookOnly)
        ]
        assert len(nouns) > 10
        for noun in nouns:
            address = reverse(f"admin:briefs_{noun}_add")
            assert ask(desk, "keep", opened(desk, address), name="Typed").status_code == 200, noun
            assert take_up(desk, address).status_code == 200, noun

    def test_a_pop_up_stays_one(self, editor: Client) -> None:
        address = reverse("admin:briefs_actor_add") + "?_popup=1"
        page = editor.get(address)
        ask(editor, "keep", name_in(page), name="Gazprom")

        html = editor.get(address).content.decode()

        assert re.search(r'href="\?_popup=1&amp;unsaved=[0-9a-f-]{36}"', html)

    @pytest.fixture
    def name(self, author: Client, brief: Brief) -> str:
        return opened(author, form_of(brief))

    @settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(body=st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
    def test_any_text_comes_back(self, author: Client, brief: Brief, name: str, body: str) -> None:
        ask(author, "keep", name, **typed(body=body))

        assert Unsaved.objects.get().pairs.count(("body", body)) == 1
        page = author.get(form_of(brief), {"unsaved": str(Unsaved.objects.get().form)})
        assert page.context["adminform"].form["body"].value() == body


class TestNobodyElse:
    def test_sees_it(self, author: Client, editor: Client, brief: Brief) -> None:
        kept(author, form_of(brief), body="A secret.")
        copy = Unsaved.objects.get()

        page = editor.get(form_of(brief), {"unsaved": str(copy.form)})

        assert page.context["unsaved"]["copies"] == []
        assert "A secret" not in page.content.decode()
        assert page.context["unsaved"]["missing"]

    def test_changes_or_discards_it(self, author: Client, editor: Client, brief: Brief) -> None:
        name = kept(author, form_of(brief), body="Mine.")

        for verb in ("keep", "here", "leave", "discard"):
            answer = ask(editor, verb, name, **typed(body="Another’s."))
            assert answer.status_code == 403
            assert "editor" in answer.json()["error"]

        assert take_up(author, form_of(brief)).context["adminform"].form["body"].value() == "Mine."

    def test_names_a_form(self, author: Client, brief: Brief) -> None:
        name = opened(author, form_of(brief))

        for wrong in ("", "x", name[:-1] + ("A" if name[-1] != "A" else "B"), "\0", name * 2):
            assert ask(author, "keep", wrong, **typed()).status_code == 400
        assert not Unsaved.objects.exists()

    def test_keeps_without_permission(self, author: Client, brief: Brief) -> None:
        name = opened(author, form_of(brief))
        User.objects.get(username="author").groups.clear()

        assert ask(author, "keep", name, **typed()).status_code == 403
        assert not Unsaved.objects.exists()

    def test_who_only_looks_is_asked_nothing(self, brief: Brief) -> None:
        reader = staff("reader", "view_brief")

        page = reader.get(form_of(brief))

        assert "unsaved" not in page.context
        assert "autosave.js" not in page.content.decode()
        assert not Presence.objects.exists()

    @pytest.mark.parametrize("verb", ["keep", "here", "leave", "discard"])
    def test_a_stranger_is_told_that_the_login_has_expired(
        self, author: Client, stranger: Client, brief: Brief, verb: str
    ) -> None:
        name = opened(author, form_of(brief))

        assert ask(stranger, verb, name, **typed()).status_code == 401
        assert author.get(reverse("admin:unsaved", args=[verb])).status_code == 405
        assert author.post(reverse("admin:unsaved", args=["x"])).status_code == 404

    def test_has_too_much(
        self, author: Client, brief: Brief, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(unsaved, "MOST", 2)
        first, _second = kept(author, ADD, title="One"), kept(author, ADD, title="Two")

        answer = ask(author, "keep", opened(author, ADD), **typed(title="Three"))

        assert answer.status_code == 409
        assert "2 unsaved works" in answer.json()["error"]
        assert ask(author, "keep", first, **typed(title="One more")).status_code == 200


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
