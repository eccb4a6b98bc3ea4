"""Passages: the words of a line are found, or attached, and how they are said may change."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from briefs.editorial import audit
from briefs.editorial.content import take
from briefs.editorial.neighbours import record_neighbours
from briefs.editorial.versions import editing, lock_brief
from briefs.formats.facts import SAID, Table
from briefs.importing.facts.reading import key_of, value_of
from briefs.importing.facts.stamps import is_edited, stamps_of
from briefs.importing.outcomes import Deed
from briefs.models.address import FormerAddress
from briefs.models.edition import Edition
from briefs.models.evidence import CONTEXT, Evidence
from briefs.models.publication import Publication
from briefs.models.version import Version, Way
from briefs.publishing.evidence import anchor


def lock(said: dict[str, str]) -> None:
    """Keep others from publishing the brief that a line names, before its fact is looked at."""
    if publication := _publication(said.get("brief", "")):
        lock_brief(publication.brief_key)


def take_in(table: Table, claim: Any, said: dict[str, str]) -> Deed:
    """What becomes of the passage of a line, with its fact; unchanged where it has none."""
    if not said.get("passage") and not said.get("exact"):
        return Deed.UNCHANGED
    key = key_of("passage", said["passage"]) if said.get("passage") else None
    known = Evidence.objects.select_related("edition__publication", "attributed_to", "source")
    passage = known.filter(key=key).first() if key else _same(table, claim, said)
    is_new = passage is None
    if passage is None:
        passage = Evidence(**{table.claim: claim}, **({"key": key} if key else {}))
        if Version.objects.of(passage).exists():
            text = _("Somebody has deleted this passage: leave out its key to attach it anew.")
            raise ValidationError({"passage": text})
        _bind(passage, said)
    else:
        _check(table, claim, passage, said)
        now = [each.of(passage) for each in SAID]
        if not is_edited(SAID, said, stamps_of(said)[1], now):
            return Deed.UNCHANGED
    values = {each.field: value_of(each, said[each.name]) for each in SAID if each.name in said}
    values = {name: value for name, value in values.items() if getattr(passage, name) != value}
    if not is_new and not values:
        return Deed.UNCHANGED
    before = None if is_new else take(passage)
    with editing(passage, by=None, way=Way.IMPORT):
        for name, value in values.items():
            setattr(passage, name, value)
        passage.clean_fields()
        passage.save()
    record_neighbours(passage, before, take(passage), by=None)
    audit.record(f"evidence.{'add' if is_new else 'change'}", by=None, about=passage)
    return Deed.CHANGED


def _check(table: Table, claim: Any, passage: Evidence, said: dict[str, str]) -> None:
    """Refuse to let a passage that is there state another fact, or say other words."""
    if getattr(passage, f"{table.claim}_id") != claim.pk:
        raise ValidationError({"passage": _("This passage states another fact.")})
    other_words = said.get("exact", passage.exact) != passage.exact
    if other_words or not _was_there(passage, said):
        text = _("A passage’s words stay: leave out its key to add another passage.")
        raise ValidationError({"exact": text})


def _was_there(passage: Evidence, said: dict[str, str]) -> bool:
    """Whether a passage stands in the edition that a line names, or did in a former one."""
    slug, number = said.get("brief", ""), said.get("edition", "")
    if slug and passage.brief_key != getattr(_publication(slug), "brief_key", None):
        return False
    now = passage.edition.number if passage.edition else None
    known = _number_of(number)
    former = passage.former_anchors.filter(edition__number=known) if known else None
    return number in ("", str(now)) or bool(former and former.exists())


def _same(table: Table, claim: Any, said: dict[str, str]) -> Evidence | None:
    """The passage that a line without key means: of these words, between those that it gives."""
    publication = _publication(said.get("brief", ""))
    if publication is None:
        return None
    known = Evidence.objects.of_brief(publication.brief_key).filter(
        **{table.claim: claim}, exact=said["exact"]
    )
    before, after = _context(said)
    rows = known.select_related("edition__publication", "attributed_to", "source").order_by("pk")
    fit = (row for row in rows if row.prefix.endswith(before) and row.suffix.startswith(after))
    return next(fit, None)


def _bind(passage: Evidence, said: dict[str, str]) -> None:
    """Bind a new passage to the words of the edition that its line names."""
    publication = _publication(said.get("brief", ""))
    editions = Edition.objects.filter(publication=publication)
    number = said.get("edition", "")
    if number:
        known = _number_of(number)
        found = editions.filter(number=known).first() if known else None
    else:
        found = editions.filter(current_of__isnull=False).first()
    if found is None:
        raise ValidationError({"brief": _("There is no such edition of a published brief.")})
    passage.brief_key, passage.exact = found.publication.brief_key, said.get("exact", "")
    passage.prefix, passage.suffix = _context(said)
    if found.erased_at or not passage.exact or not anchor(passage, found):
        text = _("The edition doesn’t have these words once: say what stands before and after.")
        raise ValidationError({"exact": text})


def _number_of(text: str) -> int | None:
    """The number of an edition; None for what can be none."""
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else None


def _context(said: dict[str, str]) -> tuple[str, str]:
    return said.get("prefix", "")[-CONTEXT:], said.get("suffix", "")[:CONTEXT]


def _publication(slug: str) -> Publication | None:
    """The published brief at an address, or at one that leads there."""
    if not slug:
        return None
    rows = Publication.objects.all()
    return rows.filter(slug=slug).first() or FormerAddress.objects.leading_to(rows, slug)
