"""Times of many rounds, and what is said of them."""

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Times:
    """Milliseconds of each round: by the clock, and of this process's work alone.

    Where other programs keep the machine busy, the clock tells of them, too; work doesn't. What a
    database server does in another process, work leaves out.
    """

    clock: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)

    def take[Answer](self, ask: Callable[[], Answer]) -> Answer:
        """Do it, and note how long it took."""
        clock, work = time.perf_counter(), time.process_time()
        answer = ask()
        self.work.append((time.process_time() - work) * 1000)
        self.clock.append((time.perf_counter() - clock) * 1000)
        return answer

    def said(self) -> dict[str, float]:
        """What a report says of them."""
        if not self.clock:
            return {}
        return {
            "p50": percentile(self.clock, 50),
            "p95": percentile(self.clock, 95),
            "max": max(self.clock),
            "work50": percentile(self.work, 50),
            "work95": percentile(self.work, 95),
            "rounds": len(self.clock),
        }


def percentile(values: Iterable[float], percent: float) -> float:
    """The smallest value that so many per cent of the values don't exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]
