"""Servers over a database with the demo world, each with as many workers as a test wants."""

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from os import environ
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.support.processes import CLONE, eventually
from tests.support.server import House, Node, demo_services, free_port, house, valkey

__all__ = ["demo_services", "house", "valkey"]

Start = Callable[..., "Serving"]


@dataclass
class Serving(Node):
    """A parent and its workers, each with its own numbers."""

    numbers: list[int] = field(default_factory=list)

    def value(self, worker: int, name: str, /, **labels: str) -> float:
        """One number of one worker; 0 for what has not happened yet."""
        found = [
            sample.value
            for family in text_string_to_metric_families(self.numbers_text(worker))
            for sample in family.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        ]
        return sum(found)

    def numbers_text(self, worker: int) -> str:
        """All numbers of one worker."""
        return httpx.get(f"http://127.0.0.1:{self.numbers[worker]}/metrics", timeout=5, trust_env=False).text

    def values(self, name: str, /, **labels: str) -> list[float]:
        """The same number of all workers."""
        return [self.value(worker, name, **labels) for worker in range(len(self.numbers))]

    def workers(self) -> list[int]:
        """The processes under the parent."""
        shown = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True, timeout=10)
        pairs = [line.split() for line in shown.stdout.splitlines()]
        return [int(pid) for pid, parent in pairs if int(parent) == self.process.pid]

    def get(self, path: str) -> httpx.Response:
        """Ask over a connection of its own."""
        return httpx.get(self.url + path, timeout=10, trust_env=False)


def free_ports(count: int) -> int:
    """The first of several ports in a row on which nothing listens."""
    while True:
        first = free_port()
        with ExitStack() as stack, suppress(OSError):
            for port in range(first, first + count):
                stack.enter_context(socket.socket()).bind(("127.0.0.1", port))
            return first


@contextmanager
def serving(house: House, folder: Path, workers: int, **settings: str) -> Iterator[Serving]:
    """Start and wait until all workers serve; at the end they are ended in good order."""
    port, numbers = free_port(), free_ports(workers)
    ports = {"TENANTRY_PORT": str(port), "TENANTRY_METRICS_PORT": str(numbers)}
    log = folder / f"serving-{port}.log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "app.cli", "serve", "--workers", str(workers)],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd="/",
            env={"PATH": environ["PATH"], "PYTHONPATH": str(CLONE), **house.environment(**ports, **settings)},
        )
    started = Serving(process, port, log, list(range(numbers, numbers + workers)))
    try:
        assert process.stdout is not None
        assert "Tenantry serves" in process.stdout.readline(), started.said()
        yield started
    finally:
        children = started.workers()
        started.stop()
        eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))


@pytest.fixture
def start(house: House, tmp_path: Path) -> Iterator[Start]:
    """Start a server: `start(workers, TENANTRY_...=...)`."""
    with ExitStack() as stack:
        yield lambda workers=1, **settings: stack.enter_context(serving(house, tmp_path, workers, **settings))
