"""Review: asked for, assigned, approved, sent back, taken back; drafts discarded, four eyes."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.utils import timezone
from pytest_django.fixtures import Settings

from briefs.editorial import review, versions
from briefs.editorial.review import Missing, NothingToDecide, NothingToDiscard, OwnText
from briefs.editorial.roles import establish
from briefs.editorial.transitions import NotAllowed, WrongState
from briefs.editorial.versions import SavedSince
from briefs.models import Brief, Edition, Entry, Evidence, Review, Version, Way
from briefs.publishing import NotReady, publish, withdraw
from tests.factories import brief_of, make_brief, make_evidence, make_milestone, published, save

pytestmark = pytest.mark.django_db


def member(role: str, name: str = "") -> User:
    establish(Group, Permission)
    user = User.objects.create_user(name or role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def anna() -> User:
    """An author."""
    return member("author", "anna")


@pytest.fixture
def boris() -> User:
    """An editor."""
    return member("editor", "boris")


@pytest.fixture
def chen() -> User:
    """A publisher."""
    return member("publisher", "chen")


@pytest.fixture
def brief(anna: User) -> Brief:
    """Anna's draft."""
    brief = make_brief(owner=anna)
    save(brief, by=anna, body="Gas flows.")
    return brief


def state(brief: Brief) -> str:
    return Brief.objects.get(pk=brief.pk).state


def test_an_author_asks_and_a_colleague_approves_that_very_text(
    brief: Brief, anna: User, boris: User
) -> None:
    review.submit(brief, by=anna, seen=brief.version, reviewer=boris, note=" Please. ")
    assert state(brief) == "review"

    review.approve(brief, by=boris, seen=brief.version)

    (row,) = Review.objects.all()
    assert (row.requested_by, row.reviewer, row.note) == (anna, boris, "Please.")
    assert (row.decision, row.decided_by, row.decided_version) == ("approved", boris, 1)
    assert state(brief) == "review"
    assert [entry.action for entry in Entry.objects.order_by("pk")] == [
        "brief.submit",
        "brief.approve",
    ]
    with pytest.raises(NothingToDecide):
        review.approve(brief, by=boris)


@pytest.mark.parametrize("field", ["title", "summary", "body"])
def test_the_rules_bind_when_a_review_is_asked_for_and_point_at_the_field(
    brief: Brief, anna: User, field: str
) -> None:
    save(brief, by=anna, **{field: " "})
    with pytest.raises(NotReady) as refusal:
        review.submit(brief, by=anna)
    assert refusal.value.field == field
    assert (state(brief), Review.objects.count()) == ("draft", 0)


def test_what_would_block_the_publishing_blocks_the_review(brief: Brief, anna: User) -> None:
    save(brief, by=anna, body="[Gas](/nowhere/) and ![](/media/none.webp)")
    with pytest.raises(NotReady) as refusal:
        review.submit(brief, by=anna)
    assert {problem.field for problem in refusal.value.problems} == {"body"}
    assert len(refusal.value.problems) >= 2
    assert state(brief) == "draft"


def test_what_time_alone_mends_stops_no_review(brief: Brief, anna: User) -> None:
    later = timezone.now() + dt.timedelta(days=9)
    save(brief, by=anna, embargo_until=later, published_on=later.date())
    review.submit(brief, by=anna)
    assert state(brief) == "review"


def test_a_later_edition_needs_no_note_to_be_reviewed(brief: Brief, anna: User) -> None:
    publish(brief)
    save(brief, by=anna, body="Gas flows again.")
    review.submit(brief, by=anna)
    assert state(brief) == "review"


def test_nobody_decides_on_a_text_that_they_have_not_seen(
    brief: Brief, anna: User, boris: User
) -> None:
    review.submit(brief, by=anna)
    save(brief, by=anna, body="Gas doesn't flow.")
    with pytest.raises(SavedSince):
        review.approve(brief, by=boris, seen=1)
    with pytest.raises(SavedSince):
        review.send_back(brief, by=boris, seen=1, reasons="Too short.")
    assert Review.objects.open().count() == 1


def test_a_passage_of_evidence_is_no_other_text(brief: Brief, anna: User, boris: User) -> None:
    review.submit(brief, by=anna)
    review.approve(brief, by=boris, seen=1)
    make_evidence(brief, milestone=make_milestone())
    versions.record(brief, by=boris, way=Way.CASCADE)
    assert brief.version == 2
    assert Review.objects.approvals(brief).get() == Review.objects.get()
    with pytest.raises(NothingToDecide):  # and not SavedSince
        review.approve(brief, by=boris, seen=1)


def test_an_edit_of_an_approved_text_asks_the_same_people_again(
    brief: Brief, anna: User, boris: User
) -> None:
    review.submit(brief, by=anna)
    review.approve(brief, by=boris)
    save(brief, by=anna, body="Gas doesn't flow.")
    assert not Review.objects.approvals(brief).exists()
    waiting = Review.objects.open().get()
    assert (waiting.requested_by, waiting.reviewer) == (anna, boris)
    review.approve(brief, by=boris, seen=brief.version)
    assert Review.objects.approvals(brief).exists()


def test_sent_back_needs_a_reason_which_the_author_is_told(
    brief: Brief, anna: User, boris: User
) -> None:
    review.submit(brief, by=anna)
    with pytest.raises(Missing) as refusal:
        review.send_back(brief, by=boris, reasons=" ")
    assert refusal.value.field == "reasons"
    review.send_back(brief, by=boris, reasons="Too short.")
    assert state(brief) == "draft"
    assert Review.objects.get().reasons == "Too short."


def test_what_was_approved_can_still_be_sent_back(brief: Brief, anna: User, boris: User) -> None:
    review.submit(brief, by=anna)
    review.approve(brief, by=boris)
    review.send_back(brief, by=boris, reasons="On second thoughts.")
    assert [row.decision for row in Review.objects.of(brief)] == ["returned", "approved"]


def test_an_author_takes_back(brief: Brief, anna: User) -> None:
    review.submit(brief, by=anna)
    review.take_back(brief, by=anna)
    assert (state(brief), Review.objects.get().decision) == ("draft", "taken back")
    with pytest.raises(WrongState) as refusal:
        review.take_back(brief, by=anna)
    assert str(refusal.value) == "“Take back” can't be done: the brief's state is “draft”."


def test_who_reviews_must_be_allowed_to(brief: Brief, anna: User, boris: User) -> None:
    with pytest.raises(Missing) as refusal:
        review.submit(brief, by=anna, reviewer=anna)
    assert refusal.value.field == "reviewer"
    review.submit(brief, by=anna)
    with pytest.raises(NotAllowed):
        review.approve(brief, by=anna)
    with pytest.raises(NotAllowed):
        review.assign(brief, by=anna, reviewer=boris)
    review.assign(brief, by=boris, reviewer=boris)
    assert list(Review.objects.open().filter(reviewer=boris)) == [Review.objects.get()]


def test_an_author_acts_on_their_own_briefs_alone(brief: Brief) -> None:
    other = member("author", "other")
    with pytest.raises(NotAllowed):
        review.submit(brief, by=other)
    assert state(brief) == "draft"


def test_a_discarded_draft_says_again_what_readers_see(
    brief: Brief, anna: User, chen: User
) -> None:
    publish(brief, by=chen)
    save(brief, by=anna, body="Rumours.", slug="rumours")
    make_evidence(brief, milestone=make_milestone())
    assert state(brief) == "draft"

    review.discard(brief, by=anna, seen=brief.version)

    found = Brief.objects.get(pk=brief.pk)
    assert (found.body, found.state) == ("Gas flows.", "published")
    assert found.slug != "rumours"
    assert found.shelved_version == found.version == brief.version
    assert Evidence.objects.count() == 1
    assert Version.objects.of(brief).get(number=2).content["fields"]["body"] == "Rumours."


def test_discarding_keeps_what_the_shelf_says_of_it(brief: Brief, anna: User, chen: User) -> None:
    publish(brief, by=chen)
    withdraw(brief, by=chen, reason="Wrong.")
    save(brief, by=anna, body="Anew.")
    review.submit(brief, by=anna)
    review.discard(brief, by=anna)
    assert (state(brief), Review.objects.get().decision) == ("withdrawn", "taken back")


def test_a_draft_that_readers_never_saw_is_deleted_and_not_discarded(
    brief: Brief, anna: User
) -> None:
    with pytest.raises(NothingToDiscard) as refusal:
        review.discard(brief, by=anna)
    assert str(refusal.value) == "Readers see nothing of it yet: delete the brief instead."


def test_a_draft_of_what_was_published_from_a_fixture_is_discarded_too(anna: User) -> None:
    brief = brief_of(published(owner=anna))
    save(brief, by=anna, body="Anew.")
    review.discard(brief, by=anna)
    assert (brief.body, state(brief)) == ("Some words.", "published")


def test_a_draft_goes_on_when_its_brief_leaves_the_shelf(
    brief: Brief, anna: User, chen: User
) -> None:
    publish(brief, by=chen)
    save(brief, by=anna, body="Anew.")
    withdraw(brief, by=chen, reason="Wrong.")
    assert state(brief) == "draft"


def test_an_object_read_long_ago_sets_no_state_back(brief: Brief, anna: User) -> None:
    stale = Brief.objects.get(pk=brief.pk)
    review.submit(brief, by=anna)
    stale.title = "Anew"
    stale.save()
    assert state(brief) == "review"


def test_a_brief_is_handed_over(brief: Brief, anna: User, boris: User) -> None:
    other = member("author", "other")
    with pytest.raises(NotAllowed):
        review.hand_over(brief, by=anna, to=other)
    review.hand_over(brief, by=boris, to=other)
    assert Brief.objects.get().owner == other


class TestFourEyes:
    @pytest.fixture(autouse=True)
    def four_eyes(self, settings: Settings) -> None:
        settings.FOUR_EYES = True

    def test_nobody_publishes_what_they_alone_wrote(self, chen: User) -> None:
        brief = make_brief(owner=chen)
        save(brief, by=chen, body="Gas flows.")
        with pytest.raises(OwnText) as refusal:
            publish(brief, by=chen)
        assert str(refusal.value) == (
            "You alone wrote this text: ask for a review, and let somebody else approve it."
        )
        review.submit(brief, by=chen)
        with pytest.raises(OwnText):
            review.approve(brief, by=chen)
        assert not Edition.objects.exists()

    def test_a_colleague_s_approval_counts_for_that_very_text(
        self, chen: User, boris: User
    ) -> None:
        brief = make_brief(owner=chen)
        save(brief, by=chen, body="Gas flows.")
        review.submit(brief, by=chen)
        review.approve(brief, by=boris)
        save(brief, by=chen, body="Gas doesn't flow.")
        with pytest.raises(OwnText):
            publish(brief, by=chen)
        review.approve(brief, by=boris)
        make_evidence(brief, milestone=make_milestone())
        versions.record(brief, by=chen, way=Way.CASCADE)
        assert publish(brief, by=chen).number == 1

    def test_what_somebody_else_wrote_is_published(self, brief: Brief, chen: User) -> None:
        assert publish(brief, by=chen).number == 1
        save(brief, by=chen, body="Anew.")
        with pytest.raises(OwnText):
            publish(brief, by=chen, note="Anew.")


def test_publishing_without_a_review_ends_one_that_was_asked_for(
    brief: Brief, anna: User, chen: User
) -> None:
    review.submit(brief, by=anna)
    publish(brief, by=chen)
    assert Review.objects.get().decision == "overtaken"


@pytest.mark.parametrize("role", ["author", "editor"])
def test_who_may_not_publish_is_told_so(brief: Brief, role: str) -> None:
    who = member(role, "somebody")
    with pytest.raises(NotAllowed) as refusal:
        publish(brief, by=who)
    assert str(refusal.value) == f"You may not do this: “Publish” of “{brief}”."
