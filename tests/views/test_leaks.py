"""No leak: what is only at the desk is nowhere else, however one asks.

Every address that the site knows is asked, with every name and number that could fit, and every
link that the answers have is followed; every form is sent, and every action of every list. No
marker may be in any answer, headers included, but those that the person may see.
"""

import os
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from django.contrib.auth.models import Group, Permission, User
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from briefs.editorial import roles
from config import environment
from tests.views.marked import EVENTS, MARKER, PERSONAL, Known, a_marked_desk, marked
from tests.views.walking import Walk, addresses, doors

BRIEFS = "/admin/briefs/brief/"
FILES = {
    *("briefs.atom", "briefs.bib", "briefs.csv", "briefs.ris", "feeds/briefs.atom"),
    *(f"briefs/<name:slug>.{ending}" for ending in ("bib", "csl.json", "md", "ris")),
    *("timeline.csv", "timeline.json", "network.csv", "network.json"),
    *("facts/codebook.csv", "facts/<slug:name>.csv", "facts/entities.ftm.json"),
    *(f"{noun}/<name:slug>.jsonld" for noun in ("actors", "agreements", "topics", "briefs")),
    *("sitemap.xml", "sitemap-<slug:section>-<int:number>.xml"),
}


@pytest.fixture
def known(db: None) -> Known:
    """What could stand in an address of a desk full of markers."""
    return a_marked_desk()


def somebody(role: str = "") -> Client:
    """One of the staff, to whom none of the briefs belongs; in no group unless one is named."""
    user = User.objects.create_user(f"other {role}", is_staff=True)
    if role:
        roles.establish(Group, Permission)
        user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def told(who: str, walk: Walk, capsys: Any) -> None:
    """Print what was asked, and fail where anything leaked."""
    with capsys.disabled():
        print(f"\n{who}: {len(walk.asked)} addresses, {walk.answers} answers", end="")
        print(f", {len(walk.leaks)} leaks")
    assert len(walk.asked) > 300
    assert not walk.leaks, "\n".join(walk.leaks)


def test_a_reader_finds_nothing_of_the_desk(known: Known, stranger: Client, capsys: Any) -> None:
    cache.clear()
    walk = Walk(stranger).through(["/", "/admin/", *addresses(known)])
    told("a reader", walk.otherwise().pressing(doors(known)), capsys)
    assert walk.shown.keys() >= FILES


def test_staff_without_rights_find_nothing(known: Known, capsys: Any) -> None:
    walk = Walk(somebody()).through(["/admin/", *addresses(known, 2)])
    told("staff without rights", walk.pressing(doors(known)), capsys)


def test_an_author_finds_nothing_of_what_others_write(known: Known, capsys: Any) -> None:
    walk = Walk(somebody("author"), known=EVENTS).through(["/admin/", *addresses(known, 6)])
    told("another author", walk.pressing(doors(known)), capsys)


def test_no_role_sees_what_is_another_persons_own(known: Known, capsys: Any) -> None:
    """An administrator has all that the other roles have."""
    walk = Walk(somebody("administrator"), hidden=PERSONAL)
    walk.through(addresses(known, 2), follow=False).pressing(doors(known))
    told("an administrator, of what is another's own", walk, capsys)
    assert {marked(word) for word in ("title", "secret", "erasure")} <= walk.found


@pytest.mark.parametrize("role", ["editor", "publisher"])
def test_nor_do_they_at_the_briefs_own_pages(known: Known, role: str) -> None:
    briefs = [address for address in addresses(known, 3) if address.startswith(BRIEFS)]
    walk = Walk(somebody(role), hidden=PERSONAL).through(briefs, follow=False)

    assert not walk.leaks, "\n".join(walk.leaks)
    assert marked("title") in walk.found


@pytest.fixture(params=["locmem", "redis"])
def raw_cache(
    request: pytest.FixtureRequest, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], list[bytes]]]:
    """A cache of this test's own; all that it holds, as it is kept there."""
    prefix = f"leaks-{uuid.uuid4()}"
    if request.param == "locmem":
        monkeypatch.delenv("CACHE_URL", raising=False)
        settings.CACHES = {"default": environment.cache("CACHE_URL") | {"LOCATION": prefix}}
        yield lambda: list(cache._cache.values())  # type: ignore[attr-defined]
        return
    url = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
    server = redis.Redis.from_url(url, socket_connect_timeout=1)
    try:
        server.ping()
    except redis.RedisError:
        pytest.skip("no Redis answers")
    monkeypatch.setenv("CACHE_URL", url)
    settings.CACHES = {"default": environment.cache("CACHE_URL") | {"KEY_PREFIX": prefix}}
    yield lambda: [bytes(server.get(key) or b"") for key in server.scan_iter(f"{prefix}*")]  # type: ignore[arg-type]
    for key in server.scan_iter(f"{prefix}*"):
        server.delete(key)


def test_no_copy_that_is_kept_for_readers_has_it(
    known: Known, raw_cache: Callable[[], list[bytes]]
) -> None:
    """What an editor saw first is kept for nobody else."""
    public = [address for address in addresses(known, 12) if not address.startswith("/admin/")]
    Walk(_owner()).through(public, follow=False)
    walk = Walk(Client()).through(public, follow=False)

    kept = raw_cache()
    assert kept
    assert not walk.leaks, "\n".join(walk.leaks)
    assert not [copy for copy in kept if MARKER.search(copy.decode(errors="replace"))]


def _owner() -> Client:
    client = Client()
    client.force_login(User.objects.get(username=marked("username")))
    return client


def test_the_walk_would_find_a_leak(known: Known) -> None:
    walk = Walk(_owner()).through(addresses(known, 5), follow=False)

    expected = {"title", "tag", "claim", "passage", "removed", "nexttitle", "comment", "amendment"}
    expected |= {
        "scheduled",
        "savedname",
        "secret",
        "linknote",
        "lastname",
        "erasure",
        "bulkrefusal",
    }
    assert {marked(word) for word in expected} <= walk.found
