"""``python -m benchmarks.facts``: timeline, network and nouns' pages at 5,000 actors.

The first answer after a fact has changed reads all of them anew; the others find them in memory.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from benchmarks.site import empty_site

BRIEFS = 300
PAGES = (
    "/timeline/",
    "/timeline/?zoom=month&from=2010&to=2012",
    "/timeline/?actor=actor-1",
    "/timeline/?topic=topic-1&kind=signed",
    "/timeline/?page=100",
    "/timeline.json",
    "/timeline.json?from=2010&to=2012",
    "/timeline.json?actor=actor-1",
    "/network/",
    "/network/?actor=actor-1",
    "/network/?as_of=1990&kind=party",
    "/network.json",
    "/network.json?as_of=1990",
    "/network.json?actor=actor-1",
    *("/actors/actor-1/", "/agreements/agreement-1/", "/topics/topic-1/", "/events/e1/"),
)


def main() -> None:
    """Make facts in a database of its own and ask for pages; print the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=20_000, metavar="N")
    asked = parser.parse_args()
    with empty_site():
        from benchmarks.filling import fill

        fill(BRIEFS)
        _facts(asked.facts, random.Random(asked.facts))
        _measure()


def _facts(number: int, chance: random.Random) -> None:
    """Events, steps and offices, so many facts with a date; parties and participants."""
    from briefs.models import (
        Actor,
        Agreement,
        Event,
        Milestone,
        Participant,
        Party,
        Position,
        Topic,
    )

    actors, agreements = list(Actor.objects.all()), list(Agreement.objects.all())
    topics = list(Topic.objects.all())
    fifth = number // 5
    events = Event.objects.bulk_create(
        Event(
            slug=f"e{n}",
            title=f"Event {n}",
            kind=chance.choice(("meeting", "talks")),
            **_date(chance),
        )
        for n in range(2 * fifth)
    )
    steps = Milestone.objects.bulk_create(
        Milestone(
            agreement=chance.choice(agreements),
            status=chance.choice(("signed", "in-force")),
            **_date(chance),
        )
        for _ in range(2 * fifth)
    )
    positions = Position.objects.bulk_create(
        Position(
            holder=chance.choice(actors),
            title="Minister",
            of=chance.choice(actors),
            **_office(chance),
        )
        for _ in range(fifth // 2)
    )
    pairs = {(chance.choice(agreements).pk, chance.choice(actors).pk) for _ in range(number)}
    parties = Party.objects.bulk_create(
        Party(agreement_id=agreement, actor_id=actor) for agreement, actor in sorted(pairs)
    )
    Participant.objects.bulk_create(
        Participant(event=event, actor=actor)
        for event in events
        for actor in chance.sample(actors, 2)
    )
    Event.topics.through.objects.bulk_create(
        Event.topics.through(event=event, topic=chance.choice(topics)) for event in events
    )
    _stated(chance, event=events, milestone=steps, position=positions, party=parties)


def _date(chance: random.Random, name: str = "date", since: int = 1948) -> dict[str, Any]:
    """A day, a month or a year."""
    year, month, day = chance.randint(since, 2025), chance.randint(1, 12), chance.randint(1, 28)
    text = chance.choice((f"{year}", f"{year}-{month:02}", f"{year}-{month:02}-{day:02}"))
    return {name: text}


def _office(chance: random.Random) -> dict[str, Any]:
    return {"start": str(chance.randint(1948, 1990)), "end": str(chance.randint(1991, 2025))}


def _stated(chance: random.Random, **claims: Any) -> None:
    """A passage of some brief for each claim."""
    from briefs.models import Edition, Evidence

    editions = list(Edition.objects.select_related("publication").only("publication__brief_key"))
    said = ("stated", "stated", "stated", "claimed", "expected", "denied")
    Evidence.objects.bulk_create(
        (
            Evidence(
                **{name: claim},
                brief_key=edition.publication.brief_key,
                edition=edition,
                exact="Some words.",
                assertion=chance.choice(said),
                state="intact",
            )
            for name, rows in claims.items()
            for claim in rows
            for edition in [chance.choice(editions)]
        ),
        batch_size=2_000,
    )


def _measure() -> None:
    from django.test import Client

    from briefs.models import Actor, Evidence

    print(f"{Actor.objects.count():,} actors, {Evidence.objects.count():,} passages")
    client = Client(SERVER_NAME="localhost")
    for url in PAGES:
        _timed(url, partial(client.get, url))


def _timed(url: str, ask: Callable[[], Any]) -> None:
    """Print the processor's time for an answer after changes, given again, and made anew."""
    from briefs import answers

    took = {
        "after a fact has changed": list(_times(ask, _change_a_fact, 3)),
        "after another change": list(_times(ask, _change, 5)),
        "given again": list(_times(ask, _nothing, 20)),
    }
    took["anew"] = list(_times(ask, answers._memory._answers.clear, 20))
    said = ", ".join(f"{what} {statistics.median(each):.1f} ms" for what, each in took.items())
    print(f"{url} ({ask().status_code}): {said}", flush=True)


def _times(ask: Callable[[], Any], before: Callable[[], Any], times: int) -> Iterator[float]:
    for _ in range(times):
        before()
        started = time.process_time()
        ask()
        yield (time.process_time() - started) * 1000


def _change() -> None:
    from briefs.models import Actor

    Actor.objects.filter(slug="actor-0").update(description=str(time.time()))


def _change_a_fact() -> None:
    from briefs.models import Milestone

    Milestone.objects.filter(pk=Milestone.objects.values("pk")[:1]).update(note=str(time.time()))


def _nothing() -> None:
    """Nothing comes before."""


if __name__ == "__main__":
    main()
