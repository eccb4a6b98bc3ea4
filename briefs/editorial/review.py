"""Review: a brief is shown to colleagues, who approve it or send it back, before readers see it."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs.editorial import states, versions
from briefs.editorial.content import CannotRestore, put_back, text_of
from briefs.editorial.transitions import By, Refused, Transition, acting
from briefs.models.brief import Brief, State
from briefs.models.people import called
from briefs.models.publication import Publication
from briefs.models.review import Decision, Review
from briefs.models.version import Version, Way

SUBMIT = Transition(
    name="submit",
    label=gettext_lazy("Ask for review"),
    permission="change_brief",
    states=frozenset({State.DRAFT}),
)
TAKE_BACK = Transition(
    name="take_back",
    label=gettext_lazy("Take back"),
    permission="change_brief",
    states=frozenset({State.REVIEW}),
)
ASSIGN = Transition(
    name="assign",
    label=gettext_lazy("Assign a reviewer"),
    permission="review_brief",
    states=frozenset({State.REVIEW}),
)
APPROVE = Transition(
    name="approve",
    label=gettext_lazy("Approve"),
    permission="review_brief",
    states=frozenset({State.REVIEW}),
)
SEND_BACK = Transition(
    name="send_back",
    label=gettext_lazy("Send back"),
    permission="review_brief",
    states=frozenset({State.REVIEW}),
)
DISCARD = Transition(
    name="discard",
    label=gettext_lazy("Discard the draft"),
    permission="change_brief",
    states=frozenset({State.DRAFT, State.REVIEW, State.SCHEDULED}),
)
HAND_OVER = Transition(
    name="hand_over",
    label=gettext_lazy("Hand over"),
    permission="edit_every_brief",
    states=states.EVERY,
)
type Check = Callable[[Brief], None]

# What a text has to be before colleagues look at it: each raises Refused. The floor above, which
# renders texts, puts its checklist here (`BriefsConfig.ready`).
READY: list[Check] = []

STEPS = (SUBMIT, TAKE_BACK, ASSIGN, APPROVE, SEND_BACK, DISCARD, HAND_OVER)


class Missing(Refused):
    """Something that the step needs isn't there; `field` is what has to be filled in."""


class NothingToDecide(Refused):
    """No review is open."""

    def __init__(self) -> None:
        super().__init__(_("This very text is approved already."))


class OwnText(Refused):
    """Two pairs of eyes are asked for, and there was one."""


class NothingToDiscard(Refused):
    """Readers have no text that the draft could be given up for."""


def submit(
    brief: Brief,
    *,
    by: By = None,
    seen: int | None = None,
    reviewer: AbstractBaseUser | None = None,
    note: str = "",
) -> Review:
    """Ask for a review, of one colleague or of whoever comes first.

    A draft is saved with anything missing; here the rules bind. Raises Refused and SavedSince.
    """
    looked_at = check_ready(brief, by=by)  # before the transaction: it renders the text
    seen = looked_at if seen is None else seen
    return open_review(brief, by=by, seen=seen, reviewer=reviewer, note=note)


def open_review(
    brief: Brief, *, by: By, seen: int, reviewer: AbstractBaseUser | None = None, note: str = ""
) -> Review:
    """What `submit` does to a brief that has been found ready. Raises Refused and SavedSince."""
    with acting(SUBMIT, brief, by=by, seen=seen) as said:
        _check_reviewer(reviewer)
        states.move(brief, State.REVIEW)
        said |= _named(reviewer)
        return Review.objects.create(
            brief_key=brief.key,
            version=brief.version,
            requested_by=_person(by),
            reviewer=reviewer,  # type: ignore[misc]
            note=note.strip(),
        )


def check_ready(brief: Brief, *, by: By = None) -> int:
    """The version of a brief that is found ready to be shown to colleagues. Raises Refused."""
    saved = Brief.objects.get(pk=brief.pk)
    SUBMIT.check(by, saved)
    for check in READY:
        check(saved)
    return saved.version


def take_back(brief: Brief, *, by: By = None, seen: int | None = None) -> None:
    """Make a brief in review a draft again. Raises Refused."""
    with acting(TAKE_BACK, brief, by=by, seen=seen):
        states.move(brief, State.DRAFT)
        settle(brief, Decision.TAKEN_BACK, by=by)


def assign(
    brief: Brief, *, reviewer: AbstractBaseUser | None, by: By = None, seen: int | None = None
) -> None:
    """Say who is to review; None lets whoever comes first. Raises Refused."""
    with acting(ASSIGN, brief, by=by, seen=seen) as said:
        _check_reviewer(reviewer)
        if not Review.objects.of(brief).open().update(reviewer=reviewer):
            raise NothingToDecide
        said |= _named(reviewer)


def approve(brief: Brief, *, by: By = None, seen: int | None = None) -> None:
    """Put on record that the text may go to readers as it stands. Raises Refused.

    The brief stays in review until it is published; an edit of its text asks for review anew.
    """
    with acting(APPROVE, brief, by=by, seen=seen):
        if settings.FOUR_EYES and wrote_alone(brief, by):
            raise OwnText(_("You alone wrote this text: somebody else has to approve it."))
        if not settle(brief, Decision.APPROVED, by=by):
            raise NothingToDecide


def send_back(brief: Brief, *, reasons: str, by: By = None, seen: int | None = None) -> None:
    """Make it a draft again, and say what has to be mended. Raises Refused."""
    with acting(SEND_BACK, brief, by=by, seen=seen):
        if not reasons.strip():
            text = _("Say why: whoever wrote it has to know what to mend.")
            raise Missing(text, field="reasons")
        states.move(brief, State.DRAFT)
        if not settle(brief, Decision.RETURNED, by=by, reasons=reasons.strip()):
            _return_approved(brief, by=by, reasons=reasons.strip())


def discard(brief: Brief, *, by: By = None, seen: int | None = None) -> None:
    """Give up a draft: the brief says again what readers see, and that is a new version.

    Passages of evidence stay as they are. Its review ends, and so does its schedule, which
    is its state. Raises Refused.
    """
    with acting(DISCARD, brief, by=by, seen=seen) as said:
        shelf = Publication.objects.filter(brief_key=brief.key, current__isnull=False).first()
        if shelf is None:
            raise NothingToDiscard(_("Readers see nothing of it yet: delete the brief instead."))
        said["to"] = brief.shelved_version
        _put_back_shelved(brief, by=by)
        settle(brief, Decision.TAKEN_BACK, by=by)
        states.move(brief, State(shelf.state), why=_("the draft was discarded"))
        Brief.objects.filter(pk=brief.pk).update(shelved_version=brief.version)
        brief.refresh_from_db()


def hand_over(
    brief: Brief, *, to: AbstractBaseUser, by: By = None, seen: int | None = None
) -> None:
    """Make the brief somebody else's: an author sees and edits their own. Raises Refused."""
    with acting(HAND_OVER, brief, by=by, seen=seen) as said:
        brief.owner = to  # type: ignore[assignment]
        Brief.objects.filter(pk=brief.pk).update(owner=to)
        said["to"] = to.get_username()


def settle(brief: Brief, decision: Decision, *, by: By, reasons: str = "") -> int:
    """Close the open review, if there is one; how many that were."""
    return (
        Review.objects.of(brief)
        .open()
        .update(
            decision=decision,
            decided_by=_person(by),
            decided_at=timezone.now(),
            decided_version=brief.version,
            reasons=reasons,
        )
    )


def check_four_eyes(brief: Brief, by: By) -> None:
    """Where FOUR_EYES asks for it: nobody sends to readers what they alone wrote.

    Raises OwnText unless somebody else wrote, too, or approved this very text.
    """
    if not settings.FOUR_EYES or not wrote_alone(brief, by):
        return
    if not Review.objects.approvals(brief).exclude(decided_by=by.pk if by else None).exists():
        raise OwnText(
            _("You alone wrote this text: ask for a review, and let somebody else approve it.")
        )


def wrote_alone(brief: Brief, by: By) -> bool:
    """Whether all versions since the last edition are this person's."""
    if by is None:
        return False
    written = Version.objects.of(brief).exclude(way__in=(Way.CASCADE, Way.FOUND))
    written = written.filter(number__gt=_last_shelved(brief))
    return set(written.values_list("by", flat=True)) == {by.pk}


def reviewers() -> QuerySet[AbstractBaseUser]:
    """Who may be asked for a review."""
    people = get_user_model().objects.with_perm("briefs.review_brief")
    return people.filter(is_staff=True).order_by("username")


def _last_shelved(brief: Brief) -> int:
    """The version that readers have; below all others where they have none."""
    shelved = Publication.objects.filter(brief_key=brief.key, current__isnull=False).exists()
    return brief.shelved_version if shelved else -1


def _check_reviewer(reviewer: AbstractBaseUser | None) -> None:
    if reviewer is not None and not reviewer.has_perm(  # type: ignore[attr-defined]
        "briefs.review_brief"
    ):
        text = _("%(name)s may not review: choose somebody else.")
        raise Missing(text % {"name": called(reviewer)}, field="reviewer")


def _return_approved(brief: Brief, *, by: By, reasons: str) -> None:
    """Nothing is open: what was approved is sent back after all."""
    last = Review.objects.of(brief).first()
    Review.objects.create(
        brief_key=brief.key,
        version=brief.version,
        requested_by=last.requested_by if last else None,
        reviewer=last.reviewer if last else None,
        decision=Decision.RETURNED,
        decided_by=_person(by),  # type: ignore[misc]
        decided_at=timezone.now(),
        decided_version=brief.version,
        reasons=reasons,
    )


def _put_back_shelved(brief: Brief, *, by: By) -> None:
    shelved = versions.at(brief, brief.shelved_version)
    if shelved is None:
        text = _("What readers see isn't among the versions: mend the draft by hand.")
        raise NothingToDiscard(text)
    note = _("draft discarded")
    try:
        with versions.editing(brief, by=by, way=Way.RESTORED, note=note):
            put_back(brief, text_of(shelved.content))
    except CannotRestore as refusal:
        raise NothingToDiscard(str(refusal)) from refusal


def _person(by: By) -> AbstractBaseUser | None:
    return by if isinstance(by, AbstractBaseUser) else None


def _named(reviewer: AbstractBaseUser | None) -> dict[str, str]:
    return {"reviewer": reviewer.get_username()} if reviewer else {}
