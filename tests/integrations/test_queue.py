"""The queue over a real PostgreSQL: in the transaction of the change, once for the clock, and past dead workers."""

import asyncio
import json
import signal
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from app.errors import Unavailable
from app.integrations.queue import procrastinate
from app.integrations.queue.port import Job
from app.integrations.queue.procrastinate import Queue
from tests.support.services import Database

SECONDS = 30.0


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(procrastinate, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(procrastinate, "AWAY_SECONDS", 0.5)


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[asyncpg.Connection]:
    """What a server has: the role of the application, and its search path."""
    opened = await asyncpg.connect(database.app_url, server_settings={"search_path": "app,public"})
    yield opened
    await opened.close()


@asynccontextmanager
async def working(database: Database, *jobs: Job, workers: int = 1) -> AsyncIterator[None]:
    queues = [Queue(database.app_url, jobs) for _ in range(workers)]
    for queue in queues:
        queue.start()
    try:
        yield
    finally:
        await asyncio.gather(*(queue.stop() for queue in queues))


async def defer(connection: asyncpg.Connection, name: str, **arguments: Any) -> None:
    await connection.execute("SELECT app.defer($1, $2::jsonb)", name, json.dumps(arguments))


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(SECONDS):
        while not await true():  # noqa: ASYNC110 - it is the database's to say
            await asyncio.sleep(0.05)


async def waiting(connection: asyncpg.Connection) -> list[str]:
    rows = await connection.fetch("SELECT task_name, status FROM jobs.procrastinate_jobs ORDER BY id")
    return [f"{row['task_name']} {row['status']}" for row in rows if not row["task_name"].startswith("jobs.")]


async def test_a_job_is_done_if_and_only_if_its_change_commits(
    database: Database, connection: asyncpg.Connection
) -> None:
    done: asyncio.Queue[str] = asyncio.Queue()

    async def note(word: str) -> None:
        done.put_nowait(word)

    async with working(database, Job("note", note), workers=2):
        with pytest.raises(ZeroDivisionError):
            async with connection.transaction():
                await defer(connection, "note", word="never")
                raise ZeroDivisionError
        transaction = connection.transaction()
        await transaction.start()
        for word in ("first", "second"):
            await defer(connection, "note", word=word)
        await asyncio.sleep(0.3)
        assert done.empty()
        await transaction.commit()
        async with asyncio.timeout(SECONDS):
            assert {await done.get(), await done.get()} == {"first", "second"}
        await until(lambda: _is(waiting(connection), []))
    assert done.empty()


async def _is(found: Awaitable[Any], wanted: Any) -> bool:
    return bool(await found == wanted)


async def test_what_the_clock_asks_for_is_done_once_by_all_workers(
    database: Database, connection: asyncpg.Connection
) -> None:
    done: list[int] = []

    async def tick() -> None:
        done.append(1)

    async def fails() -> None:
        raise Unavailable("The database did not answer in time.")

    # Long past its last tick: every worker finds it at its start, and one has it.
    async with working(database, Job("tick", tick, "0 * * * *"), Job("fails", fails, "0 * * * *"), workers=3):
        await until(lambda: _is(_count(connection, "tick"), 1))
        await until(lambda: _is(waiting(connection), []))
        await asyncio.sleep(0.5)
    assert len(done) == 1


async def _count(connection: asyncpg.Connection, name: str) -> int:
    sql = "SELECT count(*) FROM jobs.procrastinate_periodic_defers WHERE task_name = $1"
    return int(await connection.fetchval(sql, name))


async def test_a_job_that_fails_is_tried_again(database: Database, connection: asyncpg.Connection) -> None:
    tries: list[str] = []

    async def sometimes(id: str) -> None:
        tries.append(id)
        if len(tries) == 1:
            raise Unavailable("Not now.")

    async with working(database, Job("sometimes", sometimes)):
        await defer(connection, "sometimes", id="7")
        await until(lambda: _is(_scheduled(connection), 1))
        await connection.execute(
            "BEGIN; SET LOCAL search_path = jobs; UPDATE procrastinate_jobs SET scheduled_at = now(); COMMIT"
        )
        await until(lambda: _is(waiting(connection), []))
    assert tries == ["7", "7"]


async def _scheduled(connection: asyncpg.Connection) -> int:
    return int(await connection.fetchval("SELECT count(*) FROM jobs.procrastinate_jobs WHERE scheduled_at IS NOT NULL"))


WORKER = """
    import asyncio, sys
    from app.integrations.queue.port import Job
    from app.integrations.queue.procrastinate import Queue

    async def hang(**_):
        print("begun", flush=True)
        await asyncio.sleep(600)

    async def main():
        Queue(sys.argv[1], [Job("work", hang), Job("tick", hang, sys.argv[2])]).start()
        await asyncio.sleep(600)

    asyncio.run(main())
"""


LATER = """
BEGIN; SET LOCAL search_path = jobs;
UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute';
DELETE FROM procrastinate_jobs WHERE task_name = 'jobs.revive';
DELETE FROM procrastinate_periodic_defers WHERE task_name = 'jobs.revive';
COMMIT
"""


async def killed(database: Database, connection: asyncpg.Connection, cron: str) -> None:
    """Let a worker begin with a job, and kill it."""
    command = [sys.executable, "-c", textwrap.dedent(WORKER), database.app_url, cron]
    victim = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: ASYNC220 - it is killed
    try:
        assert victim.stdout is not None
        assert await asyncio.to_thread(victim.stdout.readline) == "begun\n"
    finally:
        victim.send_signal(signal.SIGKILL)
        victim.communicate()
    # A minute later: it is known to be dead, and the clock asks for what it asks for every minute.
    await connection.execute(LATER)


async def test_what_a_killed_worker_left_behind_is_done_by_another(
    database: Database, connection: asyncpg.Connection
) -> None:
    done: list[str] = []

    async def work(id: str) -> None:
        done.append(id)

    await defer(connection, "work", id="7")
    await killed(database, connection, "0 0 1 1 *")
    assert await waiting(connection) == ["work doing"]
    async with working(database, Job("work", work)):
        await until(lambda: _is(waiting(connection), []))
    assert done == ["7"]


async def test_a_killed_worker_does_not_stop_the_clock(database: Database, connection: asyncpg.Connection) -> None:
    done: list[int] = []

    async def tick() -> None:
        done.append(1)

    await killed(database, connection, "0 * * * *")
    # The clock has asked again, and that one waits for the lock of the one who died.
    await connection.execute(
        "BEGIN; SET LOCAL search_path = jobs; INSERT INTO procrastinate_jobs"
        " (queue_name, task_name, lock, queueing_lock, args) VALUES"
        " ('jobs', 'tick', 'tick', 'tick', '{\"timestamp\": 1}'); COMMIT"
    )
    assert await waiting(connection) == ["tick doing", "tick todo"]
    async with working(database, Job("tick", tick, "0 0 1 1 *")):
        await until(lambda: _is(waiting(connection), []))
    assert done == [1]


async def test_the_queue_comes_back_with_the_database(
    database: Database, connection: asyncpg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    async def work(id: str) -> None:
        done.append(id)

    server = await asyncpg.connect(database.superuser_url.replace(f"/{database.name}?", "/postgres?"))
    async with working(database, Job("work", work)):
        await until(lambda: _is(_workers(connection), 1))
        await server.execute(f"ALTER DATABASE {database.name} ALLOW_CONNECTIONS false")
        await server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", database.name)
        await asyncio.sleep(2)
        await server.execute(f"ALTER DATABASE {database.name} ALLOW_CONNECTIONS true")
        again = await asyncpg.connect(database.app_url, server_settings={"search_path": "app,public"})
        await defer(again, "work", id="7")
        await until(lambda: _is(waiting(again), []))
        await again.close()
    await server.close()
    assert done == ["7"]
    assert len([record for record in caplog.records if record.name == "tenantry.queue"]) <= 2


async def test_the_end_of_a_job_is_noted_when_the_database_goes_away_at_that_moment(
    database: Database, connection: asyncpg.Connection
) -> None:
    done: list[str] = []
    server = await asyncpg.connect(database.superuser_url.replace(f"/{database.name}?", "/postgres?"))

    async def work(id: str) -> None:
        done.append(id)
        await server.execute(f"ALTER DATABASE {database.name} ALLOW_CONNECTIONS false")
        await server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", database.name)

    async with working(database, Job("work", work)):
        await defer(connection, "work", id="7")
        async with asyncio.timeout(SECONDS):
            while not done:  # noqa: ASYNC110 - it is the worker's to say
                await asyncio.sleep(0.05)
        await asyncio.sleep(2)
        await server.execute(f"ALTER DATABASE {database.name} ALLOW_CONNECTIONS true")
        again = await asyncpg.connect(database.app_url, server_settings={"search_path": "app,public"})
        await until(lambda: _is(waiting(again), []))
        await again.close()
    await server.close()
    assert done == ["7"]


async def test_it_ends_though_the_database_goes_away_at_that_moment(
    database: Database, connection: asyncpg.Connection
) -> None:
    server = await asyncpg.connect(database.superuser_url.replace(f"/{database.name}?", "/postgres?"))
    queue = Queue(database.app_url, [])
    queue.start()
    await until(lambda: _is(_workers(connection), 1))
    task = queue._task
    await server.execute(f"ALTER DATABASE {database.name} ALLOW_CONNECTIONS false")
    await server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", database.name)
    await queue.stop()
    assert task is not None and task.done(), "it has begun anew"
    await server.execute(f"ALTER DATABASE {database.name} ALLOW_CONNECTIONS true")
    await server.close()


async def _workers(connection: asyncpg.Connection) -> int:
    return int(await connection.fetchval("SELECT count(*) FROM jobs.procrastinate_workers"))


async def test_a_job_that_runs_at_the_end_is_put_back(
    database: Database, connection: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(procrastinate, "ENDING_SECONDS", 0.2)
    begun = asyncio.Event()

    async def long(id: str) -> None:
        begun.set()
        await asyncio.sleep(60)

    async with working(database, Job("long", long)):
        await defer(connection, "long", id="7")
        await asyncio.wait_for(begun.wait(), SECONDS)
    assert await waiting(connection) == ["long todo"]
    assert await _workers(connection) == 0
