"""Link checks: which links, when, and when one is broken; and where the desk shows it."""

import datetime as dt
from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from briefs.models import Brief, LinkCheck, LinkUse
from briefs.models.link_check import Where
from briefs.publishing import Gazetteer, checklist, compose, link_checks, remove, withdraw
from briefs.publishing.external_links import external, read_links
from briefs.publishing.link_checks import ask_due, check_links, sender
from tests.factories import (
    brief_of,
    make_brief,
    make_source,
    published,
)
from tests.publishing.web import Web, serving

NOW = dt.datetime(2026, 5, 1, 3, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as web:
        yield web


@pytest.fixture(autouse=True)
def checks_are_on(settings: Settings) -> None:
    settings.LINK_CHECKS = True
    settings.LINK_CHECKS_NETWORKS = [ip_network("127.0.0.0/8")]
    settings.ALLOWED_HOSTS = ["briefs.example.org"]


def check(at: dt.datetime = NOW, **given: Any) -> Any:
    read_links()
    LinkCheck.objects.filter(checked_at=None).update(due_at=NOW)
    return ask_due(now=at, pause=0, **given)


def broken() -> list[str]:
    return sorted(LinkCheck.objects.filter(broken=True).values_list("url", flat=True))


def uses() -> set[tuple[str, str]]:
    return set(LinkUse.objects.values_list("where", "link__url"))


class TestWhichLinks:
    def test_those_of_drafts_of_what_readers_see_and_of_sources(self) -> None:
        edition = published(body="[Old](https://a.example/)")
        Brief.objects.filter(pk=brief_of(edition).pk).update(body="[New](https://b.example/)")
        brief_of(edition).sources.add(make_source(url="https://c.example/"))
        make_source(url="https://d.example/")

        read_links()

        assert uses() == {
            ("edition", "https://a.example/"),
            ("draft", "https://b.example/"),
            ("draft", "https://c.example/"),
            ("source", "https://c.example/"),
            ("source", "https://d.example/"),
        }

    def test_those_in_any_form_and_none_of_this_site(self) -> None:
        make_brief(
            body="<https://a.example/?x=1&y=2> [b][r] www.c.example [d](HTTPS://d.example/#part) "
            "[e](/topics/) [f](mailto:a@example.org) [g](http://briefs.example.org/x) "
            "`https://code.example/` [h](https://h.example/карта) [i](#s-x)\n\n"
            "[r]: https://b.example/"
        )

        read_links()

        assert {url for _where, url in uses()} == {
            "https://a.example/?x=1&y=2",
            "https://b.example/",
            "http://www.c.example",
            "https://d.example/",
            "https://h.example/%D0%BA%D0%B0%D1%80%D1%82%D0%B0",
        }

    @pytest.mark.parametrize(
        "address", ["", "https://", "http://[", "https://" + "a" * 3000, "x:y"]
    )
    def test_what_is_no_address_is_none(self, address: str) -> None:
        assert external(address) == ""

    def test_links_that_are_gone_are_forgotten(self) -> None:
        brief, other = (
            make_brief(body="[A](https://a.example/)"),
            published(body="[A](https://b.example/)"),
        )
        read_links()
        Brief.objects.filter(pk=brief.pk).update(body="None.")
        remove(brief_of(other), reason="A request.")
        Brief.objects.filter(pk=brief_of(other).pk).delete()

        read_links()

        assert uses() == set()
        assert not LinkCheck.objects.exists()

    def test_those_of_a_withdrawn_brief_are_still_read(self) -> None:
        withdraw(brief_of(published(body="[A](https://a.example/)")), reason="An error.")

        read_links()

        assert ("edition", "https://a.example/") in uses()

    def test_reading_twice_changes_nothing(self) -> None:
        make_brief(body="[A](https://a.example/)")
        read_links()
        before = list(LinkCheck.objects.values()), list(LinkUse.objects.values())

        read_links()

        assert (list(LinkCheck.objects.values()), list(LinkUse.objects.values())) == before

    def test_many_briefs_are_read_in_few_queries(
        self, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        for number in range(60):
            make_brief(body=f"[A](https://{number}.example/)")

        with django_assert_max_num_queries(16):
            read_links()


class TestAsking:
    def test_nothing_is_asked_unless_the_setting_says_so(
        self, web: Web, settings: Settings
    ) -> None:
        settings.LINK_CHECKS = False
        make_brief(body=f"[A]({web.url('/a')})")

        assert check_links().asked == 0
        with pytest.raises(CommandError, match="LINK_CHECKS"):
            call_command("check_links")

        assert not LinkCheck.objects.exists()
        assert web.asked == []

    def test_a_private_network_is_not_asked_unless_the_setting_says_so(
        self, web: Web, settings: Settings
    ) -> None:
        settings.LINK_CHECKS_NETWORKS = []
        make_brief(body=f"[A]({web.url('/a')})")

        check_links()

        assert web.asked == []
        assert LinkCheck.objects.get().reason == "private"

    def test_a_link_that_works_is_asked_for_again_in_a_week(self, web: Web) -> None:
        make_brief(body=f"[A]({web.url('/a')})")

        assert check().asked == 1
        assert check(NOW + 6 * DAY).asked == 0
        assert check(NOW + 7 * DAY).asked == 1

    def test_it_is_broken_after_two_failures_a_day_apart(self, web: Web) -> None:
        make_brief(body=f"[A]({web.url('/a')})")
        web.answers["/a"] = 404

        check()
        assert broken() == []
        LinkCheck.objects.update(due_at=NOW)
        check(NOW + dt.timedelta(hours=2))
        assert broken() == []
        check(NOW + DAY)
        assert broken() == [web.url("/a")]
        assert LinkCheck.objects.get().first_failed_at == NOW

    def test_one_answer_makes_it_whole_again(self, web: Web) -> None:
        make_brief(body=f"[A]({web.url('/a')})")
        web.answers["/a"] = 404
        check(), check(NOW + DAY)
        web.answers["/a"] = 200

        check(NOW + 2 * DAY)

        row = LinkCheck.objects.get()
        assert (row.broken, row.failures, row.first_failed_at) == (False, 0, None)

    @pytest.mark.parametrize("status", [401, 403, 405, 999])
    def test_a_site_that_turns_machines_away_is_not_broken(self, web: Web, status: int) -> None:
        make_brief(body=f"[A]({web.url('/a')})")
        web.answers["/a"] = status

        check(), check(NOW + DAY), check(NOW + 8 * DAY)

        assert broken() == []
        assert LinkCheck.objects.get().outcome == "unknown"

    def test_a_busy_host_says_nothing_and_is_left_alone_as_long_as_it_wants(self, web: Web) -> None:
        make_brief(body=f"[A]({web.url('/a')}) [B]({web.url('/b')})")
        web.answers = {"/a": 404, "/b": 404}
        check(), check(NOW + DAY)
        busy = (429, {"Retry-After": str(3 * 24 * 3600)})
        web.answers = {"/a": busy, "/b": busy}

        check(NOW + 2 * DAY)

        assert len(broken()) == 2
        assert check(NOW + 4 * DAY).asked == 0
        assert check(NOW + 5 * DAY).asked == 2

    def test_no_more_are_asked_than_the_limit(self, web: Web) -> None:
        make_brief(body=" ".join(f"[A]({web.url(f'/{n}')})" for n in range(5)))

        checked = check(limit=2)

        assert (checked.asked, checked.due) == (2, 3)

    def test_when_no_host_answers_it_is_we_who_are_offline(self) -> None:
        make_brief(body=" ".join(f"[A](http://{n}.invalid/)" for n in range(3)))

        checked = check()

        assert checked.offline
        assert not LinkCheck.objects.exclude(checked_at=None).exists()

    def test_the_command_says_what_it_did(
        self, web: Web, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(link_checks, "PAUSE", 0)
        make_brief(body=" ".join(f"[A]({web.url(f'/{n}')})" for n in range(3)))

        call_command("check_links", "--all", "--limit", "1")

        assert capsys.readouterr().out == "3 asked, 0 broken, 0 still due.\n"

    def test_who_asks_says_so_in_a_header(self, settings: Settings) -> None:
        settings.SITE_NAME = "Институт SVI"
        settings.ALLOWED_HOSTS = ["*", "127.0.0.1", "localhost", "briefs.example.org"]

        assert sender() == (
            "Mozilla/5.0 (compatible; Chancery; SVI link check; +https://briefs.example.org/)"
        )


class TestTheDesk:
    @pytest.fixture
    def dead(self) -> LinkCheck:
        """An address that two briefs link to, long broken."""
        return LinkCheck.objects.create(
            url="https://a.example/",
            outcome="failed",
            reason="status",
            status=404,
            first_failed_at=NOW,
            broken=True,
        )

    def test_the_checklist_names_broken_links_and_those_of_sources(self, dead: LinkCheck) -> None:
        brief = make_brief(body="One [map](https://a.example/#part).")
        brief.sources.add(make_source(title="A report", url="https://a.example/"))

        draft = compose(brief, on=timezone.localdate())
        problems = checklist(draft, current=None, names=Gazetteer())

        assert [
            (problem.code, problem.message) for problem in problems if "broken" in problem.code
        ] == [
            (
                "link-broken",
                "The link “map” hasn't worked since 1 May 2026: "
                "the site says that there is no such page, or fails itself (404).",
            ),
            (
                "source-broken",
                "The link “A report” hasn't worked since 1 May 2026: "
                "the site says that there is no such page, or fails itself (404).",
            ),
        ]
        assert not any(problem.blocks for problem in problems)

    def test_the_checklist_names_the_new_address_of_a_page_that_moved(self) -> None:
        LinkCheck.objects.create(
            url="https://a.example/", outcome="works", moved_to="https://b.example/"
        )
        draft = compose(make_brief(body="[Map](https://a.example/)"), on=timezone.localdate())

        (problem,) = [
            problem
            for problem in checklist(draft, current=None, names=Gazetteer())
            if problem.code == "link-moved"
        ]
        assert problem.message.endswith("has moved for good: write https://b.example/.")

    def test_what_readers_cannot_see_is_not_among_the_editions(self, dead: LinkCheck) -> None:
        edition = published(body="[A](https://a.example/)")
        read_links()
        assert Brief.objects.with_broken_links(Where.EDITION).get() == brief_of(edition)

        remove(brief_of(edition), reason="A request.")

        assert not Brief.objects.with_broken_links(Where.EDITION).exists()
