"""Real server processes on loopback, over a database that already holds the demo world."""

import asyncio
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from app.auth.backend import close_database, open_database
from app.entrypoints.demo import prepare_demo
from app.resolvers.daily import bring_up_to_date
from app.services import binaries, places
from app.services.embedded import Addresses
from app.settings import Settings
from tests.support.processes import CLONE, eventually
from tests.support.services import TEMPLATE, Database, execute, of_database, open_folder

SEEDED = "demo_world"
PORTS = range(15_000, 30_000)
ORGANIZATIONS = "SELECT organization_id FROM app.organization_stream"
HOLD = "UPDATE app.charge_template SET next_bill_on = greatest(next_bill_on, current_date + 7)"
"""What has been charged is charged, and nothing more comes by itself for a week, whatever day and hour it is."""


def free_port() -> int:
    """A port on which nothing listens at this moment."""
    while True:
        port = random.choice(PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@dataclass
class Node:
    """One server process."""

    process: "subprocess.Popen[str]"
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> None:
        """End it in good order, or at once when that takes too long."""
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.kill()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def said(self) -> str:
        """What it has logged."""
        return self.log.read_text()


@dataclass
class House:
    """One database and one Redis, and the nodes that serve them."""

    database: Database
    redis_url: str
    folder: Path
    secret: str = field(default_factory=lambda: secrets.token_hex(32))
    master_key: str = field(default_factory=lambda: secrets.token_hex(32))
    nodes: list[Node] = field(default_factory=list)
    running: list[Node] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)

    def settings(self) -> Settings:
        """The settings its nodes run with."""
        return Settings.from_environment(self.environment())

    def environment(self, **more: str) -> dict[str, str]:
        """The environment of its nodes."""
        return {
            "TENANTRY_MODE": "test",
            "TENANTRY_PASSWORD_COST": "test",
            "TENANTRY_SECRET": self.secret,
            "TENANTRY_MASTER_KEY": self.master_key,
            "TENANTRY_VAR": str(self.folder / "var"),
            "DATABASE_URL": self.database.app_url,
            "REDIS_URL": self.redis_url,
            **more,
        }

    def start(self, count: int = 1, **environment: str) -> list[Node]:
        """Start nodes side by side and wait until they serve."""
        started = [self._spawn(**environment) for _ in range(count)]
        self.running += started
        for node in started:
            assert node.process.stdout is not None
            assert "Tenantry serves" in node.process.stdout.readline(), node.said()
        return started

    def node(self, place: int = 0) -> Node:
        """The node of that place, started when it is first wanted."""
        if place >= len(self.nodes):
            self.nodes += self.start(place + 1 - len(self.nodes))
        return self.nodes[place]

    def close(self) -> None:
        """End all nodes."""
        while self.running:
            self.running.pop().stop()

    def _spawn(self, **environment: str) -> Node:
        port = free_port()
        log = self.folder / f"node-{port}.log"
        with log.open("w") as errors:
            process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "serve"],
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                cwd=CLONE,
                env={"PATH": os.environ["PATH"], "TENANTRY_PORT": str(port), **self.environment(**environment)},
            )
        return Node(process, port, log)


def seed_template(addresses: Addresses) -> None:
    """Make the database from which every house is copied, once for each pair of services."""
    server = of_database(addresses.migrate_url, "postgres")
    asyncio.run(execute(server, f"CREATE DATABASE {SEEDED} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY"))
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.from_environment({"TENANTRY_MODE": "test", "TENANTRY_PASSWORD_COST": "test"})
        url = of_database(addresses.app_url, SEEDED)
        asyncio.run(prepare_demo(replace(settings, database_url=url, var_folder=Path(folder))))
    asyncio.run(settle_down(url, of_database(addresses.migrate_url, SEEDED)))


async def settle_down(url: str, superuser_url: str) -> None:
    """Let the demo's houses charge what is due, so that they charge nothing by themselves while a test counts."""
    boss = await asyncpg.connect(superuser_url)
    await open_database(url, 2)
    try:
        for row in await boss.fetch(ORGANIZATIONS):
            await bring_up_to_date(row["organization_id"])
        await boss.execute(HOLD)
    finally:
        await close_database()
        await boss.close()


seeded = cache(seed_template)


def run_apart(work: Coroutine[Any, Any, None]) -> None:
    """Run something in a loop of its own, wherever we are."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def copied(addresses: Addresses) -> Database:
    """A new database with the demo world."""
    name = f"t_{uuid.uuid4().hex[:12]}"
    server = of_database(addresses.migrate_url, "postgres")
    run_apart(execute(server, f"CREATE DATABASE {name} TEMPLATE {SEEDED} STRATEGY FILE_COPY"))
    superuser = of_database(addresses.migrate_url, name)
    return Database(name, of_database(addresses.app_url, name), superuser, superuser)


@contextmanager
def open_house(addresses: Addresses, redis_url: str | None = None) -> Iterator[House]:
    """A house of its own, with nobody serving yet; its nodes end with the block."""
    with open_folder() as folder:
        house = House(copied(addresses), redis_url or addresses.redis_url, folder)
        try:
            yield house
        finally:
            house.close()
            server = of_database(addresses.migrate_url, "postgres")
            with suppress(OSError):
                run_apart(execute(server, f"DROP DATABASE IF EXISTS {house.database.name} WITH (FORCE)"))


@cache
def _shared(addresses: Addresses) -> tuple[ExitStack, House]:
    stack = ExitStack()
    return stack, stack.enter_context(open_house(addresses))


@pytest.fixture(scope="session")
def demo_services(migrated_services: Addresses) -> Addresses:
    """The services of this worker, with a template that holds the demo world."""
    seeded(migrated_services)
    return migrated_services


@pytest.fixture(scope="session")
def house(demo_services: Addresses) -> Iterator[House]:
    """The house that tests of this worker share: each uses tickets of its own and cursors of its own time."""
    stack, shared = _shared(demo_services)
    yield shared
    stack.close()


@pytest.fixture
def serve(demo_services: Addresses) -> Iterator[Callable[..., House]]:
    """Open a house of this test's own: `serve(2)` runs two nodes; `redis_url` names another Redis."""
    with ExitStack() as stack:

        def opened(count: int = 1, redis_url: str | None = None, **environment: str) -> House:
            house = stack.enter_context(open_house(demo_services, redis_url))
            house.nodes += house.start(count, **environment)
            return house

        yield opened


class OwnValkey:
    """A Valkey that a test may stop, freeze and kill."""

    def __init__(self, folder: Path, var: Path) -> None:
        self._socket = folder / "own.sock"
        var.mkdir()
        self._program = binaries.find_valkey(places.prepare(var))
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self._socket}"

    def start(self) -> None:
        """Start it and wait until it listens."""
        options = ["--port", "0", "--unixsocket", str(self._socket), "--save", "", "--dir", str(self._folder)]
        self._process = subprocess.Popen([str(self._program), *options], stdout=subprocess.DEVNULL)
        eventually(self._listens)

    def kill(self) -> None:
        """End it at once."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
            self._process.kill()
            self._process.wait(10)
            self._process = None
            self._socket.unlink(missing_ok=True)

    def freeze(self) -> None:
        """Let it hang: connections stay open, nothing is answered."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def _listens(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(self._socket)) == 0


@pytest.fixture
def valkey() -> Iterator[OwnValkey]:
    """A Valkey of this test's own, not yet started."""
    with open_folder() as folder:
        own = OwnValkey(folder, folder / "var")
        try:
            yield own
        finally:
            own.kill()
