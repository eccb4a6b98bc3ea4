"""The search box: what is typed, and what is understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs.search.query import parse


@pytest.mark.parametrize(
    ("typed", "all_of", "none_of"),
    [
        pytest.param("gas", [[("gas",)]], [], id="a word"),
        pytest.param("gas oil", [[("gas",)], [("oil",)]], [], id="words are ANDed"),
        pytest.param('"gas pipeline"', [[("gas", "pipelin")]], [], id="a phrase"),
        pytest.param("gas OR oil", [[("gas",), ("oil",)]], [], id="or"),
        pytest.param("a OR b OR c", [[("a",), ("b",), ("c",)]], [], id="or, twice"),
        pytest.param("a b OR c", [[("a",)], [("b",), ("c",)]], [], id="or binds tighter"),
        pytest.param("gas -india", [[("gas",)]], [("india",)], id="without a word"),
        pytest.param('-"gas pipeline"', [], [("gas", "pipelin")], id="without a phrase"),
        pytest.param("cyber-security", [[("cyber", "secur")]], [], id="hyphens join"),
        pytest.param('"open phrase', [[("open", "phrase")]], [], id="a quote left open"),
        pytest.param("OR gas", [[("gas",)]], [], id="or with nothing before it"),
        pytest.param("gas OR", [[("gas",)]], [], id="or with nothing after it"),
        pytest.param("gas OR -oil", [[("gas",)]], [("oil",)], id="or before an exclusion"),
        pytest.param("!!! ( ) * : ^", [], [], id="punctuation only"),
        pytest.param('""', [], [], id="an empty phrase"),
        pytest.param("-", [], [], id="a lone minus"),
    ],
)
def test_a_query_means(
    typed: str, all_of: list[list[tuple[str, ...]]], none_of: list[tuple[str, ...]]
) -> None:
    query = parse(typed)

    assert [[phrase.words for phrase in group] for group in query.all_of] == all_of
    assert [phrase.words for phrase in query.none_of] == none_of


@pytest.mark.parametrize(
    ("typed", "typing", "words"),
    [
        pytest.param("gas relatio*", False, ("relatio",), id="a star"),
        pytest.param("gas relatio", True, ("relatio",), id="the last word while typing"),
        pytest.param("Energies*", False, ("energies",), id="a beginning is no stem"),
        pytest.param("well-know*", False, ("well", "know"), id="the end of joined words"),
    ],
)
def test_a_beginning_is_enough(typed: str, typing: bool, words: tuple[str, ...]) -> None:
    phrase = parse(typed, typing=typing).all_of[-1][0]

    assert phrase.words == words
    assert phrase.unfinished


@pytest.mark.parametrize(
    ("typed", "typing"),
    [
        pytest.param("gas relation", False, id="nobody is typing"),
        pytest.param("gas relation ", True, id="a word followed by a space"),
        pytest.param('"gas relation"', True, id="a phrase that is closed"),
        pytest.param("*", False, id="a lone star"),
        pytest.param("re*", False, id="a star after too few letters"),
    ],
)
def test_a_whole_word_is_meant(typed: str, typing: bool) -> None:
    query = parse(typed, typing=typing)

    assert not any(phrase.unfinished for group in query.all_of for phrase in group)


@given(st.text())
def test_any_text_is_a_valid_query(text: str) -> None:
    parse(text)
