"""``manage.py import_facts``: a table of facts from CSV."""

import io
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from briefs.importing.facts import NoTable, run
from briefs.management.tally import Tally


class Command(BaseCommand):
    help = (
        "Take in facts from a CSV table as /facts/<table>.csv gives it out (docs/exchange.md). "
        "A line that can't be taken in is named and stops no other."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.csv", help="or - for standard input")
        parser.add_argument("--dry-run", action="store_true", help="say what would be, do nothing")

    def handle(self, *_args: Any, file: str, dry_run: bool, **_options: Any) -> None:
        tally = Tally(self)
        try:
            with _opened(file) as lines:
                for outcome in run(lines, dry_run=dry_run):
                    tally.add(outcome)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{file} is not in UTF-8: {error}.") from error
        except NoTable as error:
            raise CommandError(f"{file}: {error}") from error
        tally.end(dry_run=dry_run)


def _opened(file: str) -> AbstractContextManager[IO[str]]:
    if file != "-":
        return Path(file).open(encoding="utf-8", newline="")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", newline="")
    return nullcontext(sys.stdin)
