"""Tasks for the tests of the worker; each leaves its traces in a file."""

import os
import signal
import time
from pathlib import Path

from django.tasks import task

from briefs.editorial.audit import record


@task
def note(path: str, line: str) -> None:
    """Write a line."""
    with Path(path).open("a") as file:
        file.write(line + "\n")


@task
def take(path: str) -> str:
    """Write when it begins and when it ends: not before there is a file that lets it."""
    with Path(path).open("a") as file:
        print("begun", file=file, flush=True)
        while not Path(f"{path}-may-end").exists():
            time.sleep(0.05)
        print("done", file=file, flush=True)
    return "done"


@task
def fail() -> None:
    """Fall over."""
    raise ValueError("It can't be done.")


@task
def kill() -> None:
    """Take the worker along."""
    os.kill(os.getpid(), signal.SIGKILL)


@task
def put_on_record() -> None:
    """Leave an entry in the audit log."""
    record("brief.publish", by=None)
