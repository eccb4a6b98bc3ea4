"""`make run`: a server and a worker that live and end together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.config.workers import PATIENCE, ROOT, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux tells who runs")

type Site = tuple[subprocess.Popen[str], int]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that is prepared, so that each start is a second one."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "manage.py", "prepare"]
    subprocess.run(command, cwd=ROOT, env=environment(folder), capture_output=True, check=True)
    return folder


def environment(data: Path, **more: str) -> dict[str, str]:
    given = {"PATH": os.environ["PATH"], "CHANCERY_DATA": str(data), "SEED": "0"}
    return given | more


def children(process: int) -> dict[str, int]:
    """The processes that a process started, by a word of their command line."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            line = (folder / "cmdline").read_text()
        except OSError:
            continue
        if parent == str(process):
            found["worker" if "manage.py\0work" in line else "server"] = int(folder.name)
    return found


def alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.fixture
def site(data: Path) -> Iterator[Site]:
    """The site, served on a port of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "scripts/serve"],
        cwd=ROOT,
        env=environment(data, PORT=str(port)),
        stdout=subprocess.PIPE,
        text=True,
    )
    until(lambda: answers(port) and len(children(process.pid)) == 2)
    yield process, port
    process.terminate()
    process.communicate(timeout=PATIENCE)


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as response:
            return bool(response.read() == b"ok\n")
    except OSError:
        return False


def all_gone(*processes: int) -> Callable[[], bool]:
    return lambda: not any(map(alive, processes))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_all_ends_quickly_when_told_to(site: Site, number: int) -> None:
    process, port = site
    started = children(process.pid).values()
    began = time.monotonic()
    process.send_signal(number)
    assert process.wait(PATIENCE) == 0
    assert time.monotonic() - began < 10
    assert not any(map(alive, started))
    assert not answers(port)


def test_a_worker_that_dies_is_started_again(site: Site) -> None:
    process, port = site
    dead = children(process.pid)["worker"]
    os.kill(dead, signal.SIGKILL)
    until(lambda: children(process.pid).get("worker", dead) != dead)
    assert answers(port)


def test_with_the_server_all_ends_and_the_port_is_free(site: Site) -> None:
    process, port = site
    started = children(process.pid)
    grandchild = children(started["server"])["server"]
    os.kill(started["server"], signal.SIGKILL)
    assert process.wait(PATIENCE) != 0
    until(all_gone(grandchild, *started.values()))
    assert not answers(port)


def test_should_it_be_killed_itself_both_end(site: Site) -> None:
    process, _port = site
    started = children(process.pid)
    process.kill()
    process.wait()
    until(all_gone(*started.values()))
