"""Finding is right to the last count: it agrees with looking at every brief in turn.

FINDINGS=100 sets how many collections are tried instead of the few of the suite.
"""

import datetime as dt
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker

from briefs.models import Brief, IndexVersion, Publication
from briefs.publishing import publish, withdraw
from briefs.search import EditionFilter, Found, NoSuchPage, find
from briefs.search.paging import Step
from tests.factories import published
from tests.search.collection import (
    DAYS,
    Collection,
    address,
    brief_contents,
    queries,
)
from tests.search.reference import expected, expected_counts
from tests.shared import shared

pytestmark = pytest.mark.django_db

CASES = int(os.environ.get("FINDINGS", "12"))


def ask(query: str) -> Found:
    asked = EditionFilter(QueryDict(query))
    assert asked.is_valid(), asked.form.errors
    return find(asked.form.cleaned_data, asked.snapshot)


@settings(deadline=None, max_examples=CASES, suppress_health_check=list(HealthCheck))
@given(
    contents=st.lists(brief_contents, min_size=1, max_size=14),
    later=st.lists(st.tuples(st.integers(0, 13), st.none() | brief_contents), max_size=5),
    asked=st.lists(queries, min_size=1, max_size=12),
)
def test_lists_orders_totals_and_counts_agree_with_brute_force(
    contents: list[dict[str, Any]],
    later: list[tuple[int, dict[str, Any] | None]],
    asked: list[dict[str, Any]],
) -> None:
    with transaction.atomic():
        collection = Collection.empty()
        for content in contents:
            collection.add(content)
        for number, change in later:
            if change is None:
                collection.withdraw(number % len(contents))
            else:
                collection.change(number % len(contents), change)
        for query in asked:
            agrees(collection, query)
        rebuilt(collection, asked)
        transaction.set_rollback(True)


def agrees(collection: Collection, query: dict[str, Any]) -> None:
    # A tag that no published brief has is unknown to readers, and refused.
    used = {tag for content in collection.shelf.values() for tag in content["tag"]}
    query = query | {"tag": [tag for tag in query.get("tag", []) if tag in used]}
    wanted = expected(collection.shelf, query)
    found = ask(address({"sort": "newest", **query}))
    page = [card.pk for card in found.cards]

    assert found.total == len(wanted), query
    assert page == wanted[: found.page.size], query
    if wanted:
        beside(query, wanted)
    for facet in found.facets:
        counts = {choice.value: choice.count for choice in facet.choices if choice.count}
        assert counts == expected_counts(collection.shelf, query, facet.name), (facet.name, query)


def beside(query: dict[str, Any], wanted: list[int]) -> None:
    """What stands after a row, and what before it, is what a list has there."""
    at = len(wanted) // 2
    for name, rows in (("before", wanted[max(0, at - 10) : at]), ("after", wanted[at + 1 :][:10])):
        asked = address({"sort": "newest", **query, name: wanted[at], "page_size": 10})
        if rows:
            assert [card.pk for card in ask(asked).cards] == rows, asked
        else:
            with pytest.raises(NoSuchPage):
                ask(asked)


def rebuilt(collection: Collection, asked: list[dict[str, Any]]) -> None:
    """The index made anew says the same as the one kept in step."""
    IndexVersion.objects.update(version=0)
    for query in asked[:3]:
        agrees(collection, query)


@pytest.fixture(scope="class")
def thirty_briefs(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """All alike, but for their days."""
    content = {
        "title": "gas",
        "summary": "gas",
        "body": "gas",
        "kind": "report",
        "language": "en",
        **{name: [] for name in ("topic", "actor", "agreement", "author", "region", "tag")},
    }
    with shared(django_db_blocker):
        collection = Collection.empty()
        for number in range(30):
            collection.add({**content, "published_on": DAYS[number % len(DAYS)]})
        yield


@pytest.mark.usefixtures("thirty_briefs")
class TestPages:
    @pytest.mark.parametrize("sort", ["newest", "oldest", "title", "relevance"])
    def test_pages_follow_each_other_without_gap_or_repeat(self, sort: str) -> None:
        seen: list[int] = []
        for page in (1, 2, 3):
            found = ask(f"q=gas&sort={sort}&page={page}&page_size=10")
            seen += [card.pk for card in found.cards]

        assert len(seen) == len(set(seen)) == 30
        assert found.page.pages == 3

    @pytest.mark.parametrize("sort", ["newest", "oldest", "title", "relevance"])
    def test_who_goes_on_sees_all_once_whatever_is_published_and_withdrawn_meanwhile(
        self, sort: str
    ) -> None:
        there = set(Publication.objects.values_list("pk", flat=True))
        seen: list[int] = []
        step: Step | None = {}
        while step is not None:
            found = ask(f"q=gas&sort={sort}&page_size=10&{urlencode(step)}")
            seen += [card.pk for card in found.cards]
            step = found.page.next
            for day in (DAYS[0], DAYS[-1]):
                word = "gas " * 4 if day == DAYS[0] else "gas"
                slug = f"new-{len(seen)}-{day}"
                published(slug=slug, title=word, summary=word, body=word, published_on=day)
            # Those that stood at a page's two ends, one of which leads on.
            for card in (found.cards[0], found.cards[-1]):
                withdraw(Brief.objects.get(slug=card.slug), reason="Wrong.")

        assert len(seen) == len(set(seen))
        assert there <= set(seen)

    @pytest.mark.parametrize("sort", ["newest", "oldest", "title", "relevance"])
    def test_back_again_is_what_was_there(self, sort: str) -> None:
        there = [one.pk for one in ask(f"q=gas&sort={sort}&page_size=30").cards]
        third = ask(f"q=gas&sort={sort}&page_size=10&page=3")

        second = ask(f"q=gas&sort={sort}&page_size=10&{urlencode(third.page.previous or {})}")
        first = ask(f"q=gas&sort={sort}&page_size=10&{urlencode(second.page.previous or {})}")

        assert [one.pk for one in second.cards] == there[10:20]
        assert [one.pk for one in first.cards] == there[:10]
        assert (first.page.number, first.page.previous) == (1, None)

    def test_beside_a_publication_that_never_was_there_is_no_page(self) -> None:
        with pytest.raises(NoSuchPage):
            ask("after=99999999")

    def test_from_the_first_day_that_there_is_one_pages_on(self) -> None:
        first = published(slug="first", published_on=dt.date.min).publication_id

        found = ask(f"sort=oldest&page_size=100&after={first}")
        assert len(found.cards) == found.total - 1
        with pytest.raises(NoSuchPage):
            ask(f"sort=oldest&before={first}")

    @pytest.mark.parametrize("spare", [0, 4, 200])
    @pytest.mark.parametrize("asked", ["", "kind=report&kind=commentary", "kind=commentary"])
    def test_by_title_every_page_is_the_same_however_it_is_found(
        self, asked: str, spare: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("briefs.search.matches.SPARE", spare)
        for number in range(15):
            published(slug=f"c-{number}", title=f"Title {number * 7 % 15:02}", kind="commentary")
        ordered = [
            publication.slug
            for publication in Publication.objects.order_by("title_key", "pk")
            if asked != "kind=commentary" or publication.edition.kind == "commentary"
        ]
        pages = -(-len(ordered) // 10)
        found = [
            publication.slug
            for page in range(1, pages + 1)
            for publication in ask(f"{asked}&sort=title&page={page}&page_size=10").cards
        ]

        assert found == ordered

    def test_among_equally_good_matches_the_newest_comes_first(self) -> None:
        best = ask("q=gas OR pipelines&page_size=30")
        newest = ask("q=gas&sort=newest&page_size=30")

        assert best.sort == "relevance"
        assert [one.pk for one in best.cards] == [one.pk for one in newest.cards]

    def test_past_the_last_page_there_is_none(self) -> None:
        with pytest.raises(NoSuchPage):
            ask("page=4&page_size=10")

    def test_the_best_match_comes_first(self) -> None:
        brief = Brief.objects.create(
            slug="pipelines", title="Pipelines", summary="Gas.", body="Of gas."
        )
        publish(brief)
        other = Brief.objects.create(
            slug="other", title="Other", summary="Other.", body="A word on pipelines, too."
        )
        publish(other)

        found = ask("q=pipelines")

        assert [card.slug for card in found.cards] == ["pipelines", "other"]
        assert found.sort == "relevance"

    def test_title_weighs_more_than_summary_and_summary_more_than_body(self) -> None:
        filler = "Of much and many other things that are said here"
        published(slug="body", title="Some title", summary=filler, body=f"{filler} gold")
        published(slug="title", title="Some gold", summary=filler, body=filler)
        published(slug="summary", title="Some title", summary=f"{filler} gold", body=filler)

        found = ask("q=gold")

        assert [one.slug for one in found.cards] == ["title", "summary", "body"]

    def test_a_text_that_says_it_often_comes_before_one_that_says_it_once(self) -> None:
        published(slug="often", body="Gold and gold and gold and sun and rain")
        published(slug="once", body="Gold and coal and wind and sun and rain")

        found = ask("q=gold")

        assert [one.slug for one in found.cards] == ["often", "once"]
