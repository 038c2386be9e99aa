"""What is in a database at one instant: what a backup says of itself, and what is looked for after a restore."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from app.models.database import credentials
from app.models.migrate import SQL

SECONDS = 600
TABLES = """
SELECT format('%I.%I', n.nspname, c.relname) AS name
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname IN ('app', 'jobs') AND c.relkind = 'r' ORDER BY 1
"""
STREAMS = """
SELECT organization_id::text AS organization, head, audit_head, encode(audit_hash, 'hex') AS audit_hash
  FROM app.organization_stream ORDER BY 1
"""
FILES = """
SELECT stored_key AS key, content_type, kind = 'IMAGE' AS has_small, size_bytes AS size, encode(sha256, 'hex') AS sha256
  FROM app.file WHERE is_ready ORDER BY stored_key
"""
MIGRATIONS = "SELECT name FROM app.tortoise_migrations WHERE app = 'models' ORDER BY name"
IS_EMPTY = "SELECT NOT EXISTS (SELECT FROM pg_tables WHERE schemaname IN ('app', 'jobs'))"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as its row describes it; `has_small` when a small picture is kept beside it."""

    key: str
    content_type: str
    has_small: bool
    size: int
    sha256: str


@dataclass(slots=True)
class Facts:
    """Counts and ends of everything: equal before a backup and after its restore. `snapshot` is for pg_dump."""

    snapshot: str
    server: str
    migrations: list[str]
    tables: dict[str, int] = field(default_factory=dict)
    streams: list[dict[str, Any]] = field(default_factory=list)
    files: list[StoredFile] = field(default_factory=list)


@asynccontextmanager
async def standing_still(url: str) -> AsyncIterator[Facts]:
    """Yield the facts of one instant, which others can read at too until the block ends. The role sees everything."""
    connection = await asyncpg.connect(**credentials(url), timeout=10, command_timeout=SECONDS)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            yield await _facts(connection)
    finally:
        connection.terminate()


async def _facts(connection: asyncpg.Connection) -> Facts:
    facts = Facts(
        await connection.fetchval("SELECT pg_export_snapshot()"),
        await connection.fetchval("SELECT current_setting('server_version')"),
        [row["name"] for row in await connection.fetch(MIGRATIONS)],
    )
    for row in await connection.fetch(TABLES):
        facts.tables[row["name"]] = await connection.fetchval(f"SELECT count(*) FROM {row['name']}")
    facts.streams = [dict(row) for row in await connection.fetch(STREAMS)]
    facts.files = [StoredFile(**dict(row)) for row in await connection.fetch(FILES)]
    return facts


async def prepare_empty(url: str) -> bool:
    """Make the roles and the empty schema that a restore needs; returns False, having done nothing, where data is."""
    connection = await asyncpg.connect(**credentials(url), timeout=10, command_timeout=SECONDS)
    try:
        if not await connection.fetchval(IS_EMPTY):
            return False
        for name in ("roles.sql", "schema.sql"):
            await connection.execute((SQL / name).read_text())
        return True
    finally:
        connection.terminate()


async def wrapped_keys(url: str) -> list[Any]:
    """Return the wrapped data keys: they tell whether a master key is the right one."""
    connection = await asyncpg.connect(**credentials(url), timeout=10)
    try:
        return list(await connection.fetch("SELECT scope, purpose, version, wrapped FROM app.data_key"))
    finally:
        connection.terminate()
