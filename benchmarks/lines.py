"""``python -m benchmarks.lines --briefs N``: how fast briefs come in as JSON lines, and go out."""

import argparse
import json
import os
import random
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.site import empty_site


def main() -> None:
    """Import a generated file into a database of its own, export it again, say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--briefs", type=int, default=20_000, metavar="N")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, metavar="N")
    asked = parser.parse_args()
    with empty_site() as folder:
        _run(asked.briefs, asked.processes, folder)


def _run(briefs: int, processes: int, folder: Path) -> None:
    from django.core.management import call_command

    file, out = folder / "briefs.jsonl", folder / "out.jsonl"
    with file.open("w") as lines:
        lines.writelines(f"{json.dumps(line)}\n" for line in _lines(briefs))
    print(f"{briefs} briefs, {file.stat().st_size / briefs:.0f} bytes a line")
    options: dict[str, Any] = {"publish": True, "processes": processes}
    _timed("imported", briefs, lambda: call_command("import_briefs", str(file), **options))
    _timed("again", briefs, lambda: call_command("import_briefs", str(file), **options))
    with out.open("w") as given:
        _timed("exported", briefs, lambda: call_command("export_briefs", stdout=given))
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    own, theirs = (each.ru_maxrss / 1024 for each in usage)
    print(f"peak memory: {own:.0f} MiB, and {theirs:.0f} MiB the largest other process")


def _timed(what: str, briefs: int, do: Any) -> None:
    started, own, all_ = time.perf_counter(), time.process_time(), sum(os.times()[:4])
    do()
    took, own = time.perf_counter() - started, time.process_time() - own
    all_ = sum(os.times()[:4]) - all_
    print(
        f"{what}: {briefs / took:.0f} a second ({took:.1f} s); processor time a brief: "
        f"{all_ / briefs * 1000:.2f} ms, {own / briefs * 1000:.2f} ms of it in the main process"
    )


def _lines(briefs: int) -> Iterator[dict[str, Any]]:
    from benchmarks.corpus import ACTORS, KINDS, LANGUAGES, TAGS, TOPICS, WORDS, Zipf

    chance = random.Random(briefs)
    nouns = {
        name: (noun, Zipf(number, chance))
        for name, noun, number in (
            *(("topics", "Topic", TOPICS), ("actors", "Actor", ACTORS)),
            *(("tags", "tag", TAGS), ("words", "word", WORDS)),
        )
    }
    for number in range(1, briefs + 1):
        words = " ".join(_some(nouns["words"], 60)).replace("word ", "word")
        yield {
            "slug": f"brief-{number}",
            "title": f"{words[:60]} {number}",
            "summary": words[:200],
            "body": f"## {words[:20]}\n\n{words}, *and* [more](https://example.org/{number}).",
            "published_on": f"{chance.randint(2001, 2025)}-{chance.randint(1, 12):02}-01",
            "kind": chance.choice(KINDS),
            "language": chance.choice(LANGUAGES),
            **{name: _some(nouns[name], 4) for name in ("topics", "actors", "tags")},
        }


def _some(called: tuple[str, Any], most: int) -> list[str]:
    noun, zipf = called
    return [f"{noun} {number}" for number in zipf.some(most)]


if __name__ == "__main__":
    main()
