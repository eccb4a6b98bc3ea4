"""Passages in a new edition: intact and moved are never said wrongly, whatever was edited.

FOLLOWINGS=5000 sets how many texts are edited instead of the few of the suite.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefs.models.evidence import CONTEXT, State
from briefs.publishing.following import Followed, Following, Quote, place_of
from briefs.publishing.passages import layout
from briefs.publishing.rendering import render
from briefs.publishing.surroundings import Surroundings
from tests.publishing.edited import Place, composed, edited, markdown, plain

CASES = int(os.environ.get("FOLLOWINGS", "150"))
followed = Counter[State]()


def read(body: str, language: str = "en") -> Surroundings:
    return Surroundings(layout(render(body).html), language)


def quoted(text: Surroundings, start: int, end: int) -> Quote:
    return Quote(
        exact=text.text[start:end],
        prefix=text.text[max(0, start - CONTEXT) : start],
        suffix=text.text[end : end + CONTEXT],
        surroundings=text.digest(start, end),
    )


def some_words(place: Place, rng: random.Random) -> tuple[int, int]:
    """A part of a unit, at the borders of words: where it begins and ends in the unit."""
    text = place.unit.text
    starts = [0, *(at + 1 for at, char in enumerate(text) if char == " ")]
    start = rng.choice(starts)
    ends = [at for at, char in enumerate(text) if char == " " and at > start]
    return start, rng.choice([*ends, len(text)])


@pytest.fixture(scope="module", autouse=True)
def told() -> Iterator[None]:
    """Say how much was tried, where somebody looks (pytest -s)."""
    yield
    print(f"\n{followed.total()} passages followed: {dict(followed.most_common())}")


@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=True))
def test_intact_and_moved_are_never_wrong(rng: random.Random) -> None:
    before = composed(rng)
    after = edited(before, rng)
    old_text, old_places = plain(before)
    new_text, new_places = plain(after)
    old, new = read(markdown(before)), read(markdown(after))
    assert (old.text, new.text) == (old_text, new_text)
    following = Following(new, old)

    for place in old_places:
        start, end = some_words(place, rng)
        quote = quoted(old, place.start + start, place.start + end)
        became = following.follow(quote)
        followed[became.state] += 1
        twins = [other for other in new_places if other.among == place.among]
        if became.state.supports:
            # The very same words in the very same unit, or in one that says all the same.
            assert new.text[became.start : became.end] == quote.exact
            assert [twin for twin in twins if twin.start + start == became.start]
        if became.state == State.MOVED:
            assert [twin for twin in twins if twin.heading == place.heading]
        if quote.exact not in new.text:
            assert became.state in (State.CHANGED, State.LOST)
        # And nobody is asked about what nothing happened to.
        if [twin for twin in twins if twin.heading == place.heading]:
            assert became.state.supports
        if new_text == old_text:
            assert became == Followed(
                state=State.INTACT, start=place.start + start, end=place.start + end
            )


@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=True))
def test_words_of_a_draft_are_bound_only_where_nothing_of_theirs_was_edited(
    rng: random.Random,
) -> None:
    before = composed(rng)
    after = edited(before, rng)
    old, new = read(markdown(before)), read(markdown(after))
    following = Following(new)
    for place in plain(before)[1]:
        start, end = some_words(place, rng)
        became = following.follow(quoted(old, place.start + start, place.start + end))
        followed[became.state] += 1
        twins = [twin for twin in plain(after)[1] if twin.among == place.among]
        assert became.state.supports == bool(twins)
        assert not twins or became.start - start in [twin.start for twin in twins]


def became(before: str, exact: str, after: str) -> tuple[str, str]:
    """What a passage becomes, and the words that stand for it then."""
    old, new = read(before), read(after)
    start = old.text.index(exact)
    found = Following(new, old).follow(quoted(old, start, start + len(exact)))
    return found.state.value, new.text[found.start : found.end]


SIGNED = "Talks began in May. The accord was signed in 2014. Gas flows."


@pytest.mark.parametrize(
    ("after", "state", "words"),
    [
        pytest.param(f"News.\n\n{SIGNED}\n\nMore news.", "intact", "was signed", id="news around"),
        pytest.param(f"{SIGNED} And oil.", "intact", "was signed", id="the paragraph goes on"),
        pytest.param(SIGNED.replace("was", "*was*"), "intact", "was signed", id="emphasis"),
        pytest.param(
            SIGNED.replace("was", "was not"), "changed", "was not signed", id="a negation"
        ),
        pytest.param(
            SIGNED.replace("The", "Nobody says that the"), "changed", "was signed", id="a doubt"
        ),
        pytest.param(SIGNED.replace("2014", "2015"), "changed", "was signed", id="a number beside"),
        pytest.param(
            SIGNED.replace("Talks", "No talks"), "changed", "was signed", id="the sentence before"
        ),
        pytest.param("Talks began in May. Gas flows.", "lost", "", id="the sentence gone"),
        pytest.param("Of cotton alone.", "lost", "", id="another text"),
    ],
)
def test_what_a_passage_becomes(after: str, state: str, words: str) -> None:
    assert became(SIGNED, "was signed", after) == (state, words)


def test_a_paragraph_that_went_behind_others_has_moved() -> None:
    body = "The accord was signed.\n\nGas flows.\n\nOil, too."
    after = "Gas flows.\n\nOil, too.\n\nThe accord was signed."
    assert became(body, "was signed", after) == ("moved", "was signed")
    assert became(body, "Oil, too", after) == ("intact", "Oil, too")


def test_beneath_another_heading_the_same_sentence_has_to_be_looked_at() -> None:
    body = "## Gas\n\nIt was signed.\n\n## Oil\n\nTalks go on.\n\nSoon."
    after = "## Gas\n\nTalks go on.\n\nSoon.\n\n## Oil\n\nIt was signed."
    assert became(body, "was signed", after) == ("changed", "was signed")


TABLE = "| Accord | Stage |\n|---|---|\n| Gas | signed |\n| Oil | pending |"


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(TABLE.replace("signed", "x").replace("pending", "signed"), id="another row"),
        pytest.param(TABLE.replace("Stage", "Not reached"), id="another head"),
        pytest.param(TABLE.replace("| Gas |", "| Coal |"), id="the row's name"),
        pytest.param(f"None of these:\n\n{TABLE}", id="a line before it"),
    ],
)
def test_a_cell_says_what_its_row_and_head_and_the_line_before_say(after: str) -> None:
    assert became(f"All of these:\n\n{TABLE}", "signed", f"All of these:\n\n{TABLE}\n\nSo.") == (
        "intact",
        "signed",
    )
    assert became(TABLE, "signed", after)[0] in ("changed", "lost")


def test_an_item_says_what_the_line_before_its_list_says() -> None:
    body = "Signed:\n\n- the gas accord\n\nNot signed:\n\n- the oil accord"
    after = "Signed:\n\n- the oil accord\n\nNot signed:\n\n- the gas accord"
    assert became(body, "the gas accord", after)[0] == "changed"


def test_of_words_that_stand_twice_those_with_the_same_neighbours_are_meant() -> None:
    text = "Gas was signed.\n\nIt was signed in May. So it was signed in June."
    quote = Quote(exact="signed in", prefix="it was ", suffix=" June")
    assert place_of(text, quote) == text.index("signed in June")
    assert place_of(text, Quote(exact="signed in")) is None
    assert place_of(text, Quote(exact="signed in", prefix="we ")) is None


def test_words_are_not_taken_for_those_of_a_sentence_that_was_there_before() -> None:
    body = "The gas accord was signed in May 2014.\n\nThe oil accord was signed in May 2015."
    assert became(body, "The gas accord was signed", "The oil accord was signed in May 2015.") == (
        "lost",
        "",
    )
