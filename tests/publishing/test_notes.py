"""What an edition says of itself: its kind of change, its note, and retraction."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from briefs.models import Brief, Change, Edition, Evidence, Publication
from briefs.publishing import PublishRefused, publish, withdraw
from tests.factories import (
    again,
    brief_of,
    make_agreement,
    make_brief,
    make_evidence,
    make_milestone,
    published,
)

MARCH, APRIL, MAY = (dt.datetime(2026, month, 1, 12, tzinfo=dt.UTC) for month in (3, 4, 5))
ASKED = "Say what changed and why: readers see the note. Only a minor edit needs none."
TOLD = [Change.UPDATE, Change.CORRECTION, Change.RETRACTION]
UNCHANGED = "Readers see this text already: nothing to publish."

pytestmark = pytest.mark.django_db


@pytest.fixture
def brief() -> Brief:
    """A brief that readers know, changed since."""
    brief = brief_of(published(slug="gas", title="Gas"))
    brief.body = "Other words."
    return brief


def refused(brief: Brief, **said: str) -> list[tuple[str, str]]:
    with pytest.raises(PublishRefused) as refusal:
        publish(brief, **said)  # type: ignore[arg-type]
    return [(problem.field, problem.message) for problem in refusal.value.problems]


@pytest.mark.parametrize("change", TOLD)
@pytest.mark.parametrize("note", ["", " \n\t"])
def test_a_later_edition_without_a_note_is_refused(brief: Brief, change: Change, note: str) -> None:
    assert refused(brief, change=change, note=note) == [("note", ASKED)]
    assert Edition.objects.count() == 1


def test_a_minor_edit_needs_no_note_and_may_have_one(brief: Brief) -> None:
    assert publish(brief, change=Change.MINOR).note == ""
    brief.body = "Others."
    assert publish(brief, change=Change.MINOR, note="A typo.").note == "A typo."


def test_the_first_edition_needs_no_note() -> None:
    assert publish(make_brief()).note == ""


def test_a_missing_note_is_said_with_all_else_that_is_missing(brief: Brief) -> None:
    brief.summary = ""
    assert [field for field, _message in refused(brief)] == ["summary", "note"]


def test_of_a_first_edition_no_note_is_asked() -> None:
    assert [field for field, _message in refused(make_brief(summary=""))] == ["summary"]


def test_a_brief_that_comes_back_says_why(brief: Brief) -> None:
    withdraw(brief, reason="Wrong.")
    assert refused(brief) == [("note", ASKED)]


@pytest.mark.parametrize(
    ("number", "change", "note"),
    [(2, Change.UPDATE, ""), (2, Change.FIRST, ""), (1, Change.UPDATE, "Why."), (1, "minor", "")],
)
def test_the_database_holds_it_against_every_other_way(
    brief: Brief, number: int, change: str, note: str
) -> None:
    shelf = Publication.objects.get() if number > 1 else published().publication
    if number == 1:
        shelf = Publication.objects.create(
            brief_key=make_brief().key, slug="new", published_on=MARCH, updated_on=MARCH
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.create(publication=shelf, number=number, change=change, note=note)


def test_a_first_edition_is_of_the_day_that_its_editor_gives() -> None:
    publish(make_brief(published_on=dt.date(2021, 12, 9)), at=MARCH)
    publication = Publication.objects.get()
    assert publication.published_on == publication.updated_on == dt.date(2021, 12, 9)


# ── Retraction ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def retracted() -> Brief:
    """A brief whose text was retracted as it stood."""
    brief = make_brief(slug="gas", title="Gas", body="It was signed.")
    agreement = make_agreement(slug="deal")
    milestone = make_milestone(agreement, date="2014")
    make_evidence(brief, exact="It was signed.", milestone=milestone)
    publish(brief, at=MARCH)
    publish(brief, change=Change.RETRACTION, note="The editors: it was never signed.", at=APRIL)
    return brief


def test_a_text_is_retracted_as_it_stands(retracted: Brief) -> None:
    publication = Publication.objects.select_related("current").get()
    assert publication.retraction == publication.edition
    assert publication.edition.text == "It was signed."
    assert publication.updated_on == APRIL.date()


def test_it_is_retracted_once(retracted: Brief) -> None:
    said = {"change": Change.RETRACTION, "note": "Again."}
    assert refused(retracted, **said) == [("", UNCHANGED)]


def test_a_citation_says_that_it_is_retracted(retracted: Brief) -> None:
    first, second = Edition.objects.order_by("number")
    assert first.citation["title"] == "Gas"
    assert (second.citation["title"], second.citation["status"]) == ("Retracted: Gas", "retracted")


def test_what_a_retracted_brief_says_is_not_said_any_more(retracted: Brief) -> None:
    assert Evidence.objects.count() == 1
    assert not Evidence.objects.public().exists()


def test_a_minor_edit_leaves_a_retraction_as_it_is(retracted: Brief) -> None:
    retracted.body = "It was signed!"
    edition = publish(retracted, change=Change.MINOR, at=MAY)
    publication = Publication.objects.get()
    assert publication.retraction == Edition.objects.get(change=Change.RETRACTION)
    assert publication.updated_on == APRIL.date()
    assert edition.citation["status"] == "retracted"


@pytest.mark.parametrize("change", [Change.UPDATE, Change.CORRECTION])
def test_an_update_or_a_correction_ends_a_retraction(retracted: Brief, change: Change) -> None:
    retracted.body = "As we know now: It was signed."
    edition = again(retracted, change=change)
    assert Publication.objects.get().retraction is None
    assert "status" not in edition.citation
    assert Evidence.objects.public().count() == 1
