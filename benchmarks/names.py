"""``python -m benchmarks.names --actors N``: how long many names keep people waiting."""

import argparse
import random
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from benchmarks.site import empty_site

SOUNDS = (*"bdgklmnprstvz", "sh", "ch")
CYRILLIC = str.maketrans("abdegiklmnoprstuvz", "абдегиклмнопрстувз")
OFFICES = ("Foreign Affairs", "Defence", "Energy", "Finance")


def main() -> None:
    """Make actors in a database of its own, look for duplicates and show pages; print the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--actors", type=int, default=5_000, metavar="N")
    asked = parser.parse_args()
    with empty_site():
        _run(asked.actors)


def _run(actors: int) -> None:
    from django.test import Client

    from briefs.editorial.duplicates import likely
    from briefs.models import Actor, ActorName

    chance = random.Random(actors)
    rows = [
        (Actor(slug=f"a{number}", kind=kind, name=names[0]), names)
        for number, (kind, names) in zip(range(actors), _actors(chance), strict=False)
    ]
    Actor.objects.bulk_create(actor for actor, _names in rows)
    ActorName.objects.bulk_create(
        ActorName(actor=actor, name=name, language="en" if name.isascii() else "ru", kind="short")
        for actor, names in rows
        for name in dict.fromkeys(names)
    )
    print(f"{actors} actors, {ActorName.objects.count()} names")
    pairs = likely(Actor)
    _timed(f"all likely duplicates ({len(pairs)} pairs)", lambda: likely(Actor), times=3)
    _timed("those of one actor", lambda: likely(Actor, of=rows[0][0].pk), times=3)
    client = Client(SERVER_NAME="localhost")
    for language in ("en", "ru"):
        for url in ("/actors/", "/actors/?page=50", "/actors/a0/", "/suggest/?q=min"):
            asked = partial(client.get, url, headers={"accept-language": language})
            _timed(f"{url} in {language} ({asked().status_code})", asked, times=20)


def _timed(what: str, do: Callable[[], Any], *, times: int) -> None:
    do()
    took, worked = [], []
    for _ in range(times):
        started, cpu = time.perf_counter(), time.process_time()
        do()
        took.append(time.perf_counter() - started)
        worked.append(time.process_time() - cpu)
    print(
        f"{what}: {statistics.median(took) * 1000:.0f} ms, at most {max(took) * 1000:.0f}; "
        f"{statistics.median(worked) * 1000:.0f} ms of the processor"
    )


def _actors(chance: random.Random) -> Iterator[tuple[str, list[str]]]:
    """People who share names, and ministries; now and then one again, mistyped."""
    firsts = [_word(chance, 2) for _ in range(300)]
    lasts = [_word(chance, 3) for _ in range(4_000)]
    while True:
        if chance.random() < 0.3:
            place = _word(chance, 3)
            name = f"Ministry of {chance.choice(OFFICES)} of {place}"
            yield "organisation", [name, _in_russian(name), f"{place} ministry", f"The {name}"]
            continue
        first, last = chance.choice(firsts), chance.choice(lasts)
        name = f"{first} {last}"
        names = [name, _in_russian(name), f"{first} {_word(chance, 2)} {last}", f"{first} {last}s"]
        yield "person", names
        if chance.random() < 0.05:
            yield "person", [f"{first} {last[:-1]}", _in_russian(name)]


def _word(chance: random.Random, syllables: int) -> str:
    sounds = (chance.choice(SOUNDS) + chance.choice("aeiou") for _ in range(syllables))
    return f"{''.join(sounds)}{chance.choice('nrvks')}".title()


def _in_russian(name: str) -> str:
    return name.lower().translate(CYRILLIC).title()


if __name__ == "__main__":
    main()
