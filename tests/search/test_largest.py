"""The ten largest values of a facet are those, however many it has and however rare they are."""

from math import ceil
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from briefs.search.postings import Postings
from briefs.search.ranked import Ranked

SHELF = 400

seeds = st.randoms(use_true_random=False)


@given(random=seeds, values=st.integers(0, 300), found=st.integers(0, SHELF))
def test_they_agree_with_counting_every_value(random: Random, values: int, found: int) -> None:
    postings = Postings()
    postings.maps["actor"] = {
        str(value): BitMap(random.sample(range(SHELF), SHELF // (value + 2)))
        for value in range(values)
    }
    base = BitMap(random.sample(range(SHELF), found))

    counts = postings.ranked("actor").largest(base, 10)

    each = {value: len(base & ids) for value, ids in postings.facet("actor").items()}
    assert sorted(counts.values()) == sorted(sorted(filter(None, each.values()))[-10:])
    assert counts == {value: each[value] for value in counts}


@given(random=seeds, values=st.integers(0, 100), changes=st.integers(1, 4))
def test_what_was_united_holds_after_every_change(
    random: Random, values: int, changes: int
) -> None:
    now = {str(value): _some(random) for value in range(values)}
    ranked = Ranked.of(now)
    for _ in range(changes):
        _unite_all(ranked)
        before, now = now, dict(now)
        changed = {str(random.randrange(values + 9)) for _ in range(random.randint(0, 3))}
        for value in changed:
            now[value] = random.choice([_some(random), BitMap()])

        ranked = ranked.after(changed, before, now)

        anew = Ranked.of(now)
        assert ranked.values == anew.values
        kept = [list(ranked.nodes(level)) for level in _levels(ranked)]
        assert changed or all(map(all, kept))  # nothing is forgotten without need
        for level, nodes in zip(_levels(ranked), kept, strict=True):
            for at, united in enumerate(nodes):
                assert united is None or united == anew.united(level, at)


def _some(random: Random) -> BitMap:
    """Publications, rarely many."""
    return BitMap(random.sample(range(SHELF), random.randint(1, 4)))


def _levels(ranked: Ranked) -> range:
    levels, nodes = 0, len(ranked)
    while nodes > 8:
        levels, nodes = levels + 1, ceil(nodes / 8)
    return range(1, levels + 1)


def _unite_all(ranked: Ranked) -> None:
    for level in _levels(ranked):
        for at in range(len(ranked.nodes(level))):
            ranked.united(level, at)
