"""Amending a change note: what readers are told of an edition, told anew, and on record."""

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils.translation import gettext as _

from briefs.editorial.audit import record
from briefs.models.amendment import Amendment
from briefs.models.edition import Change, Edition
from briefs.models.people import called
from briefs.models.publication import Publication
from briefs.publishing.problems import Problem
from briefs.publishing.publish import note_problems
from briefs.publishing.shelf import AlreadyErased


class NoNote(Exception):
    """The first edition of a brief says nothing of changes."""

    def __init__(self) -> None:
        super().__init__(_("The first edition has no note: it changes nothing."))


class AmendmentRefused(Exception):
    """A note can't be amended so; `problems` says why, field by field."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = problems


@transaction.atomic
def amend(edition: Edition, *, note: str, reason: str, by: AbstractUser, seen: int) -> Amendment:
    """Tell readers of an edition something else than its note, or than its last amendment.

    `seen` is the number of amendments that the editor knows of: if there are more, somebody
    else has amended the note since, and nothing is written. `reason` and who it was stay at
    the desk; readers see the note, when it was amended, and what it said before.
    """
    note, reason = note.strip(), reason.strip()
    # What erases an edition holds the same row.
    publication = Publication.objects.select_for_update().get(pk=edition.publication_id)
    known = Edition.objects.only("number", "change", "note", "erased_at").get(pk=edition.pk)
    check_amendable(known)
    problems = _problems(known, note, seen)
    if not reason:
        message = _("Say why the note is amended: the desk keeps it on record.")
        problems.append(Problem(field="reason", message=message))
    if problems:
        raise AmendmentRefused(problems)
    amendment = Amendment.objects.create(
        edition=edition,
        number=seen + 1,
        note=note,
        reason=reason,
        by_name=called(by),
    )
    # No words: those may have to be erased, and the log can't be.
    record(
        "edition.amend",
        by=by,
        about=edition,
        brief=str(publication.brief_key),
        number=edition.number,
        amendment=amendment.number,
    )
    return amendment


def check_amendable(edition: Edition) -> None:
    """Raise what `amend` would: AlreadyErased, NoNote."""
    if edition.erased_at:
        raise AlreadyErased
    if edition.change == Change.FIRST:
        raise NoNote


def _problems(edition: Edition, note: str, seen: int) -> list[Problem]:
    """What is wrong with a note, in the place of the one that readers see."""
    said = edition.told_notes
    if len(said) - 1 != seen:
        message = _(
            "Somebody has amended this note since you opened it. It now says: “%(note)s” "
            "What you wrote is still here; save it again to put it in that one's place."
        )
        return [Problem(field="note", message=message % {"note": said[0].text})]
    if problems := note_problems(note, Change(edition.change)):
        return problems
    if note == said[0].text:
        return [Problem(field="note", message=_("Readers see this note already."))]
    return []
