"""Workers as processes of their own, and patience with them."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from tests.connections import in_own_connection

ROOT = Path(__file__).resolve().parent.parent.parent
real = pytest.mark.django_db(transaction=True)  # other processes see what the test writes
PATIENCE = 60


def until(what: Callable[[], Any]) -> Any:
    """Wait for something to be true, for as long as a busy machine may take."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError("It has not come to be.")


def database() -> str:
    """The test's database as a URL."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    login = f"{given['USER']}:{given['PASSWORD']}".rstrip(":")
    return f"postgres://{login}@{given['HOST']}:{given['PORT'] or 5432}/{given['NAME']}"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts workers, each a process of its own; those that run in the end are killed."""
    started: list[subprocess.Popen[str]] = []

    def start(lost_after: float = 2) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "work", "--lost-after", str(lost_after)],
            cwd=ROOT,
            env=os.environ | {"CHANCERY_DATA": str(tmp_path), "DATABASE_URL": database()},
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def once() -> None:
    call_command("work", once=True, stdout=StringIO())


def in_a_thread(call: Callable[[], Any]) -> None:
    thread = threading.Thread(target=partial(in_own_connection, call))
    thread.start()
    thread.join(PATIENCE)
    assert not thread.is_alive()
