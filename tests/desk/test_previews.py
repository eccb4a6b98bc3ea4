"""Previews: the next edition as readers will see it."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from briefs.models import Brief, Change
from briefs.publishing import publish, withdraw
from tests.desk.previewed import (
    full_brief,
    links_of,
    main_of,
    preview_of,
    say_of_the_next,
    shared,
    staff,
)
from tests.desk.sent import form_of
from tests.factories import (
    again,
    make_brief,
)


class TestThePage:
    def test_is_what_readers_get_from_the_first_edition(self, desk: Client) -> None:
        brief = full_brief()
        before = main_of(desk.get(preview_of(brief)).text)

        edition = publish(brief)

        after = main_of(desk.get(edition.publication.get_absolute_url()).text)
        assert 'data-assertion="claimed"' in after
        assert after == before

    @pytest.mark.parametrize("change", [kind for kind in Change if kind != Change.FIRST])
    @pytest.mark.parametrize("retracted", [False, True])
    def test_is_what_readers_get_from_a_later_edition(
        self, desk: Client, change: Change, retracted: bool
    ) -> None:
        brief = full_brief()
        at = timezone.now() - dt.timedelta(days=40)
        publish(brief, at=at)
        if retracted:
            again(brief, change=Change.RETRACTION, at=at + dt.timedelta(days=1))
        brief.body = f"{brief.body}\n\nMuch is new."
        brief.title = "Gas, oil & coal"
        brief.save()
        say_of_the_next(desk, brief, change=change.value, note="It's new.")
        before = main_of(desk.get(preview_of(brief)).text)

        edition = again(brief, note="It's new.", change=change)

        assert main_of(desk.get(edition.publication.get_absolute_url()).text) == before

    def test_is_what_readers_get_when_a_withdrawn_brief_comes_back(self, desk: Client) -> None:
        brief = full_brief()
        publish(brief)
        withdraw(brief, reason="Wrong figures.")
        brief.body += "\n\nRight figures."
        brief.save()
        say_of_the_next(desk, brief, change="update", note="It's back.")
        before = main_of(desk.get(preview_of(brief)).text)
        assert "Wrong figures." not in before

        edition = again(brief, note="It's back.")

        assert main_of(desk.get(edition.publication.get_absolute_url()).text) == before

    def test_has_no_link_to_what_readers_cant_open(self, desk: Client, client: Client) -> None:
        links = "[Desk](/admin/), [draft](/briefs/other/), [topics](/topics/)"
        brief = full_brief(body=f"Some words. {links}.")
        make_brief(slug="other")
        page = client.get(shared(desk, brief)).text
        main = page[page.index("<main") : page.index("</main>")]

        for address in re.findall(r' href="(/[^"]*)"', main):
            if "/changes/" not in address:  # of a part that is hidden
                assert client.get(address).status_code == 200, address
        assert ">Desk</a>" in main
        assert 'href="/topics/"' in main

    def test_keeps_a_renamed_briefs_links_to_what_readers_know(
        self, desk: Client, client: Client, brief: Brief
    ) -> None:
        publish(brief)
        brief.slug, brief.body = "oil", "Other words."
        brief.save()

        assert 'href="/briefs/gas/editions/1/"' in client.get(shared(desk, brief)).text


class TestAtTheDesk:
    def test_its_bar_says_what_it_is_and_what_blocks_it(self, desk: Client, brief: Brief) -> None:
        page = desk.get(preview_of(brief)).text
        assert "<title>Preview: Gas" in page
        assert "Nothing blocks publishing." in page
        assert form_of(brief) in page
        assert links_of(brief) in page
        Brief.objects.filter(pk=brief.pk).update(summary="", version=3)

        page = desk.get(preview_of(brief)).text
        assert "version 3" in page
        assert "1 thing blocks publishing" in page
        assert "Write a summary" in page
        later = timezone.now() + dt.timedelta(days=1)
        Brief.objects.filter(pk=brief.pk).update(summary="Gas.", embargo_until=later)
        assert "Under embargo until" in desk.get(preview_of(brief)).text

    def test_the_form_leads_to_it(self, desk: Client, brief: Brief) -> None:
        assert preview_of(brief) in desk.get(form_of(brief)).text
        assert links_of(brief) in desk.get(form_of(brief)).text
        publish(brief)
        assert preview_of(brief) not in desk.get(form_of(brief)).text

    def test_it_takes_the_right_to_view_the_brief(self, brief: Brief, stranger: Client) -> None:
        viewer, _ = staff("viewer", "view_brief", "edit_every_brief")
        author, _ = staff("author", "view_brief", "change_brief")  # of other briefs
        nobody, _ = staff("nobody", "view_topic", "edit_every_brief")

        page = viewer.get(preview_of(brief))
        assert page.status_code == 200
        assert links_of(brief) not in page.text
        assert author.get(preview_of(brief)).status_code == 404
        assert nobody.get(preview_of(brief)).status_code == 403
        assert stranger.get(preview_of(brief)).status_code == 302
        assert viewer.get(reverse("admin:briefs_brief_preview", args=[0])).status_code == 404

    def test_it_opens_with_anything_missing(self, desk: Client) -> None:
        brief = make_brief(title="T", summary="", body="", language="ur")

        assert desk.get(preview_of(brief)).status_code == 200
