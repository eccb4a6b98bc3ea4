"""Publishing: a brief becomes an edition that readers see, whole or not at all."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from briefs.models import Brief, Change, Edition, Evidence, FormerAddress, Posting, Publication
from briefs.publishing import (
    PublishRefused,
    compose,
    erase,
    errors,
    publish,
    remove,
    withdraw,
)
from briefs.search import fulltext, indexing
from tests.factories import (
    again,
    brief_of,
    make_actor,
    make_agreement,
    make_brief,
    make_evidence,
    make_milestone,
    make_region,
    make_source,
    make_topic,
    published,
    save,
)
from tests.publishing.reading import found

MARCH, APRIL = (dt.datetime(2026, month, 1, 12, tzinfo=dt.UTC) for month in (3, 4))
UNCHANGED = "Readers see this text already: nothing to publish."
TAKEN = "Another published brief has the address “gas”: choose another."

pytestmark = pytest.mark.django_db


def refused(brief: Brief) -> list[tuple[str, str]]:
    """Field and sentence of each problem for which a brief isn't published."""
    with pytest.raises(PublishRefused) as refusal:
        publish(brief)
    return [(problem.field, problem.message) for problem in refusal.value.problems]


def test_the_first_edition_has_all_that_readers_need() -> None:
    topic, actor, agreement = make_topic(slug="gas"), make_actor(), make_agreement()
    region, source, author = make_region(), make_source(title="Report", date="2021~"), make_actor()
    brief = make_brief(
        title=" Gas ",
        summary="Two\nlines.",
        body="## Why\n\nSome *words*.",
        key_points=["One."],
        authors=(author,),
        tags=("b", "a"),
    )
    for field, row in (
        ("topics", topic),
        ("actors", actor),
        ("agreements", agreement),
        ("regions", region),
        ("sources", source),
    ):
        getattr(brief, field).add(row)

    publish(brief, at=MARCH, note="Unasked.", change=Change.CORRECTION)

    edition = Edition.objects.get()
    assert (edition.number, edition.change, edition.note) == (1, Change.FIRST, "")
    assert (edition.title, edition.summary, edition.key_points) == ("Gas", "Two lines.", ["One."])
    assert edition.text == "Why\nSome words."
    assert edition.contents == [{"id": "s-why", "text": "Why", "level": 2}]
    named = {plural: [ref["name"] for ref in refs] for plural, refs in edition.card.items()}
    assert named == {
        "authors": [author.name],
        "topics": [topic.name],
        "actors": [actor.name],
        "agreements": [agreement.title],
        "tags": ["a", "b"],
        "regions": [region.name],
    }
    assert edition.card["topics"][0] == {
        "key": str(topic.key),
        "slug": "gas",
        "name": topic.name,
    }
    assert (edition.sources[0]["title"], edition.sources[0]["date"]) == ("Report", "2021~")
    assert edition.citation["issued"] == {"date-parts": [[2026, 3, 1]]}
    assert edition.citation["author"] == [{"literal": author.name}]


def test_the_first_edition_puts_the_brief_on_the_shelf() -> None:
    brief = make_brief(slug="gas")
    edition = publish(brief, at=MARCH)
    brief.refresh_from_db()
    publication = Publication.objects.get()
    assert publication.current == edition
    assert (publication.slug, publication.state, brief.state) == ("gas", "published", "published")
    assert publication.published_on == publication.updated_on == MARCH.date()
    assert found() == ["gas"]


def test_publishing_is_no_edit() -> None:
    brief = make_brief()
    before = brief.updated_at
    publish(brief)
    brief.refresh_from_db()
    assert brief.updated_at == before
    assert not Brief.objects.with_unpublished_changes().exists()


def test_the_next_edition_says_what_changed() -> None:
    edition = published(body="One.")
    brief = brief_of(edition)
    brief.body = "Two."
    second = publish(brief, note="Figures corrected.", change=Change.CORRECTION, at=APRIL)
    assert (second.number, second.note, second.change) == (2, "Figures corrected.", "correction")
    assert Publication.objects.get().current == second
    assert Publication.objects.get().updated_on == APRIL.date()
    assert list(Edition.objects.order_by("number").values_list("text", flat=True)) == [
        "One.",
        "Two.",
    ]


def test_a_minor_edit_doesnt_move_the_date_of_the_update() -> None:
    brief = make_brief()
    publish(brief, at=MARCH)
    brief.body = "Some word."
    publish(brief, change=Change.MINOR, at=APRIL)
    assert Publication.objects.get().updated_on == MARCH.date()


def test_the_date_that_an_editor_gives_is_the_one_readers_see() -> None:
    brief = make_brief(slug="gas", published_on=dt.date(2021, 12, 9))
    publish(brief, at=MARCH)
    assert found("published_before=2021") == ["gas"]

    brief.published_on = dt.date(2022, 1, 1)
    again(brief, at=APRIL)
    assert found("published_before=2021") == []
    assert found("published_after=2022&published_before=2022") == ["gas"]


def test_the_index_follows_each_edition() -> None:
    oil = make_topic(slug="oil")
    brief = make_brief(slug="gas", title="Gas")
    brief.topics.add(make_topic(slug="gas"))
    publish(brief)
    assert found("topic=gas&q=gas") == ["gas"]
    brief.title, brief.summary = "Oil", "Crude."
    brief.topics.set([oil])
    again(brief)
    assert found("topic=oil&q=oil") == ["gas"]
    assert found("topic=gas") == found("q=gas") == []


def test_unchanged_text_is_refused() -> None:
    brief = brief_of(published())
    assert refused(brief) == [("", UNCHANGED)]
    assert Edition.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("title", "Give the brief a title."),
        ("summary", "Write a summary: lists show it."),
        ("body", "Write the body."),
    ],
)
def test_what_is_missing_is_refused_field_by_field(field: str, sentence: str) -> None:
    assert refused(make_brief(**dict[str, Any]({field: " \n"}))) == [(field, sentence)]
    assert not Publication.objects.exists()


def test_all_that_is_missing_is_said_at_once() -> None:
    brief = make_brief(title="", summary="", body="")
    assert [field for field, _sentence in refused(brief)] == ["title", "summary", "body"]


def test_a_body_that_reads_as_nothing_is_refused() -> None:
    assert refused(make_brief(body="<b></b>")) == [("body", "Write the body.")]


def test_a_link_that_cant_be_used_is_refused() -> None:
    ((field, sentence),) = refused(make_brief(body="[Gas](javascript:alert(1))"))
    assert field == "body"
    assert sentence.startswith("The link “Gas” leads to an address that can't be used here")


def test_an_address_that_another_brief_has_is_refused() -> None:
    published(slug="gas")
    other = make_brief(slug="oil")
    other.slug = "gas"  # the desk's own rule is another one
    assert refused(other) == [("slug", TAKEN)]


def test_an_address_that_leads_to_another_brief_is_refused() -> None:
    first = brief_of(published(slug="gas"))
    first.slug = "natural-gas"
    first.save()
    again(first)
    sentence = "Readers are led from the address “gas” to another brief: choose another."
    assert refused(make_brief(slug="gas")) == [("slug", sentence)]


def test_a_renamed_brief_is_still_found_at_its_former_address(client: Client) -> None:
    brief = brief_of(published(slug="gas"))
    brief.slug = "natural-gas"
    again(brief)
    assert client.get("/briefs/gas/").headers["Location"] == "/briefs/natural-gas/"
    assert found() == ["natural-gas"]


def test_a_brief_may_take_its_former_address_back(client: Client) -> None:
    brief = brief_of(published(slug="gas"))
    for slug in ("natural-gas", "gas", "natural-gas"):
        brief.slug = slug
        again(brief)
    assert client.get("/briefs/natural-gas/").status_code == 200
    assert list(FormerAddress.objects.values_list("slug", flat=True)) == ["gas"]


def test_a_withdrawn_brief_can_be_published_again_as_it_was() -> None:
    brief = make_brief(slug="gas")
    publish(brief)
    withdraw(brief, reason="Wrong.")
    assert found() == []
    edition = publish(brief, note="It was right.")
    publication = Publication.objects.get()
    assert (edition.number, publication.state, brief.state) == (2, "published", "published")
    assert (publication.notice, publication.notice_on) == ("", None)
    assert found() == ["gas"]


def test_what_was_removed_does_not_come_back_until_it_is_erased() -> None:
    brief = make_brief(slug="gas")
    edition = publish(brief)
    remove(brief, reason="Wrong.")
    with pytest.raises(PublishRefused, match="would come back to readers: erase them first"):
        again(brief)
    assert found() == []

    edition.publication.refresh_from_db()
    erase(edition, by=User.objects.create_superuser("chief"), reason="A court ordered it.")

    assert again(brief).number == 2
    assert found() == ["gas"]


def test_a_day_to_come_is_refused_at_its_field() -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    with pytest.raises(PublishRefused) as refusal:
        publish(make_brief(published_on=tomorrow))
    assert [problem.field for problem in refusal.value.problems] == ["published_on"]


def test_a_failing_step_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    brief = make_brief(slug="gas")
    make_evidence(brief, milestone=make_milestone())

    def fail(_edition: Edition, _words: fulltext.Text, *, before: indexing.Values) -> None:
        raise IntegrityError("The index is full.")

    with monkeypatch.context() as broken:
        broken.setattr(indexing, "put", fail)
        with pytest.raises(IntegrityError):
            publish(brief)

    brief.refresh_from_db()
    assert brief.state == "draft"
    assert not Publication.objects.exists()
    assert not Edition.objects.exists()
    assert not Posting.objects.exists()
    assert Evidence.objects.get().edition is None
    assert publish(brief).number == 1


def test_composing_saves_nothing() -> None:
    draft = compose(make_brief(), on=timezone.localdate())
    assert errors(draft) == []
    assert draft.edition._state.adding
    assert not Publication.objects.exists()


def test_a_text_that_was_saved_since_it_was_read_is_refused() -> None:
    brief = make_brief(body="Older words.")
    later = Brief.objects.get(pk=brief.pk)
    save(later, body="Newer words.")

    assert refused(brief) == [
        ("", "Somebody has saved this brief since: look at it again, then publish.")
    ]
    assert not Publication.objects.exists()
    assert publish(later).text == "Newer words."


def test_a_brief_that_was_deleted_since_it_was_read_is_refused() -> None:
    brief = make_brief()
    Brief.objects.get(pk=brief.pk).delete()
    assert [field for field, _sentence in refused(brief)] == [""]


def test_an_edition_is_published_after_all_that_it_was_made_from() -> None:
    brief = make_brief()
    brief.save()
    edition = publish(brief)
    assert brief.updated_at < edition.published_at <= timezone.now()


@pytest.mark.parametrize(
    "words",
    [
        pytest.param([f"{number:08x}" for number in range(150_000)], id="Latin"),
        pytest.param([chr(0x4E00 + n) + chr(0x4E00 + m) for n in range(500) for m in range(300)],
            id="Chinese"),
        pytest.param(["word"] * 400_000, id="one word"),
    ],
)  # fmt: skip
def test_a_body_of_any_length_is_published_and_found_by_its_first_words(words: list[str]) -> None:
    publish(make_brief(slug="long", body=" ".join(["beginning", *words])))
    assert found("q=beginning") == ["long"]
    assert found(f"q={words[20_000]}") == ["long"]
