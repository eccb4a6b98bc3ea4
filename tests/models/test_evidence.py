"""Evidence: one passage states one claim, and readers see only what they can open."""

from typing import Any
from urllib.parse import unquote

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from briefs.models import Brief, Event, Evidence, Milestone, Position, Publication
from briefs.models.claims import firmest
from briefs.models.evidence import Assertion
from briefs.models.life import status_of
from briefs.publishing import archive, publish, remove, replace, withdraw
from tests.factories import (
    again,
    make_actor,
    make_agreement,
    make_brief,
    make_event,
    make_evidence,
    make_milestone,
    published,
)


@pytest.fixture
def milestone(db: None) -> Milestone:
    """A claim."""
    return make_milestone(date="2014")


@pytest.fixture
def brief(milestone: Milestone) -> Brief:
    """A draft that states the claim."""
    brief = make_brief(slug="gas", body="The accord, signed in well-known 2014, holds.")
    make_evidence(brief, exact="signed in well-known 2014", milestone=milestone)
    return brief


@pytest.mark.django_db
@pytest.mark.parametrize("claims", [(), ("milestone", "event")], ids=["no claim", "two claims"])
def test_evidence_states_exactly_one_claim(claims: tuple[str, ...]) -> None:
    rows: dict[str, Any] = {"milestone": make_milestone(), "event": make_event()}
    stated = {name: rows[name] for name in claims}
    brief = make_brief()
    with pytest.raises(ValidationError, match="Evidence states one claim: choose exactly one"):
        Evidence(brief_key=brief.key, exact="Some words.", **stated).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_evidence(brief, **stated)


def test_evidence_quotes_words(milestone: Milestone) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_evidence(make_brief(), exact="", milestone=milestone)


def test_evidence_knows_its_claim(brief: Brief, milestone: Milestone) -> None:
    assert Evidence.objects.get().claim == milestone


def test_a_drafts_passage_is_not_public(brief: Brief) -> None:
    assert not Evidence.objects.public().exists()
    assert not Milestone.objects.shown().exists()
    assert Evidence.objects.of_brief(brief.key).exists()
    assert Evidence.objects.get().get_absolute_url() == ""


def test_a_published_passage_is_public(brief: Brief, milestone: Milestone) -> None:
    publish(brief)
    assert list(Milestone.objects.shown()) == [milestone]


def test_an_archived_briefs_passage_stays_public(brief: Brief) -> None:
    publish(brief)
    archive(brief)
    assert Milestone.objects.shown().exists()


def test_a_withdrawn_briefs_passage_is_not_public_until_it_is_back(brief: Brief) -> None:
    publish(brief)
    withdraw(brief, reason="Wrong.")
    assert not Evidence.objects.public().exists()
    assert not Milestone.objects.shown().exists()
    again(brief)
    assert Milestone.objects.shown().exists()


def test_a_removed_briefs_passage_is_not_public(brief: Brief) -> None:
    publish(brief)
    remove(brief, reason="Judgment 7/2026.")
    assert not Evidence.objects.public().exists()
    assert not Milestone.objects.shown().exists()


def test_a_replaced_briefs_passage_is_not_public(brief: Brief) -> None:
    publish(brief)
    replace(brief, successor=published().publication)
    assert not Milestone.objects.shown().exists()


def test_a_claim_shows_its_public_passages_alone(brief: Brief, milestone: Milestone) -> None:
    publish(brief)
    make_evidence(make_brief(), milestone=milestone)
    (shown,) = Milestone.objects.shown()
    assert [passage.exact for passage in shown.evidence.all()] == ["signed in well-known 2014"]


@pytest.mark.django_db
def test_each_noun_shows_only_claims_of_its_own() -> None:
    brief = make_brief()
    office = Position.objects.create(holder=make_actor(), title="Envoy")
    event = make_event()
    make_evidence(brief, position=office)
    publish(brief)
    make_evidence(make_brief(), event=event)
    assert list(Position.objects.shown()) == [office]
    assert list(Event.objects.shown()) == []


def test_a_passage_links_to_its_words_in_its_edition(brief: Brief) -> None:
    publish(brief)
    passage = Evidence.objects.public().get()
    address, _, fragment = passage.get_absolute_url().partition("#")
    anchor, _, directive = fragment.partition(":~:text=")
    assert address == "/briefs/gas/editions/1/"
    assert anchor == passage.anchor
    assert unquote(directive) == passage.exact
    assert not set(directive) & set("-,&")  # these mean something else in a text directive


def test_a_passage_links_to_the_edition_that_says_it_by_its_new_address(brief: Brief) -> None:
    publish(brief)
    brief.slug, brief.body = "natural-gas", "Other words."
    again(brief)
    url = Evidence.objects.public().get().get_absolute_url()
    assert url.startswith("/briefs/natural-gas/editions/1/#")


@pytest.mark.django_db
@pytest.mark.parametrize("assertion", [each for each in Assertion if each != Assertion.STATED])
def test_what_is_not_stated_as_done_never_counts_as_status(assertion: Assertion) -> None:
    agreement = make_agreement()
    brief = make_brief()
    make_evidence(brief, milestone=make_milestone(agreement, date="2014", status="signed"))
    later = make_milestone(agreement, date="2023", status="completed")
    make_evidence(brief, milestone=later, assertion=assertion)
    publish(brief)
    assert status_of([], list(Milestone.objects.shown())) == "signed"


@pytest.mark.django_db
def test_what_the_text_says_no_longer_never_counts_as_status() -> None:
    agreement, brief = make_agreement(), make_brief(body="Signed in 2014. In force since 2016.")
    for exact, stage in (("Signed in 2014", "signed"), ("In force since 2016", "in-force")):
        milestone = make_milestone(agreement, date=exact[-4:], status=stage)
        make_evidence(brief, exact=exact, milestone=milestone)
    publish(brief)
    assert status_of([], list(Milestone.objects.shown())) == "in-force"
    brief.body = "Signed in 2014."
    again(brief)
    assert Milestone.objects.shown().count() == 2
    assert status_of([], list(Milestone.objects.shown())) == "signed"


@pytest.mark.django_db
def test_an_agreement_that_nothing_states_has_no_status() -> None:
    agreement = make_agreement()
    make_milestone(agreement, date="2014")
    assert status_of([], list(agreement.milestones.prefetch_related("evidence"))) is None
    assert status_of([], []) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stages", "status"),
    [
        pytest.param([("2014", "signed"), ("2016", "ratified")], "ratified", id="later date"),
        pytest.param([("2016", "suspended"), ("2014", "completed")], "suspended", id="any order"),
        pytest.param([("2014", "signed"), ("2014", "in-force")], "in-force", id="same date"),
        pytest.param([("", "completed"), ("2014", "signed")], "signed", id="undated is oldest"),
    ],
)
def test_the_status_is_the_latest_stage(stages: list[tuple[str, str]], status: str) -> None:
    agreement, brief = make_agreement(), make_brief()
    for date, stage in stages:
        make_evidence(brief, milestone=make_milestone(agreement, date=date, status=stage))
    publish(brief)
    assert status_of([], list(Milestone.objects.shown())) == status


def test_a_claim_is_as_firm_as_its_firmest_passage(brief: Brief, milestone: Milestone) -> None:
    Evidence.objects.update(assertion=Assertion.DENIED)
    make_evidence(brief, milestone=milestone, assertion=Assertion.PROMISED)
    assert firmest(milestone) == Assertion.PROMISED
    assert Publication.objects.count() == 0
