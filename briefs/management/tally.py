"""The tally of an import: what is refused is told as it comes, how much there was in the end."""

from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from briefs.importing.outcomes import Deed, Outcome
from briefs.management.progress import Progress


class Tally:
    """Tells on a command's outputs what came of each line."""

    def __init__(self, command: BaseCommand, *, size: int = 0) -> None:
        self._out, self._err = command.stdout, command.stderr
        self._progress = Progress(command.stderr, size)
        self._counts: Counter[Deed] = Counter()

    def add(self, outcome: Outcome, *, read: int = 0) -> None:
        """One line more; so much of the file is read."""
        self._counts[outcome.deed] += 1
        if outcome.problems:
            self._progress.end()
        for problem in outcome.problems:
            where = f"{problem.field}: " if problem.field else ""
            self._err.write(f"line {outcome.number}: {where}{problem.message}")
        self._progress.show(self._counts.total(), read)

    def end(self, *, dry_run: bool) -> None:
        """All lines are through. Raises CommandError where any was refused."""
        self._progress.end()
        said = ", ".join(f"{self._counts[deed]} {deed.value}" for deed in Deed)
        self._out.write(f"{said}{' (dry run)' if dry_run else ''}")
        if refused := self._counts[Deed.REFUSED]:
            raise CommandError(f"{refused} of {self._counts.total()} lines refused.")
