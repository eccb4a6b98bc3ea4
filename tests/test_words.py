"""Words: what counts as the same word, at index and at query time alike."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs.models.posting import MAKING
from briefs.words import folded, normalised, stem


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Treaties", "treaty", id="English plural"),
        pytest.param("SIGNED", "signing", id="English forms"),
        pytest.param("соглашения", "соглашение", id="Russian cases"),
        pytest.param("ёлка", "елка", id="Russian yo"),
        pytest.param("Müller", "muller", id="German umlaut"),
        pytest.param("naïve", "naive", id="diaeresis"),
        pytest.param("علي", "علی", id="Arabic and Urdu yeh"),
        pytest.param("كابل", "کابل", id="Arabic and Urdu kaf"),
        pytest.param("آب", "اب", id="alef with madda"),
        pytest.param("۱۲۳", "123", id="Urdu digits"),
        pytest.param("١٢٣", "123", id="Arabic digits"),
        pytest.param("ﬁnance", "finance", id="ligature"),
        pytest.param("１２", "12", id="full width"),
        pytest.param("پاکِستان", "پاکستان", id="vowel marks"),
    ],
)
def test_these_are_one_word(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("йод", "иод", id="short i is a letter of its own"),
        pytest.param("gas", "gap", id="other letters"),
        pytest.param("روس", "روش", id="other letters in Urdu"),
    ],
)
def test_these_are_two_words(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)


def test_punctuation_parts_words_and_is_no_word() -> None:
    assert normalised("cyber-security, (gas)! — …") == ["cyber", "secur", "gas"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("能源合作。", ["能", "源", "合", "作"], id="Chinese: each letter is a word"),
        pytest.param("2021年APEC", ["2021", "年", "apec"], id="among others"),
        pytest.param("エネルギー", ["エ", "ネ", "ル", "ギ", "ー"], id="Japanese"),
        pytest.param("한국 정부", ["한국", "정부"], id="Korean has spaces"),
        pytest.param("हिन्दी भाषा", ["हिन्दी", "भाषा"], id="Hindi: vowels are parts of words"),
        pytest.param("বাংলা", ["বাংলা"], id="Bengali"),
    ],
)
def test_words_of_other_scripts(text: str, words: list[str]) -> None:
    assert folded(text) == words


@given(st.text())
def test_any_text_gives_words_of_letters_digits_and_their_marks_only(text: str) -> None:
    for word in normalised(text):
        assert word[0].isalnum(), word
        assert all(char.isalnum() or category(char).startswith("M") for char in word), word


@given(st.text())
def test_case_and_surroundings_never_matter(text: str) -> None:
    assert normalised(f"  {text} !") == normalised(text)


def test_other_words_than_before_mean_an_index_to_be_made_anew() -> None:
    said = """
        The parties' relations, signing agreements; generally national policies: 2,014 co-operated.
        О подписании соглашений: нефтепроводами, ёлка, йод, российско-пакистанские отношения.
        پاکستان اور روس كے درمیان مُعاہدہ، علي، ۱۲۳، آب و ہوا، بین‌الاقوامی
        Müller, Straße, naïve, ﬁnance, １２, Gdańsk, İstanbul, 条約, हिन्दी, ქართული, co₂
    """
    digest = hashlib.sha256(" ".join(normalised(said)).encode()).hexdigest()[:12]

    # Where this fails, words are indexed in another way: raise MAKING and write the digest here.
    assert (MAKING, digest) == (4, "3bb5f09d461f")


def test_threads_that_stem_at_once_find_the_same_stems_as_one() -> None:
    words = [f"{start}{n}{end}" for n in range(900) for start, end in (("a", "ings"), ("в", "ами"))]
    alone = [stem.__wrapped__(word) for word in words]

    with ThreadPoolExecutor(8) as threads:
        at_once = list(threads.map(lambda _: [stem.__wrapped__(word) for word in words], range(8)))

    assert at_once == [alone] * 8
