"""``manage.py rebuild_index``: makes the search index anew, while the site goes on."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from briefs.management.progress import Progress
from briefs.search import rebuilding


class Command(BaseCommand):
    help = (
        "Make the search index anew from the published editions. Readers have the old one until "
        "the new one is whole, and publishers go on. Stopped, it goes on when run again."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        made = make_index(self, anyway=True)
        self.stdout.write(f"The index is made: {made} briefs.")
        time.sleep(rebuilding.GRACE)  # for readers who are at the old one
        for _step in rebuilding.clear():
            pass


def make_index(command: BaseCommand, *, anyway: bool) -> int:
    """Make the index, or go on where that was stopped, and show how far it is; how many briefs."""
    total, done = rebuilding.total(), rebuilding.taken()
    progress = Progress(command.stderr, total, "briefs")
    for step in rebuilding.rebuild(anyway=anyway):
        done += step.taken
        progress.show(done, done)
    progress.end()
    return done
