"""Imports beside each other, beside editors, and stopped in their middle: nothing is lost."""

import io
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from briefs.importing.lines import How, run
from briefs.importing.lines.preparing import MOST_LINES
from briefs.importing.outcomes import Deed
from briefs.models import Actor, Brief, Edition, Entry, Posting, Tag, Topic, Version
from briefs.models.version import Way
from briefs.search import postings
from tests.connections import in_own_connection
from tests.factories import save
from tests.importing.lines import as_bytes, line
from tests.publishing.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)

BRIEFS = 60
PUBLISHED = How(publish=True)


def importing(*numbers: int) -> Callable[[], Counter[Deed]]:
    """Import these briefs, which name the same few things."""
    said = [
        line(
            slug=f"b{number}",
            topics=[f"Topic {number % 3}"],
            authors=[f"Author {number % 5}"],
            tags=[f"tag {number % 7}", "all"],
        )
        for number in numbers
    ]

    def deed() -> Counter[Deed]:
        return Counter(outcome.deed for outcome in run(io.BytesIO(as_bytes(*said)), PUBLISHED))

    return deed


def test_two_imports_of_one_file_make_each_brief_once() -> None:
    results = at_once(importing(*range(BRIEFS)), importing(*reversed(range(BRIEFS))))

    counts = sum((each for each in results if isinstance(each, Counter)), Counter[Deed]())
    assert counts[Deed.REFUSED] == 0, results
    assert counts[Deed.MADE] == counts[Deed.UNCHANGED] == BRIEFS
    check_whole(BRIEFS)


def test_two_imports_of_different_files_make_all() -> None:
    results = at_once(importing(*range(0, BRIEFS, 2)), importing(*range(1, BRIEFS, 2)))

    assert results == [Counter({Deed.MADE: BRIEFS // 2})] * 2
    check_whole(BRIEFS)


def check_whole(briefs: int) -> None:
    """Every brief, edition, version and entry once; every noun once; the index has all."""
    assert Brief.objects.count() == Edition.objects.count() == briefs
    assert Version.objects.filter(noun="brief").count() == briefs
    assert Entry.objects.filter(action="brief.publish").count() == briefs
    assert (Topic.objects.count(), Actor.objects.count(), Tag.objects.count()) == (3, 5, 8)
    assert len(postings.current().of("tag", str(Tag.objects.get(name="all").key))) == briefs
    assert len(postings.current().listed) == briefs
    assert Posting.objects.filter(facet="topic").count() == 3


def test_an_editor_who_saves_meanwhile_is_not_gone_over() -> None:
    importing(1)()
    brief = Brief.objects.get(slug="b1")
    said = as_bytes(line(slug="b1", title="From the file"))

    def edit() -> None:
        save(Brief.objects.get(pk=brief.pk), summary="From the editor.")

    def take_in() -> list[Deed]:
        return [each.deed for each in run(io.BytesIO(said), How())]

    for _ in range(4):
        results = at_once(edit, take_in)
        brief.refresh_from_db()
        versions = Version.objects.of(brief).order_by("number")
        assert [each.number for each in versions] == list(range(1, len(versions) + 1))
        # Whoever came second saw what the first had saved: that is in the history, untouched.
        assert "From the editor." in [each.content["fields"]["summary"] for each in versions]
        if results[1] == [Deed.CHANGED]:
            assert versions.filter(way=Way.IMPORT).count() == 2
        else:
            assert results[1] == [Deed.REFUSED]
            assert brief.summary == "From the editor."


def test_a_line_whose_brief_another_holds_for_long_is_refused_and_stops_no_other() -> None:
    importing(1, 2)()
    said = as_bytes(*(line(slug=f"b{number}", title="From the file") for number in (1, 2)))
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            list(Brief.objects.select_for_update().filter(slug="b1"))
            held.set()
            done.wait(30)

    with connection.cursor() as cursor, ThreadPoolExecutor(1) as pool:
        cursor.execute(_IMPATIENT[connection.vendor])
        holding = pool.submit(in_own_connection, hold)
        held.wait(30)
        outcomes = list(run(io.BytesIO(said), How()))
        done.set()
        holding.result()

    assert outcomes[0].deed == Deed.REFUSED
    assert outcomes[0].problems[0].message
    free = Deed.REFUSED if connection.vendor == "sqlite" else Deed.CHANGED  # SQLite locks all
    assert outcomes[1].deed == free
    assert next(run(io.BytesIO(said), How())).deed == Deed.CHANGED


_IMPATIENT = {"sqlite": "PRAGMA busy_timeout = 50", "postgresql": "SET lock_timeout = '50ms'"}


def test_stopped_in_its_middle_and_run_again_it_goes_on() -> None:
    said = as_bytes(
        *(line(slug=f"b{number}", topics=["Energy"]) for number in range(MOST_LINES + 5))
    )
    killed = run(io.BytesIO(said), PUBLISHED)
    assert next(killed).deed == Deed.MADE
    killed.close()
    assert Brief.objects.count() == MOST_LINES  # a chunk is there whole or not at all

    counts = Counter(outcome.deed for outcome in run(io.BytesIO(said), PUBLISHED))

    assert counts == {Deed.UNCHANGED: MOST_LINES, Deed.MADE: 5}
    assert Edition.objects.count() == Version.objects.filter(noun="brief").count() == MOST_LINES + 5
