"""Preparing: lines read and rendered by several processes, before the database is asked."""

import gc
import itertools
import json
import logging
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context, parent_process
from typing import IO

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.dummy.base import DatabaseWrapper

from briefs.importing.lines.making import Ready
from briefs.importing.lines.reading import read
from briefs.importing.lines.shape import Line, LineRefused, refusal
from briefs.models.brief import Brief
from briefs.publishing.checklist import moment_problems, of_itself
from briefs.publishing.draft import Draft, edition_of, show_body
from briefs.publishing.first import First
from briefs.publishing.problems import Problem
from briefs.publishing.rendering import render
from briefs.search.fulltext import text_of

LONGEST_LINE = 8 * 2**20  # bytes
# Of a chunk, which is in memory several times over. The more it has, the fewer times the index's
# words are written; and the longer an editor waits who saves meanwhile.
MOST_LINES, _MOST_BYTES = 1000, 6 * 2**20
# Objects live as long as their chunk: garbage is looked for when there are so many more of them.
SELDOM = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """A line as it stands in the file, None where it is too long; whether to render it, too."""

    number: int
    text: bytes | None
    render: bool = False


type Chunk = list[Raw]


class Unread:
    """A line that can't be taken in, as it came."""

    def __init__(self, number: int, problems: list[Problem]) -> None:
        self.number, self.problems = number, problems


type Prepared = list[Ready | Unread]


def chunks(file: IO[bytes]) -> Iterator[Chunk]:
    """The lines of a file, some at a time; empty ones aside."""
    chunk: Chunk = []
    size = 0
    for raw in _numbered(file):
        chunk.append(raw)
        size += len(raw.text or b"")
        if len(chunk) == MOST_LINES or size > _MOST_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def prepared(file: IO[bytes], *, publish: bool, processes: int) -> Iterator[Prepared]:
    """The lines of a file, ready for the database, in order and some at a time."""
    rest = map(_new_to_be_rendered, chunks(file)) if publish else chunks(file)
    first = list(itertools.islice(rest, 2))
    waiting = itertools.chain(first, rest)
    if processes < 1 or len(first) < 2:  # starting processes takes a second
        yield from map(_prepare, waiting)
        return
    with ProcessPoolExecutor(processes, get_context("spawn"), initializer=django.setup) as pool:
        yield from _in_pool(pool, waiting, processes + 2)


def with_database(ready: Ready) -> Ready:
    """The same, with what only the database knows of a text: images, links to this site."""
    return _rendered(ready.line)


def _new_to_be_rendered(chunk: Chunk) -> Chunk:
    """Lines of briefs that are there needn't be: few of them will change."""
    slugs = [_slug(raw.text or b"") for raw in chunk]
    there = set(Brief.objects.filter(slug__among=set(slugs)).values_list("slug", flat=True))
    return [replace(raw, render=slug not in there) for raw, slug in zip(chunk, slugs, strict=True)]


def _slug(text: bytes) -> str:
    """The slug of a line, if it has one."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    slug = said.get("slug") if isinstance(said, dict) else None
    return slug if isinstance(slug, str) and slug.isprintable() else ""


def _numbered(file: IO[bytes]) -> Iterator[Raw]:
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
            yield Raw(number=number, text=raw if whole else None)


def _in_pool(pool: ProcessPoolExecutor, waiting: Iterator[Chunk], most: int) -> Iterator[Prepared]:
    """As many chunks under way as keep the processes busy, and no more."""
    under_way = deque(pool.submit(_apart, chunk) for chunk in itertools.islice(waiting, most))
    while under_way:
        done = under_way.popleft().result()
        under_way.extend(pool.submit(_apart, chunk) for chunk in itertools.islice(waiting, 1))
        yield done


def _apart(chunk: Chunk) -> Prepared:
    """Prepare lines in a process of their own, which has no database."""
    _begin_apart()
    return _prepare(chunk)


@cache
def _begin_apart() -> None:
    connections[DEFAULT_DB_ALIAS] = DatabaseWrapper({}, DEFAULT_DB_ALIAS)
    gc.set_threshold(SELDOM, *gc.get_threshold()[1:])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the import, and that its processes
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Whoever kills the import kills its processes."""
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _prepare(chunk: Chunk) -> Prepared:
    return [_line(raw.number, raw) for raw in chunk]


def _line(number: int, raw: Raw) -> Ready | Unread:
    try:
        if raw.text is None:
            raise refusal(f"It is longer than {LONGEST_LINE:,} bytes: split the brief.")
        line = read(number, raw.text)
        return _rendered(line) if raw.render else Ready(line=line)
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
