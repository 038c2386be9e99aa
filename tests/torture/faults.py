"""The faults, each with the proof that it happened."""

import asyncio
import os
import random
import signal
import socket
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

from tests.support.server import Node
from tests.torture.grants import give, take
from tests.torture.plan import Fault
from tests.torture.proxy import Link
from tests.torture.world import World, persist

HELD_SECONDS = (0.5, 2.5)
LEAST_SERVING = 2
APP_BACKENDS = "SELECT pid FROM pg_stat_activity WHERE usename = 'tn_app'"


class NotHappened(Exception):
    """A fault that was planned could not be seen afterwards."""


class Faults:
    """Does harm to a world, fault by fault; what it has stopped it starts again."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._mending: set[asyncio.Task[object]] = set()
        self.happened: Counter[str] = Counter()
        self._do: dict[str, Callable[[random.Random], Awaitable[None]]] = {
            "node killed": self._kill_node,
            "node ended in good order": self._end_node,
            "node frozen": self._freeze_node,
            "sockets cut": self._cut,
            "sockets silent": self._silence,
            "redis killed": self._kill_redis,
            "redis frozen": self._freeze_redis,
            "redis clients killed": self._kill_clients,
            "postgres restarted": lambda rng: self._restart_postgres(signal.SIGINT),
            "postgres stopped at once": lambda rng: self._restart_postgres(signal.SIGQUIT),
            "postgres backend killed": self._kill_backend,
            "postgres connections ended": self._end_connections,
            "grant given": lambda rng: give(self._world),
            "grant taken": lambda rng: take(self._world),
        }

    async def run(self, faults: list[Fault], began: float, say: Callable[[str], None]) -> None:
        """Do them at their times, and say which has been done; raises `NotHappened`."""
        loop = asyncio.get_running_loop()
        for fault in faults:
            await asyncio.sleep(max(0.0, began + fault.at - loop.time()))
            started = loop.time()
            await self._do[fault.kind](random.Random(fault.choice))
            self.happened[fault.kind] += 1
            say(f"{started - began:6.1f} s  {fault.kind} ({loop.time() - started:.1f} s)")

    async def mended(self) -> None:
        """Wait until everything that was stopped runs again."""
        while self._mending:
            await asyncio.gather(*self._mending)

    def _mend(self, work: Awaitable[object]) -> None:
        task = asyncio.ensure_future(work)
        self._mending.add(task)
        task.add_done_callback(self._mending.discard)

    async def _victim(self, rng: random.Random) -> Node:
        while len(self._world.nodes) < LEAST_SERVING:  # noqa: ASYNC110 - they come up in their own time
            await asyncio.sleep(0.05)
        return rng.choice(sorted(self._world.nodes, key=lambda node: node.port))

    async def _kill_node(self, rng: random.Random) -> None:
        node = await self._victim(rng)
        node.process.kill()
        await self._gone(node, -signal.SIGKILL)

    async def _end_node(self, rng: random.Random) -> None:
        node = await self._victim(rng)
        node.process.terminate()
        await self._gone(node, 0)

    async def _gone(self, node: Node, status: int) -> None:
        """Make sure that it has ended as meant and that nobody answers, and start another in its place."""
        self._world.forget(node)
        code = await asyncio.to_thread(node.process.wait, 15)
        with socket.socket() as probe:
            answered = probe.connect_ex(("127.0.0.1", node.port)) == 0
        if code != status or answered:
            raise NotHappened(f"a node ended with {code}, not {status}; its port answers: {answered}")
        self._world.said.append(node.said())
        self._mend(self._world.start_node())

    async def _freeze_node(self, rng: random.Random) -> None:
        node = await self._victim(rng)
        await self._frozen(node.process.pid, rng.uniform(*HELD_SECONDS))

    async def _frozen(self, pid: int, seconds: float) -> None:
        os.kill(pid, signal.SIGSTOP)
        try:
            await _until(lambda: _state(pid) == "T", "a process did not stop")
            await asyncio.sleep(seconds)
        finally:
            os.kill(pid, signal.SIGCONT)
        await _until(lambda: _state(pid) not in ("T", ""), "a process did not go on")

    async def _cut(self, rng: random.Random) -> None:
        links = self._chosen(rng)
        for link in links:
            link.cut()
        if not all(link.is_cut for link in links):
            raise NotHappened("a link lived on")

    async def _silence(self, rng: random.Random) -> None:
        """Links that stay open and carry nothing: both ends have to find out for themselves."""
        links = self._chosen(rng)
        for link in links:
            link.flows.clear()

        async def end() -> None:
            await asyncio.sleep(rng.uniform(3, 6))
            for link in links:
                link.cut()
                link.flows.set()

        self._mend(end())

    def _chosen(self, rng: random.Random) -> list[Link]:
        links = sorted(self._world.proxy.links, key=id)
        if not links:
            raise NotHappened("there was no connection to cut")
        return rng.sample(links, max(1, len(links) // 3))

    async def _kill_redis(self, rng: random.Random) -> None:
        pid = _pid(self._world.valkey.server.pid_file)
        os.kill(pid, signal.SIGKILL)
        await _until(lambda: _state(pid) in ("", "Z"), "Redis lived on")
        await persist(lambda: self._redis_is_another_than(pid))

    async def _redis_is_another_than(self, pid: int) -> None:
        async with Redis.from_url(self._world.house.redis_url, socket_timeout=1) as client:
            if (await client.info("server"))["process_id"] == pid:
                raise NotHappened("Redis was not killed")

    async def _freeze_redis(self, rng: random.Random) -> None:
        pid = _pid(self._world.valkey.server.pid_file)
        held = asyncio.create_task(self._frozen(pid, rng.uniform(1.0, HELD_SECONDS[1])))
        await _until(lambda: _state(pid) == "T", "Redis did not stop")
        answered = await self._redis_answers() and _state(pid) == "T"
        await held
        if answered:
            raise NotHappened("a frozen Redis answered")

    async def _redis_answers(self) -> bool:
        with suppress(RedisError, OSError, TimeoutError):
            async with asyncio.timeout(0.4), Redis.from_url(self._world.house.redis_url) as client:
                return bool(await client.ping())
        return False

    async def _kill_clients(self, rng: random.Random) -> None:
        async with Redis.from_url(self._world.house.redis_url, socket_timeout=2) as client:
            killed = [await client.client_kill_filter(_type=kind, skipme=True) for kind in ("pubsub", "normal")]
        if not all(killed):
            raise NotHappened(f"connections killed: {killed}")

    async def _restart_postgres(self, how: signal.Signals) -> None:
        before = await self._started()
        os.kill(_pid(self._world.postgres.server.pid_file), how)
        await persist(lambda: self._started_after(before))

    async def _started(self) -> object:
        return (await self._world.sql("SELECT pg_postmaster_start_time() AS at"))[0]["at"]

    async def _started_after(self, before: object) -> None:
        if await self._started() == before:
            raise NotHappened("PostgreSQL was not restarted")

    async def _kill_backend(self, rng: random.Random) -> None:
        """One backend dies, and PostgreSQL throws all of them out and recovers from its log."""
        before = [row["pid"] for row in await self._world.sql(APP_BACKENDS)]
        if not before:
            raise NotHappened("nobody was connected to PostgreSQL")
        os.kill(before[0], signal.SIGKILL)
        await _until(lambda: all(_state(pid) == "" for pid in before), "backends lived on")

    async def _end_connections(self, rng: random.Random) -> None:
        query = "SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity WHERE usename = 'tn_app'"
        ended = [row["ended"] for row in await self._world.sql(query)]
        if not any(ended):
            raise NotHappened("no connection of PostgreSQL was ended")


def _pid(file: Path) -> int:
    return int(file.read_text().split("\n", 1)[0])


def _state(pid: int) -> str:
    """Return the letter of a process's state; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return ""


async def _until(holds: Callable[[], bool], words: str, seconds: float = 10.0) -> None:
    deadline = asyncio.get_running_loop().time() + seconds
    while not holds():
        if asyncio.get_running_loop().time() > deadline:
            raise NotHappened(words)
        await asyncio.sleep(0.005)
