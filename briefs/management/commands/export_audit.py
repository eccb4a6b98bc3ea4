"""``manage.py export_audit``: the audit log as CSV or JSON lines, oldest first."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from briefs.editorial.audit_lines import FORMATS
from briefs.models.audit import Entry


class Command(BaseCommand):
    help = "Write the audit log to standard output, oldest first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", help="A day or a moment: 2026-01-31, 2026-01-31T12:00+05:00")
        parser.add_argument("--format", choices=FORMATS, default="jsonl")

    def handle(self, *_args: Any, since: str | None, format: str, **_options: Any) -> None:
        entries = Entry.objects.all()
        if since:
            entries = entries.filter(at__gte=_moment(since))
        for line in FORMATS[format].lines(entries):
            self.stdout.write(line, ending="")


def _moment(text: str) -> dt.datetime:
    try:
        moment = parse_datetime(text)
        if moment is None and (day := parse_date(text)):
            moment = dt.datetime.combine(day, dt.time.min)
    except ValueError:  # well written, and no such day
        moment = None
    if moment is None:
        raise CommandError(f"--since is {text!r}; write a day such as 2026-01-31.")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
