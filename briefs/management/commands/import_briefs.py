"""``manage.py import_briefs``: briefs from JSON lines, as drafts or published."""

import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from briefs.importing.lines import How, run
from briefs.management.tally import Tally
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
        is_file = file != "-"
        try:
            with Path(file).open("rb") if is_file else nullcontext(sys.stdin.buffer) as source:
                tally = Tally(self, size=Path(file).stat().st_size if is_file else 0)
                for outcome in run(source, how, processes=processes):
                    tally.add(outcome, read=source.tell() if is_file else 0)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.") from error
        tally.end(dry_run=how.dry_run)
