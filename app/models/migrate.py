"""Brings a database to the schema this code expects, by Tortoise's own runner over reviewed SQL."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
from tortoise import Tortoise
from tortoise.connection import ConnectionHandler
from tortoise.context import TortoiseContext
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.operations import RunSQL

from app.models.database import credentials
from app.models.tables import MODULES

FOLDER = Path(__file__).parent / "migrations"
SQL = FOLDER / "sql"
APP_CONFIG: dict[str, dict[str, Any]] = {"models": {"models": ["app.models"], "migrations": "app.models.migrations"}}
LOCK = 7_236_521_904


class CannotMigrate(Exception):
    """PostgreSQL does not let this role do what a migration needs; the message is one sentence."""


def steps(name: str) -> list[RunSQL]:
    """Return one operation for every file of `sql/<name>`, in the order of their names."""
    return [RunSQL(path.read_text()) for path in sorted((SQL / name).glob("*.sql"))]


def known() -> set[str]:
    """Return the names of the migrations that this code brings."""
    return {path.stem for path in FOLDER.glob("0*.py")}


async def migrate(url: str, progress: Callable[[str], None] = lambda _: None) -> None:
    """Make the roles, then run what is missing. `url` may create roles; it is never the url the app serves with."""
    try:
        guard = await asyncpg.connect(url, timeout=10)
    except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError) as error:
        raise CannotMigrate(f"PostgreSQL does not let MIGRATE_DATABASE_URL in: {_said(error)}.") from error
    try:
        # One migrator at a time: the lock ends with the connection.
        await guard.execute("SELECT pg_advisory_lock($1)", LOCK)
        await guard.execute((SQL / "roles.sql").read_text())
        await guard.execute((SQL / "schema.sql").read_text())
        await _run_missing(url, progress)
        await guard.execute("GRANT SELECT ON app.tortoise_migrations TO tn_app, tn_worker, tn_backup")
    except asyncpg.InsufficientPrivilegeError as error:
        raise CannotMigrate(
            f"The role of MIGRATE_DATABASE_URL may not migrate ({_said(error)}): "
            "use tn_migrate, or one that may create roles."
        ) from error
    finally:
        await guard.close()


def _said(error: Exception) -> str:
    return str(error).split("\n", 1)[0]


async def _run_missing(url: str, progress: Callable[[str], None]) -> None:
    async with TortoiseContext() as context:
        await Tortoise.init(config=_config(url))
        connections: ConnectionHandler = context.connections
        executor = MigrationExecutor(connections.get("default"), {"models": APP_CONFIG["models"]})
        await executor.migrate(
            progress=lambda event, _, name: progress(f"migration {name}") if event == "apply_start" else None
        )


def _config(url: str) -> dict[str, Any]:
    access = {
        **credentials(url),
        "minsize": 1,
        "maxsize": 2,
        "timeout": 10,
        "server_settings": {"role": "tn_owner", "search_path": "app,public"},
    }
    engine = "tortoise.backends.asyncpg"
    return {
        "connections": {"default": {"engine": engine, "credentials": access}},
        "apps": {"models": {"models": MODULES, "default_connection": "default"}},
    }
