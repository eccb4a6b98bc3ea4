"""Which names make two nouns look like one, and why: never all pairs are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs.editorial.likeness import Named, Reason, likenesses


def alike(*names: str | tuple[str, ...], kind: str = "person") -> list[str]:
    """What is said of nouns with these names: a text is one noun's only name."""
    nouns = [
        Named(pk=pk, kind=kind, names=(each,) if isinstance(each, str) else each)
        for pk, each in enumerate(names, 1)
    ]
    return [str(each) for each in likenesses(nouns)]


@pytest.mark.parametrize(
    ("one", "other", "sentence"),
    [
        pytest.param("Moeed Yusuf", "moeed yusuf", "Both are called", id="case"),
        pytest.param("Recep Erdoğan", "Recep Erdogan", "Both are called", id="marks"),
        pytest.param("Moeed Yusuf", "Yusuf, Moeed", "are the same words", id="order"),
        pytest.param("Gas pipeline", "Gas pipelines", "are forms of the same words", id="form"),
        pytest.param("Газопровод", "Газопроводы", "are forms of the same words", id="Russian form"),
        pytest.param("Moeed Yusuf", "Mueed Yusuf", "differ in one letter", id="other letter"),
        pytest.param("Patrushev", "Patrushevv", "differ in one letter", id="letter too many"),
        pytest.param("Lavrov", "Lavorv", "differ in one letter", id="letters swapped"),
        pytest.param("Moeed Yusuf", "Moeed Yousaf", "are spelt alike", id="spelling"),
        pytest.param("Hamid Karzai", "Hamed Karzay", "are spelt alike", id="two vowels"),
        pytest.param("Nikolai Patrushev", "Nikolai Patruschew", "are spelt alike", id="German"),
        pytest.param("Sergey Lavrov", "Сергей Лавров", "in other letters", id="Cyrillic"),
        pytest.param("Shah Mehmood Qureshi", "شاہ محمود قریشی", "in other letters", id="Urdu"),
        pytest.param("Владимир Путин", "ولادیمیر پوتن", "in other letters", id="neither Latin"),
        pytest.param("N. Patrushev", "Nikolai Patrushev", "in short", id="initial"),
        pytest.param("Yuri Ushakov", "Yuri Viktorovich Ushakov", "in short", id="patronymic"),
        pytest.param("Moeed Yusuf", "Dr. Moeed Yusuf", "in short", id="title"),
    ],
)  # fmt: skip
def test_two_names_look_like_one(one: str, other: str, sentence: str) -> None:
    for names in ((one, other), (other, one)):
        (said,) = alike(*names)
        assert sentence in said


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("UN resolution 2231", "UN resolution 2232", id="number"),
        pytest.param("Iran", "Iraq", id="too short to be mistyped"),
        pytest.param("Eastern Command", "Western Command", id="another word"),
        pytest.param("North Korea", "South Korea", id="another short word"),
        pytest.param("Imran Khan", "Kamran Khan", id="another name"),
        pytest.param("Ali Khan", "Asif Khan", id="same family"),
        pytest.param("A. Khan", "Imran Khan", id="another initial"),
        pytest.param("Путин", "Patton", id="sounds alone, and few"),
        pytest.param("!!!", "???", id="no word"),
    ],
)  # fmt: skip
def test_two_names_are_two(one: str, other: str) -> None:
    assert alike(one, other) == []


def test_an_acronym_is_likened_to_what_it_may_stand_for_and_to_its_like() -> None:
    said = alike("SCO", "Shanghai Cooperation Organisation", kind="organisation")
    assert said == ["“SCO” are the initials of “Shanghai Cooperation Organisation”."]
    assert alike("SCO", "SCO", kind="organisation") == ["Both have the acronym “SCO”."]
    assert alike("US", "us", kind="state") == ["Both are called “US”."]


def test_only_people_are_called_by_less_than_their_name() -> None:
    assert alike("Gas Union", "Gas Export Union", kind="organisation") == []


def test_another_kind_has_to_have_the_very_name() -> None:
    nouns = [
        Named(pk=1, kind="organisation", names=("Security Council",)),
        Named(pk=2, kind="body", names=("Security Council", "Council of Security")),
        Named(pk=3, kind="state", names=("Council Security",)),
    ]
    assert [each.pair for each in likenesses(nouns)] == [(1, 2)]


def test_two_with_several_names_are_likened_once_by_the_surest_reason() -> None:
    one = ("Moeed Yusuf", "Муид Юсуф", "M. Yusuf")
    other = ("Mueed Yusuf", "Муид Юсуф", "Moeed Yousaf")
    assert alike(one, other) == ["Both are called “Муид Юсуф”."]


def test_the_surest_come_first_and_one_noun_can_be_asked_about() -> None:
    names = ("Moeed Yusuf", "Mueed Yusuf", "Yusuf Moeed", "Nikolai Patrushev", "N. Patrushev")
    nouns = [Named(pk=pk, kind="person", names=(name,)) for pk, name in enumerate(names, 1)]
    found = likenesses(nouns)
    assert [(each.pair, each.reason) for each in found] == [
        ((1, 3), Reason.ORDER),
        ((1, 2), Reason.LETTER),
        ((4, 5), Reason.SHORTER),
    ]
    assert [each.pair for each in likenesses(nouns, of=4)] == [(4, 5)]
    assert likenesses(nouns, of=1) == found[:2]


@given(st.text("abcdeшфюپق", min_size=1, max_size=40), st.data())
def test_whatever_letter_is_mistyped_is_found(name: str, data: st.DataObject) -> None:
    plain = f"Corps {name}"
    at = data.draw(st.integers(6, len(plain) - 1))
    more, fewer = data.draw(st.sampled_from([("x", 1), ("x", 0), ("", 1)]))
    other = plain[:at] + more + plain[at + fewer :]
    assert alike(plain, other) or plain == other or other == "Corps ", (plain, other)


@given(st.lists(st.text(max_size=30), max_size=6), st.sampled_from(["person", "state"]))
def test_any_names_are_taken_and_the_order_says_nothing(names: list[str], kind: str) -> None:
    nouns = [Named(pk=pk, kind=kind, names=(name,)) for pk, name in enumerate(names, 1)]
    found = {(each.pair, each.reason) for each in likenesses(nouns)}
    assert {(each.pair, each.reason) for each in likenesses(nouns[::-1])} == found
    assert all(one < other for (one, other), _reason in found)
    for noun in nouns:
        own = {(each.pair, each.reason) for each in likenesses(nouns, of=noun.pk)}
        assert own == {each for each in found if noun.pk in each[0]}
