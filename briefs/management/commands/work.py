"""``manage.py work``: does in the background what waits there, at the minute."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from briefs.management.periodic import PERIODIC, Periodic, calling
from briefs.management.worker import TaskWorker
from briefs.models.worker import LOST_AFTER


class Command(BaseCommand):
    help = "Do what waits in the background: tasks, and what is due by the clock."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="Do what waits now, and end when nothing is left."
        )
        parser.add_argument(
            "--lost-after",
            type=float,
            default=LOST_AFTER,
            metavar="SECONDS",
            help="How long a worker may be silent before others do its task again (%(default)s).",
        )

    def handle(self, *_args: Any, once: bool, lost_after: float, **_options: Any) -> None:
        worker = TaskWorker(lost_after=lost_after)
        try:
            if once:
                _do_what_waits(worker)
            else:
                worker.configure_signals()
                alive = Periodic(name="alive", every=lost_after / 6, do=worker.beat, alone=False)
                with calling([alive, *PERIODIC]):
                    worker.run()
        finally:
            worker.leave()


def _do_what_waits(worker: TaskWorker) -> None:
    worker.beat(timezone.now())
    failed = [periodic.name for periodic in PERIODIC if not periodic.call()]
    while worker.do_next():
        pass
    if failed:
        raise CommandError(f"Failed, as the log says: {', '.join(failed)}.")
