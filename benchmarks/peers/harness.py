"""The program of every peer: fill a database with the corpus, answer queries, tell the times.

Runs in the peer's own environment, so it needs Python's library alone. `PEER_DATA` is a folder
for its files; `PEER_HOST` and `PEER_DATABASE` lead to a PostgreSQL, for those that want one.
"""

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.queries import Query
from benchmarks.timing import Times

type Said = dict[str, Any]  # "count", "page" (slugs), "facets" (facet: value: count)


class NoWay(Exception):
    """The peer can't be asked this; the text says why."""


def main(
    *,
    fill: Callable[[int], float],
    answer: Callable[[Query], Said],
    versions: Callable[[], str],
) -> None:
    """`fill N` fills, and tells the MiB of the database; `answer SECONDS` answers, a line each.

    Queries come as lines of JSON, all of one kind. The first is asked first, which loads code and
    memory; then all of them, again and again until so many seconds are over.
    """
    what, number = sys.argv[1:]
    if what == "fill":
        began = time.perf_counter()
        size = fill(int(number))
        _tell(seconds=time.perf_counter() - began, mib=size, versions=versions())
    else:
        answer_all([Query.of(json.loads(line)) for line in sys.stdin], float(number), answer)


def answer_all(asked: list[Query], seconds: float, answer: Callable[[Query], Said]) -> None:
    """Tell each answer, or that there is no way to it; then the times of many rounds."""
    until = time.monotonic() + seconds
    times, answered = Times(), []
    for query in asked:
        try:
            said = times.take(partial(answer, query))
        except NoWay as reason:
            _tell(no_way=str(reason))
        else:
            answered.append(query)
            _tell(said=said)
    if answered and time.monotonic() < until:
        times = Times()  # those of a process that has loaded all it needs
    while answered and time.monotonic() < until:
        for query in answered:
            times.take(partial(answer, query))
    _tell(times=times.said())


def _tell(**said: Any) -> None:
    print(json.dumps(said), flush=True)
