"""A process of its own for each editor, at the database of the test that starts it."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"


def processes(count: int, database: Any) -> ProcessPoolExecutor:
    """That many, each with connections of its own to a database of that name."""
    # Spawned, for a fork would go on with the connections of its parent.
    return ProcessPoolExecutor(count, get_context("spawn"), _join, (str(database),))


def _join(database: str) -> None:
    # Imported by what is set up here, not before.
    import django
    from django.conf import settings
    from django.test.utils import setup_test_environment

    settings.DATABASES["default"]["NAME"] = database
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": PLAIN}}
    settings.WHITENOISE_AUTOREFRESH = True
    django.setup()
    setup_test_environment(debug=False)
