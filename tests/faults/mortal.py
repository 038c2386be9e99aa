"""A server that is killed, and started again with only what the last one left."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import httpx

from tests.support.client import Client
from tests.support.server import House, Node

SECONDS = 60.0
IS_DEAD = "UPDATE jobs.procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"
FORGET_ASKED = "DELETE FROM jobs.procrastinate_periodic_defers WHERE task_name = ANY($1::text[])"


async def becomes(holds: Callable[[], object]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(SECONDS):
        while not holds():  # noqa: ASYNC110 - it is another process's to say
            await asyncio.sleep(0.01)


@dataclass
class Mortal:
    """One server over a database of its own: a server of others would take its jobs."""

    house: House
    database: asyncpg.Connection
    environment: dict[str, str] = field(default_factory=dict)
    node: Node = field(init=False)
    tokens: dict[str, str] = field(default_factory=dict)

    async def start(self) -> None:
        """Start a server."""
        (self.node,) = await asyncio.to_thread(self.house.start, 1, **self.environment)

    async def kill(self) -> None:
        """Kill the server."""
        self.house.running.remove(self.node)
        await asyncio.to_thread(self.node.kill)
        assert self.node.process.stdout is not None
        self.node.process.stdout.close()

    @asynccontextmanager
    async def client(self, email: str) -> AsyncIterator[Client]:
        """Somebody at the present server, who has signed in once."""
        async with httpx.AsyncClient(base_url=self.node.url, timeout=SECONDS, trust_env=False) as http:
            client = Client(http, self.tokens.get(email))
            if email not in self.tokens:
                await client.sign_in(email)
                self.tokens[email] = str(client.token)
            yield client

    async def do(self, who: str, mutation: str, selection: str, /, **input: Any) -> Any:
        """Run a mutation at the present server."""
        async with self.client(who) as client:
            return await client.do(mutation, selection, **input)

    async def somebody_waits(self) -> None:
        """Wait until a server waits for a lock."""
        query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        async with asyncio.timeout(SECONDS):
            while True:
                # Within a transaction PostgreSQL shows the activity of its first look again and again.
                await self.database.execute("SELECT pg_stat_clear_snapshot()")
                if await self.database.fetchval(query):
                    return
                await asyncio.sleep(0.05)

    async def clock_asks(self, *jobs: str) -> None:
        """Let so much time pass that the dead worker is known to be dead, and that the clock asks for these jobs."""
        await self.database.execute(IS_DEAD)
        await self.database.execute(FORGET_ASKED, ["jobs.revive", *jobs])

    async def run_job(self, job: str) -> None:
        """Let the present server do what the clock else asks for."""
        await self.database.execute("SELECT app.defer($1, '{\"timestamp\": 0}'::jsonb)", job)

    async def until(self, query: str, *values: object, wanted: object) -> None:
        """Wait until the database answers so."""
        found: object = None
        try:
            async with asyncio.timeout(SECONDS):
                while found != wanted:
                    found = await self.database.fetchval(query, *values)
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise AssertionError(f"It is still {found!r}.\n{self.node.said()[-3000:]}") from None


@asynccontextmanager
async def looking_into(house: House) -> AsyncIterator[asyncpg.Connection]:
    """A connection to the database of a house that may see and do everything."""
    opened = await asyncpg.connect(house.database.superuser_url, server_settings={"search_path": "app,public"})
    try:
        yield opened
    finally:
        await opened.close()
