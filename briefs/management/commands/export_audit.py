"""``manage.py export_audit``: the audit log as CSV or JSON lines, oldest first."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from briefs.editorial.audit_lines import FORMATS
from briefs.management.moments import moment
from briefs.models.audit import Entry


class Command(BaseCommand):
    help = "Write the audit log to standard output, oldest first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", help="A day or a moment: 2026-01-31, 2026-01-31T12:00+05:00")
        parser.add_argument("--format", choices=FORMATS, default="jsonl")

    def handle(self, *_args: Any, since: str | None, format: str, **_options: Any) -> None:
        entries = Entry.objects.all()
        if since:
            entries = entries.filter(at__gte=moment(since, "--since"))
        for line in FORMATS[format].lines(entries):
            self.stdout.write(line, ending="")
