"""Asking other hosts: real ones, on this machine, and never one in a private network unasked."""

import datetime as dt
import shutil
import subprocess
import time
from collections.abc import Iterator
from email.utils import format_datetime
from ipaddress import ip_network
from pathlib import Path

import aiohttp
import pytest

from briefs.models.link_check import Answer, Outcome, Reason
from briefs.publishing import asking
from briefs.publishing.asking import ask
from tests.publishing.web import Web, serving

HERE = ip_network("127.0.0.1")


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as web:
        yield web


def asked(
    *urls: str, pause: float = 0, seconds: float = 20, allowed: object = HERE
) -> dict[str, Answer]:
    networks = [allowed] if allowed else []
    return ask(urls, sender="Tests", seconds=seconds, networks=networks, pause=pause)  # type: ignore[arg-type]


def one(url: str, allowed: object = HERE) -> Answer:
    return asked(url, allowed=allowed)[url]


def test_a_page_that_is_there_is_asked_for_once_by_head_and_told_who_asks(web: Web) -> None:
    assert one(web.url("/a")) == Answer(outcome=Outcome.WORKS, status=200)
    assert web.asked == [("HEAD", "/a")]
    assert web.agents == {"Tests"}


@pytest.mark.parametrize("refusal", [404, 405, 501, 403, "hang up"])
def test_a_site_that_knows_get_alone_is_asked_by_get(web: Web, refusal: object) -> None:
    web.answers["/a"] = {"HEAD": refusal, "GET": 200}

    assert one(web.url("/a")).outcome == Outcome.WORKS
    assert list(dict.fromkeys(web.asked)) == [("HEAD", "/a"), ("GET", "/a")]


@pytest.mark.parametrize(
    ("status", "outcome", "reason"),
    [
        (404, Outcome.FAILED, Reason.STATUS),
        (410, Outcome.FAILED, Reason.STATUS),
        (500, Outcome.FAILED, Reason.STATUS),
        (503, Outcome.FAILED, Reason.STATUS),
        (401, Outcome.UNKNOWN, Reason.REFUSED),
        (403, Outcome.UNKNOWN, Reason.REFUSED),
        (405, Outcome.UNKNOWN, Reason.REFUSED),
        (451, Outcome.UNKNOWN, Reason.REFUSED),
        (999, Outcome.UNKNOWN, Reason.REFUSED),
        (429, Outcome.UNKNOWN, Reason.BUSY),
        ("hang up", Outcome.FAILED, Reason.CONNECTION),
        ("nonsense", Outcome.FAILED, Reason.MALFORMED),
    ],
)
def test_what_an_answer_says(web: Web, status: object, outcome: Outcome, reason: Reason) -> None:
    web.answers["/a"] = status

    answer = one(web.url("/a"))

    assert (answer.outcome, answer.reason) == (outcome, reason)


def test_redirections_are_followed_and_only_those_for_good_are_told(web: Web) -> None:
    web.answers = {
        "/a": (301, {"Location": "/b"}),
        "/b": (308, {"Location": "/c"}),
        "/d": (302, {"Location": "/c"}),
        "/e": (301, {"Location": "/d"}),
    }
    answers = asked(*map(web.url, ("/a", "/d", "/e")))

    assert [answer.outcome for answer in answers.values()] == [Outcome.WORKS] * 3
    assert [answer.moved_to for answer in answers.values()] == [web.url("/c"), "", ""]


def test_a_redirection_to_nothing_is_nothing(web: Web) -> None:
    web.answers = {"/a": (301, {"Location": "/b"}), "/b": 404}

    assert one(web.url("/a")) == Answer(outcome=Outcome.FAILED, status=404, reason=Reason.STATUS)


def test_a_circle_is_left(web: Web) -> None:
    web.answers["/a"] = (302, {"Location": "/a"})

    assert one(web.url("/a")).reason == Reason.CIRCLE


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]"]
)
def test_private_addresses_are_not_asked(web: Web, host: str) -> None:
    assert one(web.url("/a", host), allowed=None).reason == Reason.PRIVATE
    assert web.asked == []


def test_nor_by_a_redirection(web: Web) -> None:
    web.answers["/a"] = (302, {"Location": web.url("/secret", "127.0.0.2")})

    answer = one(web.url("/a"))

    assert (answer.outcome, answer.reason) == (Outcome.UNKNOWN, Reason.PRIVATE)
    assert ("HEAD", "/secret") not in web.asked


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("0.0.0.0", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fe80::1%lo", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::10.0.0.1", False),
        ("64:ff9b::93.184.216.34", True),
        ("2002:a00:1::1", False),
    ],
)
def test_which_addresses_are_public(address: str, allowed: bool) -> None:
    assert asking._Guard([]).allows(address) is allowed


def test_a_host_that_is_none_and_a_port_that_is_closed_say_so() -> None:
    with serving() as web:
        closed = web.url("/a")

    assert one("http://nowhere.invalid/").reason == Reason.HOST
    assert one(closed).reason == Reason.CONNECTION


@pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl to make a certificate with")
def test_a_certificate_that_nobody_vouches_for_is_told(tmp_path: Path) -> None:
    own = tmp_path / "own.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
    subprocess.run(
        [*made, "-days", "1", "-keyout", own, "-out", tmp_path / "cert.pem"],
        check=True,
        capture_output=True,
    )
    own.write_text(own.read_text() + (tmp_path / "cert.pem").read_text())

    with serving(own) as web:
        answer = one(web.url("/a").replace("http:", "https:"))

    assert (answer.outcome, answer.reason) == (Outcome.FAILED, Reason.CERTIFICATE)


def test_an_address_that_is_none_says_so() -> None:
    assert one("http://127.0.0.1:99999/").reason == Reason.MALFORMED


def test_an_answer_that_never_ends_is_waited_for_no_longer(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PATIENCE", aiohttp.ClientTimeout(total=0.3))
    web.answers["/a"] = "drip"
    started = time.monotonic()

    assert one(web.url("/a")).reason == Reason.TIME
    assert time.monotonic() - started < 3


def test_a_host_that_asks_to_come_later_is_left_alone(web: Web) -> None:
    web.answers["/a"] = (429, {"Retry-After": "172800"})

    answers = asked(*map(web.url, ("/a", "/b", "/c")))

    assert web.asked == [("HEAD", "/a")]
    assert {answer.wait for answer in answers.values()} == {dt.timedelta(days=2)}
    assert all(answer.busy for answer in answers.values())


def test_it_may_say_until_when_or_nonsense(web: Web) -> None:
    until = dt.datetime.now(dt.UTC) + dt.timedelta(hours=5)
    web.answers["/a"] = (503, {"Retry-After": format_datetime(until, usegmt=True)})
    wait = one(web.url("/a")).wait
    assert dt.timedelta(hours=4) < wait <= dt.timedelta(hours=5)
    for nonsense in ("soon", "-5", "٣", "9" * 400, "Fri, 99 Foo 2026"):
        web.answers["/a"] = (429, {"Retry-After": nonsense.encode("utf-8").decode("latin-1")})
        assert one(web.url("/a")).busy


def test_a_host_is_asked_one_at_a_time_with_a_pause(web: Web) -> None:
    asked(*map(web.url, ("/a", "/b", "/c")), pause=0.1)

    between = [later - sooner for sooner, later in zip(web.moments, web.moments[1:], strict=False)]
    assert len(between) == 2
    assert min(between) >= 0.09


def test_no_question_begins_when_the_time_is_over(web: Web) -> None:
    answers = asked(*map(web.url, ("/a", "/b", "/c")), pause=0.2, seconds=0.1)

    assert list(answers) == [web.url("/a")]


def test_addresses_arrive_as_they_were_written(web: Web) -> None:
    one(web.url("/a%20b/%D0%BA?q=%2F&r=a+b"))

    assert web.asked == [("HEAD", "/a%20b/%D0%BA?q=%2F&r=a+b")]
