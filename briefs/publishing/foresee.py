"""Foreseeing: what publishing would show readers, for previews; nothing is saved."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from briefs.models.brief import Brief
from briefs.models.edition import Change, Edition
from briefs.models.evidence import Evidence
from briefs.models.publication import Publication
from briefs.models.shelved import editions_of
from briefs.publishing.checklist import errors
from briefs.publishing.draft import compose
from briefs.publishing.evidence import became, settle
from briefs.publishing.passages import layout
from briefs.publishing.problems import Problem
from briefs.publishing.publish import cite, is_news, new_place, number, share_changed, stand
from briefs.publishing.surroundings import Surroundings


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
        publication = new_place(brief, today)
    before = publication.current
    changes = is_news(edition, publication, brief, change)
    number(edition, before, note=note.strip(), change=change, at=now)
    edition.share = share_changed(before, edition)
    edition.publication = publication
    stood = publication.state if before else None
    former = editions_of(publication) if before else []
    cite(publication, edition)
    stand(publication, edition, brief, today)
    text = Surroundings(layout(edition.body_html), edition.language)
    found = became(list(passages), text, filter(None, [before]))
    return Foreseen(
        edition=edition,
        passages=[passage for passage, what in found if settle(passage, what, edition, text)],
        former=former,
        stood=stood,
        changes=changes,
        problems=errors(draft),
    )
