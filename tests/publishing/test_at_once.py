"""Two editors at the same moment: both are served, or one is told why not."""

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from briefs.editorial.transitions import Refused
from briefs.models import Brief, Edition, Evidence, Publication
from briefs.models.schedule import Schedule
from briefs.publishing import NoReplacement, PublishRefused, amend, replace, schedule, withdraw
from briefs.publishing.attaching import attach
from tests.connections import in_own_connection
from tests.factories import again, brief_of, make_brief, make_milestone, published, save
from tests.publishing.reading import found

ROUNDS = 4  # a race isn't lost at every try


pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """What each deed gave or raised, all begun at the same moment."""
    gate = threading.Barrier(len(deeds))
    results: list[object] = [None] * len(deeds)

    def run(place: int, deed: Callable[[], object]) -> None:
        try:
            gate.wait()
            results[place] = in_own_connection(deed)
        except Exception as error:
            results[place] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def publishing(brief: Brief, **changes: str) -> Callable[[], object]:
    """Publish a brief as an editor has it on the screen."""

    def deed() -> object:
        mine = Brief.objects.get(pk=brief.pk)
        for name, value in changes.items():
            setattr(mine, name, value)
        return again(mine)

    return deed


def numbers(brief: Brief) -> list[int]:
    editions = Edition.objects.filter(publication__brief_key=brief.key)
    return list(editions.order_by("number").values_list("number", flat=True))


def test_two_first_editions_are_numbered() -> None:
    for _ in range(ROUNDS):
        brief = make_brief()
        results = at_once(publishing(brief, body="One."), publishing(brief, body="Two."))
        assert [type(result) for result in results] == [Edition, Edition]
        assert numbers(brief) == [1, 2]


def test_two_next_editions_are_numbered() -> None:
    brief = brief_of(published(body="Nought."))
    for each in range(ROUNDS):
        results = at_once(
            publishing(brief, body=f"One {each}."), publishing(brief, body=f"Two {each}.")
        )
        assert [type(result) for result in results] == [Edition, Edition]
    assert numbers(brief) == list(range(1, 2 * ROUNDS + 2))
    publication = Publication.objects.select_related("current").get(brief_key=brief.key)
    assert publication.edition.number == 2 * ROUNDS + 1


def test_the_same_text_is_published_once() -> None:
    for _ in range(ROUNDS):
        brief = make_brief()
        results = at_once(publishing(brief), publishing(brief))
        became = sorted(type(result).__name__ for result in results)
        assert became == ["Edition", "NothingToPublish"]
        assert numbers(brief) == [1]


def test_an_older_text_never_goes_over_a_newer_one() -> None:
    for each in range(ROUNDS):
        older = brief_of(published(body="Nought."))
        save(older, body=f"Older {each}.")

        def save_and_publish(brief: Brief = older, body: str = f"Newer {each}.") -> object:
            mine = Brief.objects.get(pk=brief.pk)
            save(mine, body=body)
            return again(mine)

        results = at_once(lambda brief=older: again(brief), save_and_publish)  # type: ignore[misc]

        assert isinstance(results[1], Edition)
        assert isinstance(results[0], Edition | PublishRefused)
        publication = Publication.objects.select_related("current").get(brief_key=older.key)
        assert publication.edition.text == f"Newer {each}."


def test_one_address_goes_to_one_new_brief() -> None:
    for each in range(ROUNDS):
        one, other = make_brief(), make_brief()
        results = at_once(
            publishing(one, slug=f"gas-{each}"), publishing(other, slug=f"gas-{each}")
        )
        assert sorted(type(result).__name__ for result in results) == ["Edition", "PublishRefused"]
        (refusal,) = [result for result in results if isinstance(result, PublishRefused)]
        assert [problem.field for problem in refusal.problems] == ["slug"]


def test_one_address_goes_to_one_renamed_brief() -> None:
    for each in range(ROUNDS):
        one, other = brief_of(published()), brief_of(published())
        results = at_once(
            publishing(one, slug=f"gas-{each}"), publishing(other, slug=f"gas-{each}")
        )
        assert sorted(type(result).__name__ for result in results) == ["Edition", "PublishRefused"]


def test_of_two_amendments_of_one_note_one_is_told_of_the_other() -> None:
    brief = brief_of(published())
    user = User.objects.create_user("ann")

    def amending(edition: Edition, note: str) -> Callable[[], object]:
        return lambda: amend(edition, note=note, reason="Wrong.", by=user, seen=0)

    for each in range(ROUNDS):
        brief.body = f"Words {each}."
        edition = again(brief)
        results = at_once(amending(edition, "One."), amending(edition, "Two."))
        kinds = sorted(type(result).__name__ for result in results)
        assert kinds == ["Amendment", "AmendmentRefused"]
        assert edition.amendments.count() == 1


def test_a_passage_that_comes_while_its_brief_is_published_is_in_what_readers_see() -> None:
    brief = brief_of(published(body="It was signed. Then nothing."))
    step = make_milestone()

    def attaching() -> None:
        passage = Evidence(exact="It was signed", milestone=step)
        attach(passage, Brief.objects.get(pk=brief.pk), by=None)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            save(brief, body="It was signed. Then it was in force.")
            again(brief)
            coming = pool.submit(in_own_connection, attaching)
            sleep(0.5)  # long enough for it to have read what it reads before it has to wait
        coming.result()

    passage = Evidence.objects.select_related("edition").get()
    assert passage.edition is not None
    assert passage.edition.number == 2


def test_lists_agree_with_whoever_came_last() -> None:
    for _ in range(ROUNDS):
        brief = brief_of(published(body="One."))
        at_once(
            publishing(brief, body="Two."),
            lambda brief=brief: withdraw(brief, reason="Wrong."),  # type: ignore[misc]
        )
        publication = Publication.objects.get(brief_key=brief.key)
        assert (publication.slug in found()) == (publication.state == "published")
        assert Brief.objects.get(pk=brief.pk).state == publication.state


def test_two_briefs_dont_replace_each_other() -> None:
    for _ in range(ROUNDS):
        one, other = published().publication, published().publication
        results = at_once(
            lambda one=one, other=other: replace(brief_of(one.edition), successor=other),  # type: ignore[misc]
            lambda one=one, other=other: replace(brief_of(other.edition), successor=one),  # type: ignore[misc]
        )
        assert sorted(type(result).__name__ for result in results) == [
            NoReplacement.__name__,
            Publication.__name__,
        ]


def test_what_is_due_is_done_once_or_called_off() -> None:
    minute = timezone.now() + dt.timedelta(minutes=1)
    for _ in range(ROUNDS):
        brief = make_brief()
        schedule.schedule(brief, at=minute)
        *done, off = at_once(
            lambda: schedule.run_due(minute),
            lambda: schedule.run_due(minute),
            lambda brief=brief: schedule.unschedule(Brief.objects.get(pk=brief.pk)),  # type: ignore[misc]
        )
        editions = len(numbers(brief))
        state = Brief.objects.get(pk=brief.pk).state
        ended = Schedule.objects.of(brief).get().ended
        assert done.count(1) == editions
        assert (editions, state, ended) == (
            (1, "published", "done") if isinstance(off, Refused) else (0, "draft", "cancelled")
        )


def test_a_schedule_and_an_edit_at_once_leave_no_text_unseen() -> None:
    minute = timezone.now() + dt.timedelta(minutes=1)
    for each in range(ROUNDS):
        brief = make_brief(body="Seen.")
        schedule.schedule(brief, at=minute)
        done, edit = at_once(
            lambda: schedule.run_due(minute),
            lambda brief=brief, body=f"Unseen {each}.": save(  # type: ignore[misc]
                Brief.objects.get(pk=brief.pk), body=body
            ),
        )
        assert edit is None
        shown = Edition.objects.filter(publication__brief_key=brief.key)
        assert [edition.text for edition in shown] == ["Seen."] * (done == 1)
        assert Brief.objects.get(pk=brief.pk).body == f"Unseen {each}."
