"""How much of a text changed: by words, the same either way round, honest where it's too much."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs.comparing import ENOUGH, Effort, share

words = st.lists(
    st.sampled_from(["a", "b", "c.", "1,100", "\n", "  ", "گیس", "…", "not"]), max_size=40
).map(" ".join)
texts = st.lists(st.tuples(words, words), max_size=4)
efforts = st.sampled_from([0, 300, ENOUGH])
HUNDRED = " ".join(f"w{number}" for number in range(100))


@given(texts, efforts)
def test_a_share_is_the_same_either_way_round(pairs: list[tuple[str, str]], enough: int) -> None:
    back = [(after, before) for before, after in pairs]
    there = share(pairs, Effort(enough))

    assert there == share(back, Effort(enough))
    assert 0 <= there <= 1


@given(texts)
def test_a_share_is_nothing_only_where_all_words_and_marks_are_the_same(
    pairs: list[tuple[str, str]],
) -> None:
    alike = all("".join(before.split()) == "".join(after.split()) for before, after in pairs)

    if not alike:
        assert share(pairs) > 0
    if all(before == after for before, after in pairs):
        assert share(pairs) == 0


@given(texts)
def test_with_too_little_effort_a_share_is_the_most_that_can_have_changed(
    pairs: list[tuple[str, str]],
) -> None:
    hurried = Effort(0)

    assert share(pairs, hurried) >= share(pairs)
    assert hurried.sufficed == all(before == after for before, after in pairs)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(HUNDRED, HUNDRED.replace("w1", "v1"), 0.11, id="a word in another's place"),
        pytest.param(HUNDRED, f"{HUNDRED} {HUNDRED}", 0.5, id="doubled"),
        pytest.param(HUNDRED, "", 1, id="struck out"),
        pytest.param("", HUNDRED, 1, id="new"),
        pytest.param("a b c d", "e f g h", 1, id="another text"),
        pytest.param("It was not signed.", "It was signed.", 0.25, id="a small word"),
        pytest.param("No, it was.", "No it was.", 1 / 3, id="a comma"),
        pytest.param("1,100 men", "1,200 men", 0.5, id="a number is one word"),
        pytest.param("گیس اور تیل", "گیس اور کوئلہ", 1 / 3, id="Urdu"),
    ],
)
def test_a_share_is_what_a_reader_would_say(before: str, after: str, expected: float) -> None:
    assert share([(before, after)]) == pytest.approx(expected)
