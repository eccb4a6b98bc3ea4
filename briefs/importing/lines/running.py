"""Running: lines taken in, chunk by chunk; each has an outcome, and none stops the others."""

import gc
import sqlite3
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from functools import partial
from typing import IO

from django.db import IntegrityError, OperationalError, connection, reset_queries, transaction

from briefs.editorial.transitions import Refused
from briefs.editorial.versions import SavedSince
from briefs.importing.lines.changing import change, unchanged
from briefs.importing.lines.making import How, Ready, make, taken_addresses
from briefs.importing.lines.preparing import SELDOM, Unread, prepared, with_database
from briefs.importing.lines.shape import LineRefused
from briefs.importing.outcomes import Deed, Outcome
from briefs.models.brief import Brief
from briefs.publishing import Problem, PublishRefused, publish
from briefs.search import rebuilding

_TRIES = 3
_IN_THE_WAY = (IntegrityError, OperationalError)
# While lines come in: SQLite's pages in memory (in KiB, so the sign), and those that its log has
# before they go where they belong. Rows fall all over the database, and the next lines write most
# of these pages again.
_PRAGMAS = {"cache_size": -64 * 1024, "wal_autocheckpoint": 16_000}


def run(file: IO[bytes], how: How, *, processes: int = 1) -> Generator[Outcome, None, None]:
    """Take in the lines of a file, with constant memory; an outcome for each, as they come.

    Stopped at any moment and run again, it goes on: what is there already is unchanged.
    """
    if how.publish:
        with suppress(rebuilding.NotMadeYet):  # an index that is made later has all lines, too
            rebuilding.make_if_small(None)  # else each chunk adds to it from here on
    with closing(_Seen()) as seen, _collecting_seldom(), _many_pages():
        for chunk in prepared(file, publish=how.publish, processes=processes):
            yield from _take_in(chunk, how, seen)
            reset_queries()  # with DEBUG, Django keeps thousands, and these are long
        yield from _publish_waiting(seen, how)


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Look for garbage less often, until the end."""
    usual = gc.get_threshold()
    gc.set_threshold(SELDOM, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@contextmanager
def _many_pages() -> Iterator[None]:
    """Let SQLite keep more of the database in memory, and more in its log."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        usual = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in _PRAGMAS}
    _set(_PRAGMAS)
    try:
        yield
    finally:
        _set(usual)


def _set(pragmas: Mapping[str, int]) -> None:
    with connection.cursor() as cursor:
        for name, value in pragmas.items():
            cursor.execute(f"PRAGMA {name} = {value}")


class _Seen:
    """The slugs of a file, on disk for the sake of memory; and those that wait for its end."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("")  # a file of its own, gone with it
        self._rows.execute("CREATE TABLE seen (slug PRIMARY KEY, number, waits) WITHOUT ROWID")

    def before(self, slug: str, number: int) -> int | None:
        """The number of an earlier line with this slug; remembers it where there is none."""
        found = self._rows.execute("SELECT number FROM seen WHERE slug = ?", [slug]).fetchone()
        if found:
            return int(found[0])
        self._rows.execute("INSERT INTO seen VALUES (?, ?, 0)", [slug, number])
        return None

    def waits(self, slug: str) -> None:
        """Keep in mind that it is to be published in the end."""
        self._rows.execute("UPDATE seen SET waits = 1 WHERE slug = ?", [slug])

    def waiting(self) -> Iterator[tuple[str, int]]:
        """The slugs that are to be published in the end, with their numbers."""
        query = "SELECT slug, number FROM seen WHERE waits ORDER BY number"
        yield from self._rows.execute(query)

    def close(self) -> None:
        self._rows.close()


def _take_in(chunk: Iterable[Ready | Unread], how: How, seen: _Seen) -> Iterator[Outcome]:
    wanted: list[Ready] = []
    for each in chunk:
        if isinstance(each, Unread):
            yield _refused(each.number, each.problems)
        elif before := seen.before(each.line.brief.slug, each.line.number):
            message = f"Line {before} has this slug already: give each brief its own."
            yield _refused(each.line.number, [Problem(field="slug", message=message)])
        else:
            wanted.append(each)
    there = _there(wanted)
    new = [each for each in wanted if each.line.brief.slug not in there]
    if how.publish:
        new = [with_database(each) if each.first is None else each for each in new]
    yield from _make(new, how, seen)
    yield from _change([each for each in wanted if each.line.brief.slug in there], how)


def _there(ready: Iterable[Ready]) -> set[str]:
    slugs = [each.line.brief.slug for each in ready]
    return set(Brief.objects.filter(slug__among=slugs).values_list("slug", flat=True))


def _make(ready: list[Ready], how: How, seen: _Seen) -> Iterator[Outcome]:
    """Make what isn't there yet, in one transaction."""
    fit, outcomes = _fit(ready)
    yield from outcomes
    try:
        late = _tried(lambda: _made(fit, how))
    except _IN_THE_WAY as error:
        yield from _make_singly(fit, how, seen, error)
        return
    for each in fit:
        slug, number = each.line.brief.slug, each.line.number
        if slug in late:
            continue
        if each.later and how.publish:
            seen.waits(slug)
        else:
            yield Outcome(number=number, deed=Deed.MADE)
    yield from _change([each for each in fit if each.line.brief.slug in late], how)


def _tried[T](do: Callable[[], T]) -> T:
    """Do something, again where another import or an editor was at the same rows."""
    for _try in range(_TRIES - 1):
        with suppress(*_IN_THE_WAY):
            return do()
    return do()


def _make_singly(ready: list[Ready], how: How, seen: _Seen, error: Exception) -> Iterator[Outcome]:
    """Line by line, to find the one that the database doesn't take."""
    if len(ready) > 1:
        for each in ready:
            yield from _make([each], how, seen)
        return
    message = f"The database refuses it: {error}"
    for each in ready:
        yield _refused(each.line.number, [Problem(field="", message=message)])


def _fit(ready: list[Ready]) -> tuple[list[Ready], list[Outcome]]:
    """Those that can be made, and why the others can't."""
    taken = taken_addresses(each.line.brief.slug for each in ready)
    fit, refused = [], []
    for each in ready:
        problems = [] if each.later else list(each.problems)
        if problem := taken.get(each.line.brief.slug):
            problems.append(problem)
        if problems:
            refused.append(_refused(each.line.number, problems))
        else:
            fit.append(each)
    return fit, refused


def _made(ready: list[Ready], how: How) -> set[str]:
    """Make briefs; the slugs of those that somebody else has made in this moment."""
    with transaction.atomic():
        late = _there(ready)
        new = [each for each in ready if each.line.brief.slug not in late]
        if new:
            make(new, how)
        transaction.set_rollback(how.dry_run)
    return late


def _change(ready: list[Ready], how: How) -> Iterator[Outcome]:
    """Bring up to date what is there already."""
    same = unchanged([each.line for each in ready], how) if ready else set()
    for each in ready:
        number = each.line.number
        if each.line.brief.slug in same:
            yield Outcome(number=number, deed=Deed.UNCHANGED)
            continue
        try:
            changed = _tried(partial(change, each.line, how))
        except PublishRefused as refused:
            yield _refused(number, refused.problems)
        except LineRefused as refused:
            yield _refused(number, refused.problems)
        except (Refused, SavedSince, Brief.DoesNotExist, *_IN_THE_WAY) as error:
            yield _refused(number, [Problem(field="", message=str(error))])
        else:
            yield Outcome(number=number, deed=Deed.CHANGED if changed else Deed.UNCHANGED)


def _publish_waiting(seen: _Seen, how: How) -> Iterator[Outcome]:
    """Publish what links to briefs that later lines have made; one that can't be stays a draft."""
    for slug, number in seen.waiting():
        try:
            if not how.dry_run:
                _tried(partial(_publish, slug))
        except PublishRefused as refused:
            yield _refused(number, refused.problems)
        except (Refused, Brief.DoesNotExist, *_IN_THE_WAY) as error:
            yield _refused(number, [Problem(field="", message=str(error))])
        else:
            yield Outcome(number=number, deed=Deed.MADE)


def _publish(slug: str) -> None:
    publish(Brief.objects.get(slug=slug))


def _refused(number: int, problems: Sequence[Problem]) -> Outcome:
    return Outcome(number=number, deed=Deed.REFUSED, problems=problems)
