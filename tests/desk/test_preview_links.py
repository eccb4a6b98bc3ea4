"""Preview links: given away, opened without an account, taken back."""

import datetime as dt
import re

from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from briefs.models import Brief, Entry, PreviewLink
from briefs.publishing import publish, remove
from tests.desk.previewed import CLOSED, full_brief, links_of, preview_of, queries, shared, staff
from tests.desk.sent import form_of
from tests.factories import (
    make_actor,
    make_brief,
    make_event,
    make_evidence,
)


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
