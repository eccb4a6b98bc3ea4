"""Previews: the next edition as readers will see it, at the desk and by a link given away."""

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from briefs.models import Brief, Change, Entry, PreviewLink
from briefs.publishing import publish, remove, withdraw
from tests.desk.sent import form_of
from tests.factories import (
    again,
    make_actor,
    make_agreement,
    make_brief,
    make_event,
    make_evidence,
    make_milestone,
    make_source,
    make_topic,
)

CLOSED = "This preview can’t be opened"


def preview_of(brief: Brief) -> str:
    return reverse("admin:briefs_brief_preview", args=[brief.pk])


def links_of(brief: Brief) -> str:
    return reverse("admin:briefs_brief_share", args=[brief.pk])


def shared(client: Client, brief: Brief, **sent: Any) -> str:
    """The address of a link that is made on the page for it."""
    client.post(links_of(brief), {"apply": "1", "days": "7", "note": ""} | sent)
    return address_of(PreviewLink.objects.latest("pk"))


def address_of(link: PreviewLink) -> str:
    return reverse("preview", args=[link.token])


def staff(name: str, *codenames: str) -> tuple[Client, User]:
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)
    return client, user


def say_of_the_next(desk: Client, brief: Brief, **said: str) -> None:
    """Have the session keep what the brief's form says of the next edition."""
    session = desk.session
    session["next_editions"] = {str(brief.pk): said}
    session.save()


def queries(url: str, client: Client) -> int:
    """How many queries a page needs, once everything that is made at first sight is made."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


def full_brief(**given: Any) -> Brief:
    """A brief that has all that a page shows."""
    body = "## Gas\n\nSome words. They met. More words[^1].\n\n## Oil\n\nMore words.\n\n"
    words = {"title": "Gas & oil", "key_points": ["One.", "Two."], "body": body + "[^1]: A note."}
    brief = make_brief(authors=(make_actor(),), tags=("pipe lines",), **(words | given))
    brief.topics.set([make_topic()])
    brief.actors.set([make_actor()])
    brief.sources.set([make_source(url="https://example.org/")])
    make_evidence(brief, milestone=make_milestone(make_agreement(), date="2021"))
    make_evidence(brief, event=make_event(), exact="They met.", assertion="claimed")
    make_evidence(brief, event=make_event(), exact="These words aren't in it.")
    return brief


def main_of(page: str) -> str:
    """The main element but for what must differ: the second, and where links lead."""
    main = page[page.index("<main") : page.index("</main>")]
    main = re.sub(r' datetime="[^"]*T[^"]*"', "", main)
    main = re.sub(r' role="link" aria-disabled="true" title="[^"]*"', "", main)
    return re.sub(r' href="/[^"]*"', "", main)


@pytest.fixture
def brief(db: None) -> Brief:
    """A draft that readers don't know yet."""
    return make_brief(title="Gas", slug="gas", body="Some words.")


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


class TestALink:
    def test_shows_the_newest_text_to_a_stranger(
        self, desk: Client, stranger: Client, brief: Brief
    ) -> None:
        address = shared(desk, brief, note="Secret reviewer")
        Brief.objects.filter(pk=brief.pk).update(title="Newer title", version=4)

        page = stranger.get(address)

        assert page.status_code == 200
        assert "<title>Preview: Newer title" in page.text
        assert "version 4" in page.text
        for secret in ("Secret reviewer", "chief", form_of(brief), "blocks publishing"):
            assert secret not in page.text
        assert not page.cookies

    def test_is_kept_from_caches_crawlers_and_other_sites(
        self, desk: Client, stranger: Client, brief: Brief
    ) -> None:
        for address in (shared(desk, brief), "/preview/wrong/"):
            headers = stranger.get(address).headers
            assert headers["Cache-Control"] == "private, no-store"
            assert headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
            assert headers["Referrer-Policy"] == "no-referrer"
        assert "Disallow: /preview/\n" in stranger.get("/robots.txt").text
        assert stranger.post(address).status_code == 405

    def test_that_is_wrong_expired_revoked_or_of_a_deleted_brief_tells_nothing(
        self, desk: Client, stranger: Client, brief: Brief
    ) -> None:
        addresses = [shared(desk, brief) for _ in range(3)]
        expired, revoked, _ = links = PreviewLink.objects.order_by("pk")
        PreviewLink.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
        desk.post(links_of(brief), {"revoke": revoked.pk})
        open_one = links[2]
        forged = [
            open_one.secret,
            open_one.token[:-1] + ("A" if open_one.token[-1] != "A" else "B"),
            f"x{open_one.token}",
            str(open_one.pk),
            ".",
            "x" * 4000,
            "نہیں",
        ]
        told = {stranger.get(address).text for address in addresses[:2]}
        told |= {stranger.get(reverse("preview", args=[token])).text for token in forged}
        assert stranger.get(addresses[2]).status_code == 200
        brief.delete()

        page = stranger.get(addresses[2])

        assert page.status_code == 404
        assert {re.sub(r' value="/preview/[^"]*"', "", text) for text in told} == {
            re.sub(r' value="/preview/[^"]*"', "", page.text)
        }
        assert CLOSED in page.text
        assert "Gas" not in page.text

    def test_that_is_forged_costs_no_query(self, stranger: Client) -> None:
        assert queries("/preview/abc.def/", stranger) == 0

    def test_that_is_posted_with_nul_or_nonsense_makes_nothing(
        self, desk: Client, brief: Brief
    ) -> None:
        for sent in ({"days": "400"}, {"days": ""}, {"note": "a\0b"}, {"note": "x" * 201}):
            page = desk.post(links_of(brief), {"apply": "1", "days": "7", "note": ""} | sent)
            assert page.status_code == 200
            assert page.context["form"].errors.keys() == sent.keys()
        assert not PreviewLink.objects.exists()

    def test_opens_while_who_made_it_may_change_the_brief(
        self, stranger: Client, desk: Client, brief: Brief
    ) -> None:
        client, user = staff("anna", "view_brief", "change_brief", "edit_every_brief")
        address = shared(client, brief)
        assert stranger.get(address).status_code == 200

        for field in ("is_active", "is_staff"):
            User.objects.filter(pk=user.pk).update(**{field: False})
            assert stranger.get(address).status_code == 404
            User.objects.filter(pk=user.pk).update(**{field: True})
        user.user_permissions.remove(Permission.objects.get(codename="edit_every_brief"))
        assert stranger.get(address).status_code == 404
        assert "anna may not change this brief any more" in desk.get(links_of(brief)).text
        Brief.objects.filter(pk=brief.pk).update(owner=user)
        assert stranger.get(address).status_code == 200
        user.delete()
        assert stranger.get(address).status_code == 404
        assert desk.get(links_of(brief)).status_code == 200

    def test_leads_to_the_public_page_once_all_of_it_is_published(
        self, desk: Client, stranger: Client, brief: Brief
    ) -> None:
        address = shared(desk, brief)
        publish(brief)
        assert stranger.get(address).headers["Location"] == "/briefs/gas/"
        assert stranger.get(address).headers["Cache-Control"] == "private, no-store"

        brief.body = "Other words."
        brief.save()
        assert "Other words." in stranger.get(address).text

    def test_shows_nothing_of_a_removed_brief(
        self, desk: Client, stranger: Client, brief: Brief
    ) -> None:
        publish(brief)
        remove(brief, reason="A court ordered it.")
        brief.body = "Secret words."
        brief.save()

        page = stranger.get(shared(desk, brief), follow=True)

        assert page.status_code == 410
        assert "Secret" not in page.text


class TestTheLinksOfABrief:
    def test_are_made_for_some_days_listed_and_counted(
        self, desk: Client, stranger: Client, brief: Brief
    ) -> None:
        page = desk.get(links_of(brief))
        assert page.context["form"]["days"].value() == 7
        address = shared(desk, brief, days="30", note="The ministry")

        assert "never opened" in desk.get(links_of(brief)).text
        stranger.get(address)
        stranger.head(address)
        stranger.get(address)

        page = desk.get(links_of(brief))
        assert f"http://testserver{address}" in page.text
        assert "The ministry" in page.text
        assert "opened 2 times" in page.text
        link = PreviewLink.objects.get()
        assert dt.timedelta(days=29) < link.expires_at - timezone.now() <= dt.timedelta(days=30)

    def test_are_revoked_once_and_by_their_own_briefs_page(
        self, desk: Client, stranger: Client, brief: Brief
    ) -> None:
        address = shared(desk, brief)
        link = PreviewLink.objects.get()
        for wrong in ("", "x", "9" * 30, "²", "0"):
            assert desk.post(links_of(brief), {"revoke": wrong}).status_code == 404
        assert desk.post(links_of(make_brief()), {"revoke": link.pk}).status_code == 404
        assert stranger.get(address).status_code == 200

        page = desk.post(links_of(brief), {"revoke": link.pk}, follow=True)
        assert "The link is revoked" in page.text
        assert "revoked by chief" in page.text
        assert address not in page.text
        page = desk.post(links_of(brief), {"revoke": link.pk}, follow=True)
        assert "revoked already" in page.text
        assert stranger.get(address).status_code == 404

    def test_are_on_record_without_their_secrets(self, desk: Client, brief: Brief) -> None:
        shared(desk, brief, note="The ministry")
        link = PreviewLink.objects.get()
        desk.post(links_of(brief), {"revoke": link.pk})

        entries = Entry.objects.filter(action__contains="preview").order_by("pk")
        assert [(entry.action, entry.who, entry.data) for entry in entries] == [
            ("brief.share_preview", "chief", {"link": link.pk, "days": 7}),
            ("brief.revoke_preview", "chief", {"link": link.pk}),
        ]

    def test_are_for_those_who_may_change_the_brief(self, brief: Brief, stranger: Client) -> None:
        viewer, _ = staff("viewer", "view_brief", "edit_every_brief")
        author, _ = staff("author", "view_brief", "change_brief")  # of other briefs

        for client, refusal in ((viewer, 403), (author, 404)):
            assert client.get(links_of(brief)).status_code == refusal
            sent = {"apply": "1", "days": "7", "note": ""}
            assert client.post(links_of(brief), sent).status_code == refusal
        assert stranger.get(links_of(brief)).status_code == 302
        assert not PreviewLink.objects.exists()


def test_previews_and_links_need_as_many_queries_for_much_as_for_little(desk: Client) -> None:
    few, many = full_brief(slug="few"), full_brief(slug="many")
    for _ in range(12):
        many.actors.add(make_actor())
        many.tags.add(f"tag {_}")
        many.body += f"\n\nThey met {_} times, see [it](/actors/{make_actor().slug}/)."
        make_evidence(many, event=make_event(), exact=f"They met {_} times")
    many.save()
    few.body += f"\n\nSee [it](/actors/{make_actor().slug}/)."
    few.save()
    numbers = {}
    for brief, links in ((few, 1), (many, 9)):
        address = [shared(desk, brief) for _ in range(links)][-1]
        asked = (preview_of(brief), links_of(brief))
        numbers[brief.slug] = [queries(url, desk) for url in asked] + [queries(address, Client())]

    assert numbers["few"] == numbers["many"]
    print(numbers)
    assert max(numbers["many"]) <= 40, numbers
