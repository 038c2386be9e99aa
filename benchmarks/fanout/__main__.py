"""`make bench-fanout`: measures both servers in turns and prints the table of docs/benchmarks.md."""

import argparse
import asyncio
import sys
from dataclasses import astuple
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.fanout import documents, measures, servers
from benchmarks.fanout.crowd import Crowd
from benchmarks.fanout.processes import allow_files, machine, pin, version_of
from benchmarks.fanout.table import Results, written
from benchmarks.fanout.world import World, opened
from tests.clients.node import node

CLIENT_CORE = 1
LONG_CROWD = 1_000
FEW = 100


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fanout", description=__doc__)
    parser.add_argument("--sockets", type=int, nargs="+", default=[1_000, 5_000, 10_000])
    parser.add_argument("--rounds", type=int, default=3, help="how often each server is measured, in turns")
    parser.add_argument("--messages", type=int, default=1_000_000, help="for the growth of memory")
    parser.add_argument("--out", type=Path, help="write the page to this file too")
    return parser.parse_args()


async def sample(world: World) -> dict[str, Any]:
    """Return one event as Tenantry tells it, so that the peer tells the same."""
    async with servers.tenantry(world) as server:
        crowd = Crowd(server.url, server.tokens, documents.same, says_ready=True)
        crowd.keeps_last = True
        await crowd.gather(1)
        crowd.expect(1)
        await server.happen()
        assert await crowd.all_heard(10)
        event: dict[str, Any] = crowd.last["payload"]["data"]["ticketEvents"]
        return event


async def measure(world: World, options: argparse.Namespace) -> Results:
    """Measure both servers in turns."""
    event = await sample(world)
    results = Results(options.sockets)
    kinds = (lambda: servers.tenantry(world), lambda: servers.peer(world, event))
    for number in range(options.rounds):
        for kind in kinds if number % 2 == 0 else reversed(kinds):
            for sockets in options.sockets:
                async with kind() as server:
                    say(f"{server.name}: {sockets} sockets")
                    fan, crowd = await measures.fan(server, sockets)
                    results.add(server.name, sockets, *astuple(fan))
                    await crowd.leave()
    for kind in kinds:
        await long_ones(kind, results, options.messages)
    return results


async def long_ones(kind: Any, results: Results, messages: int) -> None:
    """Measure what needs one crowd and much time."""
    async with kind() as server:
        say(f"{server.name}: a burst, {messages} messages, and clients that stall")
        _, crowd = await measures.fan(server, LONG_CROWD)
        results.note(server.name, "burst", median([await measures.burst(server, crowd) for _ in range(3)]))
        results.note(server.name, "growth", await measures.endure(server, crowd, messages))
        await crowd.leave()
    async with kind() as server:
        _, crowd = await measures.fan(server, FEW)
        results.note(server.name, "stall", await measures.stall(server, crowd, 5_000))
        await crowd.leave()
    async with kind() as server:
        say(f"{server.name}: no two alike")
        fan, crowd = await measures.fan(server, LONG_CROWD, alike=False, events=10)
        results.note(server.name, "unlike", fan.cpu_per_message)
        await crowd.leave()


def say(text: str) -> None:
    """Tell how far it is, beside the table."""
    sys.stderr.write(f"- {text}\n")
    sys.stderr.flush()


def main() -> None:
    """Measure, print, and write."""
    options = arguments()
    most = max(*options.sockets, LONG_CROWD)
    allow_files(most)
    servers.install_peer()
    with opened(most) as world:
        pin(0, CLIENT_CORE)
        results = asyncio.run(measure(world, options))
    page = written(results, f"{machine()}, Node {version_of(node().program)}", options.rounds, options.messages)
    sys.stdout.write(page)
    if options.out is not None:
        options.out.write_text(page)


if __name__ == "__main__":
    main()
