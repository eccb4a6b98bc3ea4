"""A PostgreSQL for the peers that want one: a cluster of its own, kept between runs, set up as
its documentation advises for a machine that serves a database.

With BENCH_POSTGRESQL=/folder/of/its/socket one that runs already is used, as the user `postgres`.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# A quarter of the memory and no more than 4 GB; what a solid-state disk costs; room to sort.
SETTINGS = {
    "shared_buffers": "{quarter}MB",
    "effective_cache_size": "{half}MB",
    "work_mem": "64MB",
    "maintenance_work_mem": "512MB",
    "random_page_cost": "1.1",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
    "listen_addresses": "",
}


class Unavailable(Exception):
    """There is no PostgreSQL to be had; the text says why."""


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """A server over the cluster in a folder, made if missing; the host to connect to."""
    if given := os.environ.get("BENCH_POSTGRESQL"):
        yield given
        return
    programs, account = _programs(), _account()
    if account:
        # It refuses to run as root, and another account may not see into the project's folder.
        folder = Path("/var/tmp") / f"chancery-bench-{folder.name}"  # noqa: S108  (0700, below)
    sockets = Path(tempfile.mkdtemp(prefix="bench-pg-"))  # whose path must be short
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for each in (folder, sockets):
        if account:
            shutil.chown(each, account)
    data = folder / "data"

    def call(program: str, *words: str) -> None:
        with (folder / f"{program}.out").open("a") as out:
            command = [str(programs / program), "-D", str(data), *words]
            subprocess.run(
                command, user=account, cwd=folder, stdout=out, stderr=out, check=True, timeout=300
            )

    try:
        if not (data / "PG_VERSION").exists():
            call("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8")
        if (data / "postmaster.pid").exists():  # a run that was killed has left it
            call("pg_ctl", "-m", "immediate", "-w", "stop")
        options = " ".join(f"-c {name}='{value}'" for name, value in _settings().items())
        log = str(folder / "log")
        call("pg_ctl", "-l", log, "-o", f"-k {sockets} {options}", "-w", "-t", "120", "start")
    except (OSError, subprocess.SubprocessError) as error:
        raise Unavailable(f"PostgreSQL doesn't start ({error}); see {folder}") from error
    try:
        yield str(sockets)
    finally:
        call("pg_ctl", "-m", "fast", "-w", "stop")
        shutil.rmtree(sockets, ignore_errors=True)


def _settings() -> dict[str, str]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    quarter = min(memory // 4, 4096)
    return {
        name: value.format(quarter=quarter, half=memory // 2) for name, value in SETTINGS.items()
    }


def _programs() -> Path:
    """The folder of the newest installed server's programs."""
    versions = [path for path in Path("/usr/lib/postgresql").glob("*") if path.name.isdigit()]
    folders = [path / "bin" for path in sorted(versions, key=lambda path: int(path.name))]
    if found := shutil.which("initdb"):
        folders.append(Path(found).resolve().parent)  # a link leads to where the others are
    if not folders:
        raise Unavailable("PostgreSQL isn't installed")
    return folders[-1]


def _account() -> str | None:
    """Whom to start it as, where we are root."""
    if os.geteuid():
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)
