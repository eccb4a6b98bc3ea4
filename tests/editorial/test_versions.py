"""An edit follows on the newest version, whatever object one has, and nobody waits in a ring."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.contrib.auth.models import User

from briefs.editorial import versions
from briefs.editorial.neighbours import record_neighbours
from briefs.editorial.versions import editing, keep_found, newest
from briefs.models import Agreement, Brief, Evidence, Term
from briefs.models.brief import State
from briefs.models.names import Versioned
from briefs.models.version import Way
from tests.connections import in_own_connection
from tests.factories import make_agreement, make_brief, make_evidence, save


@pytest.mark.django_db
def test_an_object_read_long_ago_sets_nothing_back() -> None:
    brief = make_brief(body="Old.")
    old = Brief.objects.get()
    owner = User.objects.create_user("anna")
    save(brief, body="New.")
    Brief.objects.update(state=State.REVIEW, owner=owner, shelved_version=1)
    with editing(old, by=None, way=Way.COMMAND):
        old.title = "Mine"
        old.save()
    old.refresh_from_db()
    assert (old.title, old.body) == ("Mine", "New.")
    assert (old.state, old.owner, old.shelved_version) == (State.REVIEW, owner, 1)


@pytest.mark.django_db
def test_what_is_found_is_the_newest_version() -> None:
    brief = make_brief(title="First")
    first = keep_found(brief)
    assert (first.number, first.content["fields"]["title"]) == (0, "First")
    assert keep_found(brief) == first
    Brief.objects.update(title="Second")
    second = keep_found(brief)
    assert (second, second.number, brief.version) == (newest(brief), 1, 1)


def _at_once(*deeds: Callable[[], None]) -> None:
    with ThreadPoolExecutor(len(deeds)) as pool:
        list(pool.map(in_own_connection, deeds))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", ["agreement", "brief"])
def test_a_passage_and_what_it_joins_are_edited_at_once(other: str) -> None:
    """Each has its own noun, and then wants the other's: one of them has to wait at once."""
    brief, agreement = make_brief(), make_agreement()
    term = Term.objects.create(agreement=agreement, label="A", value="1")
    passage = make_evidence(brief, term=term)
    nouns: dict[str, Versioned] = {"agreement": agreement, "brief": brief}
    noun, both = nouns[other], Barrier(2)

    def meet() -> None:
        with suppress(BrokenBarrierError):
            both.wait(timeout=0.7)

    def edit_the_passage() -> None:
        mine = Evidence.objects.get(pk=passage.pk)
        with editing(mine, by=None, way=Way.FORM):
            before = keep_found(mine)
            mine.locator = "page 5"
            mine.save()
            meet()
            after = versions.record(mine, by=None, way=Way.FORM)
            assert after is not None
            record_neighbours(mine, before.content, after.content, by=None)

    def edit_the_other() -> None:
        mine = type(noun)._base_manager.get(pk=noun.pk)
        with editing(mine, by=None, way=Way.FORM):
            meet()
            passages = Evidence.objects.filter(pk=passage.pk).select_for_update()
            passages.update(assertion="claimed")

    _at_once(edit_the_passage, edit_the_other)
    passage.refresh_from_db()
    assert (passage.locator, passage.assertion) == ("page 5", "claimed")


@pytest.mark.django_db(transaction=True)
def test_a_claim_goes_while_the_brief_is_edited() -> None:
    """The agreement's form takes a passage out, which is a version of the brief as well."""
    brief, agreement = make_brief(), make_agreement()
    term = Term.objects.create(agreement=agreement, label="A", value="1")
    make_evidence(brief, term=term)
    both = Barrier(2)

    def meet() -> None:
        with suppress(BrokenBarrierError):
            both.wait(timeout=0.7)

    def edit_the_agreement() -> None:
        mine = Agreement.objects.get()
        with editing(mine, by=None, way=Way.FORM):
            before = keep_found(mine)
            mine.terms.all().delete()
            meet()
            after = versions.record(mine, by=None, way=Way.FORM)
            assert after is not None
            record_neighbours(mine, before.content, after.content, by=None)

    def edit_the_brief() -> None:
        mine = Brief.objects.get()
        with editing(mine, by=None, way=Way.FORM):
            meet()
            Evidence.objects.of_brief(mine.key).update(locator="page 5")

    _at_once(edit_the_agreement, edit_the_brief)
    assert not Evidence.objects.exists()
