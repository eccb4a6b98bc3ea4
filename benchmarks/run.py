"""``python -m benchmarks.run --briefs N``: the time of lists and pages, beside a peer's.

Times are server time in one process, by Django's own test client. What compares between
machines is the ratio.
"""

import argparse
import os
import platform
import sqlite3
import statistics
import time
from collections.abc import Callable
from importlib.metadata import version

from benchmarks.site import empty_site

QUERIES = {
    "unfiltered": "",
    "a common topic": "topic=topic-0",
    "a rare actor": "actor=actor-4000",
    "three filters": "topic=topic-1&tag=tag-0&language=en",
    "five years": "published_after=2010&published_before=2014",
    "a common word": "q=word3",
    "a rare word": "q=word7000",
    "a deep page": "page={last}",
}
PAGES = {
    "a brief": "/briefs/brief-1/",
    "the front page": "/",
    "topics": "/topics/",
    "a topic": "/topics/topic-0/",
    "actors": "/actors/",
    "an actor": "/actors/actor-0/",
    "all actors of a list": "/briefs/by/actor/?topic=topic-1",
    "a name in a facet": "/briefs/by/actor/?called=actor+40",
    "while typing": "/suggest/?q=actor+4",
    "a brief, by the API": "/api/v1/briefs/brief-1",
    "tags": "/tags/",
    "a tag": "/tags/tag-0/",
}
ROUNDS = 15


def main() -> None:
    """Fill a database of its own, ask, print the table, drop the database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--briefs", type=int, default=10_000, metavar="N")
    briefs = parser.parse_args().briefs
    with empty_site():
        _run(briefs)


def _run(briefs: int) -> None:
    import django
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, setup_test_environment

    from benchmarks import corpus, peer

    setup_test_environment()
    call_command("collectstatic", verbosity=0, interactive=False)
    started = time.perf_counter()
    corpus.fill(briefs)
    filled = time.perf_counter() - started
    client = Client()
    started = time.perf_counter()
    client.get("/briefs/")
    indexed = time.perf_counter() - started

    print(
        f"{platform.machine()}, {os.cpu_count()} cores; Python {platform.python_version()}, ",
        end="",
    )
    print(f"Django {django.__version__}, SQLite {sqlite3.sqlite_version}, ", end="")
    print(f"django-filter {version('django-filter')}, pyroaring {version('pyroaring')}")
    print(f"{briefs} briefs: written in {filled:.1f} s, indexed in {indexed:.1f} s\n")
    heads = ("p50", "p95", "max", "queries", "plain p50", "ratio")
    print(f"{'milliseconds':30}" + "".join(f"{head:>10}" for head in heads))
    for name, query in QUERIES.items():
        asked = query.format(last=max(1, briefs // 20))
        url = f"/briefs/?{asked}"
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200, url
            queries = len(captured)
        ours = _timed(lambda url=url: client.get(url))  # type: ignore[misc]
        api = _timed(lambda asked=asked: client.get(f"/api/v1/briefs?{asked}"))  # type: ignore[misc]
        plain = _timed(lambda asked=asked: peer.answer(asked), rounds=3)  # type: ignore[misc]
        _print(name, ours, queries, plain)
        _print(f"{name}, by the API", api, queries, plain)
    for name, url in PAGES.items():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200, url
            queries = len(captured)
        _print(name, _timed(lambda url=url: client.get(url)), queries, None)  # type: ignore[misc]


def _timed(ask: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """Milliseconds of each round, in order of size; the first, cold one isn't counted."""
    ask()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        ask()
        times.append((time.perf_counter() - started) * 1000)
    return sorted(times)


def _print(name: str, ours: list[float], queries: int, plain: list[float] | None) -> None:
    p50, p95 = statistics.median(ours), ours[min(len(ours) - 1, round(0.95 * len(ours)))]
    row = f"{name:30}{p50:10.1f}{p95:10.1f}{ours[-1]:10.1f}{queries:10}"
    if plain:
        other = statistics.median(plain)
        row += f"{other:10.1f}{other / p50:9.1f}×"
    print(row)


if __name__ == "__main__":
    main()
