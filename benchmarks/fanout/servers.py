"""The servers under test: each started anew for each measurement, on a core of its own."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from benchmarks.fanout.processes import Usage, pin
from benchmarks.fanout.world import World
from tests.clients.node import node

HERE = Path(__file__).parent
PEER = HERE.parent / "peers/graphql-ws"
SERVER_CORE = 0

MOVE = """
mutation($input: CommentOnTicketInput!) { commentOnTicket(input: $input) { errors { code message } } }
"""


@dataclass
class Server:
    """One server and how to make it tell something."""

    name: str
    process: "subprocess.Popen[str]"
    port: int
    tokens: list[str]
    says_ready: bool
    client: httpx.AsyncClient = field(default_factory=lambda: httpx.AsyncClient(timeout=60))
    spoken: int = 0

    @property
    def url(self) -> str:
        """Where sockets connect."""
        return f"ws://127.0.0.1:{self.port}/graphql"

    def usage(self) -> Usage:
        """What it has used so far."""
        return Usage.of(self.process.pid)

    async def happen(self) -> None:
        """Let one event happen; returns when the server has taken it."""
        raise NotImplementedError

    async def stop(self) -> None:
        """End it."""
        await self.client.aclose()
        self.process.send_signal(signal.SIGKILL)
        await asyncio.to_thread(self.process.wait)


@dataclass
class Tenantry(Server):
    """`tenantry serve`, with its permissions, its ledger of events and its row-level security."""

    world: World | None = None

    async def happen(self) -> None:
        """A manager comments on a ticket."""
        assert self.world is not None
        self.spoken += 1
        ticket = self.world.tickets[self.spoken % len(self.world.tickets)]
        variables = {"input": {"ticketId": ticket, "body": f"Number {self.spoken}"}}
        headers = {"Authorization": f"Bearer {self.tokens[self.spoken % len(self.tokens)]}"}
        address = f"http://127.0.0.1:{self.port}/graphql"
        answer = await self.client.post(address, json={"query": MOVE, "variables": variables}, headers=headers)
        data: Any = answer.json()
        assert data["data"]["commentOnTicket"]["errors"] == [], data


@dataclass
class Peer(Server):
    """graphql-ws on Node: whoever publishes hands it the finished event."""

    event: dict[str, Any] = field(default_factory=dict)

    async def happen(self) -> None:
        """Publish the same event that Tenantry tells."""
        await self.client.post(f"http://127.0.0.1:{self.port}/publish", json=self.event)


@contextlib.asynccontextmanager
async def tenantry(world: World) -> AsyncIterator[Tenantry]:
    """Serve the world with one process."""
    port = free_port()
    unlimited = {
        "TENANTRY_SOCKETS": "0",
        "TENANTRY_SOCKETS_PER_ADDRESS": "0",
        "TENANTRY_SOCKETS_PER_SECOND": "0",
        "TENANTRY_LOG_LEVEL": "warning",
    }
    environment = {"PATH": os.environ["PATH"], "TENANTRY_PORT": str(port), **world.environment, **unlimited}
    process = start([sys.executable, "-m", "app.cli", "serve"], environment, "Tenantry serves")
    server = Tenantry("Tenantry", process, port, world.tokens, says_ready=True, world=world)
    try:
        yield server
    finally:
        await server.stop()


@contextlib.asynccontextmanager
async def peer(world: World, event: dict[str, Any]) -> AsyncIterator[Peer]:
    """Serve the same subscription with graphql-ws."""
    port = free_port()
    command = [node().program, "server.mjs", str(port), world.redis_url]
    process = start(command, node().environment(), "ready", PEER)
    server = Peer("graphql-ws", process, port, [], says_ready=False, event=event)
    try:
        yield server
    finally:
        await server.stop()


def start(command: list[str], environment: dict[str, str], says: str, folder: Path = HERE.parents[1]) -> Any:
    """Start a server on its core and wait until it says that it serves."""
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
    pin(process.pid, SERVER_CORE)
    assert process.stdout is not None
    while line := process.stdout.readline():
        if says in line:
            return process
    raise SystemExit(f"{command[0]} did not start")


def install_peer() -> None:
    """Bring the packages of the peer, as its lock says."""
    if not (PEER / "node_modules").is_dir():
        subprocess.run([*node().npm, "ci"], cwd=PEER, env=node().environment(), check=True, stdout=subprocess.DEVNULL)


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
