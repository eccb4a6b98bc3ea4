"""``python -m benchmarks.profiling N ADDRESS``: where the time of one address goes.

Function by function, on the site that is kept for N briefs: asked once as never asked before, in
a process that has loaded its code, and then some more times.
"""

import cProfile
import os
import pstats
import sys
import time

from benchmarks.site import ROOT, kept, set_up

ROUNDS = 5
LINES = 25


def main() -> None:
    """Print the functions that took longest by themselves, then with all that they called."""
    briefs, address = int(sys.argv[1]), sys.argv[2]
    set_up(kept(briefs, ROOT / "var/bench"))
    from benchmarks.probe import WARMING
    from benchmarks.serving import Application, warm

    application = Application()
    warm(application, (f"{address.partition('?')[0]}?{query}" for query in WARMING))
    for when, rounds in (("never asked before", 1), ("again", ROUNDS)):
        profile = cProfile.Profile(time.process_time)  # work alone, however busy the machine
        for _ in range(rounds):
            profile.runcall(application.get, address)
        print(f"\n── {address}, {when}, {rounds} times ──")
        for order in ("tottime", "cumulative"):
            found = pstats.Stats(profile).strip_dirs().sort_stats(order)
            found.print_stats(LINES)


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
