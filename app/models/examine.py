"""Asks a database about itself, for somebody who wonders why things do not work."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from app import clock
from app.models.database import credentials
from app.models.inspect import ROLE
from app.models.migrate import known

SECONDS = 10.0
LOOKED_AT = 10_000
"""So many of the newest events of each stream are counted: enough to see a gap, little enough for any size."""

SERVER = """
SELECT current_setting('server_version') AS version, current_setting('max_connections')::int AS max_connections,
       current_setting('superuser_reserved_connections')::int AS reserved
"""
# What this role can read of organizations. A session belongs to a person, who may be in several: only `auth` reads it.
OPEN_TABLES = """
SELECT c.relname, c.relrowsecurity AS walled
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped
 WHERE n.nspname = 'app' AND c.relkind IN ('r', 'p') AND c.relname <> 'session'
   AND has_table_privilege(c.oid, 'SELECT') ORDER BY c.relname
"""
# Whoever is a member of the owner could switch the walls off.
BYPASSING = """
SELECT rolname FROM pg_roles
 WHERE rolname IN ('tn_app', 'tn_worker')
   AND (rolsuper OR rolbypassrls OR rolcreaterole OR pg_has_role(rolname, 'tn_owner', 'MEMBER')) ORDER BY 1
"""
OUTBOX = """
SELECT count(*) FILTER (WHERE status = 'WAITING') AS count, count(*) FILTER (WHERE status = 'GIVEN_UP') AS given_up,
       min(created_at) FILTER (WHERE status = 'WAITING') AS oldest_at,
       (array_agg(last_error ORDER BY created_at) FILTER (WHERE status = 'WAITING'))[1] AS last_error
  FROM app.mail WHERE organization_id IS NOT DISTINCT FROM app.current_org() AND (status = 'WAITING' OR ended_at > $1)
"""
TOLD = """
SELECT count(*) FILTER (WHERE state = 'WAITING') AS waiting, count(*) FILTER (WHERE state = 'PARKED') AS parked,
       max(created_at) AS newest_at, (SELECT count(*) FROM app.provider_account WHERE status = 'ACTIVE') AS accounts
  FROM app.provider_event
"""
NEWEST = "SELECT count(*) AS n FROM app.event WHERE organization_id = $1 AND seq > $2 AND seq <= $3"


class Unreachable(Exception):
    """The database does not let us in; the message says why."""


@dataclass(frozen=True, slots=True)
class Stream:
    """One organization's events: how far they go, and whether all of the newest are there."""

    organization_id: UUID
    head: int
    floor: int
    is_whole: bool


@dataclass(slots=True)
class Facts:
    """What a database says about itself. `missing` and `foreign` are migrations, by name."""

    version: str
    max_connections: int
    reserved: int
    role: str
    sees_through: bool
    is_replica: bool
    round_trip_seconds: float
    clock_ahead_seconds: float
    no_rights: bool = False
    applied: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    tables: int = 0
    open_tables: list[str] = field(default_factory=list)
    bypassing: list[str] = field(default_factory=list)
    streams: list[Stream] = field(default_factory=list)


async def examine(url: str) -> Facts:
    """Return what can be learned; raises `Unreachable`."""
    async with _asked(url) as connection:
        return await _facts(connection)


@asynccontextmanager
async def _asked(url: str) -> AsyncIterator[asyncpg.Connection]:
    try:
        async with asyncio.timeout(SECONDS):
            connection = await asyncpg.connect(**credentials(url), timeout=5)
            try:
                yield connection
            finally:
                connection.terminate()
    except TimeoutError:
        raise Unreachable(f"no answer within {SECONDS:.0f} s") from None
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        raise Unreachable(str(error).split("\n", 1)[0]) from error


async def _facts(connection: asyncpg.Connection) -> Facts:
    server, role = await connection.fetchrow(SERVER), await connection.fetchrow(ROLE)
    round_trip, ahead = await _compared(connection)
    facts = Facts(
        **dict(server),
        role=role["rolname"],
        sees_through=role["sees_through"],
        is_replica=role["is_replica"],
        round_trip_seconds=round_trip,
        clock_ahead_seconds=ahead,
    )
    await _look_at_schema(connection, facts)
    if not facts.no_rights and not facts.missing:
        rows = await connection.fetch(OPEN_TABLES)
        facts.bypassing = [row["rolname"] for row in await connection.fetch(BYPASSING)]
        facts.tables, facts.open_tables = len(rows), [row["relname"] for row in rows if not row["walled"]]
        heads = await connection.fetch("SELECT organization_id, head, floor FROM app.organization_stream")
        facts.streams = [await _stream(connection, row) for row in heads]
    return facts


async def _compared(connection: asyncpg.Connection) -> tuple[float, float]:
    """Return the time of a question, and how far the clock there is ahead: measured against the middle of it."""
    before, began = clock.now(), time.perf_counter()
    there = await connection.fetchval("SELECT clock_timestamp()")
    took = time.perf_counter() - began
    return took, (there - before - timedelta(seconds=took / 2)).total_seconds()


async def _look_at_schema(connection: asyncpg.Connection, facts: Facts) -> None:
    try:
        rows = await connection.fetch("SELECT name FROM app.tortoise_migrations WHERE app = 'models'")
    except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
        rows = []
    except asyncpg.InsufficientPrivilegeError:
        facts.no_rights = True
        return
    facts.applied = sorted(row["name"] for row in rows)
    facts.missing = sorted(known() - set(facts.applied))
    facts.foreign = sorted(set(facts.applied) - known())


async def _stream(connection: asyncpg.Connection, row: Any) -> Stream:
    organization_id, head = row["organization_id"], row["head"]
    after = max(row["floor"], head - LOOKED_AT)
    async with connection.transaction(readonly=True):
        await connection.execute("SELECT set_config('app.organization', $1, true)", str(organization_id))
        counted = await connection.fetchval(NEWEST, organization_id, after, head)
    return Stream(organization_id, head, row["floor"], counted == head - after)


@dataclass(frozen=True, slots=True)
class Backlog:
    """The outbox of everybody: how many mails wait, since when, why, and how many were given up lately."""

    count: int
    oldest_at: datetime | None
    last_error: str | None
    given_up: int


async def backlog(url: str) -> Backlog:
    """Count what is in the outbox, of accounts and of each organization in turn; raises `Unreachable`."""
    async with _asked(url) as connection:
        rows = await connection.fetch("SELECT organization_id FROM app.organization_stream")
        parts = [await _waiting(connection, row["organization_id"]) for row in [{"organization_id": None}, *rows]]
    oldest = min((part for part in parts if part["oldest_at"]), key=lambda part: part["oldest_at"], default=None)
    return Backlog(
        sum(part["count"] for part in parts),
        oldest["oldest_at"] if oldest else None,
        oldest["last_error"] if oldest else None,
        sum(part["given_up"] for part in parts),
    )


async def _waiting(connection: asyncpg.Connection, organization_id: UUID | None) -> Any:
    async with connection.transaction(readonly=True):
        if organization_id is not None:
            await connection.execute("SELECT set_config('app.organization', $1, true)", str(organization_id))
        return await connection.fetchrow(OUTBOX, clock.now() - timedelta(days=7))


@dataclass(frozen=True, slots=True)
class Told:
    """What the provider of payments has told: what waits, what is parked, when it last said something."""

    accounts: int
    waiting: int
    parked: int
    newest_at: datetime | None


async def told(url: str) -> Told:
    """Count what the provider of payments has told, over all organizations; raises `Unreachable`."""
    parts = []
    async with _asked(url) as connection:
        for row in await connection.fetch("SELECT organization_id FROM app.organization_stream"):
            async with connection.transaction(readonly=True):
                await connection.execute("SELECT set_config('app.organization', $1, true)", str(row["organization_id"]))
                parts.append(await connection.fetchrow(TOLD))
    newest = max((part["newest_at"] for part in parts if part["newest_at"]), default=None)
    accounts, waiting, parked = (sum(part[name] for part in parts) for name in ("accounts", "waiting", "parked"))
    return Told(accounts, waiting, parked, newest)
