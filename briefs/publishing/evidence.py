"""Anchoring evidence: passages are found in the edition that readers see."""

from collections.abc import Iterable

from briefs.models.edition import Edition
from briefs.models.evidence import CONTEXT, Evidence
from briefs.models.publication import Publication
from briefs.publishing.passages import Layout, layout, position


def anchor(evidence: Evidence, edition: Edition, read: Layout | None = None) -> bool:
    """Bind a passage to an edition if its words stand there exactly once; says whether.

    Changes the object, doesn't save it. A passage that isn't found keeps the edition that
    it had: what was said then stays said there. `read` is the layout of the edition's HTML,
    for whoever has it already: reading it is the greater part of the work.
    """
    read = read or layout(edition.body_html)
    start = position(read.text, evidence.exact)
    if start is None:
        return False
    end = start + len(evidence.exact)
    evidence.edition = edition
    evidence.prefix = read.text[max(0, start - CONTEXT) : start]
    evidence.suffix = read.text[end : end + CONTEXT]
    evidence.spans = read.spans(start, end)
    return True


def anchor_all(edition: Edition, read: Layout) -> None:
    """Bind all passages of a brief to its new edition, but for those whose words are gone."""
    passages = Evidence.objects.of_brief(edition.publication.brief_key)
    found = [passage for passage in passages if anchor(passage, edition, read)]
    Evidence.objects.bulk_update(found, ["edition", "prefix", "suffix", "spans"])


def anchor_again(briefs: Iterable[object]) -> None:
    """Bind passages that no edition has to what readers see of their briefs, where it has them."""
    unbound = Evidence.objects.filter(brief_key__in=list(briefs), edition=None)
    shelf = Publication.objects.filter(
        brief_key__in=unbound.values("brief_key"), current__erased_at=None
    )
    for publication in shelf.select_related("current"):
        if publication.current:
            read = layout(publication.current.body_html)
            passages = unbound.filter(brief_key=publication.brief_key)
            found = [row for row in passages if anchor(row, publication.current, read)]
            Evidence.objects.bulk_update(found, ["edition", "prefix", "suffix", "spans"])
