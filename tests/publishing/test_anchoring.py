"""Publishing binds the passages of evidence to the edition that says them."""

import pytest
from django.test import Client

from briefs.models import Evidence
from briefs.publishing import evidence, publish
from briefs.publishing.passages import Layout, layout
from tests.factories import again, make_brief, make_evidence, make_milestone

pytestmark = pytest.mark.django_db


def test_evidence_moves_on_to_the_edition_that_still_says_it() -> None:
    brief = make_brief(body="It was *signed* in 2014 by both.")
    make_evidence(brief, exact="signed in 2014", milestone=make_milestone())
    first = publish(brief)
    passage = Evidence.objects.get()
    assert passage.edition == first
    assert (passage.prefix, passage.suffix) == ("It was ", " by both.")
    assert [first.body_html[a:b] for a, b in passage.spans] == ["signed", " in 2014"]

    brief.body = "News.\n\nIt was signed in 2014 by **both**. More."
    second = again(brief)
    passage.refresh_from_db()
    assert (passage.edition, passage.state) == (second, "intact")
    assert (passage.prefix, passage.suffix) == ("News.\nIt was ", " by both. More.")
    assert [second.body_html[a:b] for a, b in passage.spans] == ["signed in 2014"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("It was signed in 2015.", id="other words"),
        pytest.param("Signed in 2014; signed in 2014, signed in 2014.", id="words said twice"),
        pytest.param("It was not signed in 2014.", id="a negation"),
        pytest.param("Of coal alone.", id="nothing like it"),
    ],
)
def test_evidence_whose_words_are_gone_stays_with_the_edition_that_said_them(body: str) -> None:
    brief = make_brief(body="It was signed in 2014.")
    make_evidence(brief, exact="signed in 2014", milestone=make_milestone())
    first = publish(brief)
    brief.body = body
    again(brief)
    passage = Evidence.objects.get()
    assert passage.edition == first
    assert list(Evidence.objects.lost_support()) == [passage]

    brief.body = "It was signed in 2014."
    again(brief)
    passage.refresh_from_db()
    assert (passage.edition.number, passage.state) == (3, "intact")


def test_a_former_edition_goes_on_marking_its_passages(client: Client) -> None:
    brief = make_brief(slug="gas", body="It was signed in 2014.")
    passage = make_evidence(brief, exact="signed in 2014", milestone=make_milestone())
    publish(brief)
    mark = (
        f'<mark class="claim" id="{passage.anchor}" data-assertion="stated">signed in 2014</mark>'
    )
    for body in ("News. It was signed in 2014.", "News.\n\nIt was signed in 2014.", "Of coal."):
        brief.body = body
        again(brief)

    pages = [client.get(f"/briefs/gas/editions/{number}/").text for number in (1, 2, 3, 4)]

    assert [mark in page for page in pages] == [True, False, True, False]


def test_many_passages_are_anchored_in_one_reading_of_the_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    body = "\n\n".join(f"Stage {number} was *reached*." for number in range(40))
    brief, milestone = make_brief(body=body), make_milestone()
    for number in range(40):
        make_evidence(brief, exact=f"Stage {number} was reached", milestone=milestone)
    readings: list[str] = []

    def counted(html: str) -> Layout:
        readings.append(html)
        return layout(html)

    monkeypatch.setattr(evidence, "layout", counted)
    edition = publish(brief)

    assert readings == []
    for passage in Evidence.objects.all():
        runs = [edition.body_html[slice(*span)] for span in passage.spans]
        assert "".join(runs) == passage.exact
