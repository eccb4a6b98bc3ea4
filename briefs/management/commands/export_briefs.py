"""``manage.py export_briefs``: what readers see now as JSON lines."""

import io
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from briefs.importing.lines import lines
from briefs.management.progress import Progress


class Command(BaseCommand):
    help = "Write the published briefs as JSON lines (docs/exchange.md) to standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--drafts", action="store_true", help="what the desk has instead")

    def handle(self, *_args: Any, drafts: bool, **_options: Any) -> None:
        if isinstance(sys.stdout, io.TextIOWrapper):  # whatever the terminal's encoding
            sys.stdout.reconfigure(encoding="utf-8", newline="\n")
        progress = Progress(self.stderr)
        for number, line in enumerate(lines(drafts=drafts), 1):
            self.stdout.write(line)
            progress.show(number)
        progress.end()
