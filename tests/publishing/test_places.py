"""What the checklist finds has its place in what was typed."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from briefs.publishing.rendering import render
from tests.factories import (
    make_brief,
)
from tests.publishing.checked import words
from tests.publishing.markdown import composed, nasty


@pytest.mark.django_db
class TestPlaces:
    @pytest.mark.parametrize(
        "before",
        [
            pytest.param("Пакистан 😀 ", id="letters of any script"),
            pytest.param("One.\n\nTwo\nthree ", id="paragraphs"),
            pytest.param("One.\r\n\r\nTwo\r\nthree ", id="lines of another system"),
            pytest.param("- one\n\n  - two\n    ", id="lists"),
            pytest.param("> one\n> ", id="quotes"),
            pytest.param("One[^a]\n\n[^a]: ", id="notes"),
            pytest.param("| a | b |\n|---|---|\n| é | ", id="tables"),
            pytest.param("## One ", id="headings"),
            pytest.param("**b *c* ", id="emphasis"),
            pytest.param("One\u2028two\x0bthree ", id="odd white space"),
        ],
    )
    def test_a_place_is_the_very_words(self, before: str) -> None:
        brief = make_brief(body=f"{before}[Газ & нефть](http://example.org/ж) and more")

        assert words(brief, "link-insecure") == ["[Газ & нефть](http://example.org/ж)"]


@pytest.mark.django_db
@hypothesis_settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(nasty | composed | st.lists(nasty | composed).map("\r\n".join))
def test_places_of_any_text_lie_within_it(markdown: str) -> None:
    outline = render(markdown).outline
    elements = (outline.links, outline.images, outline.headings, outline.marks, outline.notes)
    for element in (element for group in elements for element in group):
        place = element.place
        assert 0 <= place.start <= place.end <= len(outline.markdown)


@hypothesis_settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(composed)
def test_places_of_links_and_marks_are_theirs(markdown: str) -> None:
    outline = render(markdown).outline
    for link in outline.links:
        assert outline.markdown[link.place.start] == "["
        assert outline.markdown[: link.place.end].endswith(")")
    for mark in outline.marks:
        assert outline.markdown[mark.place.start : mark.place.end] == "[^1]"
