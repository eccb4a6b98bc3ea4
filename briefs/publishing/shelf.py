"""Leaving the shelf: withdrawn, archived, replaced, removed; and erasing an edition's text."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from briefs.editorial.audit import record
from briefs.models.amendment import Amendment
from briefs.models.brief import Brief, State
from briefs.models.edition import Edition
from briefs.models.posting import SearchText
from briefs.models.publication import Publication, Standing
from briefs.search import postings


class NotOnTheShelf(Exception):
    """The brief isn't published, so it can't leave the shelf."""

    def __init__(self) -> None:
        super().__init__(_("This brief is not published: there is nothing to take back."))


class NoReplacement(Exception):
    """Readers can't be led on to this one."""

    def __init__(self) -> None:
        super().__init__(_("Choose another brief that readers can open in place of this one."))


class ReasonMissing(Exception):
    """Readers are owed a reason, and none was given."""

    def __init__(self) -> None:
        super().__init__(_("Say why: readers see the reason."))


def withdraw(brief: Brief, *, reason: str) -> Publication:
    """Take a brief out of lists and search; its text stays readable under the reason."""
    return _leave(brief, Standing.WITHDRAWN, reason=reason)


def remove(brief: Brief, *, reason: str) -> Publication:
    """Take a brief away altogether; its address says that it is gone, and why."""
    return _leave(brief, Standing.REMOVED, reason=reason)


def archive(brief: Brief) -> Publication:
    """Keep a brief readable, but out of lists and search."""
    return _leave(brief, Standing.ARCHIVED)


def replace(brief: Brief, *, by: Publication) -> Publication:
    """Lead readers of a brief on to the one that replaces it."""
    return _leave(brief, Standing.REPLACED, by=by)


@transaction.atomic
def erase(edition: Edition, *, by: AbstractBaseUser, reason: str) -> None:
    """Erase what an edition says, where the law demands it; number and date stay.

    With it go the passages that quote it and whatever search keeps of it; the brief at the
    desk stays. Logged with who and why. A current edition must leave the shelf first.
    """
    if not reason.strip():
        raise ReasonMissing
    publication = Publication.objects.select_for_update().get(pk=edition.publication_id)
    check_erasable(edition, publication)
    erased = Edition.objects.filter(pk=edition.pk, erased_at=None).update(
        erased_at=timezone.now(),
        **dict.fromkeys(("title", "summary", "note", "body_markdown", "body_html", "text"), ""),
        **{name: [] for name in ("key_points", "contents", "sources")},
        **{name: {} for name in ("card", "citation")},
    )
    if not erased:
        raise AlreadyErased
    # What quotes the edition goes, too: evidence without its words would say nothing.
    edition.evidence.all().delete()
    Amendment.objects.filter(edition=edition).update(note="", reason="")
    if publication.current_id == edition.pk:
        Publication.objects.filter(pk=publication.pk).update(title_key=b"")
        SearchText.objects.filter(publication=publication).delete()
    record(
        "edition.erase",
        by=by,
        about=edition,
        brief=str(publication.brief_key),
        number=edition.number,
        reason=reason.strip(),
    )


def check_erasable(edition: Edition, publication: Publication) -> None:
    """Raise what `erase` would: StillCurrent, AlreadyErased."""
    if edition.erased_at:
        raise AlreadyErased
    if publication.state == Standing.PUBLISHED and publication.current_id == edition.pk:
        raise StillCurrent


class AlreadyErased(Exception):
    """There is nothing left to erase."""

    def __init__(self) -> None:
        super().__init__(_("This edition is erased already."))


class StillCurrent(Exception):
    """The edition is what readers see now."""

    def __init__(self) -> None:
        super().__init__(_("Readers see this edition now: remove the brief first, then erase."))


@transaction.atomic
def _leave(
    brief: Brief, standing: Standing, *, reason: str = "", by: Publication | None = None
) -> Publication:
    if standing in (Standing.WITHDRAWN, Standing.REMOVED) and not reason.strip():
        raise ReasonMissing
    # Both in one order, so that two editors who replace one by the other don't lock each other.
    shelf = Publication.objects.select_for_update().order_by("pk")
    locked = list(shelf.filter(Q(brief_key=brief.key) | Q(pk=by.pk if by else None)))
    publication = next((row for row in locked if row.brief_key == brief.key), None)
    if publication is None or publication.current is None:
        raise NotOnTheShelf
    if publication.state == Standing.REMOVED:  # publishing alone brings it back
        raise NotOnTheShelf
    if by and not any(row != publication and row.state in row.READABLE for row in locked):
        raise NoReplacement
    if publication.state == Standing.PUBLISHED:
        postings.drop(publication.current)
    publication.state = standing
    publication.notice = reason.strip()
    publication.notice_on = timezone.localdate()
    publication.replacement = by
    publication.save()
    brief.state = State(standing.value)
    Brief.objects.filter(pk=brief.pk).update(state=brief.state)
    return publication
