"""An answer given again is the one that would be made anew, for everybody; it asks one query."""

import tracemalloc
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from briefs.answers import _known_as, _memory  # how much they take is seen nowhere else
from briefs.models import (
    Actor,
    ActorName,
    Agreement,
    Brief,
    Change,
    Evidence,
    IndexVersion,
    Milestone,
    Publication,
    Topic,
)
from briefs.publishing import publish, withdraw
from briefs.publishing.amend import amend
from briefs.publishing.shelf import archive, remove
from tests.factories import (
    again,
    make_actor,
    make_agreement,
    make_brief,
    make_evidence,
    make_milestone,
    make_topic,
    published,
    save,
)

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = (
    *("/", "/briefs/", "/briefs/?q=gas&topic=energy", "/briefs/?tag=gas", "/briefs/on-gas/"),
    *("/briefs/on-gas/editions/1/", "/briefs/on-gas/changes/", "/briefs/by/actor/"),
    *("/actors/", "/actors/russia/", "/topics/", "/topics/energy/", "/agreements/"),
    *("/agreements/treaty/", "/events/", "/tags/", "/tags/gas/", "/suggest/?q=rus"),
    *("/api/v1/briefs", "/api/v1/briefs?q=gas", "/api/v1/briefs/on-gas", "/api/v1/tags"),
)


@pytest.fixture
def brief(db: None) -> Brief:
    """A published brief that states the stage of a treaty."""
    brief = make_brief(slug="on-gas", title="On gas", body="The treaty was signed.", tags=("gas",))
    brief.topics.add(make_topic(slug="energy", name="Energy"))
    brief.actors.add(make_actor(slug="russia", name="Russia"))
    stage = make_milestone(make_agreement(slug="treaty", title="Treaty"), date="2014")
    make_evidence(brief, exact="treaty was signed", milestone=stage)
    brief.refresh_from_db()
    publish(brief)
    Client().get("/")  # at the first look, the index is made
    return brief


def anew(page: str) -> bytes:
    """What a page says if it is made anew: as it is within a transaction."""
    with transaction.atomic():
        return Client().get(page).content


def _edit(**fields: object) -> None:
    brief = Brief.objects.get(slug="on-gas")
    save(brief, **fields)
    again(brief)


def _amend() -> None:
    _edit(body="The treaty was signed. So it was.")
    edition = Publication.objects.get(slug="on-gas").edition
    by = User.objects.create_superuser("somebody")
    amend(edition, note="Told anew.", reason="A reason.", by=by, seen=0)


def _take(how: Callable[..., object], **words: str) -> None:
    how(Brief.objects.get(slug="on-gas"), **words)


DEEDS: dict[str, Callable[[], object]] = {
    "another brief": lambda: published(title="Another on gas", tags=("gas",)),
    "a draft": make_brief,
    "an edition": partial(_edit, body="The treaty was signed. So it was."),
    "a minor one": lambda: publish(_edited(), note="A letter.", change=Change.MINOR),
    "a retraction": lambda: publish(_edited(), note="It was wrong.", change=Change.RETRACTION),
    "a note told anew": _amend,
    "withdrawn": partial(_take, withdraw, reason="It is wrong."),
    "removed": partial(_take, remove, reason="It is wrong."),
    "archived": partial(_take, archive),
    "another address": lambda: Publication.objects.update(slug="on-natural-gas"),
    "a renamed actor": lambda: Actor.objects.update(name="Russian Federation"),
    "an actor's description": lambda: Actor.objects.update(description="A state."),
    "an actor's other name": lambda: ActorName.objects.create(
        actor=Actor.objects.get(), name="Россия", language="ru"
    ),
    "a moved topic": lambda: make_topic(slug="gas", name="Gas", parent=Topic.objects.get()),
    "a topic's agreement": lambda: Agreement.objects.get().topics.add(Topic.objects.get()),
    "a stage's date": lambda: Milestone.objects.update(date="2015"),
    "a passage": lambda: Evidence.objects.update(assertion="denied"),
    "a passage that goes": lambda: Evidence.objects.all().delete(),
    "an index made anew": lambda: IndexVersion.objects.filter(name="postings").update(version=0),
}


def _edited() -> Brief:
    brief = Brief.objects.get(slug="on-gas")
    save(brief, body="The treaty was signed. So it was.")
    return brief


@pytest.mark.usefixtures("brief")
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_whatever_is_done_no_page_is_old(deed: Callable[[], object], client: Client) -> None:
    for page in PAGES:
        assert client.get(page).content == anew(page), page

    deed()

    for page in PAGES:
        assert client.get(page).content == anew(page), page


@pytest.mark.usefixtures("brief")
def test_a_change_of_any_table_that_readers_see_is_noticed() -> None:
    own = {"brief", "version", "entry", "word", "saying", "searchtext", "posting", "indexversion"}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if not table.startswith("briefs_") or table.startswith("briefs_fulltext"):
                continue
            cursor.execute(f"SELECT count(*) FROM {table}")
            (rows,) = cursor.fetchone()
            if not rows or table.removeprefix("briefs_").split("_")[0] in {*own, "brieftag"}:
                continue
            if table in {"briefs_edition", "briefs_amendment"}:
                continue  # they never change; a new one is noticed with its publication
            before = IndexVersion.objects.get(name="shown").version
            cursor.execute(f"UPDATE {table} SET id = id")
            assert IndexVersion.objects.get(name="shown").version != before, table


@pytest.mark.usefixtures("brief")
class TestAgain:
    @pytest.mark.parametrize("page", PAGES)
    def test_what_was_answered_asks_one_query(
        self, client: Client, page: str, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        first = client.get(page)

        with django_assert_num_queries(1):
            assert client.get(page).content == first.content

    @pytest.mark.parametrize("page", PAGES)
    def test_it_has_the_same_headers(self, client: Client, page: str) -> None:
        also = f"{page}{'&' if '?' in page else '?'}utm_source=letter"
        first, again, other = client.get(page), client.get(page), client.get(also)

        own = {"X-Request-ID"}
        for response in (again, other):
            assert response.headers.keys() == first.headers.keys()
            assert {*response.items()} - {*first.items()} == {
                (name, response[name]) for name in own
            }

    @pytest.mark.parametrize("page", PAGES)
    def test_who_has_it_is_told_so(self, client: Client, page: str) -> None:
        tag = client.get(page)["ETag"]

        response = client.get(page, headers={"if-none-match": tag})

        assert response.status_code == 304
        assert response.content == b""
        assert response["ETag"] == tag
        assert response["Cache-Control"] == "no-cache"
        assert {"Accept-Language", "Cookie"} <= vary(response)

    def test_who_has_an_old_one_gets_the_new_one(self, client: Client, brief: Brief) -> None:
        tags = {page: client.get(page)["ETag"] for page in ("/", "/briefs/", "/briefs/on-gas/")}
        withdraw(brief, reason="It is wrong.")

        for page, tag in tags.items():
            response = client.get(page, headers={"if-none-match": tag})
            assert response.status_code == 200, page
            assert response["ETag"] != tag

    def test_a_page_that_says_the_same_as_before_is_not_sent_again(self, client: Client) -> None:
        tag = client.get("/briefs/on-gas/")["ETag"]
        published()

        response = client.get("/briefs/on-gas/", headers={"if-none-match": tag})

        assert response.status_code == 304

    def test_programs_that_look_get_the_same_headers(self, client: Client) -> None:
        whole, head = client.get("/briefs/"), client.head("/briefs/")

        assert head["ETag"] == whole["ETag"]
        assert head.content == b""


@pytest.mark.usefixtures("brief")
class TestEverybody:
    def test_who_is_logged_in_sees_what_readers_see(
        self, stranger: Client, administrator: Client
    ) -> None:
        for page in PAGES:
            seen = administrator.get(page)
            assert seen.content == stranger.get(page).content, page
            assert not seen.cookies

    def test_each_language_has_its_own(self, client: Client) -> None:
        english = client.get("/briefs/")
        urdu = client.get("/briefs/", headers={"accept-language": "ur"})
        client.cookies["django_language"] = "ru"
        russian = client.get("/briefs/")

        assert [each["Content-Language"] for each in (english, urdu, russian)] == ["en", "ur", "ru"]
        assert len({each.content for each in (english, urdu, russian)}) == 3
        assert {"Accept-Language", "Cookie"} <= vary(russian)

    def test_the_part_for_htmx_is_another_answer_than_the_page(self, client: Client) -> None:
        part = {"hx-request": "true", "hx-current-url": "http://testserver/briefs/"}
        page = client.get("/briefs/?tag=gas")
        inner = client.get("/briefs/?tag=gas", headers=part)
        whole = client.get("/briefs/?tag=gas", headers=part | {"hx-boosted": "true"})

        doctypes = [each.content.startswith(b"<!doctype") for each in (page, inner, whole)]
        assert doctypes == [True, False, True]
        assert inner["HX-Push-Url"] == "/briefs/?tag=gas"
        assert "HX-Push-Url" not in page
        assert {"HX-Request", "HX-Boosted", "HX-History-Restore-Request"} <= vary(page)

    def test_the_address_is_pushed_for_whoever_is_elsewhere(self, client: Client) -> None:
        for here, pushed in (("/briefs/", "/briefs/?tag=gas"), ("/briefs/?tag=gas", "false")) * 2:
            where = {"hx-request": "true", "hx-current-url": f"http://testserver{here}"}
            response = client.get("/briefs/?tag=gas", headers=where)
            assert response["HX-Push-Url"] == pushed
            assert "HX-Current-URL" in vary(response)

    def test_what_else_stands_in_ones_address_is_shown_to_nobody(self, client: Client) -> None:
        mine = client.get("/briefs/?utm_source=letter-to-me&tag=gas&q=")
        theirs = client.get("/briefs/?tag=gas")

        assert b"letter-to-me" not in mine.content
        assert mine.content == theirs.content

    def test_each_host_has_its_own_addresses(self, client: Client) -> None:
        one = client.get("/api/v1/briefs/on-gas", headers={"host": "localhost"}).json()
        other = client.get("/api/v1/briefs/on-gas", headers={"host": "127.0.0.1"}).json()

        assert one["url"].startswith("http://localhost/")
        assert other["url"].startswith("http://127.0.0.1/")

    def test_a_page_that_is_not_there_is_not_remembered(self, client: Client) -> None:
        assert client.get("/briefs/later/").status_code == 404
        published(slug="later")
        assert client.get("/briefs/later/").status_code == 200


def test_no_more_is_remembered_than_the_setting_says(client: Client, settings: Settings) -> None:
    settings.ANSWERS_MB = 1
    published(slug="on-gas")

    for number in range(1, 300):
        client.get(f"/briefs/?q={number}")

    assert 0 < _memory._size <= 1 << 20
    assert _memory._size == sum(answer.size for answer in _memory._answers.values())


def test_small_answers_are_counted_with_all_that_they_take(
    client: Client, settings: Settings
) -> None:
    settings.ANSWERS_MB = 1
    published(slug="on-gas")
    tracemalloc.start()

    for number in range(1500):
        assert client.get(f"/suggest/?q=nothing{number}").status_code == 200
        if number == 500:
            before, _peak = tracemalloc.get_traced_memory()

    after, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(_memory._answers) < 300
    assert after - before < 1 << 20


def test_an_address_of_any_length_is_answered_and_not_remembered(client: Client) -> None:
    published(slug="on-gas")
    said = "&".join(f"actor={'a' * 30}{number}" for number in range(50))
    before = len(_memory._answers), len(_known_as._keys)

    assert client.get(f"/briefs/?{said}&q={'word ' * 90}").status_code == 400
    assert client.get(f"/network/?utm_source={'letter' * 1000}").status_code == 200
    assert client.get(f"/suggest/?q={'w' * 990}").status_code == 200

    assert len(_known_as._keys) == before[1]
    assert len(_memory._answers) == before[0] + 1  # /network/ itself is of everybody


def vary(response: Any) -> set[str]:
    """The headers by which an answer differs."""
    return {name.strip() for name in response["Vary"].split(",")}
