"""Names: what they become in addresses, which languages they come in, which way they run."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from briefs.models import Brief, Tag, Topic
from briefs.models.names import (
    SLUG_LENGTH,
    canonical_language,
    reads_right_to_left,
    slug_of,
    validate_language,
    validate_names,
)
from tests.factories import make_brief


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        pytest.param("Topic 7", "topic-7", id="Latin"),
        pytest.param("Économie & État", "économie-état", id="accents"),
        pytest.param("Военный комитет", "военный-комитет", id="Cyrillic"),
        pytest.param("پاک روس تعلقات", "پاک-روس-تعلقات", id="Urdu"),
        pytest.param("中巴经济走廊", "中巴经济走廊", id="Han"),
        pytest.param("topic-7", "topic-7", id="slug already"),
        pytest.param("  --Gas--  ", "gas", id="edges"),
        pytest.param("¿?!", "", id="signs alone"),
    ],
)
def test_a_name_becomes_a_slug_of_its_own_letters(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@given(st.text(max_size=300))
def test_any_slug_is_short_and_stays_itself(name: str) -> None:
    slug = slug_of(name)
    assert len(slug) <= SLUG_LENGTH
    assert slug_of(slug) == slug
    assert "/" not in slug
    assert not any(char.isspace() for char in slug)


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["gas", "военный-комитет", "پاک-روس-تعلقات", "2021"])
def test_addresses_take_letters_of_any_script(slug: str) -> None:
    Topic(slug=slug, name="Gas").full_clean()


@pytest.mark.parametrize(
    ("tag", "canonical"),
    [
        ("EN", "en"),
        ("en-gb", "en-GB"),
        ("SR-LATN", "sr-Latn"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("ur", "ur"),
    ],
)
def test_a_language_tag_gets_its_usual_letter_case(tag: str, canonical: str) -> None:
    assert canonical_language(tag) == canonical
    validate_language(canonical)


@pytest.mark.parametrize("tag", ["", "english", "e", "en_GB", "en-", "EN", "en\n", "рус", "en\0"])
def test_what_is_no_language_tag_is_refused(tag: str) -> None:
    with pytest.raises(ValidationError, match="Write a language tag such as en, ur or sr-Latn"):
        validate_language(tag)


@given(st.from_regex(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?", fullmatch=True))
def test_any_canonical_tag_is_valid_and_stays_itself(tag: str) -> None:
    canonical = canonical_language(tag)
    validate_language(canonical)
    assert canonical_language(canonical) == canonical


def test_names_map_languages_to_names() -> None:
    validate_names({})
    validate_names({"ru": "Россия", "ur": "روس", "sr-Latn": "Rusija"})


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        pytest.param([], "Write one name a line", id="list"),
        pytest.param("ru: Россия", "Write one name a line", id="text"),
        pytest.param(None, "Write one name a line", id="nothing"),
        pytest.param({"russian": "Россия"}, "Write a language tag", id="language in words"),
        pytest.param({"ru": ""}, "The name after “ru:” is missing", id="no name"),
        pytest.param({"ru": "  "}, "The name after “ru:” is missing", id="blank name"),
        pytest.param({"ru": 7}, "The name after “ru:” is missing", id="number"),
        pytest.param({"ru": "Рос\0сия"}, "The name after “ru:” is missing", id="NUL"),
    ],
)
def test_names_that_arent_a_map_are_refused(names: object, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        validate_names(names)


@pytest.mark.parametrize("language", ["ur", "ar", "fa", "he", "ps", "ur-PK", "pa-Arab", "sd"])
def test_these_languages_run_from_right_to_left(language: str) -> None:
    assert reads_right_to_left(language)


@pytest.mark.parametrize("language", ["en", "ru", "ur-Latn", "pa", "sd-Deva", "az-Latn", "zh-Hant"])
def test_these_languages_run_from_left_to_right(language: str) -> None:
    assert not reads_right_to_left(language)


@pytest.mark.django_db
def test_a_tag_is_found_again_in_whatever_letter_case() -> None:
    brief = make_brief(tags=("Gas",))
    brief.tags.add("gas", "GAS")
    assert list(Tag.objects.values_list("name", flat=True)) == ["Gas"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["C++", "!", "گیس", "ПЕРЕГОВОРЫ", "long " * 19])
def test_any_tag_has_an_address(name: str) -> None:
    Tag.objects.create(name=name)
    assert Tag.objects.get(name=name).get_absolute_url().startswith("/tags/")


@pytest.mark.django_db
@pytest.mark.parametrize("points", ["one", [""], [" "], [1], {"a": 1}, ["a\0"]])
def test_key_points_are_sentences(points: object) -> None:
    with pytest.raises(ValidationError, match="Write one key point a line"):
        Brief(slug="gas", title="Gas", key_points=points).full_clean()
