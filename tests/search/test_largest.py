"""The ten largest values of a facet are those, however many it has and however rare they are."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from briefs.search.postings import Postings

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
