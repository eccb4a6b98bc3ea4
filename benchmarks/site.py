"""A site with a database of its own, gone afterwards; what the benchmarks measure."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def empty_site() -> Iterator[Path]:
    """Django, set up for a new SQLite database; gives its folder. Import models within only."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "CHANCERY_DATA": folder,
            "DEBUG": "0",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        os.environ.pop("DATABASE_URL", None)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        yield Path(folder)
