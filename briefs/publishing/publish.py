"""Publishing: a brief in, an edition out, in one transaction."""

import datetime as dt
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs.comparing import Effort, share
from briefs.editorial import review, states, versions
from briefs.editorial.transitions import By, Transition, acting
from briefs.models.brief import Brief, State
from briefs.models.edition import Change, Edition
from briefs.models.evidence import Evidence
from briefs.models.publication import Publication, Standing
from briefs.models.review import Decision
from briefs.publishing.checklist import (
    address_problems,
    date_problems,
    embargo_problems,
    errors,
)
from briefs.publishing.draft import Draft, compose, differences, retracted
from briefs.publishing.evidence import anchor, anchor_all
from briefs.publishing.passages import Layout, layout
from briefs.publishing.problems import Problem, PublishRefused
from briefs.search import postings

PUBLISH = Transition(
    name="publish",
    label=gettext_lazy("Publish"),
    permission="publish_brief",
    states=states.EVERY,
)


def publish(
    brief: Brief,
    *,
    by: By = None,
    seen: int | None = None,
    note: str = "",
    change: Change = Change.UPDATE,
    at: dt.datetime | None = None,
) -> Edition:
    """Make the next edition of a brief, and show it to readers.

    `note` tells readers what changed, `change` what sort of change it is (the first edition
    has neither, a minor edit needs no note); `at` is the moment of publishing, now by default.
    Edition, postings, text index and evidence change together or not at all. `brief` is as the
    caller has just read or saved it: one that somebody has saved since is refused. `seen` is the
    version that the publisher looked at.

    Raises PublishRefused, which names each field that has to be mended, and Refused.
    """
    PUBLISH.check(by, brief)
    read = brief.version
    if seen is not None and not versions.say_the_same(brief, seen, read):
        raise PublishRefused([_saved_since()])
    note = note.strip()
    # Rendered and read before the transaction begins: writers hold the database briefly.
    draft = check(brief, note=note, change=change, at=at)
    edition = draft.edition
    laid_out = layout(edition.body_html)
    since = Edition.objects.filter(current_of__brief_key=brief.key).first()
    edition.share = _share(since, edition)
    try:
        with acting(PUBLISH, brief, by=by, seen=read) as said:
            review.check_four_eyes(brief, by)
            _put_on_the_shelf(brief, edition, laid_out, since, note=note, change=change, at=at)
            review.settle(brief, Decision.OVERTAKEN, by=by)
            said |= {"edition": edition.number, "change": edition.change}
    except (versions.SavedSince, Brief.DoesNotExist):
        raise PublishRefused([_saved_since()]) from None
    except (IntegrityError, Publication.DoesNotExist):
        # Another brief may have taken the address since it was checked.
        if problems := list(address_problems(draft)):
            raise PublishRefused(problems) from None
        raise
    return edition


def check(
    brief: Brief, *, note: str = "", change: Change = Change.UPDATE, at: dt.datetime | None = None
) -> Draft:
    """The edition that a brief would become at `at`. Raises PublishRefused with all problems."""
    today = timezone.localdate(at)
    draft = compose(brief, on=brief.published_on or today)
    problems = [*errors(draft), *date_problems(brief, today), *embargo_problems(brief, at)]
    if problems:
        again = Publication.objects.filter(brief_key=brief.key, current__isnull=False).exists()
        raise PublishRefused(problems + (note_problems(note, change) if again else []))
    return draft


def _put_on_the_shelf(
    brief: Brief,
    edition: Edition,
    read: Layout,
    since: Edition | None,
    *,
    note: str,
    change: Change,
    at: dt.datetime | None,
) -> None:
    today = timezone.localdate(at)
    publication = _publication(brief, today)
    _refuse_if_removed(publication)
    before = publication.current
    listed_before = publication.state == Standing.PUBLISHED
    indexed = postings.values_of(before) if before and listed_before else postings.NOTHING
    # What is retracted stays as it was said: the edition is about it, not another text.
    retracts = change == Change.RETRACTION and publication.retraction_id is None
    if before and listed_before and not retracts and not _changes(edition, before, brief):
        raise PublishRefused(
            [Problem(field="", message=_("Readers see this text already: nothing to publish."))]
        )
    if before and (unsaid := note_problems(note, change)):
        raise PublishRefused(unsaid)
    if before != since:  # somebody has published in this moment
        edition.share = _share(before, edition)
    edition.number = before.number + 1 if before else 1
    edition.published_at = at or timezone.now()  # now that nobody else publishes it
    edition.change = change if before else Change.FIRST
    edition.note = note if before else ""
    _show(publication, edition, brief, today)
    postings.put(edition, before=indexed)
    anchor_all(edition, read)
    if brief.version:
        versions.keep_found(brief)
    states.move(brief, State.PUBLISHED)
    # Not `updated_at`: publishing isn't an edit.
    brief.shelved_version = brief.version
    Brief.objects.filter(pk=brief.pk).update(shelved_version=brief.version)


def _share(before: Edition | None, edition: Edition) -> float | None:
    """How much of the text changes; None where nobody can say."""
    if before is None or before.erased_at:
        return None
    effort = Effort()
    found = share(zip(before.texts, edition.texts, strict=True), effort)
    return found if effort.sufficed else None


def note_problems(note: str, change: Change) -> list[Problem]:
    """Whether readers of a later edition would be left without a word on what changed."""
    if note.strip() or not change.needs_note:
        return []
    message = _("Say what changed and why: readers see the note. Only a minor edit needs none.")
    return [Problem(field="note", message=message)]


def title_key(title: str) -> bytes:
    """The bytes by which titles are ordered: letters and digits, case and accents folded."""
    folded = unicodedata.normalize("NFKD", title.casefold())
    words = "".join(
        char if char.isalnum() else " " for char in folded if not unicodedata.combining(char)
    )
    return " ".join(words.split()).encode()[:200]


def _refuse_if_removed(publication: Publication) -> None:
    """A removed brief doesn't come back as long as any of its editions has a text."""
    if publication.state != Standing.REMOVED:
        return
    if publication.editions.filter(erased_at__isnull=True).exists():
        message = _(
            "Its removed editions would come back to readers: erase them first, "
            "or write a new brief."
        )
        raise PublishRefused([Problem(field="", message=message)])


def _publication(brief: Brief, today: dt.date) -> Publication:
    """The brief's place on the shelf, locked; made where it has none."""
    on = brief.published_on or today
    Publication.objects.bulk_create(
        [Publication(brief_key=brief.key, slug=brief.slug, published_on=on, updated_on=on)],
        ignore_conflicts=True,
    )
    # Alone: joined to its edition, PostgreSQL would give a row that waited for another
    # publisher the edition from before.
    return Publication.objects.select_for_update().get(brief_key=brief.key)


def _saved_since() -> Problem:
    message = _("Somebody has saved this brief since: look at it again, then publish.")
    return Problem(field="", message=message)


def _changes(edition: Edition, before: Edition, brief: Brief) -> bool:
    shelf = before.publication
    renamed = shelf.slug != brief.slug
    redated = brief.published_on not in (None, shelf.published_on)
    return renamed or redated or bool(differences(edition, before))


def _show(publication: Publication, edition: Edition, brief: Brief, today: dt.date) -> None:
    """Put the edition on the shelf, at the brief's address, in good standing."""
    if edition.change == Change.RETRACTION or (
        edition.change == Change.MINOR and publication.retraction_id
    ):
        edition.citation = retracted(edition.citation, edition.language)
    edition.publication = publication
    edition.save()
    publication.slug = brief.slug
    _stand(publication, edition, brief, today)
    publication.title_key = title_key(edition.title)
    publication.save()


def _stand(publication: Publication, edition: Edition, brief: Brief, today: dt.date) -> None:
    """Set how a publication stands with its new edition; saves nothing."""
    change = edition.change
    publication.current = edition
    publication.state = Standing.PUBLISHED
    publication.notice, publication.notice_on, publication.replacement = "", None, None
    publication.published_on = brief.published_on or publication.published_on
    if change != Change.MINOR:  # which moves no date that readers see, and mends no retraction
        publication.updated_on = publication.published_on if change == Change.FIRST else today
        publication.retraction = edition if change == Change.RETRACTION else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What publishing would show readers: an edition and its place on the shelf, none saved.

    `former` are the editions before it, `stood` how the brief stands now, if readers know it;
    `changes` says whether they would see anything new, `problems` what keeps it from being
    published.
    """

    edition: Edition
    passages: list[Evidence]
    former: list[Edition]
    stood: str | None
    changes: bool
    problems: list[Problem]


def foresee(
    brief: Brief,
    passages: Iterable[Evidence],
    *,
    note: str = "",
    change: Change = Change.UPDATE,
) -> Foreseen:
    """What `publish` would make of a brief now, and of those of its passages that are given.

    A renamed brief stays at the address that readers know, so that links from it lead somewhere.
    """
    today, now = timezone.localdate(), timezone.now()
    draft = compose(brief, on=brief.published_on or today)
    edition = draft.edition
    shelf = Publication.objects.select_related("current").filter(brief_key=brief.key)
    publication = shelf.filter(current__isnull=False).first()
    if publication is None:
        on = brief.published_on or today
        publication = Publication(
            brief_key=brief.key, slug=brief.slug, published_on=on, updated_on=on
        )
    before = publication.current
    changes = True
    if before:
        before.publication = publication
        retracts = change == Change.RETRACTION and publication.retraction_id is None
        changes = retracts or _changes(edition, before, brief)
    edition.number = before.number + 1 if before else 1
    edition.published_at = now
    edition.change = change if before else Change.FIRST
    edition.note = note.strip() if before else ""
    edition.share = _share(before, edition)
    edition.publication = publication
    stood = publication.state if before else None
    former = list(publication.editions.told()) if before else []
    _stand(publication, edition, brief, today)
    read = layout(edition.body_html)
    return Foreseen(
        edition=edition,
        passages=[passage for passage in passages if anchor(passage, edition, read)],
        former=former,
        stood=stood,
        changes=changes,
        problems=errors(draft) + date_problems(brief, today),
    )
