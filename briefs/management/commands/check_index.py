"""``manage.py check_index``: proves that the search index says what the editions say."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from briefs.management.progress import Progress
from briefs.search import checking, rebuilding


class Command(BaseCommand):
    help = (
        "Compare the whole search index with the published editions and name what differs; "
        "the exit status is 1 where something does. Readers and publishers go on meanwhile."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--most", type=int, default=100, metavar="N", help="how many differences are named"
        )

    def handle(self, *_args: Any, most: int, **_options: Any) -> None:
        total = rebuilding.total()
        progress = Progress(self.stderr, total, "briefs")
        done = differing = 0

        def show(taken: int) -> None:
            nonlocal done
            done += taken
            progress.show(done, done)

        for difference in checking.differences(show):
            differing += 1
            if differing <= most:
                progress.end()
                self.stdout.write(difference)
        progress.end()
        if differing:
            raise CommandError(
                f"The index differs in {differing} places: `manage.py rebuild_index` makes it anew."
            )
        self.stdout.write(f"The index is right: {done} briefs.")
