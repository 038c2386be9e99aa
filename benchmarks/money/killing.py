"""A worker that is killed twice in the middle of what it does, and looked at meanwhile."""

import asyncio
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg

from benchmarks.fanout.processes import Usage
from benchmarks.money.watching import Held

KILLS = (1 / 3, 2 / 3)
"""After which part of the work the worker is killed."""

TURNS = 3
"""How often the work is asked for after that: what a killed worker still held is left for the next turn of the job."""


@dataclass
class Work:
    """What was measured: seconds, kills, megabytes of the worker, and the longest transaction."""

    seconds: float = 0.0
    kills: int = 0
    peak_mb: float = 0.0
    longest: Held = field(default_factory=Held)

    async def measure(
        self, boss: asyncpg.Connection, start: Callable[[], subprocess.Popen[str]], done: str, whole: tuple[UUID, int]
    ) -> None:
        """Let workers do the whole; `done` counts what an organization has of it, `whole` names both."""
        organization_id, total = whole
        began, kills, process = time.perf_counter(), [int(total * part) for part in KILLS], start()
        turns = 1
        try:
            while process.poll() is None:
                await asyncio.sleep(0.1)
                await self.longest.look(boss)
                if process.poll() is None:
                    self.peak_mb = max(self.peak_mb, Usage.of(process.pid).rss / 1e6)
                if kills and await boss.fetchval(done, organization_id) >= kills[0]:
                    kills.pop(0)
                    process.kill()
                    process.wait()
                    self.kills += 1
                    process = start()
                elif process.poll() == 0 and turns < TURNS and await boss.fetchval(done, organization_id) < total:
                    turns += 1
                    process = start()
            assert process.returncode == 0, "the worker failed"
            self.seconds = time.perf_counter() - began
        finally:
            process.kill()
