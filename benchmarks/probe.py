"""``python -m benchmarks.probe WHAT …``: one measurement in a process of its own, told as JSON.

The site is that of CHANCERY_DATA. A process of its own, because what a worker has loaded and
remembered is part of what is measured.
"""

import time

_began = time.perf_counter()

import json  # noqa: E402  (what is loaded before counts, too)
from typing import Any  # noqa: E402

# Asked before anything is timed, so that code and templates are loaded: of each kind of query
# one that the mix hasn't.
WARMING = (
    "",
    "page_size=10&page=2",
    "topic=topic-190",
    "actor=actor-200&actor=actor-201",
    "topic=topic-150&tag=tag-90&language=de",
    "published_after=2011-03&published_before=2013-02-10",
    "q=word70",
    "q=word50&topic=topic-120",
)
LISTS = {"api": "/api/v1/briefs", "page": "/briefs/"}
OTHER_PAGES = {
    "the front page": "/",
    "topics": "/topics/",
    "a topic": "/topics/topic-{}/",
    "actors": "/actors/",
    "an actor": "/actors/actor-{}/",
    "agreements": "/agreements/",
    "an agreement": "/agreements/agreement-{}/",
    "events": "/events/",
    "an event": "/events/event-{}/",
    "tags": "/tags/",
    "a tag": "/tags/tag-{}/",
    "all actors of a list": "/briefs/by/actor/?topic=topic-{}",
    "a name in a facet": "/briefs/by/actor/?called=actor+4{}",
    "while typing": "/suggest/?q=actor+4{}",
    "a brief, by the API": "/api/v1/briefs/brief-{}",
}
FLOOR_ROUNDS = 100


def fill(briefs: str) -> dict[str, float]:
    """Write the corpus, and make the index."""
    from benchmarks import filling

    started = time.perf_counter()
    filling.fill(int(briefs))
    filled = time.perf_counter()
    index()
    return {"filled": filled - started, "indexed": time.perf_counter() - filled}


def index() -> dict[str, float]:
    """Make the index where it lacks, or its making has changed."""
    from briefs.search import rebuilding

    return {"taken": sum(step.taken for step in rebuilding.rebuild())}


def events() -> dict[str, float]:
    """Add events where there are none."""
    from benchmarks import filling
    from benchmarks.timing import Times

    times = Times()
    times.take(filling.add_events)
    return {"taken": times.clock[0]}


def restart() -> dict[str, float]:
    """How long a new process takes to have the index in memory, and how much of it that needs."""
    from benchmarks.serving import memory
    from benchmarks.timing import Times
    from briefs.search.snapshot import snapshot

    before, times = memory(), Times()
    times.take(snapshot)
    after = memory()
    return {
        "ms": times.clock[0],
        "work": times.work[0],
        **{name: after[name] - before[name] for name in after},
    }


def cold(address: str) -> dict[str, Any]:
    """The first answer of a new process, and the same again."""
    ready = time.perf_counter()
    from benchmarks.serving import Application, Measured

    first, second = Measured(), Measured()
    application = Application()
    application.get(address, into=first)
    application.get(address, into=second)
    return {"set-up": (ready - _began) * 1000, "first": first.said(), "second": second.said()}


def lists(way: str, briefs: str, variants: str, rounds: str) -> dict[str, Any]:
    """Every kind of query, as never asked before and again; with the floor, answers, memory."""
    from benchmarks import floor, queries
    from benchmarks.serving import Application, Measured, memory, warm

    path, mix = LISTS[way], queries.mix(int(briefs), int(variants))
    kinds = queries.kinds(mix)
    application = Application()
    warm(application, (f"{path}?{query}" for query in WARMING))
    new = {kind: Measured() for kind in kinds}
    again = {kind: Measured() for kind in kinds}
    answers = []
    for query in mix:
        response = application.get(f"{path}?{query.parameters}", into=new[query.kind])
        assert response.status == 200, (query.parameters, response.body)
        answers.append(_answer(response.body) if way == "api" else None)
    for _ in range(int(rounds)):
        for query in mix:
            application.get(f"{path}?{query.parameters}", into=again[query.kind])
    used = memory()
    first = {kind: next(each for each in mix if each.kind == kind) for kind in kinds}
    floors, bare = {}, {}
    for kind, query in first.items():
        same = application.get(f"{path}?{query.parameters}")
        floors[kind] = floor.measured(same, rounds=FLOOR_ROUNDS).said()
        bare[kind] = floor.measured(same, rounds=FLOOR_ROUNDS, bare=True).said()
    return {
        "new": _said(new, mix),
        "again": _said(again, mix),
        "floor": floors,
        "bare": bare,
        "answers": answers,
        "memory": used,
    }


def _said(measured: dict[str, Any], mix: Any) -> dict[str, Any]:
    """What is said of each kind, and of all that ask for words, and all that don't."""
    from benchmarks.serving import pooled

    asks_words = {query.kind: bool(query.words) for query in mix}
    groups = {
        name: pooled([each for kind, each in measured.items() if asks_words[kind] == words])
        for name, words in (("all without words", False), ("all with words", True))
    }
    return {name: each.said() for name, each in {**measured, **groups}.items()}


def _answer(body: bytes) -> dict[str, Any]:
    """An answer of the API as `brute.faults` looks at it."""
    said = json.loads(body)
    return {
        "count": said["count"],
        "page": [card["slug"] for card in said["results"]],
        "facets": {
            name: {each["value"]: each["count"] for each in values}
            for name, values in said["facets"].items()
        },
    }


def pages(briefs: str, variants: str, rounds: str) -> dict[str, Any]:
    """A brief's page, and the other pages: never asked before, again, and the floor."""
    from benchmarks import floor
    from benchmarks.serving import Application, Measured, warm

    many = range(1, 1 + min(int(variants), int(briefs)))
    found = {}
    application = Application()
    for name, pattern in {"a brief": "/briefs/brief-{}/", **OTHER_PAGES}.items():
        addresses = list(dict.fromkeys(pattern.format(number) for number in many))
        warm(application, [pattern.format(len(many) + 1 if int(briefs) > len(many) else 1)])
        new, again = Measured(), Measured()
        for address in addresses:
            application.get(address, into=new)
        for _ in range(int(rounds) * len(many) // len(addresses)):
            for address in addresses:
                application.get(address, into=again)
        same = application.get(addresses[0])
        found[name] = {
            "new": new.said(),
            "again": again.said(),
            "floor": floor.measured(same, rounds=FLOOR_ROUNDS).said(),
            "bare": floor.measured(same, rounds=FLOOR_ROUNDS, bare=True).said(),
        }
    return found


def idle(way: str) -> dict[str, float]:
    """The memory of a worker that has answered the warming queries: of an empty site, the base."""
    from benchmarks.serving import Application, memory, warm

    warm(Application(), (f"{LISTS[way]}?{query}" for query in WARMING))
    return memory()


def sizes() -> dict[str, float]:
    """MiB of the database, and of the parts that are the index."""
    from django.db import connection

    parts = {"postings": "briefs_posting", "text": "briefs_fulltext", "words": "briefs_word"}
    parts |= {"texts": "briefs_searchtext", "sayings": "briefs_saying"}
    found = dict.fromkeys([*parts, "database"], 0.0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl_name, name FROM sqlite_master")
        tables = {name: table for table, name in cursor.fetchall()}
        cursor.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name")
        for name, size in cursor.fetchall():
            found["database"] += size / 2**20
            for part, start in parts.items():
                if tables.get(name, name).startswith(start):
                    found[part] += size / 2**20
    return found


if __name__ == "__main__":
    from benchmarks.child import main

    main(fill, index, events, restart, cold, lists, pages, idle, sizes)
