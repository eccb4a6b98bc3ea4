"""Countries: the codes of ISO 3166 and names in many languages."""

import pytest

from briefs.countries import codes, is_code, official_name, short_name


def test_every_country_has_a_short_name_in_every_language_of_the_site() -> None:
    assert len(codes()) == 249
    for language in ("en", "ru", "ur"):
        assert [code for code in codes() if not short_name(code, language)] == []


@pytest.mark.parametrize(
    ("code", "language", "short", "official"),
    [
        pytest.param("PK", "en", "Pakistan", "Islamic Republic of Pakistan", id="as ISO has it"),
        pytest.param("RU", "ru", "Россия", "Российская Федерация", id="ISO's short, our official"),
        pytest.param("RU", "ur", "روس", "", id="not translated"),
        pytest.param("KR", "en", "South Korea", "Republic of Korea", id="not upside down"),
        pytest.param("KR", "ru", "Республика Корея", "", id="the same"),
        pytest.param("PS", "en", "Palestinian Territories", "State of Palestine", id="no article"),
        pytest.param("IR", "ru", "Иран", "Исламская Республика Иран", id="no stress marked"),
        pytest.param("JP", "en", "Japan", "", id="none"),
        pytest.param("LC", "en", "St. Lucia", "", id="the same, abbreviated"),
        pytest.param("AI", "ru", "Ангилья", "", id="none, though written in two ways"),
        pytest.param("TW", "en", "Taiwan", "", id="a remark, no name"),
        pytest.param("XX", "en", "", "", id="no country"),
    ],
)
def test_a_country_has_a_short_name_and_perhaps_an_official_one(
    code: str, language: str, short: str, official: str
) -> None:
    assert (short_name(code, language), official_name(code, language)) == (short, official)


@pytest.mark.parametrize(
    ("code", "known"),
    [("PK", True), ("XK", True), ("SUHH", True), ("ZZ", False), ("SU", False), ("", False)],
)
def test_codes_are_those_of_countries_present_and_past(code: str, known: bool) -> None:
    assert is_code(code) is known
