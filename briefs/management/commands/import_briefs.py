"""``manage.py import_briefs``: briefs from JSON lines, as drafts or published."""

import os
import sys
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from briefs.importing.lines import Deed, How, Outcome, run
from briefs.management.progress import Progress
from briefs.models.edition import Change


class Command(BaseCommand):
    help = (
        "Take in briefs from JSON lines (docs/exchange.md), as drafts unless --publish is given. "
        "A line that can't be taken in is named and stops no other; run again, it goes on."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.jsonl", help="or - for standard input")
        parser.add_argument("--publish", action="store_true", help="show them to readers")
        parser.add_argument("--dry-run", action="store_true", help="say what would be, do nothing")
        parser.add_argument("--note", default="", help="tells readers what changed in new editions")
        parser.add_argument(
            "--change",
            choices=[change for change in Change if change != Change.FIRST],
            default=Change.UPDATE,
            help="what sort of change new editions make",
        )
        parser.add_argument(
            "--processes",
            type=int,
            default=os.cpu_count() or 1,
            metavar="N",
            help="that read and render; 0 does all in one",
        )

    def handle(self, *_args: Any, file: str, processes: int, **said: Any) -> None:
        how = How(
            publish=said["publish"],
            dry_run=said["dry_run"],
            note=said["note"],
            change=Change(said["change"]),
        )
        counts: Counter[Deed] = Counter()
        try:
            with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as source:
                progress = Progress(self.stderr, 0 if file == "-" else Path(file).stat().st_size)
                for outcome in run(source, how, processes=processes):
                    counts[outcome.deed] += 1
                    self._tell(outcome, progress)
                    progress.show(counts.total(), source.tell() if file != "-" else 0)
                progress.end()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.") from error
        said_ = ", ".join(f"{counts[deed]} {deed.value}" for deed in Deed)
        self.stdout.write(f"{said_}{' (dry run)' if how.dry_run else ''}")
        if counts[Deed.REFUSED]:
            raise CommandError(f"{counts[Deed.REFUSED]} of {counts.total()} lines refused.")

    def _tell(self, outcome: Outcome, progress: Progress) -> None:
        if outcome.problems:
            progress.end()
        for problem in outcome.problems:
            where = f"{problem.field}: " if problem.field else ""
            self.stderr.write(f"line {outcome.number}: {where}{problem.message}")
