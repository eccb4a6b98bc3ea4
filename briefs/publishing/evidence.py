"""Anchoring evidence: passages are found in the edition that readers see."""

from briefs.models.edition import Edition
from briefs.models.evidence import CONTEXT, Evidence
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
