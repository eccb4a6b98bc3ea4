"""Peers, run from outside: their environment made, their database filled, their answers judged.

A new peer is a folder with `pyproject.toml`, `uv.lock` and `peer.py` (`harness.main`), and a line
in PEERS.
"""

import json
import os
import selectors
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks import brute, queries
from benchmarks.brute import Answer
from benchmarks.corpus import MAKING
from benchmarks.queries import Query
from benchmarks.site import ROOT

HERE = Path(__file__).resolve().parent
PATIENCE = 60.0  # seconds for one answer; after that the peer has given up
LOADING = 30.0  # more for the first, which starts the program
FILLING = 2 * 3600.0  # seconds to write and index the corpus
ROUNDS = 5.0  # seconds for asking again and again
_CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """`folder` has its program; peers with the same `data` share what was filled."""

    title: str
    folder: str
    data: str
    postgresql: bool = False
    environment: dict[str, str] = field(default_factory=dict)


PEERS = [
    Peer(title="django-filter on SQLite", folder="django_filter", data="django_filter"),
    Peer(
        title="django-filter on PostgreSQL",
        folder="django_filter",
        data="django_filter_pg",
        postgresql=True,
    ),
    Peer(title="Wagtail on SQLite", folder="wagtail", data="wagtail"),
    Peer(title="Wagtail on PostgreSQL", folder="wagtail", data="wagtail_pg", postgresql=True),
    Peer(title="Datasette", folder="datasette", data="datasette"),
    Peer(
        title="Datasette, limits raised",
        folder="datasette",
        data="datasette",
        environment={"PEER_LIMITS": "raised"},
    ),
    Peer(title="PostgreSQL by hand", folder="postgresql", data="postgresql", postgresql=True),
]


class Failed(Exception):
    """A peer can't be installed, started or filled; the text says why."""


def measure(
    peer: Peer, briefs: int, asked: Sequence[Query], true: Sequence[Answer], kept: Path, host: str
) -> dict[str, Any]:
    """Times and faults of each kind of query. `host` is PostgreSQL's. Raises Failed."""
    python = _install(peer, kept / "environments" / peer.folder)
    folder = kept / peer.data / str(briefs)
    environment = _environment(peer, briefs, folder, host)
    filled = _filled(peer, briefs, python, folder, environment)
    found = {}
    for kind in queries.kinds(asked):
        pairs = [pair for pair in zip(asked, true, strict=True) if pair[0].kind == kind]
        found[kind] = _ask(peer, pairs, python, environment)
    return {**filled, "kinds": found}


def _install(peer: Peer, environment: Path) -> Path:
    """Its own Python, with what its lock file names."""
    uv = str(ROOT / ".uv/uv") if (ROOT / ".uv/uv").exists() else "uv"
    command = [uv, "sync", "--quiet", "--locked", "--python", sys.executable]
    command += ["--project", str(HERE / peer.folder)]
    own = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    own["UV_PROJECT_ENVIRONMENT"] = str(environment)
    if Path(_CERTIFICATES).exists():  # as scripts/setup does: a firewall's may be among them
        own.setdefault("SSL_CERT_FILE", _CERTIFICATES)
    try:
        done = subprocess.run(command, env=own, capture_output=True, text=True, check=False)
    except OSError as error:
        raise Failed(f"not installed: {error}") from error
    if done.returncode:
        raise Failed(f"not installed: {_last_line(done.stderr)}")
    return environment / "bin/python"


def _environment(peer: Peer, briefs: int, folder: Path, host: str) -> dict[str, str]:
    left = ("PYTHONPATH", "VIRTUAL_ENV", "DJANGO_SETTINGS_MODULE", "DATABASE_URL")
    found = {name: value for name, value in os.environ.items() if name not in left}
    found |= peer.environment | {"PYTHONPATH": str(ROOT), "PEER_DATA": str(folder)}
    if peer.postgresql:
        found |= {"PEER_HOST": host, "PEER_DATABASE": _database(peer, briefs)}
    return found


def _database(peer: Peer, briefs: int) -> str:
    return f"bench_{peer.data}_{briefs}"


def _filled(
    peer: Peer, briefs: int, python: Path, folder: Path, environment: dict[str, str]
) -> dict[str, Any]:
    """What it told when it was filled; it is filled unless it was, by the same program."""
    stamp, made = folder / "made.json", _making(peer, briefs)
    if stamp.exists():
        told = json.loads(stamp.read_text())
        if told["making"] == made:
            return dict(told["said"])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if peer.postgresql:
        _new_database(environment["PEER_HOST"], environment["PEER_DATABASE"])
    print(f"filling {peer.title} with {briefs:,} briefs …", flush=True)
    try:
        done = subprocess.run(
            [str(python), str(HERE / peer.folder / "peer.py"), "fill", str(briefs)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=FILLING,
        )
    except subprocess.TimeoutExpired as error:
        raise Failed(f"not filled within {FILLING / 3600:g} hours") from error
    if done.returncode:
        raise Failed(f"not filled: {_last_line(done.stderr)}")
    said = json.loads(done.stdout.splitlines()[-1])
    stamp.write_text(json.dumps({"making": made, "said": said}))
    return dict(said)


def _making(peer: Peer, briefs: int) -> str:
    files = [*sorted((HERE / peer.folder).rglob("*.py")), HERE / peer.folder / "uv.lock"]
    own = b"".join(file.read_bytes() for file in files)
    return sha256(own + f"{MAKING} {briefs} {peer.data}".encode()).hexdigest()[:16]


def _new_database(host: str, name: str) -> None:
    import psycopg

    with psycopg.connect(host=host, user="postgres", autocommit=True) as database:
        database.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
        database.execute(f'CREATE DATABASE "{name}"'.encode())


def _ask(
    peer: Peer, pairs: Sequence[tuple[Query, Answer]], python: Path, environment: dict[str, str]
) -> dict[str, Any]:
    """Times of one kind of query, and what was wrong; in a process of its own."""
    command = [str(python), str(HERE / peer.folder / "peer.py"), "answer", str(ROUNDS)]
    asked = "".join(json.dumps(asdict(query)) + "\n" for query, _ in pairs)
    position, reason = 0, ""
    faulty: list[list[str]] = []
    with _started(command, asked, environment) as process:
        for said in _lines(process):
            if said is None:
                return {"gave up": f"no answer in {PATIENCE:.0f} s"}
            if "times" in said and not faulty:
                return {"gave up": reason}
            if "times" in said:
                return {"times": said["times"], "faults": brute.summary(faulty)}
            if "said" in said:
                faulty.append(brute.faults(pairs[position][1], said["said"]))
            position, reason = position + 1, said.get("no_way", "")
        process.wait()
        assert process.stderr
        return {"gave up": _last_line(process.stderr.read().decode(errors="replace"))}


@contextmanager
def _started(
    command: list[str], text: str, environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that has been given a text, killed at the end if it is still there."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, env=environment, stdin=pipe, stdout=pipe, stderr=pipe
    ) as process:
        assert process.stdin
        process.stdin.write(text.encode())
        process.stdin.close()
        process.stdin = None
        try:
            yield process
        finally:
            process.kill()


def _lines(process: subprocess.Popen[bytes]) -> Iterator[dict[str, Any] | None]:
    """What it tells, line by line; None where the next line takes too long."""
    assert process.stdout
    patience, part = PATIENCE + LOADING, b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        until = time.monotonic() + patience
        while True:
            if not selector.select(max(0.0, until - time.monotonic())):
                yield None
                return
            new = os.read(process.stdout.fileno(), 2**16)
            if not new:
                return
            *whole, part = (part + new).split(b"\n")
            for line in whole:
                yield json.loads(line)
                until = time.monotonic() + PATIENCE + ROUNDS


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "it said nothing"
