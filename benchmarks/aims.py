"""What the project aims at, and whether a run met it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

WAYS = {"api": "the API's list", "page": "the list's page"}
GROUPS = ("all without words", "all with words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """One number, what it should be, and, where it is known, what of it was this program's work."""

    what: str
    measured: float
    wanted: float
    unit: str = " ms"
    at_least: bool = False
    work: float | None = None

    @property
    def sign(self) -> str:
        return "≥" if self.at_least else "≤"

    @property
    def is_met(self) -> bool:
        if self.at_least:
            return self.measured >= self.wanted
        return self.measured <= self.wanted


def of(size: dict[str, Any]) -> Iterator[Aim]:
    """The aims for a collection of that size, as far as it was measured."""
    for part, found in _BY_PART.items():
        if part in size and "failed" not in size[part]:
            yield from found(size)


def growth(sizes: Sequence[dict[str, Any]]) -> Iterator[Aim]:
    """How much slower the largest is than the smallest."""
    measured = [size for size in sizes if "api" in size.get("lists", ())]
    if len(measured) < 2:
        return
    small, large = measured[0], measured[-1]
    for way, what in WAYS.items():
        for group in GROUPS:
            times = [size["lists"][way]["new"][group]["work95"] for size in (small, large)]
            yield Aim(
                what=f"growth of {what} from {small['briefs']:,} to {large['briefs']:,}, {group}, "
                "p95 of work",
                measured=times[1] / times[0],
                wanted=4,
                unit="×",
            )


# Milliseconds that 95 of 100 lists take at most: by the size from which on it holds; by API and
# page, without words and with.
_TIMES = {
    1_000_000: {"api": (30, 60), "page": (40, 60)},
    0: {"api": (10, 10), "page": (20, 20)},
}


def _lists(size: dict[str, Any]) -> Iterator[Aim]:
    wanted = next(times for least, times in _TIMES.items() if size["briefs"] >= least)
    lists = size["lists"]
    for way, what in WAYS.items():
        for group, most in zip(GROUPS, wanted[way], strict=True):
            for when in ("new", "again"):
                said = lists[way][when][group]
                name = f"{what}, {group}, {when}, p95"
                yield Aim(what=name, measured=said["p95"], wanted=most, work=said["work95"])
        new = lists[way]["new"]
        yield Aim(
            what=f"{what}: the last page beside the first, p50",
            measured=new["deep page"]["p50"] / new["unfiltered"]["p50"],
            work=new["deep page"]["work50"] / new["unfiltered"]["work50"],
            wanted=1.5,
            unit="×",
        )
        most_queries = max(said["queries"] for said in new.values())
        yield Aim(what=f"{what}: queries", measured=most_queries, wanted=6, unit="")
        for when, factor in (("again", 1.5), ("new", 10)):
            ratios = [
                lists[way][when][kind]["work50"] / floor["work50"]
                for kind, floor in lists[way]["floor"].items()
            ]
            yield Aim(
                what=f"{what}, {when}, beside the floor, worst kind",
                measured=max(ratios),
                wanted=factor,
                unit="×",
            )


_OTHER_PAGES = {"an actor": 20, "an agreement": 20, "a topic": 20, "while typing": 30}


def _pages(size: dict[str, Any]) -> Iterator[Aim]:
    for name, most in _OTHER_PAGES.items():
        said = size["pages"][name]["new"]
        yield Aim(what=f"{name}, new, p95", measured=said["p95"], work=said["work95"], wanted=most)
    brief = size["pages"]["a brief"]
    for when in ("again", "new"):
        yield Aim(
            what=f"a brief's page, {when}, beside the floor",
            measured=brief[when]["work50"] / brief["floor"]["work50"],
            wanted=1.3,
            unit="×",
        )


def _cold(size: dict[str, Any]) -> Iterator[Aim]:
    restarts = sorted(size["cold"]["restarts"], key=lambda each: float(each["ms"]))
    middle = restarts[len(restarts) // 2]
    yield Aim(
        what="reading the index after a restart",
        measured=middle["ms"],
        work=middle["work"],
        wanted=1000,
    )


def _memory(size: dict[str, Any]) -> Iterator[Aim]:
    told = size["memory"]
    more = max(told["full"][way]["resident"] - told["empty"][way]["resident"] for way in WAYS)
    yield Aim(what="a worker above an empty site", measured=more, wanted=200, unit=" MiB")


def _publishing(size: dict[str, Any]) -> Iterator[Aim]:
    told = size["publishing"]
    for when in ("alone", "under a reader"):
        said = told[when]
        yield Aim(
            what=f"publishing, {when}, p95", measured=said["p95"], work=said["work95"], wanted=50
        )
    said = told["caught up"]["index"]
    yield Aim(
        what="catching up after one publish, p95",
        measured=said["p95"],
        work=said["work95"],
        wanted=5,
    )
    if "api" in size.get("lists", ()):
        # Whatever is published makes the answers that were kept old: each is a new one.
        new = [size["lists"][way]["new"]["all without words"] for way in WAYS]
        yield Aim(
            what="a reader's p95 while others publish, beside lists never asked before",
            measured=told["reader meanwhile"]["p95"] / max(each["p95"] for each in new),
            work=told["reader meanwhile"]["work95"] / max(each["work95"] for each in new),
            wanted=1.5,
            unit="×",
        )


def _peers(size: dict[str, Any]) -> Iterator[Aim]:
    """Beside the fastest peer that gives all counts: over the mix, and kind by kind."""
    if "api" not in size.get("lists", ()):
        return
    new = size["lists"]["api"]["new"]
    own = {kind: said["p50"] for kind, said in new.items() if kind not in GROUPS}
    peers = [_right(told) for told in size["peers"].values() if "failed" not in told]
    for what, kinds in {"one of each kind": [*own], **{kind: [kind] for kind in own}}.items():
        theirs = [sum(peer[kind] for kind in kinds) for peer in peers if peer.keys() >= {*kinds}]
        if theirs:
            yield Aim(
                what=f"times as fast as the fastest peer that gives all counts: {what}",
                measured=min(theirs) / sum(own[kind] for kind in kinds),
                wanted=30,
                unit="×",
                at_least=True,
            )


def _right(told: dict[str, Any]) -> dict[str, float]:
    """How long a peer takes for the kinds of list that it answers rightly, p50."""
    return {
        kind: said["times"]["p50"]
        for kind, said in told["kinds"].items()
        if "times" in said and not said["faults"]
    }


_BY_PART = {
    "lists": _lists,
    "pages": _pages,
    "cold": _cold,
    "memory": _memory,
    "publishing": _publishing,
    "peers": _peers,
}
