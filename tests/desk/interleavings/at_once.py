"""Editors who work at the same moment."""

from concurrent.futures import Executor
from functools import partial
from random import Random

from django.db import connections

from tests.desk.interleavings.accounts import Tally, reckon
from tests.desk.interleavings.editors import Editor, Form, Save, all_opened
from tests.desk.interleavings.world import World, make_world

TURNS = 5

type Told = tuple[list[Save], int, int]  # saves, conflicts, refusals


def one_editor(number: int, world: World, forms: dict[str, Form], seed: str) -> Told:
    """What one editor does, in a thread or process of their own."""
    try:
        editor = Editor(number, world, Random(f"{seed} {number}"))
        editor.open_all(forms)
        editor.work(TURNS)
        return editor.saves, editor.conflicts, editor.refused
    finally:
        connections.close_all()


def all_at_once(pool: Executor, editors: int, seed: str, tally: Tally) -> None:
    """One collection of edits, and its reckoning."""
    world = make_world()
    forms = all_opened(world)
    for number in range(editors):  # so that they needn't be made at once
        Editor(number, world, Random())
    told = list(pool.map(partial(one_editor, world=world, forms=forms, seed=seed), range(editors)))
    saves = [save for each, _conflicts, _refused in told for save in each]
    reckon(world, saves)
    tally.add(world, saves, sum(one[1] for one in told), sum(one[2] for one in told))
