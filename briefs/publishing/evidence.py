"""Anchoring evidence: passages are found in the edition that readers see."""

from briefs.models.edition import Edition
from briefs.models.evidence import CONTEXT, Evidence
from briefs.publishing.passages import position, spans


def anchor(evidence: Evidence, edition: Edition) -> bool:
    """Bind a passage to an edition if its words stand there exactly once; says whether.

    Changes the object, doesn't save it. A passage that isn't found keeps the edition that
    it had: what was said then stays said there.
    """
    start = position(edition.text, evidence.exact)
    if start is None:
        return False
    end = start + len(evidence.exact)
    evidence.edition = edition
    evidence.prefix = edition.text[max(0, start - CONTEXT) : start]
    evidence.suffix = edition.text[end : end + CONTEXT]
    evidence.spans = spans(edition.body_html, evidence.exact)
    return True


def anchor_all(edition: Edition) -> list[Evidence]:
    """Bind all passages of a brief to its new edition; returns those whose words are gone."""
    passages = list(Evidence.objects.of_brief(edition.publication.brief_key))
    found = [passage for passage in passages if anchor(passage, edition)]
    Evidence.objects.bulk_update(found, ["edition", "prefix", "suffix", "spans"])
    return [passage for passage in passages if passage not in found]
