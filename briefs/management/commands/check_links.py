"""Asks other hosts whether the links to them still lead somewhere."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from briefs.publishing.link_checks import ask_due, check_links


class Command(BaseCommand):
    help = "Check the links to other hosts that are due, in drafts, editions and sources."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, default=200, help="how many to ask for at a time")
        parser.add_argument("--all", action="store_true", help="go on until none is due")

    def handle(self, *, limit: int, all: bool, **_options: Any) -> None:
        if not settings.LINK_CHECKS:
            raise CommandError("No other host is asked unless the setting LINK_CHECKS is 1.")
        checked = check_links(limit)
        asked = checked.asked
        while all and checked.due and checked.asked and not checked.offline:
            checked = ask_due(limit)
            asked += checked.asked
        if checked.offline:
            raise CommandError("No host answered, so this one seems offline: nothing is kept.")
        self.stdout.write(f"{asked} asked, {checked.broken} broken, {checked.due} still due.")
