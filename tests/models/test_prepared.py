"""Prepared queries find what their values say, each time anew, in every thread."""

import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db.models import BigAutoField, CharField
from pytest_django import DjangoAssertNumQueries

from briefs.models import Actor, Evidence, Position
from briefs.models.fact import to_be_told
from briefs.models.posting import Word
from briefs.models.prepared import Prepared, Slot
from tests.connections import in_own_connection
from tests.factories import make_actor

pytestmark = pytest.mark.django_db

by_name = Prepared(lambda: Actor.objects.filter(name=Slot("name", CharField())))
by_keys = Prepared(lambda: Actor.objects.filter(key__among=Slot("keys")).order_by("name"))
names_of = Prepared(
    lambda: Actor.objects.filter(pk__among=Slot("ids")).order_by("name").values_list("name")
)
held_by = Prepared(
    lambda: Position.objects.select_related("holder").filter(holder__pk__among=Slot("ids"))
)
words = Prepared(lambda: Word.objects.filter(word__among=Slot("words")).order_by("word"))


def test_each_time_other_values_find_other_rows(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for name in ("Russia", "Pakistan"):
        make_actor(name=name)

    with django_assert_num_queries(3):
        found = [[actor.name for actor in by_name(name=name)] for name in ("Russia", "Iran", "")]

    assert found == [["Russia"], [], []]
    assert [actor.name for actor in by_name(name="Pakistan")] == ["Pakistan"]


def test_of_many_values_as_of_few_or_none() -> None:
    actors = [make_actor(name=f"Actor {number:04}") for number in range(30)]

    for some in (actors, actors[3:5], actors[:1], []):
        names = [actor.name for actor in some]
        assert [row.name for row in by_keys(keys=[actor.key for actor in some])] == names
        assert names_of(ids=[actor.pk for actor in some]) == [(name,) for name in names]


def test_rows_bring_what_they_follow(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    minister = make_actor(name="The minister", kind="person")
    Position.objects.create(holder=minister, title="minister")

    with django_assert_num_queries(1):
        (position,) = held_by(ids=[minister.pk])
        assert position.holder.name == "The minister"


def test_bytes_of_texts_in_any_script() -> None:
    for word in ("gas", "газ", "گیس"):
        Word.objects.create(side=0, word=word.encode(), stem=word)

    found = words(words=["گیس".encode(), "газ".encode(), b"oil"])

    assert [bytes(row.word).decode() for row in found] == ["газ", "گیس"]


def test_rows_can_be_changed_and_saved() -> None:
    make_actor(name="Russia")

    (actor,) = by_name(name="Russia")
    actor.name = "Russian Federation"
    actor.save()

    assert [row.name for row in by_name(name="Russian Federation")] == ["Russian Federation"]


@pytest.mark.django_db(transaction=True)
def test_threads_ask_at_once_and_each_is_told_its_own() -> None:
    names = [f"Actor {number}" for number in range(40)]
    for name in names:
        make_actor(name=name)

    def ask(name: str) -> list[str]:
        return in_own_connection(lambda: [row.name for row in by_name(name=name)])

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, names)) == [[name] for name in names]


@pytest.mark.django_db(transaction=True)
def test_threads_that_are_the_first_to_ask_spoil_nothing_for_one_another() -> None:
    at_once, patience = 6, sys.getswitchinterval()
    number = Slot("edition", BigAutoField())
    together = Barrier(at_once)

    def first(passages: Prepared[Evidence]) -> list[Evidence]:
        together.wait()
        return passages(edition=1)

    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(at_once) as pool:
            for _ in range(30):
                passages = Prepared(lambda: to_be_told(Evidence.objects.filter(edition__pk=number)))
                asked = [
                    pool.submit(in_own_connection, partial(first, passages)) for _ in range(at_once)
                ]
                assert [each.result() for each in asked] == [[]] * at_once
    finally:
        sys.setswitchinterval(patience)
