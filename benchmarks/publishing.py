"""``python -m benchmarks.publishing WHAT …``: publishing, and readers meanwhile; told as JSON.

It changes the site of CHANCERY_DATA: give it a copy.
"""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from typing import Any

from benchmarks import queries
from benchmarks.probe import LISTS, WARMING


def publish(many: str, pause: str) -> dict[str, float]:
    """Publish so often, an update and a first edition in turn, with seconds between them."""
    from benchmarks.timing import Times

    times = Times()
    deeds = publishing(times)
    next(deeds)  # loads the code
    times.clock.clear()
    times.work.clear()
    for _ in range(int(many)):
        next(deeds)
        time.sleep(float(pause))
    return times.said()


def publish_when_told() -> None:
    """Publish once for each line of the standard input, and say so by a line."""
    from benchmarks.timing import Times

    deeds = publishing(Times())
    for _ in sys.stdin:
        next(deeds)
        print("published", flush=True)


def catch_up(rounds: str) -> dict[str, Any]:
    """A worker after one publish by another process: the index's part, and the next answer."""
    from benchmarks.serving import Application, Measured, warm
    from benchmarks.timing import Times
    from briefs.search.snapshot import snapshot

    application = Application()
    warm(application, (f"{LISTS['api']}?{query}" for query in WARMING))
    index, answer, unchanged = Times(), Measured(), Measured()
    command = [sys.executable, "-m", "benchmarks.publishing", "publish_when_told"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdin
        assert other.stdout
        for _ in range(int(rounds)):
            for take in ("index", "answer"):
                print("publish", file=other.stdin, flush=True)
                assert other.stdout.readline().strip() == "published"
                if take == "index":
                    index.take(snapshot)
                else:
                    application.get(LISTS["api"], into=answer)
            application.get(LISTS["api"], into=unchanged)
        other.communicate()
    return {"index": index.said(), "answer": answer.said(), "unchanged": unchanged.said()}


def read(seconds: str, briefs: str) -> dict[str, float]:
    """A reader who asks without pause, in no order, lists and pages."""
    from benchmarks.serving import Application, Measured, warm

    chance = random.Random(1)
    mix = [query for query in queries.mix(int(briefs)) if not query.words]
    application, found = Application(), Measured()
    warm(application, (f"{LISTS[way]}?{query}" for way in LISTS for query in WARMING))
    print("ready", flush=True)
    until = time.monotonic() + float(seconds)
    while time.monotonic() < until:
        way, query = chance.choice(list(LISTS)), chance.choice(mix)
        application.get(f"{LISTS[way]}?{query.parameters}", into=found)
    return found.said()


def publishing(times: Any) -> Iterator[None]:
    """Publish something at each step; what counts is `publish`, not the saving before it."""
    from briefs.models import Brief
    from briefs.publishing import publish as publish_brief

    first = Brief.objects.order_by("pk")
    for number in count(1):
        brief = _edited(first[number]) if number % 2 else _new(number, first[number])
        times.take(lambda brief=brief: publish_brief(brief, note="Other words."))
        yield


def _edited(brief: Any) -> Any:
    from briefs.editorial import versions
    from briefs.models.kinds import choices
    from briefs.models.version import Way

    kinds = [kind for kind, _label in choices()]
    with versions.editing(brief, by=None, way=Way.COMMAND) as edited:
        edited.body += f"\n\nMore words, as of {time.time()}."
        edited.kind = kinds[(kinds.index(edited.kind) + 1) % len(kinds)]
        edited.save()
    return edited


def _new(number: int, like: Any) -> Any:
    """A draft that names the same nouns as another brief."""
    from briefs.models import Brief

    brief = Brief.objects.create(
        slug=f"new-{number}-{time.time_ns()}",
        title=f"A new brief {number}",
        summary=like.summary,
        body=like.body,
        kind=like.kind,
        language=like.language,
    )
    for name in ("topics", "actors", "agreements", "regions"):
        getattr(brief, name).set(getattr(like, name).all())
    brief.tags.set(like.tags.all())
    return brief


if __name__ == "__main__":
    from benchmarks.child import main

    main(publish, publish_when_told, catch_up, read)
