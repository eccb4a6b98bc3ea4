"""The report: tables of what was measured, as Markdown, so that docs can quote them.

``python -m benchmarks.report FILE`` puts the last report into a page, between two comments.
"""

import json
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import aims
from benchmarks.probe import LISTS
from benchmarks.site import ROOT

BUSY = 0.5  # load before the run, from which on the machine counts as busy
WAYS = {"api": "`/api/v1/briefs`", "page": "`/briefs/`"}

_HEADS = ("ms", "new p50", "p95", "max", "again p50", "p95", "max")

type Found = dict[str, Any]  # what was measured of one size


def kept(folder: Path) -> list[Found]:
    """What all runs wrote, by size."""
    found = [json.loads(file.read_text()) for file in folder.glob("*.json")]
    return sorted(found, key=lambda each: int(each["briefs"]))


def text(sizes: Sequence[Found]) -> str:
    """The whole report."""
    parts = ["## Where", *map(_where, sizes), "## Aims", _aims(sizes)]
    for size in sizes:
        parts.append(f"## {size['briefs']:,} briefs")
        for name, section in SECTIONS.items():
            if "failed" in size.get(name, ()):
                parts.append(f"**{name} could not be measured: {size[name]['failed']}**")
            elif name in size:
                parts += section(size)
    return "\n\n".join(parts) + "\n"


def _where(size: Found) -> str:
    """Each run that measured a part of it: parts may be of different days and commits."""
    runs: dict[str, list[str]] = {}
    for part, told in size["machines"].items():
        runs.setdefault(_run(told), []).append(part)
    return "\n".join(
        f"- {size['briefs']:,} briefs, {', '.join(parts)}: {run}" for run, parts in runs.items()
    )


def _run(told: Found) -> str:
    if told["load"] is None:
        state = "as busy as nobody noted"
    elif told["load"] > BUSY:
        state = f"busy with other things (load {told['load']:.1f} before)"
    else:
        state = "idle before"
    speed = f"; a million additions took it {told['loop']:.0f} ms" if "loop" in told else ""
    return (
        f"{told['machine']}; {told['versions']}; commit "
        f"{told['commit']}, {told['on']}. The machine was {state}{speed}."
    )


def _aims(sizes: Sequence[Found]) -> str:
    rows = [
        (
            f"{size['briefs']:,}",
            aim.what,
            f"{aim.measured:.3g}{aim.unit}",
            "" if aim.work is None else f"{aim.work:.3g}{aim.unit}",
            f"{aim.sign} {aim.wanted:g}{aim.unit}",
            "yes" if aim.is_met else "**no**",
        )
        for size in sizes
        for aim in aims.of(size)
    ]
    rows += [
        ("all", aim.what, f"{aim.measured:.3g}{aim.unit}", "", f"{aim.sign} {aim.wanted:g}", met)
        for aim in aims.growth(sizes)
        for met in ("yes" if aim.is_met else "**no**",)
    ]
    return _table(("briefs", "aim", "measured", "work alone", "wanted", "met"), rows)


def _lists(size: Found) -> list[str]:
    parts = []
    for way in LISTS:
        told = size["lists"][way]
        rows = [
            (
                kind,
                *_times(new),
                *_times(told["again"][kind]),
                f"{new['work95']:.1f}",
                new["queries"],
                f"{new['bytes'] / 1000:.0f}",
                *_ratios(told, kind),
            )
            for kind, new in told["new"].items()
        ]
        heads = [*_HEADS, "new p95, work", "queries", "kB", "new ÷ floor", "again ÷ floor"]
        parts += [f"### {WAYS[way]}, server time", _table(heads, rows)]
    faults = size["lists"]["faults"] or "all equal"
    return [*parts, f"{size['lists']['checked']} answers compared with brute force: {faults}."]


def _ratios(told: Found, kind: str) -> tuple[str, str]:
    floor = told["floor"].get(kind)
    if not floor:
        return "", ""
    new, again = (told[when][kind]["work50"] / floor["work50"] for when in ("new", "again"))
    return f"{new:.0f}×", f"{again:.1f}×"


def _pages(size: Found) -> list[str]:
    rows = [
        (
            name,
            *_times(told["new"]),
            *_times(told["again"]),
            told["new"]["queries"],
            f"{told['new']['bytes'] / 1000:.0f}",
            f"{told['floor']['p50']:.2f}",
            f"{told['bare']['p50']:.2f}",
            f"{told['new']['work50'] / told['floor']['work50']:.1f}×",
            f"{told['again']['work50'] / told['floor']['work50']:.1f}×",
        )
        for name, told in size["pages"].items()
    ]
    heads = [*_HEADS, "queries", "kB", "floor", "bare Django", "new ÷ floor", "again ÷ floor"]
    return ["### Pages", _table(heads, rows)]


def _cold(size: Found) -> list[str]:
    cold = size["cold"]
    rows = [
        (
            kind,
            *(
                f"{each[what]['p50']:.0f}"
                for each in (cold[way][kind] for way in LISTS)
                for what in ("first", "second")
            ),
        )
        for kind in cold["api"]
    ]
    restarts = sorted(each["ms"] for each in cold["restarts"])
    heads = ("ms", *(f"{WAYS[way]}, {when}" for way in LISTS for when in ("first", "again")))
    set_up = sorted(each["set-up"] for way in LISTS for each in cold[way].values())
    said = (
        f"Reading the index took {restarts[len(restarts) // 2]:.0f} ms (at most "
        f"{restarts[-1]:.0f}); importing and setting up Django before it "
        f"{set_up[len(set_up) // 2]:.0f} ms."
    )
    return ["### Cold: the first answer of a new process", _table(heads, rows), said]


def _memory(size: Found) -> list[str]:
    told = size["memory"]
    rows = [
        (
            WAYS[way],
            *(f"{told[when][way]['resident']:.0f}" for when in ("empty", "full")),
            f"{told['full'][way]['resident'] - told['empty'][way]['resident']:.0f}",
        )
        for way in LISTS
    ]
    sizes = ", ".join(f"{name} {mib:.0f}" for name, mib in told["sizes"].items())
    return [
        "### Memory of a worker, MiB",
        _table(("after the whole mix", "empty site", "this one", "more"), rows),
        f"On disk, MiB: {sizes}.",
    ]


def _publishing(size: Found) -> list[str]:
    told = size["publishing"]
    rows = [
        ("publishing, nobody else there", *_times(told["alone"])),
        ("publishing, under a reader", *_times(told["under a reader"])),
        ("the reader, nobody publishing", *_times(told["reader alone"])),
        ("the reader meanwhile", *_times(told["reader meanwhile"])),
        ("catching up after one publish", *_times(told["caught up"]["index"])),
        ("the next answer, catching up included", *_times(told["caught up"]["answer"])),
        ("the same answer again", *_times(told["caught up"]["unchanged"])),
    ]
    return ["### Publishing", _table(("ms", "p50", "p95", "max"), rows)]


def _load(size: Found) -> list[str]:
    rows = [
        (
            name,
            f"{told['a second']:.0f}",
            *(f"{told[each]:.1f}" for each in ("p50", "p95", "p99", "max")),
            f"{told['client']:.0%}",
        )
        for name, told in size["load"].items()
    ]
    heads = ("what, workers", "a second", "p50 ms", "p95", "p99", "max", "client's core")
    return ["### Under load: 8 connections, granian", _table(heads, rows)]


def _peers(size: Found) -> list[str]:
    if "api" not in size.get("lists", ()):
        return ["Peers are told of beside our lists, which weren't measured."]
    ours = size["lists"]["api"]["new"]
    peers = size["peers"]
    running = {title: told for title, told in peers.items() if "failed" not in told}
    kinds: Found = next((told["kinds"] for told in running.values()), {})
    rows = [
        (
            kind,
            f"{ours[kind]['p50']:.1f}",
            *(_beside(told["kinds"][kind], ours[kind]) for told in running.values()),
        )
        for kind in kinds
    ]
    said = ["✗ is a count that is missing or other than by brute force; … gave no answer."]
    for title, told in peers.items():
        if "failed" in told:
            said.append(f"{title}: {told['failed']}.")
            continue
        said.append(f"{title}: {told['versions']}; {told['mib']:.0f} MiB.")
        wrong = {
            kind: each.get("faults") or each.get("gave up") for kind, each in told["kinds"].items()
        }
        said += [f"  - {kind}: {fault}" for kind, fault in wrong.items() if fault]
    return [
        "### Peers: p50 in ms, and how many times ours (never asked before)",
        _table(("", "Chancery", *running), rows),
        "\n".join(line if line.startswith("  ") else f"- {line}" for line in said),
    ]


def _beside(told: Found, ours: Found) -> str:
    if "times" not in told:
        return "…"
    ratio = told["times"]["p50"] / ours["p50"]
    return f"{told['times']['p50']:.0f} ({ratio:.1f}×){' ✗' if told['faults'] else ''}"


def _times(said: Found) -> tuple[str, str, str]:
    return f"{said['p50']:.1f}", f"{said['p95']:.1f}", f"{said['max']:.1f}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [heads, ["---", *["--:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def quote(page: Path, report: str) -> None:
    """Put a report into a page, in the place of the one that stands there."""
    marks = r"(<!-- measured -->\n).*(<!-- /measured -->)"
    page.write_text(
        re.sub(
            marks, lambda found: f"{found[1]}\n{report}\n{found[2]}", page.read_text(), flags=re.S
        )
    )


SECTIONS = {
    "lists": _lists,
    "pages": _pages,
    "cold": _cold,
    "memory": _memory,
    "publishing": _publishing,
    "load": _load,
    "peers": _peers,
}


if __name__ == "__main__":
    quote(Path(sys.argv[1]), text(kept(ROOT / "var/bench/reports")))
