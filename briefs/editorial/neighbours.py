"""Nouns that a passage of evidence joins: a brief that says it, and the noun whose claim it states.

What changes passages at one of them changes what the others say, too; so they get a version.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from briefs.editorial.content import Content
from briefs.editorial.shapes import BELONGS, EVIDENCE, owner_of
from briefs.editorial.versions import By, lock, record
from briefs.models.brief import Brief
from briefs.models.evidence import CLAIMS, Evidence
from briefs.models.names import Versioned
from briefs.models.version import Way

Passages = dict[str, dict[str, Any]]


def record_neighbours(
    but: Versioned, before: Content | None, after: Content | None, *, by: By
) -> None:
    """Versions of what changed with a noun's passages: the passages, and what they belong to.

    In the transaction that changed the noun, once its own version is kept.
    """
    old, new = _passages(but, before), _passages(but, after)
    keys = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    said = [passages[key] for passages in (old, new) for key in keys if key in passages]
    # A passage or a draft is called by its own words: who may not read it learns none of them.
    note = "" if isinstance(but, Brief | Evidence) else str(but)
    passages = Evidence.objects.filter(key__in=keys).order_by("pk")
    for noun in (*passages, *_joined_by(said)):
        if noun.key != but.key:
            lock(noun)
            record(noun, by=by, way=Way.CASCADE, note=note)


def _passages(noun: Versioned, content: Content | None) -> Passages:
    if content is None:
        return {}
    if isinstance(noun, Evidence):
        return {str(noun.key): content["fields"]}
    passages: Passages = content["rows"].get(EVIDENCE, {})
    return passages


def _joined_by(passages: Iterable[dict[str, Any]]) -> Iterator[Versioned]:
    """The briefs, and the nouns of the claims, in one order: so none waits for another in turn."""
    rows = list(passages)
    briefs = {row["brief_key"] for row in rows}
    yield from Brief.objects.filter(key__in=briefs).order_by("pk")
    found: dict[tuple[str, int], Versioned] = {}
    for claim in CLAIMS:
        keys = {row[claim] for row in rows if row.get(claim)}
        model: Any = Evidence._meta.get_field(claim).related_model
        claims = model._default_manager.filter(key__in=keys)
        for row in claims.select_related(BELONGS[model][1]) if model in BELONGS else claims:
            owner = owner_of(row)
            found[owner._meta.model_name or "", owner.pk] = owner
    yield from (found[place] for place in sorted(found))
