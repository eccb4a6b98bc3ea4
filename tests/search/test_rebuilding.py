"""The index made anew: readers have the old one until then, and nothing that happens is lost.

REBUILDINGS=500 sets how many courses of events are tried instead of the few of the suite.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefs.models import Brief, IndexVersion, Posting, Publication, Saying, SearchText, Word
from briefs.publishing import PublishRefused, erase, publish, remove, withdraw
from briefs.publishing.shelf import NotOnTheShelf
from briefs.search import rebuilding
from briefs.search.checking import differences
from briefs.search.rebuilding import Stage
from tests.connections import in_own_connection
from tests.factories import again, brief_of, make_brief, published
from tests.search.test_postings import found

CASES = int(os.environ.get("REBUILDINGS", "20"))

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, scope="module")
def _small_steps() -> Iterator[None]:
    """Two briefs a step; and the index before is cleared away at once."""
    with pytest.MonkeyPatch.context() as small:
        small.setattr(rebuilding, "BATCH", 2)
        small.setattr(rebuilding, "GRACE", 0)
        yield


def rebuilt() -> list[Stage]:
    """Make the index anew; what each step did."""
    return [step.stage for step in rebuilding.rebuild(anyway=True)]


def begun(taken: int) -> Iterator[Any]:
    """An index that is being made, and has so many briefs."""
    steps = rebuilding.rebuild(anyway=True)
    while rebuilding.taken() < taken:
        next(steps)
    return steps


def test_readers_have_the_old_index_until_the_new_one_is_whole() -> None:
    for number in range(7):
        published(slug=f"b{number}", body="Of coal.")
    assert len(found("q=coal")) == 7
    Saying.objects.filter(stem=b"coal").delete()

    for step in rebuilding.rebuild(anyway=True):
        assert bool(found("q=coal")) == (step.stage == Stage.SWITCHED)

    assert len(found("q=coal")) == 7
    assert list(differences()) == []


def test_what_happens_meanwhile_is_in_both() -> None:
    editions = [published(slug=f"b{number}", body="Of coal.", kind="report") for number in range(9)]
    briefs = [brief_of(edition) for edition in editions]
    found()
    steps = begun(taken=4)
    # The new index has the first of these, and not yet the last.
    for brief in (briefs[0], briefs[8]):
        brief.body, brief.kind = "Of wind.", "statement"
        again(brief)
    withdraw(briefs[1], reason="Wrong.")
    withdraw(briefs[7], reason="Wrong.")
    published(slug="new", body="Of wind.")

    old = rebuilding.state().side
    for side in (old, 1 - old):
        assert rebuilding.state().side == side
        assert set(found("q=wind")) == {"b0", "b8", "new"}
        assert set(found("kind=report")) == {"b2", "b3", "b4", "b5", "b6"}
        assert list(differences()) == []
        list(steps)


def test_what_is_published_while_a_batch_is_made_ready_is_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    briefs = [brief_of(published(body="Of coal.")) for _ in range(5)]
    found()
    ready = rebuilding._ready

    def meanwhile(*words: Any) -> Any:
        made = ready(*words)
        monkeypatch.undo()
        withdraw(briefs[1], reason="Wrong.")
        briefs[0].body = "Of wind."
        again(briefs[0])
        return made

    monkeypatch.setattr(rebuilding, "_ready", meanwhile)
    monkeypatch.setattr(rebuilding, "BATCH", 4)

    rebuilt()

    assert list(differences()) == []
    assert len(found("q=coal")) == 3


def test_one_that_was_stopped_goes_on_where_it_was() -> None:
    for number in range(9):
        published(slug=f"b{number}")
    found()
    begun(taken=4)
    published(slug="new")

    assert len(found()) == 10
    assert rebuilt() == [*[Stage.INDEXING] * 3, Stage.SWITCHED]
    assert list(differences()) == []


def test_two_at_once_share_the_work() -> None:
    for number in range(9):
        published(slug=f"b{number}")
    found()
    both = [rebuilding.rebuild(anyway=True), rebuilding.rebuild(anyway=True)]
    taken = 0
    while both:
        for one in list(both):
            if step := next(one, None):
                taken += step.taken
            else:
                both.remove(one)

    assert taken == 9
    assert list(differences()) == []


@pytest.mark.django_db(transaction=True)
def test_who_publishes_and_who_rebuilds_never_wait_for_each_other() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    edition = published()
    found()
    with transaction.atomic():  # a publisher, who has locked the place but not the index's row
        Publication.objects.select_for_update().get(pk=edition.publication_id)
        rebuilding_it = threading.Thread(target=in_own_connection, args=[rebuilt])
        rebuilding_it.start()
        rebuilding_it.join(20)
        assert not rebuilding_it.is_alive()
        IndexVersion.objects.advance()

    assert list(differences()) == []


def test_what_is_left_of_the_index_before_is_cleared_away() -> None:
    for number in range(5):
        published(slug=f"b{number}", body="Of coal.")
    found()
    rebuilt()
    side = rebuilding.state().side
    assert set(SearchText.objects.values_list("side", flat=True)) == {0, 1}

    assert {step.stage for step in rebuilding.clear()} == {Stage.EMPTYING}

    for model in (SearchText, Saying, Posting, Word):
        assert set(model._default_manager.values_list("side", flat=True)) == {side}, model
    assert rebuilding.state().emptied
    published(body="Of coal.")
    rebuilt()  # on the side that was cleared
    assert rebuilding.state().side != side
    assert len(found("q=coal")) == 6
    assert list(differences()) == []


@pytest.mark.usefixtures("admin_user")
def test_what_is_erased_is_left_on_no_side() -> None:
    edition = published(body="Of Ivanovich.")
    other = published(body="Of Petrovich.")
    found()
    rebuilt()
    emptying = rebuilding.clear()
    next(emptying)
    for each in (edition, other):
        remove(brief_of(each), reason="The law.")
        erase(each, by=User.objects.get(username="admin"), reason="The law.")

    kept = [*SearchText.objects.values_list("body", flat=True)]
    kept += map(str, [*Word.objects.all(), *Saying.objects.all()])
    assert "vich" not in " ".join(kept)
    assert list(emptying)
    assert list(differences()) == []


def test_an_index_of_an_earlier_release_is_made_anew_by_the_worker() -> None:
    for number in range(5):
        published(slug=f"b{number}", body="Of coal.")
    found()
    Saying.objects.filter(stem=b"coal").delete()
    IndexVersion.objects.update(making=0)

    call_command("work", "--once")

    assert rebuilding.state().is_current
    assert len(found("q=coal")) == 5
    assert list(differences()) == []


def test_a_command_makes_it_anew_and_says_so() -> None:
    for number in range(5):
        published(slug=f"b{number}")
    found()
    Posting.objects.filter(facet="day").delete()
    said = StringIO()

    call_command("rebuild_index", stdout=said)

    assert said.getvalue() == "The index is made: 5 briefs.\n"
    assert rebuilding.state().emptied
    call_command("check_index", stdout=said)
    assert said.getvalue().endswith("The index is right: 5 briefs.\n")


deeds = st.sampled_from(["publish", "change", "withdraw", "erase", "step", "stop", "clear"])


@settings(deadline=None, max_examples=CASES, suppress_health_check=list(HealthCheck))
@given(course=st.lists(st.tuples(deeds, st.integers(0, 99)), max_size=40), few=st.integers(0, 6))
def test_whatever_happens_in_whatever_order_the_index_says_what_is_published(
    course: list[tuple[str, int]], few: int
) -> None:
    with transaction.atomic():
        by = User.objects.create_superuser("root")
        briefs = [brief_of(published(body=f"Of word{number}.")) for number in range(few)]
        found()
        steps = rebuilding.rebuild(anyway=True)
        for moment, (deed, number) in enumerate(course):
            brief = briefs[number % len(briefs)] if briefs else None
            match deed:
                case "publish":
                    briefs.append(make_brief(body=f"Of new{moment}."))
                    publish(briefs[-1])
                case "step":
                    next(steps, None)
                case "stop":
                    steps = rebuilding.rebuild(anyway=True)
                case "clear":
                    list(rebuilding.clear())
                case _ if brief:
                    _change(brief, deed, moment, by)
            assert list(differences()) == []
        side = rebuilding.state().side
        list(steps)
        list(rebuilding.rebuild(anyway=rebuilding.state().side == side))
        assert list(differences()) == []
        transaction.set_rollback(True)


def _change(brief: Brief, deed: str, moment: int, by: User) -> None:
    brief.refresh_from_db()
    match deed:
        case "change":
            brief.body, brief.kind = f"Of other{moment}.", ("report", "statement")[moment % 2]
            brief.save()
            with suppress(PublishRefused):  # of the removed
                again(brief)
        case "withdraw" | "erase":
            try:
                publication = withdraw(brief, reason="Wrong.")
            except NotOnTheShelf:
                return
            if deed == "erase" and not publication.edition.erased_at:
                erase(publication.edition, by=by, reason="The law.")
