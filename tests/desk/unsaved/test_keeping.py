"""What was typed and not saved is kept, and comes back exactly."""

import re
from html import unescape

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefs.admin.noun import LookOnly, RowAdmin
from briefs.models import Brief, Party
from briefs.models.unsaved import Unsaved
from tests.desk.sent import ADD, form_of, messages_of, typed
from tests.desk.unsaved.forms import ask, kept, name_in, offers, opened, take_up
from tests.factories import make_actor, make_agreement


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
