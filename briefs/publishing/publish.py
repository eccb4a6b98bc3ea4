"""Publishing: a brief in, an edition out, in one transaction."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs.comparing import Effort, share
from briefs.editorial import review, states, versions
from briefs.editorial.rechecks import note_taken_back
from briefs.editorial.transitions import By, Transition, acting
from briefs.models.brief import Brief, State
from briefs.models.edition import Change, Edition
from briefs.models.publication import Publication, Standing
from briefs.models.review import Decision
from briefs.publishing.checklist import address_problems, errors
from briefs.publishing.draft import Draft, compose, differences, retracted
from briefs.publishing.evidence import anchor_all
from briefs.publishing.passages import Layout, layout
from briefs.publishing.problems import NothingToPublish, Problem, PublishRefused
from briefs.search import fulltext, indexing

_LETTERS = re.compile(r"[^\W_]+")  # and digits

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
    return show(prepare(brief, seen=seen, note=note, change=change, at=at), by=by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A brief that is ready to be published: its next edition, and what is said of it.

    `version` is the brief's, `read` how the edition's HTML is laid out, `words` what search finds
    it by, `since` the edition that readers have.
    """

    brief: Brief
    version: int
    draft: Draft
    read: Layout
    words: fulltext.Text
    since: Edition | None
    note: str
    change: Change
    at: dt.datetime | None


def prepare(
    brief: Brief,
    *,
    seen: int | None = None,
    note: str = "",
    change: Change = Change.UPDATE,
    at: dt.datetime | None = None,
) -> Prepared:
    """Render, read and check the next edition of a brief: before any transaction begins, so that
    writers hold the database briefly.

    Raises PublishRefused with all that is wrong with the brief.
    """
    version, note = brief.version, note.strip()
    if seen is not None and not versions.say_the_same(brief, seen, version):
        raise PublishRefused([_saved_since()])
    draft = compose(brief, on=brief.published_on or timezone.localdate(at))
    since = Edition.objects.filter(current_of__brief_key=brief.key).first()
    if problems := errors(draft, at):
        raise PublishRefused(problems + (note_problems(note, change) if since else []))
    draft.edition.share = share_changed(since, draft.edition)
    return Prepared(
        brief=brief,
        version=version,
        draft=draft,
        read=layout(draft.edition.body_html),
        words=fulltext.text_of(draft.edition),
        since=since,
        note=note,
        change=change,
        at=at,
    )


def show(ready: Prepared, *, by: By = None) -> Edition:
    """Put what is prepared on the shelf. Raises PublishRefused and Refused."""
    brief, edition = ready.brief, ready.draft.edition
    try:
        with acting(PUBLISH, brief, by=by, seen=ready.version) as said:
            review.check_four_eyes(brief, by)
            _put_on_the_shelf(ready)
            if edition.change == Change.RETRACTION:
                note_taken_back(brief.key, by=by)
            review.settle(brief, Decision.OVERTAKEN, by=by)
            said |= {"edition": edition.number, "change": edition.change}
    except (versions.SavedSince, Brief.DoesNotExist):
        raise PublishRefused([_saved_since()]) from None
    except (IntegrityError, Publication.DoesNotExist):
        # Another brief may have taken the address since it was checked.
        if problems := list(address_problems(ready.draft)):
            raise PublishRefused(problems) from None
        raise
    return edition


def check_news(ready: Prepared, publication: Publication) -> None:
    """Refuse what would tell readers nothing, or not enough. Raises PublishRefused."""
    _refuse_if_removed(publication)
    before, brief, change = publication.current, ready.brief, ready.change
    if before is None:
        return
    listed = publication.state == Standing.PUBLISHED
    if listed and not is_news(ready.draft.edition, publication, brief, change):
        message = _("Readers see this text already: nothing to publish.")
        raise NothingToPublish([Problem(field="", message=message)])
    if unsaid := note_problems(ready.note, change):
        raise PublishRefused(unsaid)


def _put_on_the_shelf(ready: Prepared) -> None:
    brief, edition = ready.brief, ready.draft.edition
    today = timezone.localdate(ready.at)
    publication = _publication(brief, today)
    check_news(ready, publication)
    before = publication.current
    listed_before = publication.state == Standing.PUBLISHED
    indexed = indexing.values_of(before) if before and listed_before else indexing.NOTHING
    if before != ready.since:  # somebody has published in this moment
        edition.share = share_changed(before, edition)
    # The moment now that nobody else publishes it.
    number(edition, before, note=ready.note, change=ready.change, at=ready.at or timezone.now())
    _save(publication, edition, brief, today)
    indexing.put(edition, ready.words, before=indexed)
    anchor_all(edition, ready.read)
    if brief.version:
        versions.keep_found(brief)
    states.move(brief, State.PUBLISHED)
    # Not `updated_at`: publishing isn't an edit.
    brief.shelved_version = brief.version
    Brief.objects.filter(pk=brief.pk).update(shelved_version=brief.version)


def number(
    edition: Edition, before: Edition | None, *, note: str, change: Change, at: dt.datetime
) -> None:
    """Make it the edition after another one, or the first; saves nothing."""
    edition.number = before.number + 1 if before else 1
    edition.published_at = at
    edition.change = change if before else Change.FIRST
    edition.note = note if before else ""


def share_changed(before: Edition | None, edition: Edition) -> float | None:
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
    if not folded.isascii():
        folded = "".join(char for char in folded if not unicodedata.combining(char))
    return " ".join(_LETTERS.findall(folded)).encode()[:200]


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
    Publication.objects.bulk_create([new_place(brief, today)], ignore_conflicts=True)
    # Alone: joined to its edition, PostgreSQL would give a row that waited for another
    # publisher the edition from before.
    return Publication.objects.select_for_update().get(brief_key=brief.key)


def new_place(brief: Brief, today: dt.date) -> Publication:
    """A place on the shelf for a brief that has none yet; saves nothing."""
    on = brief.published_on or today
    return Publication(brief_key=brief.key, slug=brief.slug, published_on=on, updated_on=on)


def _saved_since() -> Problem:
    message = _("Somebody has saved this brief since: look at it again, then publish.")
    return Problem(field="", message=message)


def is_news(edition: Edition, publication: Publication, brief: Brief, change: Change) -> bool:
    """Whether readers of a publication's current edition would see anything else."""
    # What is retracted stays as it was said: the edition is about it, not another text.
    retracts = change == Change.RETRACTION and publication.retraction_id is None
    renamed = publication.slug != brief.slug
    redated = brief.published_on not in (None, publication.published_on)
    return retracts or renamed or redated or bool(differences(edition, publication.current))


def _save(publication: Publication, edition: Edition, brief: Brief, today: dt.date) -> None:
    """Put the edition on the shelf, at the brief's address, in good standing."""
    cite(publication, edition)
    edition.publication = publication
    edition.save()
    publication.slug = brief.slug
    stand(publication, edition, brief, today)
    publication.title_key = title_key(edition.title)
    publication.save()


def cite(publication: Publication, edition: Edition) -> None:
    """Have the citation of a new edition say so, if it retracts the brief; saves nothing."""
    mends_nothing = edition.change == Change.MINOR and publication.retraction_id
    if edition.change == Change.RETRACTION or mends_nothing:
        edition.citation = retracted(edition.citation, edition.language)


def stand(publication: Publication, edition: Edition, brief: Brief, today: dt.date) -> None:
    """Set how a publication stands with its new edition; saves nothing."""
    change = edition.change
    publication.current = edition
    publication.state = Standing.PUBLISHED
    publication.notice, publication.notice_on, publication.replacement = "", None, None
    publication.published_on = brief.published_on or publication.published_on
    if change != Change.MINOR:  # which moves no date that readers see, and mends no retraction
        publication.updated_on = publication.published_on if change == Change.FIRST else today
        publication.retraction = edition if change == Change.RETRACTION else None
