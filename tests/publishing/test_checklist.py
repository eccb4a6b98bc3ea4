"""The checklist before publishing: errors block, warnings don't, and each says where."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from briefs.models import Brief, Publication, Tag
from briefs.models.edition import Edition
from briefs.publishing import (
    Gazetteer,
    Problem,
    PublishRefused,
    archive,
    checklist,
    compose,
    publish,
    remove,
    replace,
    withdraw,
)
from briefs.publishing.checklist import typed
from briefs.publishing.rendering import render
from tests.factories import (
    brief_of,
    make_actor,
    make_agreement,
    make_brief,
    make_event,
    make_evidence,
    make_image,
    make_milestone,
    make_source,
    make_topic,
    published,
)
from tests.publishing.markdown import composed, nasty


def check(brief: Brief) -> list[Problem]:
    current = Edition.objects.filter(current_of__brief_key=brief.key).first()
    draft = compose(brief, on=timezone.localdate())
    return checklist(draft, current=current, names=Gazetteer())


def found(brief: Brief, code: str) -> list[Problem]:
    return [problem for problem in check(brief) if problem.code == code]


def words(brief: Brief, code: str) -> list[str]:
    """The words at the places of all problems of a sort."""
    texts = typed(compose(brief, on=timezone.localdate()))
    places = [(problem.field, problem.place) for problem in found(brief, code)]
    return [texts[field][place.start : place.end] for field, place in places if place]


def levels(brief: Brief, *, prefix: str = "link-") -> list[tuple[str, str]]:
    return [(p.code, p.level.value) for p in check(brief) if p.code.startswith(prefix)]


def flawless() -> Brief:
    brief = make_brief(key_points=["One."])
    brief.sources.add(make_source())
    return brief


@pytest.mark.django_db
class TestTheList:
    def test_a_brief_without_a_flaw_has_an_empty_one(self) -> None:
        assert check(flawless()) == []

    def test_errors_come_first_then_by_field_and_place(self) -> None:
        brief = make_brief(
            summary="", body="[here](http://example.org) and [](https://example.org/)"
        )

        assert [(problem.field, problem.code) for problem in check(brief)] == [
            ("summary", "missing"),
            ("body", "link-empty"),
            ("key_points", "points-none"),
            ("body", "link-here"),
            ("body", "link-insecure"),
            ("sources", "sources-none"),
        ]

    def test_an_error_blocks_publishing_and_a_warning_does_not(self) -> None:
        with pytest.raises(PublishRefused, match="There is no page at /briefs/none/"):
            publish(make_brief(body="[One](/briefs/none/)"))

        assert publish(make_brief(body="[One](http://example.org/)")).number == 1

    def test_a_day_to_come_and_a_taken_address_are_on_it(self) -> None:
        published(slug="gas")
        brief = make_brief(published_on=timezone.localdate() + dt.timedelta(days=1))
        brief.slug = "gas"

        assert [problem.code for problem in check(brief)][:2] == ["address-taken", "date-to-come"]

    def test_it_asks_as_many_queries_for_many_links_names_and_passages_as_for_few(
        self, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        def much(count: int) -> Brief:
            actors = [make_actor() for _ in range(count)]
            others = [published() for _ in range(count)]
            links = [f"[To it]({row.get_absolute_url()})" for row in actors]
            links += [f"[To it]({row.publication.get_absolute_url()})" for row in others]
            said = [f"Fact {number} is so. {actors[number].name}." for number in range(count)]
            brief = make_brief(body="\n\n".join(links + said))
            for number in range(count):
                make_evidence(brief, exact=f"Fact {number} is so.", milestone=make_milestone())
            publish(brief)
            brief.body = "\n\n".join(links)
            brief.save()
            return brief

        few, many = much(1), much(12)
        assert len(found(many, "passage-lost")) == 12
        with django_assert_num_queries(19):
            check(few)
        with django_assert_num_queries(19):
            check(many)


@pytest.mark.django_db
class TestFields:
    def test_a_long_summary_says_how_long(self) -> None:
        (problem,) = found(make_brief(summary="a " * 300), "summary-long")

        assert "599 characters" in problem.message
        assert not problem.blocks

    @pytest.mark.parametrize(("count", "code"), [(0, "points-none"), (8, "points-many")])
    def test_key_points_are_neither_none_nor_many(self, count: int, code: str) -> None:
        assert len(found(make_brief(key_points=["One."] * count), code)) == 1

    @pytest.mark.parametrize("count", [1, 7])
    def test_one_to_seven_key_points_are_well(self, count: int) -> None:
        brief = make_brief(key_points=["One."] * count)
        assert not found(brief, "points-none") + found(brief, "points-many")


@pytest.mark.django_db
class TestTheText:
    def test_skipped_heading_levels_are_shown_where_they_stand(self) -> None:
        brief = make_brief(body="## A\n\n#### B\n\n##### C\n\n## D\n\n#### E")

        assert words(brief, "heading-level") == ["#### B", "#### E"]
        assert "write it with ###." in found(brief, "heading-level")[0].message

    def test_headings_may_begin_at_any_level(self) -> None:
        assert not found(make_brief(body="### A\n\n#### B\n\n### C"), "heading-level")

    def test_a_text_may_not_begin_beneath_its_highest_heading(self) -> None:
        assert words(make_brief(body="#### A\n\n## B"), "heading-level") == ["#### A"]

    def test_marks_without_a_note_and_notes_without_a_mark_are_shown(self) -> None:
        brief = make_brief(
            body="One[^1] two[^x] `[^code]` \\[^not]\n\n```\n[^code]\n```\n\n"
            "[^1]: A note.\n\n[^unused]: Another."
        )

        assert words(brief, "note-unknown") == ["[^x]"]
        assert words(brief, "note-unused") == ["[^unused]"]

    def test_notes_are_found_in_any_letter_case_and_in_quotes(self) -> None:
        brief = make_brief(body="One[^a].\n\n> Two[^B]\n>\n> [^b]: Note.\n\n[^A]: Note.")

        assert levels(brief, prefix="note-") == []

    def test_images_without_credit_are_shown(self) -> None:
        for name, credit in (("a.webp", ""), ("b.webp", "By us"), ("c.webp", "")):
            make_image(file=name, credit=credit)
        body = "![One](/media/a.webp) ![Two](/media/b.webp)\n\n![Three](/media/c.webp)"

        assert words(make_brief(body=body), "image-credit") == [
            "![One](/media/a.webp)",
            "![Three](/media/c.webp)",
        ]

    def test_images_without_words_or_file_are_errors_at_their_place(self) -> None:
        make_image(file="a.webp")
        brief = make_brief(body="A ![](/media/a.webp)\r\n\r\nB ![Map](/media/none.png)")

        assert words(brief, "image-alt") == ["![](/media/a.webp)"]
        assert words(brief, "image-unknown") == ["![Map](/media/none.png)"]
        assert all(problem.blocks for problem in found(brief, "image-unknown"))


@pytest.mark.django_db
class TestFacts:
    def test_a_fact_whose_words_are_gone_is_shown_with_its_passage(self) -> None:
        brief = make_brief(body="It was signed. It entered into force.")
        lost = make_evidence(brief, exact="It was signed.", milestone=make_milestone())
        make_evidence(brief, exact="It entered into force.", milestone=make_milestone())
        publish(brief)
        brief.body = "It entered into force."

        (problem,) = found(brief, "passage-lost")
        assert problem.about == (lost,)
        assert "no longer in the text: “It was signed.”" in problem.message
        assert not problem.blocks

    def test_a_fact_whose_words_stand_twice_loses_them_too(self) -> None:
        brief = make_brief(body="It was signed.")
        make_evidence(brief, exact="It was signed.", milestone=make_milestone())
        publish(brief)
        brief.body = "It was signed. And: It was signed."

        (problem,) = found(brief, "passage-lost")
        assert "more than once" in problem.message


@pytest.mark.django_db
class TestLinks:
    @pytest.mark.parametrize(
        ("link", "code", "level"),
        [
            ("[here](https://example.org/)", "link-here", "warning"),
            ("[Click here!](https://example.org/)", "link-here", "warning"),
            ("[**здесь**](https://example.org/)", "link-here", "warning"),
            ("[یہاں](https://example.org/)", "link-here", "warning"),
            ("[](https://example.org/)", "link-empty", "error"),
            ("[Gas](http://example.org/)", "link-insecure", "warning"),
            ("<http://example.org/>", "link-insecure", "warning"),
            ("http://example.org/", "link-insecure", "warning"),
            ("www.example.org", "link-insecure", "warning"),
            ("[Gas](//example.org/a)", "link-insecure", "warning"),
            ("[Gas][r]\n\n[r]: http://example.org/", "link-insecure", "warning"),
            ("[Gas](topics/gas/)", "link-relative", "error"),
            ("[Gas](../gas/)", "link-relative", "error"),
            ("[Gas](?q=gas)", "link-relative", "error"),
            ("[Gas](#gas)", "link-anchor", "error"),
            ("[Gas](http://localhost:8000/topics/)", "link-own-host", "warning"),
            ("[Gas](https://127.0.0.1/topics/)", "link-own-host", "warning"),
            ("[Gas](/nowhere/)", "link-unknown", "error"),
            ("[Gas](/topics/none/)", "link-unknown", "error"),
            ("[Gas](/actors/none/)", "link-unknown", "error"),
            ("[Gas](/agreements/none/)", "link-unknown", "error"),
            ("[Gas](/events/none/)", "link-unknown", "error"),
            ("[Gas](/tags/none/)", "link-unknown", "error"),
            ("[Gas](/briefs/none/)", "link-unknown", "error"),
            ("[Gas](/media/none.png)", "link-unknown", "error"),
            ("[Gas](/media/../secret-key)", "link-unknown", "error"),
            ("[Gas](/admin/)", "link-desk", "error"),
            ("[Gas](/admin/briefs/brief/1/change/)", "link-desk", "error"),
            ("[Gas](ftp://example.org/)", "link-unusable", "error"),
        ],
    )
    def test_a_link_that_readers_cannot_use_is_named(
        self, link: str, code: str, level: str
    ) -> None:
        assert levels(make_brief(body=f"One {link}")) == [(code, level)]

    @pytest.mark.parametrize(
        "link",
        [
            "[Gas](https://example.org/)",
            "[Gas](mailto:a@example.org)",
            "[Gas](/topics/)",
            "[Gas](/topics)",
            "[Gas](/)",
            "[Gas](/briefs/?topic=gas)",
            "[Gas](#s-gas)",
            "[Gas](#sources)",
            "[Gas](#fn-1)",
            "`[here](http://example.org)`",
        ],
    )
    def test_a_link_that_readers_can_use_is_not(self, link: str) -> None:
        assert levels(make_brief(body=f"## Gas\n\nOne[^1] {link}\n\n[^1]: Note.")) == []

    def test_an_own_host_does_not_hide_a_dead_address(self) -> None:
        assert levels(make_brief(body="[Gas](http://localhost/nowhere/)")) == [
            ("link-unknown", "error"),
            ("link-own-host", "warning"),
        ]

    def test_the_anchor_of_a_heading_is_suggested(self) -> None:
        (problem,) = found(
            make_brief(body="## Военный комитет\n\n[К](#военный-комитет)"), "link-anchor"
        )

        assert problem.message.endswith("write #s-военный-комитет.")

    def test_links_to_what_readers_see_are_well(self) -> None:
        made: list[Any] = [make_actor(), make_topic(), make_agreement()]
        event, other = make_event(), make_brief(tags=("gas",))
        make_evidence(other, event=event)
        edition = publish(other)
        made += [event, Tag.objects.get(), edition, edition.publication]
        body = "\n".join(f"[It is]({row.get_absolute_url()})" for row in made)

        assert levels(make_brief(body=body)) == []

    def test_links_to_what_readers_do_not_see_yet_are_warned_of(self) -> None:
        draft = make_brief(slug="draft", tags=("gas",))
        event = make_event(slug="talks")
        make_evidence(draft, event=event)
        brief = make_brief(body="[A b](/briefs/draft/) [C d](/events/talks/) [E f](/tags/gas/)")

        assert levels(brief) == [("link-unpublished", "warning")] * 3
        publish(draft)
        assert levels(brief) == []

    def test_a_link_to_a_preview_is_an_error(self) -> None:
        assert levels(make_brief(body="[A b](/preview/token/)")) == [("link-desk", "error")]

    def test_a_brief_may_link_to_itself_before_it_is_published(self) -> None:
        assert levels(make_brief(slug="gas", body="[A b](/briefs/gas/)")) == []

    def test_links_to_what_has_left_the_shelf_say_how(self) -> None:
        kept, taken, gone, old = (published(slug=slug) for slug in "abcd")
        archive(brief_of(kept))
        withdraw(brief_of(taken), reason="An error.")
        remove(brief_of(gone), reason="A request.")
        replace(brief_of(old), successor=Publication.objects.get(slug="a"))
        body = " ".join(f"[To it](/briefs/{slug}/)" for slug in "abcd")

        assert levels(make_brief(body=body)) == [
            ("link-removed", "error"),
            ("link-withdrawn", "warning"),
            ("link-led-on", "warning"),
        ]

    def test_a_renamed_address_leads_on(self) -> None:
        brief = brief_of(published(slug="old"))
        brief.slug = "new"
        brief.save()
        publish(brief, note="Renamed.")

        topic = make_topic(slug="former")
        topic.slug = "present"
        topic.save()

        body = "[To it](/briefs/old/) [And it](/topics/former/)"
        assert levels(make_brief(body=body)) == [("link-led-on", "warning")] * 2

    def test_an_edition_that_there_is_not_is_unknown(self) -> None:
        published(slug="gas")
        body = "[To it](/briefs/gas/editions/1/) [To it](/briefs/gas/editions/2/)"

        assert words(make_brief(body=body), "link-unknown") == ["[To it](/briefs/gas/editions/2/)"]


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


def test_the_anchors_that_a_brief_may_link_to_are_on_its_page() -> None:
    page = (Path(__file__).parents[2] / "templates/brief.html").read_text()

    for anchor in ("key-points", "sources", "editions", "facts", "contents", "source-"):
        assert f'id="{anchor}' in page


@pytest.mark.django_db
def test_addresses_keep_their_place_in_sentences_from_right_to_left() -> None:
    brief = make_brief(body="[Gas](/nowhere/)")

    with translation.override("ur"):
        (problem,) = found(brief, "link-unknown")

    assert problem.message.startswith("\u2068/nowhere/\u2069 ")
