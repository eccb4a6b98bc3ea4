"""Preparing: lines read and rendered by several processes, before the database is asked."""

import itertools
import logging
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context, parent_process
from typing import IO

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.dummy.base import DatabaseWrapper

from briefs.importing.lines.making import Ready
from briefs.importing.lines.reading import read
from briefs.importing.lines.shape import Line, LineRefused, refusal
from briefs.publishing.checklist import moment_problems, of_itself
from briefs.publishing.draft import Draft, edition_of, show_body
from briefs.publishing.first import First
from briefs.publishing.problems import Problem
from briefs.publishing.rendering import render
from briefs.search.fulltext import text_of

LONGEST_LINE = 8 * 2**20  # bytes
_MOST_LINES, _MOST_BYTES = 400, 4 * 2**20  # of a chunk, in memory several times over

type Chunk = list[tuple[int, bytes | None]]  # numbered lines; None is one that is too long


class Unread:
    """A line that can't be taken in, as it came."""

    def __init__(self, number: int, problems: list[Problem]) -> None:
        self.number, self.problems = number, problems


type Prepared = list[Ready | Unread]


def chunks(file: IO[bytes]) -> Iterator[Chunk]:
    """The lines of a file, some at a time; empty ones aside."""
    chunk: Chunk = []
    size = 0
    for number, raw in _numbered(file):
        chunk.append((number, raw))
        size += len(raw or b"")
        if len(chunk) == _MOST_LINES or size > _MOST_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def prepared(file: IO[bytes], *, publish: bool, processes: int) -> Iterator[Prepared]:
    """The lines of a file, ready for the database, in order and some at a time."""
    rest = chunks(file)
    first = list(itertools.islice(rest, 2))
    waiting = itertools.chain(first, rest)
    if processes < 1 or len(first) < 2:  # starting processes takes a second
        yield from map(partial(_prepare, publish=publish), waiting)
        return
    with ProcessPoolExecutor(processes, get_context("spawn"), initializer=django.setup) as pool:
        yield from _in_pool(pool, partial(_apart, publish=publish), waiting, processes + 2)


def with_database(ready: Ready) -> Ready:
    """The same, with what only the database knows of a text: images, links to this site."""
    return _rendered(ready.line)


def _numbered(file: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    for number in itertools.count(1):
        raw = file.readline(LONGEST_LINE + 1)
        if not raw:
            return
        whole = len(raw) <= LONGEST_LINE
        while not raw.endswith(b"\n") and (more := file.readline(LONGEST_LINE)):
            raw = more  # the rest of a line that is too long
        if number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        if raw.strip() or not whole:
            yield number, raw if whole else None


def _in_pool(
    pool: ProcessPoolExecutor,
    prepare: Callable[[Chunk], Prepared],
    waiting: Iterator[Chunk],
    most: int,
) -> Iterator[Prepared]:
    """As many chunks under way as keep the processes busy, and no more."""
    under_way = deque(pool.submit(prepare, chunk) for chunk in itertools.islice(waiting, most))
    while under_way:
        done = under_way.popleft().result()
        under_way.extend(pool.submit(prepare, chunk) for chunk in itertools.islice(waiting, 1))
        yield done


def _apart(chunk: Chunk, *, publish: bool) -> Prepared:
    """Prepare lines in a process of their own, which has no database."""
    _begin_apart()
    return _prepare(chunk, publish=publish)


@cache
def _begin_apart() -> None:
    connections[DEFAULT_DB_ALIAS] = DatabaseWrapper({}, DEFAULT_DB_ALIAS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the import, and that its processes
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Whoever kills the import kills its processes."""
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _prepare(chunk: Chunk, *, publish: bool) -> Prepared:
    return [_line(number, raw, publish=publish) for number, raw in chunk]


def _line(number: int, raw: bytes | None, *, publish: bool) -> Ready | Unread:
    try:
        if raw is None:
            raise refusal(f"It is longer than {LONGEST_LINE:,} bytes: split the brief.")
        line = read(number, raw)
        return _rendered(line) if publish else Ready(line=line)
    except LineRefused as refused:
        return Unread(number, refused.problems)
    except ImproperlyConfigured:  # the database is needed
        return Ready(line=line)
    except Exception as error:  # one line must not stop the rest, whatever is wrong with it
        logging.getLogger(__name__).exception("Line %s", number)
        return Unread(number, [Problem(field="", message=f"It can't be taken in: {error!r}.")])


def _rendered(line: Line) -> Ready:
    brief = line.brief
    body = render(brief.body, language=brief.language)
    edition = edition_of(brief)
    show_body(edition, body)
    problems = [
        *of_itself(Draft(brief=brief, edition=edition, body=body)),
        *moment_problems(brief),
    ]
    return Ready(
        line=line,
        first=First(brief=brief, edition=edition, text=text_of(edition)),
        problems=problems,
        later=bool(problems) and all(problem.code == "link-unknown" for problem in problems),
    )
