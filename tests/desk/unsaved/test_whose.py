"""Unsaved work is shown to who typed it, and to nobody else."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from briefs.editorial import unsaved
from briefs.models import Brief
from briefs.models.unsaved import Presence, Unsaved
from tests.desk.sent import ADD, form_of, typed
from tests.desk.unsaved.forms import ask, kept, opened, staff, take_up


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
