"""The faults, each with the proof that it happened; what stands beneath the nodes is harmed in `backing`."""

import asyncio
import random
import signal
import socket
from collections import Counter
from collections.abc import Awaitable, Callable

from tests.support.server import Node
from tests.torture import backing
from tests.torture.grants import give, take
from tests.torture.plan import Fault
from tests.torture.processes import NotHappened, frozen, until
from tests.torture.proxy import Link
from tests.torture.world import PATIENCE_SECONDS, World, persist

FROZEN_SECONDS = (0.5, 2.5)
SILENT_SECONDS = (3, 6)
SLOW_SECONDS = (1.0, 2.5)
LEAST_SERVING = 2


class Faults:
    """Does harm to a world, fault by fault; what it has stopped it starts again."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._mending: set[asyncio.Future[object]] = set()
        self.happened: Counter[str] = Counter()
        self._do: dict[str, Callable[[World, random.Random], Awaitable[None]]] = {
            "node killed": self._kill_node,
            "node ended in good order": self._end_node,
            "node frozen": self._freeze_node,
            "sockets cut": self._cut,
            "sockets silent": self._silence,
            "lines slow": self._slow,
            "redis killed": backing.kill_redis,
            "redis frozen": backing.freeze_redis,
            "redis clients killed": backing.kill_clients,
            "postgres restarted": lambda world, rng: backing.restart_postgres(world, signal.SIGINT),
            "postgres stopped at once": lambda world, rng: backing.restart_postgres(world, signal.SIGQUIT),
            "postgres backend killed": backing.kill_backend,
            "postgres connections ended": backing.end_connections,
            "postgres frozen": backing.freeze_postgres,
            "tables locked": backing.lock_tables,
            "grant given": lambda world, rng: give(world),
            "grant taken": lambda world, rng: take(world),
        }

    async def run(self, faults: list[Fault], began: float, say: Callable[[str], None]) -> None:
        """Do them at their times, and say which has been done; raises `NotHappened`.

        On a slow machine they take longer: what would come after the last one was due is left out.
        """
        loop = asyncio.get_running_loop()
        for fault in faults:
            if loop.time() > began + faults[-1].at + 1:
                return
            await asyncio.sleep(max(0.0, began + fault.at - loop.time()))
            started = loop.time()
            await self._do[fault.kind](self._world, random.Random(fault.choice))
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
        await until(lambda: len(self._world.nodes) >= LEAST_SERVING, "too few nodes serve", PATIENCE_SECONDS)
        return rng.choice(sorted(self._world.nodes, key=lambda node: node.port))

    async def _kill_node(self, _: World, rng: random.Random) -> None:
        node = await self._victim(rng)
        node.process.kill()
        await self._gone(node, -signal.SIGKILL)

    async def _end_node(self, _: World, rng: random.Random) -> None:
        node = await self._victim(rng)
        node.process.terminate()
        await self._gone(node, 0)

    async def _gone(self, node: Node, status: int) -> None:
        """Make sure that it has ended as meant and that nobody answers, and start another in its place."""
        self._world.forget(node)
        code = await asyncio.to_thread(node.process.wait, 20)
        with socket.socket() as probe:
            answered = probe.connect_ex(("127.0.0.1", node.port)) == 0
        if code != status or answered:
            raise NotHappened(f"a node ended with {code}, not {status}; its port answers: {answered}")
        self._world.said.append(node.said())
        # As whoever supervises it would: one that finds no database ends, and is started again.
        self._mend(persist(self._world.start_node))

    async def _freeze_node(self, _: World, rng: random.Random) -> None:
        node = await self._victim(rng)
        await frozen(node.process.pid, rng.uniform(*FROZEN_SECONDS))

    async def _cut(self, _: World, rng: random.Random) -> None:
        links = self._chosen(rng)
        for link in links:
            link.cut()
        if not all(link.is_cut for link in links):
            raise NotHappened("a link lived on")

    async def _silence(self, _: World, rng: random.Random) -> None:
        """Links that stay open and carry nothing: both ends have to find out for themselves."""
        links = self._chosen(rng)
        for link in links:
            link.flows.clear()

        async def end() -> None:
            await asyncio.sleep(rng.uniform(*SILENT_SECONDS))
            for link in links:
                link.cut()
                link.flows.set()

        self._mend(end())

    async def _slow(self, _: World, rng: random.Random) -> None:
        """All links as on a bad line: everything comes, little by little."""
        proxy = self._world.proxy
        proxy.slowed, proxy.is_slow = 0, True
        try:
            await asyncio.sleep(rng.uniform(*SLOW_SECONDS))
        finally:
            proxy.is_slow = False
        if not proxy.slowed:
            raise NotHappened("nothing came over a slow line")

    def _chosen(self, rng: random.Random) -> list[Link]:
        links = sorted(self._world.proxy.links, key=id)
        if not links:
            raise NotHappened("there was no connection to cut")
        return rng.sample(links, max(1, len(links) // 3))
