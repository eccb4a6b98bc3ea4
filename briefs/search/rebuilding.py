"""Rebuilding: the whole index made anew from the editions, while people read and publish.

It is made on the side that nobody reads, some publications at a time, by their numbers, each batch
in a short transaction that begins by locking the index's row. After each, the new side is an exact
index of all publications up to the number `reached`, and publishing keeps it so (`indexing`). When
none is left, one more short transaction lets readers read the new side. Killed at any moment, it
goes on from there: readers have the old index until then. Two that do it at once share the work.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from briefs.models.edition import Edition
from briefs.models.posting import MAKING, IndexVersion, Posting
from briefs.models.publication import Publication, Standing
from briefs.search import fulltext, indexing

SMALL = 500  # publications whose index is made while the first reader waits: under a second
BATCH = 500  # publications, or fewer where they say more than so many characters:
_TEXT = 1_000_000
GRACE = 20  # seconds for which the old side is left to those who have begun to read it


class NotMadeYet(Exception):
    """There is no index yet, and it takes too long to have a reader wait for it."""


class Stage(Enum):
    """What a step of rebuilding did."""

    EMPTYING = "clearing"
    INDEXING = "indexing"
    SWITCHED = "in use"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far the new index is: how many publications this step took in."""

    stage: Stage
    taken: int = 0


def state() -> IndexVersion:
    """How the index stands; nothing where nobody has asked for it yet."""
    return IndexVersion.objects.filter(name="postings").first() or IndexVersion()


def rebuild(*, anyway: bool = False) -> Iterator[Step]:
    """Make the index anew where it is missing or old, or anyway; step by step, each short.

    Goes on where one that was begun has stopped. The index before is left over (`clear`).
    """
    with transaction.atomic():
        row = IndexVersion.objects.locked()
        if row.building != MAKING:
            if row.is_current and not anyway:
                return
            row.building, row.reached, row.emptied = 0, 0, False
            row.save(update_fields=["building", "reached", "emptied"])
    if not row.building:
        for _emptied in _emptying(row.other_side):
            yield Step(stage=Stage.EMPTYING)
        # Unless somebody else has begun meanwhile, or even ended.
        same = IndexVersion.objects.filter(pk=row.pk, made=row.made, building=0, emptied=False)
        same.update(building=MAKING, reached=0)
    while (row := _now(row)).building == MAKING:
        if not (batch := _batch(row)):
            if _switch(row):
                yield Step(stage=Stage.SWITCHED)
                return
        elif _take_in(row, batch):
            yield Step(stage=Stage.INDEXING, taken=len(batch))


def clear() -> Iterator[Step]:
    """Clear away what is left of the index before, once nobody can be reading it any more."""
    row = state()
    if row.building or row.emptied or time.time() < row.made / 1e6 + GRACE:
        return
    for _emptied in _emptying(row.other_side):
        yield Step(stage=Stage.EMPTYING)
    IndexVersion.objects.filter(pk=row.pk, made=row.made, building=0).update(emptied=True)


def go_on(_now: Any = None) -> Iterator[Step]:
    """What the worker does: make the index where it lacks or is old, go on, clear what is left."""
    yield from rebuild()
    yield from clear()


def make_if_small(row: IndexVersion | None) -> IndexVersion:
    """The index as this release makes it, made at once where that is quick, else an older one.

    Raises NotMadeYet where there is none and it takes long.
    """
    if len(_listed().values_list("pk")[: SMALL + 1]) <= SMALL:
        for _step in rebuild():
            pass
        row = state()
    if row is None or not row.version:
        raise NotMadeYet
    return row


def total() -> int:
    """How many publications an index has."""
    return _listed().count()


def taken() -> int:
    """How many of them a new index has that was begun."""
    return _listed().filter(pk__lte=state().reached).count()


def share() -> float:
    """How much of the new index is there: from 0 to 1."""
    last = _listed().aggregate(last=Max("pk"))["last"] or 0
    return min(1.0, state().reached / last) if last else 1.0


def editions(**which: Any) -> QuerySet[Edition]:
    """What an index is made of: the editions that lists show, by the numbers of publications."""
    listed = Edition.objects.filter(current_of__state=Standing.PUBLISHED, **which)
    read = ("kind", "language", "card", "title", "summary", "text", "publication__published_on")
    return listed.select_related("publication").only(*read).order_by("publication_id")


def _listed() -> QuerySet[Publication]:
    return Publication.objects.listed().order_by()


def _emptying(side: int) -> Iterator[None]:
    """Empty the side that is neither read nor made, as long as that is so."""
    tables = _steps_of_emptying(side)
    while True:
        with transaction.atomic():
            row = IndexVersion.objects.locked()
            if row.building or row.other_side != side or next(tables, True):
                return
        yield


def _steps_of_emptying(side: int) -> Iterator[None]:
    yield from fulltext.emptying(side)
    postings = Posting.objects.filter(side=side)
    while batch := list(postings.values_list("pk", flat=True)[:2000]):
        Posting.objects.filter(pk__in=batch).delete()
        yield


def _now(row: IndexVersion) -> IndexVersion:
    """The row now, as long as that index is still being made."""
    now = state()
    return now if now.made == row.made else IndexVersion()


def _batch(row: IndexVersion) -> list[Edition]:
    """The next editions to be taken in."""
    found: list[Edition] = []
    size = 0
    for edition in editions(publication__gt=row.reached)[:BATCH].iterator(50):
        found.append(edition)
        size += len(edition.text)
        if size > _TEXT:
            break
    return found


def _take_in(row: IndexVersion, batch: list[Edition]) -> bool:
    """Write a batch into the new side; False where somebody else has done so meanwhile.

    What takes time comes before the transaction. Where something was published in this moment, it
    is done again within.
    """
    first, last = row.reached + 1, batch[-1].publication_id
    ready, known = _ready(row, batch), {*map(_identity, batch)}
    with transaction.atomic():
        now = IndexVersion.objects.locked()
        if (now.building, now.made, now.reached) != (MAKING, row.made, row.reached):
            return False
        rows = _listed().filter(pk__range=(first, last))
        current = {*rows.values_list("pk", "current", "published_on")}
        if current != known:
            ready = _ready(row, editions(publication__in=[number for number, *_rest in current]))
        ready.store(now)
        now.reached = last
        now.save(update_fields=["reached"])
    return True


def _ready(row: IndexVersion, batch: Iterable[Edition]) -> indexing.New:
    return indexing.New(row.other_side, [(each, fulltext.text_of(each)) for each in batch])


def _identity(edition: Edition) -> tuple[int, int, Any]:
    return edition.publication_id, edition.pk, edition.publication.published_on


def _switch(row: IndexVersion) -> bool:
    """Let readers read the new side, unless something was published behind what it has."""
    with transaction.atomic():
        now = IndexVersion.objects.locked()
        if (now.building, now.made, now.reached) != (MAKING, row.made, row.reached):
            return False
        if _listed().filter(pk__gt=now.reached).exists():
            return False
        # The present microsecond: above every version before, of this index or of one restored.
        now.version = now.made = max(now.version + 1, time.time_ns() // 1000)
        now.side, now.making, now.building, now.reached = now.other_side, MAKING, 0, 0
        now.emptied = False
        now.save()
    return True
