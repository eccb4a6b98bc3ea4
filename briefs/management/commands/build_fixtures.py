"""``manage.py build_fixtures``: make the Django fixtures from their readable source."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from briefs.importing.files import SourceError
from briefs.importing.fixtures import build


class Command(BaseCommand):
    """Builds in a database of its own, made for it and dropped after."""

    help = "Make fixtures/*.json from fixtures/source; --check only compares."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Change nothing; say what differs."
        )

    def handle(self, *_args: Any, check: bool, **_options: Any) -> None:
        folder = Path(settings.BASE_DIR) / "fixtures"
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            built = build(folder / "source")
        except SourceError as error:
            raise CommandError(str(error)) from error
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)
        stale = [name for name, text in built.items() if not _is(folder / f"{name}.json", text)]
        if check and stale:
            raise CommandError(f"Run build_fixtures: {', '.join(stale)} differ from the source.")
        for name in stale:
            (folder / f"{name}.json").write_text(built[name], encoding="utf-8")
            self.stdout.write(f"fixtures/{name}.json")


def _is(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text
