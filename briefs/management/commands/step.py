"""``manage.py step``: take a step with briefs, as the desk's buttons do."""

import inspect
from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from briefs.editorial.transitions import Refused
from briefs.editorial.versions import SavedSince
from briefs.management.moments import moment
from briefs.models.brief import Brief
from briefs.models.publication import Publication
from briefs.publishing import PublishRefused
from briefs.publishing.transitions import DEEDS, TRANSITIONS

_OURS = {"brief", "by", "seen"}  # what every step has


class Command(BaseCommand):
    help = (
        "Take a step with briefs, as the desk's buttons do: with the same checks, refusals and "
        "record. `step NAME --help` says what it needs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True, metavar="NAME")
        for name, deed in DEEDS.items():
            step = steps.add_parser(name, help=str(TRANSITIONS[name].label))
            step.add_argument("slugs", nargs="+", metavar="SLUG", help="the briefs, one by one")
            step.add_argument("--by", metavar="USER", help="who does it; else the system does")
            for word, parameter in _words(deed).items():
                needed = parameter.default is parameter.empty
                step.add_argument(f"--{word}", required=needed)

    def handle(self, *_args: Any, step: str, slugs: list[str], by: str, **options: Any) -> None:
        words = {word: options[word] for word in _words(DEEDS[step]) if options[word] is not None}
        said = {word: _READ.get(word, str)(text) for word, text in words.items()}
        refused = 0
        for slug in slugs:
            try:
                DEEDS[step](_brief(slug), by=_person(by) if by else None, **said)
            except (CommandError, PublishRefused, Refused, SavedSince) as refusal:
                refused += 1
                self.stderr.write(f"{slug}: {refusal}")
            else:
                self.stdout.write(f"{slug}: {step}")
        if refused:
            raise CommandError(f"{refused} of {len(slugs)} refused; the others are done.")


def _words(deed: Callable[..., object]) -> dict[str, inspect.Parameter]:
    """What a step has to be told beside the brief."""
    known = inspect.signature(deed).parameters
    return {name: parameter for name, parameter in known.items() if name not in _OURS}


def _brief(slug: str) -> Brief:
    if found := Brief.objects.filter(slug=slug).first():
        return found
    raise CommandError("there is no brief at the desk with this slug.")


def _person(name: str) -> Any:
    """A user; of no name, nobody."""
    if not name:
        return None
    if found := get_user_model().objects.filter(username=name).first():
        return found
    raise CommandError(f"There is no user {name!r}.")


def _successor(slug: str) -> Publication:
    if found := Publication.objects.filter(slug=slug).first():
        return found
    raise CommandError(f"There is no published brief {slug!r}.")


# How an option's text is read, where it is more than text.
_READ: dict[str, Callable[[str], Any]] = {
    "at": lambda text: moment(text, "--at") if text else None,
    "reviewer": _person,
    "successor": _successor,
    "to": _person,
}
