"""``python -m benchmarks.index N``: the index made anew and proved, while others publish and read.

Measured on a copy of the site that `benchmarks.run` keeps for that size.
"""

import argparse
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PAUSE = 0.5  # seconds between two publishings


def rebuild() -> dict[str, float]:
    """Make the index anew: how long all of it takes, and the longest time that nobody can write."""
    from django.db.transaction import Atomic

    from briefs.search import rebuilding

    held: list[float] = []
    inside = Atomic.__enter__, Atomic.__exit__
    began: list[float] = []

    def enter(block: Atomic) -> None:
        inside[0](block)
        began.append(time.perf_counter())

    def leave(block: Atomic, *why: Any) -> None:
        inside[1](block, *why)
        held.append((time.perf_counter() - began.pop()) * 1000)

    Atomic.__enter__, Atomic.__exit__ = enter, leave  # type: ignore[method-assign]
    base, started = _peak(), time.perf_counter()
    taken = sum(step.taken for step in rebuilding.rebuild(anyway=True))
    seconds = time.perf_counter() - started
    return {"briefs": taken, "seconds": seconds, "longest ms": max(held), "MiB": _peak() - base}


def check() -> dict[str, float]:
    """Prove the index."""
    from briefs.search import rebuilding
    from briefs.search.checking import differences

    base, started = _peak(), time.perf_counter()
    found = sum(1 for _ in differences())
    seconds = time.perf_counter() - started
    return {
        "briefs": rebuilding.total(),
        "seconds": seconds,
        "differences": found,
        "MiB": _peak() - base,
    }


def publish_meanwhile() -> dict[str, float]:
    """Publish again and again until the standard input ends."""
    from benchmarks.publishing import publishing
    from benchmarks.timing import Times

    times = Times()
    deeds = publishing(times)
    next(deeds)  # loads the code
    times.clock.clear()
    while _goes_on():
        next(deeds)
        time.sleep(PAUSE)
    return times.said()


def read_meanwhile(briefs: str) -> dict[str, float]:
    """Read lists until the standard input ends."""
    from benchmarks import queries
    from benchmarks.probe import LISTS
    from benchmarks.serving import Application, Measured

    chance, mix = random.Random(1), queries.mix(int(briefs))
    application, found = Application(), Measured()
    while _goes_on():
        address = f"{LISTS['api']}?{chance.choice(mix).parameters}"
        application.get(address, into=found)
        time.sleep(PAUSE)
    return found.said()


def _goes_on() -> bool:
    import select

    return not select.select([sys.stdin], [], [], 0)[0]


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def _meanwhile(folder: Path, *words: str) -> Iterator[None]:
    from benchmarks.site import ROOT, environment

    command = [sys.executable, "-m", "benchmarks.index", *words]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(folder), stdin=pipe, stdout=pipe, text=True
    ) as process:
        time.sleep(5)  # until it is at it
        yield
        said, _nothing = process.communicate()
        print(f"  {words[0].replace('_', ' ')}: {said.strip()}", flush=True)


def main() -> None:
    """Measure; print what each part tells."""
    from benchmarks import site

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("briefs", type=int, nargs="?", default=10_000, metavar="N")
    parser.add_argument("--folder", type=Path, default=site.ROOT / "var/bench")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with site.copy_of(site.kept(asked.briefs, asked.folder.resolve())) as folder:
        print("alone", flush=True)
        print("  rebuild:", site.measured(folder, "index", "rebuild"), flush=True)
        print("  check:", site.measured(folder, "index", "check"), flush=True)
        print("while others publish and read", flush=True)
        with (
            _meanwhile(folder, "publish_meanwhile"),
            _meanwhile(folder, "read_meanwhile", str(asked.briefs)),
        ):
            print("  rebuild:", site.measured(folder, "index", "rebuild"), flush=True)
        print("  check:", site.measured(folder, "index", "check"), flush=True)


if __name__ == "__main__":
    parts = (rebuild, check, publish_meanwhile, read_meanwhile)
    if sys.argv[1:2] and sys.argv[1] in {part.__name__ for part in parts}:
        from benchmarks import child

        child.main(*parts)
    else:
        main()
