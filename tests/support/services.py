"""Real PostgreSQL and Valkey for the tests: one pair per worker, one migrated template, a fresh copy per test."""

import asyncio
import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from app.services import embedded
from app.settings import Settings

TEMPLATE = "tenantry"
ROOM_BYTES = 2 * 1024**3


@dataclass(frozen=True)
class Database:
    """One database of its own, with an address for each role."""

    name: str
    app_url: str
    migrate_url: str
    superuser_url: str


def of_database(url: str, name: str) -> str:
    """The same server and user, another database."""
    before, after = url.split(f"/{TEMPLATE}?", 1)
    return f"{before}/{name}?{after}"


def _in_memory() -> str | None:
    """Memory in place of a disk, where there is enough: a copy of a database then takes a tenth of the time."""
    memory = Path("/dev/shm")
    room = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM_BYTES
    return str(memory) if room else None


@contextmanager
def open_folder() -> Iterator[Path]:
    """A short temporary folder that the user of the servers can enter; pytest's own is closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="tn-", dir=_in_memory()))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running_services() -> Iterator[embedded.Addresses]:
    """Both services without durability, for as long as the block lasts."""
    with open_folder() as folder:
        settings = Settings.from_environment({"TENANTRY_MODE": "test", "TENANTRY_VAR": str(folder / "var")})
        with embedded.start(settings, lambda _: None, durable=False) as running:
            yield running.addresses


def migrate_template(addresses: embedded.Addresses) -> None:
    """Bring the database that is copied for each test to the newest schema."""
    from app.models.migrate import migrate

    asyncio.run(migrate(addresses.migrate_url, lambda _: None))


@asynccontextmanager
async def fresh_database(addresses: embedded.Addresses, template: str = TEMPLATE) -> AsyncIterator[Database]:
    """A copy of the template, dropped afterwards together with whoever is still connected."""
    name = f"t_{uuid.uuid4().hex[:12]}"
    server = of_database(addresses.migrate_url, "postgres")
    await execute(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    superuser = of_database(addresses.migrate_url, name)
    try:
        yield Database(name, of_database(addresses.app_url, name), superuser, superuser)
    finally:
        await execute(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


async def execute(url: str, statement: str) -> None:
    """One statement on a connection of its own."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
