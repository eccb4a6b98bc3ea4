"""First editions of new briefs, many at a time: what `publish` does for one, for imports."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from briefs.editorial import audit
from briefs.models.brief import Brief
from briefs.models.edition import Change, Edition
from briefs.models.inserting import insert, take_numbers
from briefs.models.publication import Publication
from briefs.publishing.publish import new_place, number, title_key
from briefs.search import indexing
from briefs.search.fulltext import Text


@dataclass(frozen=True, kw_only=True)
class First:
    """A brief that was saved just now, the edition that it becomes, and its words for search."""

    brief: Brief
    edition: Edition
    text: Text


def publish_first(firsts: Sequence[First]) -> None:
    """Put new briefs on the shelf, in the transaction that has made them, as published.

    The caller has checked them (`checklist.errors`); nothing can quote them yet, and nobody
    can have reviewed them.
    """
    now = timezone.now()
    today = timezone.localdate(now)
    publications = [new_place(first.brief, today) for first in firsts]
    for publication, first in zip(publications, firsts, strict=True):
        publication.title_key = title_key(first.edition.title)
    take_numbers(publications)
    insert(publications)
    for publication, first in zip(publications, firsts, strict=True):
        number(first.edition, None, note="", change=Change.FIRST, at=now)
        first.edition.pk, first.edition.publication = None, publication
    editions = [first.edition for first in firsts]
    insert(editions)
    theirs = Edition.objects.filter(publication=OuterRef("pk"), number=1)
    Publication.objects.filter(pk__among=[publication.pk for publication in publications]).update(
        current=Subquery(theirs.values("pk"))
    )
    indexing.put_first(editions, [first.text for first in firsts])
    insert(
        audit.entry(
            "brief.publish",
            by=None,
            about=first.brief,
            version=first.brief.version,
            edition=first.edition.number,
            change=first.edition.change,
        )
        for first in firsts
    )
