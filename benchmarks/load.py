"""Requests a second: granian serves a site, clients on the same machine ask without pause.

The client is Python's asyncio, one process with so many connections kept open; it takes a part
of the machine's time, as the database would. Every answer is read to its end and must be 200.
"""

import asyncio
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.site import ROOT, environment
from benchmarks.timing import percentile

CONNECTIONS = 8
_STARTING = 60  # seconds that a server may take


@contextmanager
def serving(site: Path, workers: int) -> Iterator[int]:
    """Granian with so many workers, as `make run` starts it but for their number; its port."""
    port = _free_port()
    # fmt: off
    command = [
        str(Path(sys.executable).parent / "granian"),
        "--interface", "wsgi", "config.wsgi:application",
        "--workers", str(workers), "--blocking-threads", "8", "--backpressure", "64",
        "--no-ws", "--log-level", "error", "--host", "127.0.0.1", "--port", str(port),
    ]
    # fmt: on
    with subprocess.Popen(command, cwd=ROOT, env=environment(site)) as server:
        try:
            _wait(port, server)
            yield port
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()


def load(port: int, addresses: Sequence[str], seconds: float) -> dict[str, float]:
    """Ask for the addresses in no order as fast as answers come; how fast that was."""
    _ask(port, addresses, seconds / 4)  # workers load code and remember
    cpu, began = time.process_time(), time.monotonic()
    took = _ask(port, addresses, seconds)
    passed = time.monotonic() - began
    return {
        "a second": len(took) / passed,
        "p50": percentile(took, 50),
        "p95": percentile(took, 95),
        "p99": percentile(took, 99),
        "max": max(took),
        "client": (time.process_time() - cpu) / passed,  # of one core
    }


def _ask(port: int, addresses: Sequence[str], seconds: float) -> list[float]:
    return asyncio.run(_all(port, addresses, time.monotonic() + seconds))


async def _all(port: int, addresses: Sequence[str], until: float) -> list[float]:
    took: list[float] = []
    async with asyncio.TaskGroup() as group:
        for number in range(CONNECTIONS):
            chance = random.Random(number)
            group.create_task(_connection(port, addresses, until, chance, took))
    return took


async def _connection(
    port: int, addresses: Sequence[str], until: float, chance: random.Random, took: list[float]
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    try:
        while time.monotonic() < until:
            address = chance.choice(addresses)
            began = time.perf_counter()
            writer.write(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            assert head.split()[1] == "200", (address, head)
            length = int(head.partition("content-length:")[2].split()[0])
            await reader.readexactly(length)
            took.append((time.perf_counter() - began) * 1000)
    finally:
        writer.close()
        await writer.wait_closed()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _STARTING
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"granian didn't start on port {port} ({os.fspath(ROOT)})")
