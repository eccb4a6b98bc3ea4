"""Facts that changed under published briefs: who rests on them is told.

A claim is changed or deleted with the noun that it belongs to; a brief that states it, too, is
taken back. Either way other briefs go on saying what they said.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, Q
from django.utils import timezone

from briefs.editorial.content import Content, filled
from briefs.editorial.shapes import EVIDENCE, SHAPES, RowList
from briefs.editorial.versions import By
from briefs.models.evidence import CLAIMS, NAMED_BY, Evidence
from briefs.models.names import Versioned
from briefs.models.publication import Publication
from briefs.models.recheck import Recheck, Why

_NO_CLAIM = {"slug", "description", "names"}  # of an event: what no passage states


def note_change(noun: Versioned, before: Content, after: Content | None, *, by: By) -> int:
    """Have the published briefs looked at again that state a claim which is changed or gone.

    In the transaction that changed the noun; `after` is None where it was deleted. Says how many
    briefs those are. No query where no claim that a passage states differs.
    """
    if not SHAPES[type(noun)].claims or not before:
        return 0
    changed: dict[str, str] = {}  # passages by key, each with its claim
    for key, passage in before["rows"].get(EVIDENCE, {}).items():
        claim = next(passage[name] for name in CLAIMS if passage.get(name))
        if _claim(noun, before, claim) != _claim(noun, after, claim):
            changed[key] = claim
    if not changed:
        return 0
    as_before = _changed_back(noun, after, changed)
    found = [
        Recheck(
            brief_key=passage["brief_key"],
            passage_key=key,
            why=Why.CHANGED if _claim(noun, after, claim) is not None else Why.DELETED,
            fact=_in_words(noun, before, claim),
        )
        for key, claim in changed.items()
        if key not in as_before
        for passage in [before["rows"][EVIDENCE][key]]
    ]
    return _note(_published(found), by=by)


def note_taken_back(brief_key: UUID, *, by: By) -> int:
    """Have the other published briefs looked at again that state what a brief taken back stated."""
    stated = Evidence.objects.filter(brief_key=brief_key, edition__isnull=False)
    claims = [Q(**{f"{claim}__in": stated.order_by().values(claim)}) for claim in CLAIMS]
    same = Q(*claims, _connector=Q.OR)
    others = Evidence.objects.public().filter(same).exclude(brief_key=brief_key)
    rechecks = [
        Recheck(
            brief_key=passage.brief_key,
            passage_key=passage.key,
            why=Why.RETRACTED,
            fact=said(passage.claim),
        )
        for passage in others.select_related(*NAMED_BY)
    ]
    return _note(rechecks, by=by)


def settle(rechecks: Iterable[Recheck], *, by: By) -> None:
    """Somebody has looked at them."""
    numbers = [recheck.pk for recheck in rechecks]
    Recheck.objects.open().filter(pk__in=numbers).update(done_at=timezone.now(), done_by=_name(by))


def said(claim: Model) -> str:
    """A claim in words, after the name of what it belongs to."""
    for name in ("agreement", "holder", "successor"):
        if owner := getattr(claim, name, None):
            return f"{owner}: {claim}"[:300]
    return str(claim)[:300]


def _claim(noun: Versioned, content: Content | None, key: str) -> dict[str, Any] | None:
    """What a content says for a claim; None where it has none of this key."""
    if content is None:
        return None
    if key == str(noun.key):  # an event is its own claim
        return {name: value for name, value in content["fields"].items() if name not in _NO_CLAIM}
    rows = (_rows(content, name).get(key) for name in SHAPES[type(noun)].rows)
    return next((row for row in rows if row is not None), None)


def _rows(content: Content, name: str) -> dict[str, Any]:
    rows: dict[str, Any] = content["rows"].get(name, {})
    return rows


def _in_words(noun: Versioned, content: Content, key: str) -> str:
    if key == str(noun.key):
        return said(filled(type(noun), content["fields"]))
    for name, rows in SHAPES[type(noun)].rows.items():
        if values := _rows(content, name).get(key):
            return said(_row(noun, rows, values))
    return str(noun)


def _row(noun: Versioned, rows: RowList, values: dict[str, Any]) -> Model:
    row = filled(rows.model, values, rows.parent)
    setattr(row, rows.parent, noun)
    return row


def _changed_back(noun: Versioned, after: Content | None, changed: dict[str, str]) -> set[str]:
    """The passages whose claim says again what it said: nobody has to look any more."""
    if after is None:
        return set()
    waiting = Recheck.objects.open().filter(why=Why.CHANGED, passage_key__in=changed)
    back = {
        recheck.pk: str(recheck.passage_key)
        for recheck in waiting
        if recheck.fact == _in_words(noun, after, changed[str(recheck.passage_key)])
    }
    Recheck.objects.filter(pk__in=back).delete()
    return set(back.values())


def _published(rechecks: list[Recheck]) -> list[Recheck]:
    """Those of briefs that readers see and the institute stands by."""
    shelf = Publication.objects.filter(
        brief_key__in={recheck.brief_key for recheck in rechecks},
        current__isnull=False,
        state__in=Publication.VOUCHED,
        retraction=None,
    )
    keys = {str(key) for key in shelf.values_list("brief_key", flat=True)}
    unseen = Evidence.objects.filter(
        key__in=[recheck.passage_key for recheck in rechecks], edition=None
    )
    waiting = {str(key) for key in unseen.values_list("key", flat=True)}
    return [
        recheck
        for recheck in rechecks
        if str(recheck.brief_key) in keys and str(recheck.passage_key) not in waiting
    ]


def _note(rechecks: list[Recheck], *, by: By) -> int:
    for recheck in rechecks:
        recheck.who = _name(by)
    # One that waits already keeps what the fact said at first.
    Recheck.objects.bulk_create(rechecks, ignore_conflicts=True)
    return len({str(recheck.brief_key) for recheck in rechecks})


def _name(by: By) -> str:
    return by.get_username() if isinstance(by, AbstractBaseUser) else ""
