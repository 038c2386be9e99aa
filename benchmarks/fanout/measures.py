"""One measurement each: what is done to a server, and what is read off it."""

import asyncio
import gc
import time
from dataclasses import dataclass

from benchmarks.fanout import documents
from benchmarks.fanout.crowd import Crowd
from benchmarks.fanout.processes import open_files
from benchmarks.fanout.servers import Server

EVENTS = 20
BURST = 50
PATIENCE = 120.0
STALLED = 20
AT_ONCE = 10


@dataclass(frozen=True)
class Fan:
    """Many sockets with one document."""

    cpu_per_message: float
    """Microseconds of the server, the making of the event included."""
    last_client: float
    """Milliseconds from the request that makes an event to the last socket that has it; the median."""
    rss_per_socket: float
    """Kilobytes."""
    cpu_per_connect: float
    """Microseconds to connect, authenticate and subscribe."""


async def fan(server: Server, sockets: int, alike: bool = True, events: int = EVENTS) -> tuple[Fan, Crowd]:
    """Connect a crowd and let events happen one after the other."""
    crowd = Crowd(server.url, server.tokens, documents.same if alike else documents.own, server.says_ready)
    await warm(server, crowd)
    before = server.usage()
    await crowd.gather(sockets)
    await asyncio.sleep(1)
    settled = server.usage()
    total = len(crowd.listeners)
    times = []
    gc.disable()
    started = server.usage()
    for _ in range(events):
        crowd.expect(total)
        began = time.perf_counter()
        await server.happen()
        if not await crowd.all_heard(PATIENCE):
            raise SystemExit(f"{server.name}: {total - crowd.heard} of {total} sockets did not hear an event")
        times.append(time.perf_counter() - began)
    ended = server.usage()
    gc.enable()
    connects = (settled.cpu - before.cpu) / sockets
    return Fan(
        cpu_per_message=(ended.cpu - started.cpu) / (events * total) * 1e6,
        last_client=sorted(times)[len(times) // 2] * 1e3,
        rss_per_socket=(settled.rss - before.rss) / sockets / 1024,
        cpu_per_connect=connects * 1e6,
    ), crowd


async def warm(server: Server, crowd: Crowd) -> None:
    """Let the first socket and the first events pay for what is made once."""
    await crowd.gather(5)
    for _ in range(3):
        crowd.expect(5)
        await server.happen()
        await crowd.all_heard(PATIENCE)


async def burst(server: Server, crowd: Crowd) -> float:
    """Let fifty events happen at once; returns deliveries each second."""
    total = len(crowd.listeners)
    crowd.expect(total * BURST)
    began = time.perf_counter()
    await asyncio.gather(*(server.happen() for _ in range(BURST)))
    if not await crowd.all_heard(PATIENCE):
        raise SystemExit(f"{server.name}: a burst was not heard by all")
    return total * BURST / (time.perf_counter() - began)


async def endure(server: Server, crowd: Crowd, messages: int) -> tuple[float, float]:
    """Deliver so many messages; returns the growth of the server's memory over each half, in megabytes."""
    total = len(crowd.listeners)
    marks = [server.usage().rss]
    for _ in range(2):
        for _ in range(messages // 2 // total):
            crowd.expect(total)
            await server.happen()
            await crowd.all_heard(PATIENCE)
        marks.append(server.usage().rss)
    return (marks[1] - marks[0]) / 2**20, (marks[2] - marks[1]) / 2**20


async def stall(server: Server, crowd: Crowd, events: int) -> tuple[float | None, float]:
    """Let some read nothing more while events go on, ten at a time: the kernel's buffers are full within seconds.

    Returns after how many seconds the last of them was dropped (None: some never were), and by how many megabytes the
    server's memory grew at most.
    """
    # What the server opens for ten at once, to its database and to us, is open before its sockets are counted.
    await _together(server, crowd, len(crowd.listeners))
    for listener in crowd.listeners[:STALLED]:
        listener.stall()
    rest = len(crowd.listeners) - STALLED
    before, files = server.usage().rss, open_files(server.process.pid)
    most, dropped, began = 0, None, time.perf_counter()
    for _ in range(events // AT_ONCE):
        await _together(server, crowd, rest)
        most = max(most, server.usage().rss - before)
        if dropped is None and open_files(server.process.pid) <= files - STALLED:
            dropped = time.perf_counter() - began
    return dropped, most / 2**20


async def _together(server: Server, crowd: Crowd, listening: int) -> None:
    """Let ten events happen at once, and wait until all who listen have heard them."""
    crowd.expect(listening * AT_ONCE)
    await asyncio.gather(*(server.happen() for _ in range(AT_ONCE)))
    await crowd.all_heard(PATIENCE)
