"""Languages and scripts: what letters a text is written in, and what readers call a language."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from briefs.languages import contradicts, language_name, script_name, script_of, tag_of


@pytest.mark.parametrize(
    ("text", "language", "script"),
    [
        pytest.param("Россия", "ru", "Cyrl", id="usual letters"),
        pytest.param("Rossiya", "ru", "Latn", id="transliterated"),
        pytest.param("Rossiya", "ru-Latn", "Latn", id="as the tag says"),
        pytest.param("روس", "ur", "Arab", id="Arabic letters"),
        pytest.param("روس", "ur-Aran", "Aran", id="Nastaliq, as the tag says"),
        pytest.param("भारत", "hi", "Deva", id="Devanagari"),
        pytest.param("俄罗斯", "zh", "Hans", id="Chinese"),
        pytest.param("俄羅斯", "zh-TW", "Hant", id="Chinese of Taiwan"),
        pytest.param("ロシア", "ja", "Jpan", id="Katakana"),
        pytest.param("日本", "ja", "Jpan", id="Japanese in Chinese letters"),
        pytest.param("러시아", "ko", "Kore", id="Korean"),
        pytest.param("Ταλιμπάν", "el", "Grek", id="Greek"),
        pytest.param("5+1", "fa", "Arab", id="no letter: the language's usual script"),
        pytest.param("Газпром Neft", "ru", "Cyrl", id="most letters count"),
        pytest.param("ＮＡＴＯ", "en", "Latn", id="wide letters"),
        pytest.param("xyz", "qaa", "Latn", id="a language that nobody knows"),
        pytest.param("7", "qaa", "", id="nothing to go by"),
    ],
)
def test_the_script_follows_from_the_letters(text: str, language: str, script: str) -> None:
    assert script_of(text, language) == script


@given(st.text(), st.sampled_from(["en", "ru", "ur", "zh-TW", "sr-Latn", "qaa"]))
def test_any_text_has_a_script_or_none(text: str, language: str) -> None:
    assert len(script_of(text, language)) in (0, 4)
    assert tag_of(text, language).startswith(language.split("-")[0])


@pytest.mark.parametrize(
    ("text", "language", "refused"),
    [
        ("Россия", "ru-Latn", True),
        ("Rossiya", "ru-Latn", False),
        ("Rossiya", "ru", False),
        ("俄罗斯", "zh-Hans", False),
        ("ロシア", "ja-Jpan", False),
        ("NATO", "ru-Cyrl", True),
        ("5+1", "ru-Latn", False),
    ],
)
def test_a_tag_can_contradict_the_letters(text: str, language: str, refused: bool) -> None:
    assert contradicts(text, language) is refused


@pytest.mark.parametrize(
    ("text", "language", "tag"),
    [
        ("Россия", "ru", "ru"),
        ("Россия", "ru-Cyrl", "ru"),
        ("Rossiya", "ru", "ru-Latn"),
        ("Brasil", "pt-BR", "pt-BR"),
        ("Бразил", "pt-BR", "pt-Cyrl-BR"),
    ],
)
def test_pages_tag_a_text_with_its_script_where_that_isnt_the_usual_one(
    text: str, language: str, tag: str
) -> None:
    assert tag_of(text, language) == tag


@pytest.mark.parametrize(
    ("reader", "tag", "name"),
    [
        ("en", "ps", "Pashto"),
        ("ru", "ps", "Пушту"),
        ("ur", "ru", "روسی"),
        ("en", "ru-Latn", "Russian"),
        ("en", "zh-Hant", "Traditional Chinese"),
        ("en", "qaa", "qaa"),
        ("xx-unknown", "ru", "Russian"),
    ],
)
def test_readers_call_a_language_by_its_name_in_theirs(reader: str, tag: str, name: str) -> None:
    with translation.override(reader):
        assert language_name(tag) == name


def test_readers_call_a_script_by_its_name_in_their_language() -> None:
    with translation.override("ru"):
        assert script_name("Latn") == "латиница"
    assert script_name("Qaaa") == "Qaaa"
