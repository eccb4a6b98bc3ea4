"""The checklist looks where each link of a text leads."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from briefs.models import Publication, Tag
from briefs.publishing import (
    archive,
    publish,
    remove,
    replace,
    withdraw,
)
from tests.factories import (
    brief_of,
    make_actor,
    make_agreement,
    make_brief,
    make_event,
    make_evidence,
    make_topic,
    published,
)
from tests.publishing.checked import found, levels, words


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
