"""``python -m benchmarks.run N …``: everything measured, peers included, for each size.

What is measured of a size is written to `var/bench/reports/N.json`; the report, which takes in
what earlier runs wrote of other sizes, is printed and written to `var/bench/report.md`.
"""

import argparse
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import brute, load, postgresql, queries, report, site
from benchmarks.peers import running
from benchmarks.probe import LISTS
from benchmarks.site import ROOT, measured

PARTS = ("lists", "pages", "cold", "memory", "publishing", "load", "peers")


def main() -> None:
    """Measure the sizes that are asked for; print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("briefs", type=int, nargs="*", default=[10_000], metavar="N")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--folder", type=Path, default=ROOT / "var/bench")
    parser.add_argument("--variants", type=int, default=20, help="of each kind of query")
    parser.add_argument("--rounds", type=int, default=5, help="of asking each again")
    parser.add_argument("--seconds", type=float, default=8, help="of each load")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    asked.folder = asked.folder.resolve()
    for briefs in asked.briefs:
        file = asked.folder / "reports" / f"{briefs}.json"
        file.parent.mkdir(exist_ok=True)
        found = json.loads(file.read_text()) if file.exists() else {}
        where = machine()
        for part, told in Size(briefs, asked).measure():
            found |= {"briefs": briefs, part: told}
            found.setdefault("machines", {})[part] = where
            file.write_text(json.dumps(found, indent=1))
    text = report.text(report.kept(asked.folder / "reports"))
    (asked.folder / "report.md").write_text(text)
    print(text)


class Size:
    """One size of collection, measured part by part."""

    def __init__(self, briefs: int, asked: argparse.Namespace) -> None:
        self.briefs, self.asked = briefs, asked
        self.mix = queries.mix(briefs, asked.variants)
        self.checked = queries.checked(self.mix)
        answers = asked.folder / "answers"
        answers.mkdir(exist_ok=True)
        self.true = brute.kept(briefs, self.checked, answers)

    def measure(self) -> Iterator[tuple[str, Any]]:
        """The parts that are asked for, by name; a part may fail alone."""
        for part in self.asked.only:
            began = time.monotonic()
            try:
                yield part, getattr(self, part)()
            except Exception as error:
                traceback.print_exc()
                yield part, {"failed": f"{type(error).__name__}: {error}"[:200]}
            print(f"{self.briefs:,}: {part} took {time.monotonic() - began:.0f} s", flush=True)

    @cached_property
    def site(self) -> Path:
        """The site of that size; peers alone need none."""
        return site.kept(self.briefs, self.asked.folder)

    def lists(self) -> dict[str, Any]:
        """The lists by each way; what the API answers is compared with brute force."""
        found = {}
        for way in LISTS:
            words = (way, self.briefs, self.asked.variants, self.asked.rounds)
            found[way] = measured(self.site, "probe", "lists", *words)
        asked = (query.parameters for query in self.mix)
        said = dict(zip(asked, found["api"].pop("answers"), strict=True))
        del found["page"]["answers"]
        faulty = [
            brute.faults(true, said[query.parameters])
            for query, true in zip(self.checked, self.true, strict=True)
        ]
        return {**found, "checked": len(faulty), "faults": brute.summary(faulty)}

    def pages(self) -> Any:
        """A brief's page and the others."""
        return measured(self.site, "probe", "pages", self.briefs, *self._often)

    def cold(self) -> dict[str, Any]:
        """First answers of new processes, a process each; and how long the index takes to read."""
        firsts = {kind: self._first(kind) for kind in queries.kinds(self.mix)}
        found: dict[str, Any] = {
            way: {
                kind: measured(self.site, "probe", "cold", f"{path}?{query.parameters}")
                for kind, query in firsts.items()
            }
            for way, path in LISTS.items()
        }
        return found | {"restarts": [measured(self.site, "probe", "restart") for _ in range(5)]}

    def memory(self) -> dict[str, Any]:
        """A worker after the whole mix, and one of an empty site; the size of the index."""
        with empty() as folder:
            idle = {way: measured(folder, "probe", "idle", way) for way in LISTS}
        words = (self.briefs, self.asked.variants, 1)
        return {
            "empty": idle,
            "full": {
                way: measured(self.site, "probe", "lists", way, *words)["memory"] for way in LISTS
            },
            "sizes": measured(self.site, "probe", "sizes"),
        }

    def publishing(self) -> dict[str, Any]:
        """Publishing alone and under a reader; the reader alone and meanwhile; catching up."""
        many = 50
        with site.copy_of(self.site) as copy:
            alone = measured(copy, "publishing", "publish", many, 0)
            caught_up = measured(copy, "publishing", "catch_up", 15)
            quiet = measured(copy, "publishing", "read", self.asked.seconds, self.briefs)
            with _reading(copy, self.asked.seconds, self.briefs) as reader:
                pause = self.asked.seconds / many / 2
                meanwhile = measured(copy, "publishing", "publish", many, pause)
                disturbed = json.loads(reader.communicate()[0].splitlines()[-1])
        return {
            "alone": alone,
            "under a reader": meanwhile,
            "reader alone": quiet,
            "reader meanwhile": disturbed,
            "caught up": caught_up,
        }

    def load(self) -> dict[str, Any]:
        """Requests a second with one and two workers, quiet and while publishing goes on."""
        lists = [query for query in self.mix if not query.words]
        pages = [f"/briefs/brief-{number}/" for number in range(1, 1 + min(200, self.briefs))]
        addresses = {
            "lists": [f"{path}?{query.parameters}" for query in lists for path in LISTS.values()],
            "a brief": pages,
        }
        found: dict[str, Any] = {}
        with site.copy_of(self.site) as copy:
            for workers in (1, 2):
                with load.serving(copy, workers) as port:
                    for name, asked in addresses.items():
                        found[f"{name}, {workers}"] = load.load(port, asked, self.asked.seconds)
                    with _publishing(copy):
                        busy = load.load(port, addresses["lists"], self.asked.seconds)
                    found[f"lists while publishing, {workers}"] = busy
        return found

    def peers(self) -> dict[str, Any]:
        """Each peer's times and faults, or why it has none."""
        found: dict[str, Any] = {}
        try:
            with postgresql.running(self.asked.folder / "postgresql") as host:
                for peer in running.PEERS:
                    found[peer.title] = self._peer(peer, host)
        except postgresql.Unavailable as reason:
            for peer in running.PEERS:
                missing = {"failed": str(reason)}
                found[peer.title] = missing if peer.postgresql else self._peer(peer, "")
        return found

    def _peer(self, peer: running.Peer, host: str) -> dict[str, Any]:
        print(f"{self.briefs:,}: {peer.title}", flush=True)
        kept = self.asked.folder / "peers"
        try:
            return running.measure(peer, self.briefs, self.checked, self.true, kept, host)
        except running.Failed as reason:
            return {"failed": str(reason)}

    @property
    def _often(self) -> tuple[int, int]:
        return self.asked.variants, self.asked.rounds

    def _first(self, kind: str) -> queries.Query:
        return next(query for query in self.mix if query.kind == kind)


@contextmanager
def empty() -> Iterator[Path]:
    """A site without a brief."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site.python(folder, "manage.py", "migrate", "--verbosity", "0")
        site.python(folder, "manage.py", "collectstatic", "--verbosity", "0", "--no-input")
        yield folder


@contextmanager
def _reading(folder: Path, seconds: float, briefs: int) -> Iterator[subprocess.Popen[str]]:
    """A reader in a process of its own, who has begun."""
    words = ["-m", "benchmarks.publishing", "read", str(seconds), str(briefs)]
    with subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        env=site.environment(folder),
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        assert reader.stdout
        reader.stdout.readline()
        yield reader


@contextmanager
def _publishing(folder: Path) -> Iterator[None]:
    """A process that publishes five times a second until the end."""
    words = ["-m", "benchmarks.publishing", "publish", "100000", "0.2"]
    with subprocess.Popen(
        [sys.executable, *words], cwd=ROOT, env=site.environment(folder)
    ) as publisher:
        try:
            yield
        finally:
            publisher.kill()


def machine() -> dict[str, Any]:
    """Where and with what, and how busy it was before."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    packages = ("django", "django-filter", "pyroaring", "granian")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "machine": f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB",
        "versions": ", ".join(
            [
                f"Python {platform.python_version()}",
                f"SQLite {sqlite3.sqlite_version}",
                *(f"{name} {version(name)}" for name in packages),
            ]
        ),
        "commit": commit.stdout.strip(),
        "on": time.strftime("%Y-%m-%d"),
        "load": os.getloadavg()[0],
        "loop": _loop(),
    }


def _loop() -> float:
    """Milliseconds that a million additions take, the middle of nine: how fast its cores are."""
    times = []
    for _ in range(9):
        began, total = time.process_time(), 0
        for number in range(1_000_000):
            total += number
        times.append((time.process_time() - began) * 1000)
    return sorted(times)[4]


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


if __name__ == "__main__":
    main()
