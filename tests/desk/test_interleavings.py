"""Several people at the same nouns, in any order and at once: no accepted edit is ever lost.

Each edit writes words of its own (`q1n1017`). Whenever a version lacks words that the one before
it had, whoever saved it must have had those words before them and taken them out, or have been
shown them beside their own and decided. INTERLEAVINGS=1000 sets how many collections of edits
are tried in any order, and a quarter as many each by threads and by processes.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from tests.desk.interleavings.accounts import Tally, reckon
from tests.desk.interleavings.at_once import all_at_once
from tests.desk.interleavings.editors import BESIDE, NOUNS, Editor, all_opened
from tests.desk.interleavings.processes import processes
from tests.desk.interleavings.world import form_of, found, make_world
from tests.desk.opened import fields_of

RUNS = int(os.environ.get("INTERLEAVINGS", "4"))
AT_ONCE = max(1, RUNS // 4)
SLOW = [HealthCheck.too_slow]
SHOWN_ASIDE = {"csrfmiddlewaretoken", "_unsaved", "change", "note"}  # nobody's edit


@pytest.fixture
def tally(capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> Iterator[Tally]:
    """Printed once, where a number of runs was asked for."""
    counted = Tally()
    yield counted
    if "INTERLEAVINGS" in os.environ:
        with capsys.disabled():
            print(f"\n{connection.vendor}, {request.node.name}: {counted}")


@pytest.mark.parametrize("noun", sorted(set(NOUNS) - {"image"}))
def test_a_form_is_as_its_page_has_it(desk: Client, noun: str) -> None:
    world = make_world()
    there = found(noun, world.nouns[noun][0])
    assert there is not None
    page = fields_of(desk.get(reverse(f"admin:briefs_{noun}_change", args=[there.pk])))
    page = {name: said for name, said in page.items() if name not in SHOWN_ASIDE}
    mine = form_of(there)
    assert {name: page.get(name) for name in mine} == mine
    assert not [said for name, said in page.items() if name not in mine and "-M" not in name]


type Turns = list[tuple[int, str, str]]
some_turns = st.lists(
    st.one_of(
        st.tuples(st.integers(0, 2), st.sampled_from(["open", "save"]), st.sampled_from(NOUNS)),
        st.tuples(st.integers(0, 2), st.just("save"), st.sampled_from(NOUNS)),
        st.tuples(st.integers(0, 2), st.sampled_from(BESIDE), st.just("brief")),
    ),
    min_size=3,
    max_size=12,
)


@pytest.mark.django_db
def test_in_any_order_no_edit_is_lost(tally: Tally) -> None:
    @settings(max_examples=RUNS, phases=[Phase.generate], suppress_health_check=SLOW)
    @given(turns=some_turns, random=st.randoms(use_true_random=False))
    def collections(turns: Turns, random: Random) -> None:
        with transaction.atomic():
            world = make_world()
            forms = all_opened(world)
            editors = [Editor(number, world, random) for number in range(3)]
            for editor in editors:
                editor.open_all(forms)
            for number, deed, noun in turns:
                editors[number].do(deed, noun)
                note(f"{editors[number].name}: {deed} {noun}")
            saves = [save for editor in editors for save in editor.saves]
            reckon(world, saves)
            conflicts = sum(editor.conflicts for editor in editors)
            tally.add(world, saves, conflicts, sum(editor.refused for editor in editors))
            transaction.set_rollback(True)

    collections()


@pytest.mark.django_db(transaction=True)
def test_by_threads_at_once_no_edit_is_lost(tally: Tally) -> None:
    with ThreadPoolExecutor(3) as pool:
        for run in range(AT_ONCE):
            all_at_once(pool, 3, f"thread {run}", tally)


@pytest.mark.django_db(transaction=True)
def test_by_processes_at_once_no_edit_is_lost(tally: Tally) -> None:
    with processes(2, connection.settings_dict["NAME"]) as pool:
        for run in range(AT_ONCE):
            all_at_once(pool, 2, f"process {run}", tally)
