"""The doorbell over a cluster of two: whichever member a node of ours is connected to, it hears all rings."""

import asyncio
import socket
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from app.services import binaries, places
from tests.integrations.test_bus import ALL, node
from tests.support.processes import eventually
from tests.support.server import free_port
from tests.support.services import open_folder

SLOTS = 16_384


def started(program: Path, folder: Path) -> "tuple[subprocess.Popen[bytes], int]":
    """One member of a cluster, still alone."""
    port, bus = free_port(), free_port()
    home = folder / str(port)
    home.mkdir()
    options = {
        "port": port,
        "cluster-port": bus,
        "cluster-enabled": "yes",
        "save": "",
        "dir": home,
        "bind": "127.0.0.1",
    }
    words = [str(part) for name, value in options.items() for part in (f"--{name}", value)]
    return subprocess.Popen([str(program), *words], stdout=subprocess.DEVNULL), port


async def introduced(first: Redis, second: Redis, ports: list[int]) -> None:
    """Let two members know each other, and give each half of the slots."""
    for member, slots in ((first, (0, SLOTS // 2 - 1)), (second, (SLOTS // 2, SLOTS - 1))):
        await member.execute_command("CLUSTER", "ADDSLOTSRANGE", *slots)
    bus = (await second.config_get("cluster-port"))["cluster-port"]
    await first.execute_command("CLUSTER", "MEET", "127.0.0.1", ports[1], bus)
    async with asyncio.timeout(15):
        for member in (first, second):
            while "cluster_state:ok" not in str(await member.execute_command("CLUSTER", "INFO")):  # noqa: ASYNC110
                await asyncio.sleep(0.05)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
async def cluster() -> AsyncIterator[list[str]]:
    """The addresses of two members of one cluster."""
    with open_folder() as folder:
        (folder / "var").mkdir()
        program = binaries.find_valkey(places.prepare(folder / "var"))
        members = [started(program, folder) for _ in range(2)]
        try:
            ports = [port for _, port in members]
            await asyncio.to_thread(eventually, lambda: all(answers(port) for port in ports))
            urls = [f"redis://127.0.0.1:{port}" for port in ports]
            async with Redis.from_url(urls[0]) as first, Redis.from_url(urls[1]) as second:
                await introduced(first, second, ports)
            yield urls
        finally:
            for process, _ in members:
                process.kill()
                process.wait(10)


async def test_a_ring_reaches_nodes_at_every_member_of_a_cluster(cluster: list[str]) -> None:
    wanted, other, session = uuid4(), uuid4(), uuid4()
    async with node(cluster[0]) as here, node(cluster[1]) as there:
        for ears in (here, there):
            await ears.hears(ALL)
            await ears.is_up()
            for organization in (wanted, other):
                ears.bus.listen_to(organization)
                await ears.hears(organization)
        for ringing, listening in ((here, there), (there, here)):
            for organization in (wanted, other):
                ringing.bus.ring(organization, 7)
                await asyncio.wait_for(listening.hears(organization), 2)
        here.bus.end_session(session)
        assert await asyncio.wait_for(there.ended.get(), 2) == session
