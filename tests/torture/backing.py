"""Harm to what the nodes stand on: Redis and PostgreSQL. Their guards start them again."""

import asyncio
import os
import random
import signal
from contextlib import suppress

import asyncpg
from redis.asyncio import Redis
from redis.exceptions import RedisError

from tests.torture.processes import NotHappened, frozen, pid_in, state, until
from tests.torture.world import World, persist

FROZEN_SECONDS = (1.0, 2.5)
LOCK = "LOCK TABLE app.ticket, app.conversation, app.message IN ACCESS EXCLUSIVE MODE"
BACKENDS = "SELECT pid FROM pg_stat_activity WHERE usename = 'tn_app'"


async def kill_redis(world: World, rng: random.Random) -> None:
    """End it at once; another process has to take its place."""
    pid = pid_in(world.valkey.server.pid_file)
    os.kill(pid, signal.SIGKILL)
    await until(lambda: state(pid) in ("", "Z"), "Redis lived on")

    async def is_another() -> None:
        async with Redis.from_url(world.house.redis_url, socket_timeout=1) as client:
            if (await client.info("server"))["process_id"] == pid:
                raise NotHappened("Redis was not killed")

    await persist(is_another)


async def freeze_redis(world: World, rng: random.Random) -> None:
    """Let it hang: connections stay open, and nothing is answered."""
    pid = pid_in(world.valkey.server.pid_file)
    held = asyncio.create_task(frozen(pid, rng.uniform(*FROZEN_SECONDS)))
    await until(lambda: state(pid) == "T", "Redis did not stop")
    answered = await _answers(world.house.redis_url) and state(pid) == "T"
    await held
    if answered:
        raise NotHappened("a frozen Redis answered")


async def _answers(url: str) -> bool:
    with suppress(RedisError, OSError, TimeoutError):
        async with asyncio.timeout(0.4), Redis.from_url(url) as client:
            return bool(await client.ping())
    return False


async def kill_clients(world: World, rng: random.Random) -> None:
    """Cut every connection to Redis, those that listen and those that ring."""

    async def attempt() -> list[int]:
        async with Redis.from_url(world.house.redis_url, socket_timeout=2) as client:
            killed = [await client.client_kill_filter(_type=kind, skipme=True) for kind in ("pubsub", "normal")]
        if not all(killed):
            raise NotHappened(f"connections killed: {killed}")
        return killed

    await persist(attempt)


async def restart_postgres(world: World, how: signal.Signals) -> None:
    """End it, in good order or at once, and wait until another one answers."""
    before = await _started(world)
    os.kill(pid_in(world.postgres.server.pid_file), how)

    async def is_another() -> None:
        if await _started(world) == before:
            raise NotHappened("PostgreSQL was not restarted")

    await persist(is_another)


async def _started(world: World) -> object:
    return (await world.sql("SELECT pg_postmaster_start_time() AS at"))[0]["at"]


async def kill_backend(world: World, rng: random.Random) -> None:
    """Kill one backend: PostgreSQL throws all of them out and recovers from its log."""
    before = [row["pid"] for row in await connected(world)]
    os.kill(before[0], signal.SIGKILL)
    await until(lambda: all(state(pid) == "" for pid in before), "backends lived on")


async def end_connections(world: World, rng: random.Random) -> None:
    """End every connection of the nodes to PostgreSQL."""
    before = [row["pid"] for row in await connected(world)]
    await world.sql("SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS old (pid)", before)
    await until(lambda: all(state(pid) == "" for pid in before), "backends lived on")


async def freeze_postgres(world: World, rng: random.Random) -> None:
    """Let every backend of the nodes hang: connections stay open, and no statement ends."""
    pids = [row["pid"] for row in await connected(world)]
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
    try:
        await until(lambda: all(state(pid) in ("T", "") for pid in pids), "backends did not stop")
        if not any(state(pid) == "T" for pid in pids):
            raise NotHappened("no backend was there to stop")
        await asyncio.sleep(rng.uniform(*FROZEN_SECONDS))
    finally:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


async def lock_tables(world: World, rng: random.Random) -> None:
    """Let nobody read or write what every event is about, as when an administrator changes a table."""

    async def attempt() -> None:
        connection = await asyncpg.connect(world.house.database.superuser_url, timeout=3)
        try:
            async with connection.transaction():
                await connection.execute(LOCK, timeout=5)
                await asyncio.sleep(rng.uniform(*FROZEN_SECONDS))
        finally:
            connection.terminate()

    await persist(attempt)


async def connected(world: World) -> list[asyncpg.Record]:
    """Return the backends of the nodes, as soon as there are some."""

    async def attempt() -> list[asyncpg.Record]:
        found = await world.sql(BACKENDS)
        if not found:
            raise NotHappened("nobody was connected to PostgreSQL")
        return found

    return await persist(attempt)
