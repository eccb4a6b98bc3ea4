"""Enters states, each with its ISO 3166 code and its names in the languages of the site."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from briefs import countries
from briefs.editorial.countries import add_states
from briefs.models.version import Way


class Command(BaseCommand):
    help = "Add the states of ISO 3166-1 with their codes and names; those that are there stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "codes",
            nargs="*",
            metavar="CODE",
            help="two letters, such as PK; all, if none is given",
        )

    def handle(self, *, codes: list[str], **_options: Any) -> None:
        wanted = [code.upper() for code in codes] or countries.codes()
        if unknown := [code for code in wanted if code not in countries.codes()]:
            raise CommandError(f"ISO 3166-1 has no country with this code: {', '.join(unknown)}.")
        added = add_states(wanted, by=None, way=Way.COMMAND)
        for actor in added.recognised:
            self.stdout.write(f"{actor.name} was there; it has its code and names now.")
        self.stdout.write(f"{len(added.made)} added, {len(added.present)} were there.")
