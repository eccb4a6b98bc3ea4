"""The checklist before publishing: errors block, warnings don't, and each says where."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from briefs.models import Brief
from briefs.publishing import (
    PublishRefused,
    publish,
)
from tests.factories import (
    make_actor,
    make_brief,
    make_evidence,
    make_image,
    make_milestone,
    published,
)
from tests.publishing.checked import check, flawless, found, levels, words


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
        with django_assert_num_queries(20):
            check(few)
        with django_assert_num_queries(20):
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

    def test_a_fact_whose_words_read_otherwise_now_has_to_be_looked_at(self) -> None:
        brief = make_brief(body="It was signed in 2014.")
        passage = make_evidence(brief, exact="It was signed", milestone=make_milestone())
        publish(brief)

        brief.body = "Nobody believes it. It was signed in 2014."
        (problem,) = found(brief, "passage-changed")
        assert problem.message == (
            "What stands around a fact’s words has changed: look at “It was signed” again."
        )
        assert problem.place
        assert brief.body[problem.place.start :].startswith("It was signed")

        brief.body = "It was not signed in 2014."
        (problem,) = found(brief, "passage-changed")
        assert problem.message == (
            "A fact’s words have changed from “It was signed” to “It was not signed”."
        )
        assert problem.about == (passage,)

    def test_words_that_were_attached_to_a_draft_are_looked_for_in_it(self, editor: Client) -> None:
        brief = make_brief(body="It was signed.")
        sent = {"brief": brief.pk, "exact": "was signed", "assertion": "stated"}
        sent["milestone"] = make_milestone().pk
        editor.post(reverse("admin:briefs_evidence_add"), sent)
        assert not found(brief, "passage-changed")

        brief.body = "Nobody says that it was signed."

        assert found(brief, "passage-changed")
