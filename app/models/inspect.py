"""Looks at a database before anything is served from it."""

import asyncio
import logging
import time
from typing import Any

import asyncpg

from app.models.database import credentials
from app.models.epochs import settle_epochs
from app.models.migrate import known

logger = logging.getLogger("tenantry.errors")

CONNECT_SECONDS = 2.0
FRESH_SECONDS = 1.0

ROLE = """
SELECT rolname, rolsuper OR rolbypassrls AS sees_through, pg_is_in_recovery() AS is_replica
  FROM pg_roles WHERE rolname = current_user
"""


AWAY = (asyncpg.CannotConnectNowError, asyncpg.TooManyConnectionsError, asyncpg.PostgresConnectionError)
"""What a server says that starts, stops, or is busy: another try may succeed."""


class Unfit(Exception):
    """The database cannot be served from; the message is one sentence that says what to do."""


async def inspect(url: str) -> None:
    """Raise `Unfit` for a role that could see through the walls, and for a schema that is not this code's.

    A database that was restored since it was last served from gives all streams a new epoch. Raises `OSError` for a
    server that is not there, or not yet.
    """
    try:
        connection = await asyncpg.connect(**credentials(url), timeout=5)
    except AWAY as error:
        raise ConnectionError(str(error)) from error
    except asyncpg.PostgresError as error:
        raise Unfit(f"The database refuses the role of DATABASE_URL: {error}.") from error
    try:
        await check_role(connection)
        applied = await _applied(connection)
        if known() - applied:
            raise Unfit("The database has an older schema than this code: run `tenantry migrate` first.")
        if applied - known():
            raise Unfit("The database has a newer schema than this code: install the newest Tenantry.")
        if reset := await settle_epochs(connection):
            logger.warning("this database was restored: %d streams begin anew", reset)
    finally:
        await connection.close()


async def check_role(connection: asyncpg.Connection) -> None:
    """Raise `Unfit` for a role that could see through the walls, and for a server that takes no writes."""
    role = await connection.fetchrow(ROLE)
    if role["sees_through"]:
        raise Unfit(f"The role {role['rolname']} can see through row-level security: serve as tn_app.")
    if role["is_replica"]:
        raise Unfit("The database is a replica that takes no writes: name the primary in DATABASE_URL.")


async def _applied(connection: asyncpg.Connection) -> set[str]:
    try:
        rows = await connection.fetch("SELECT name FROM app.tortoise_migrations WHERE app = 'models'")
    except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
        return set()
    except asyncpg.InsufficientPrivilegeError as error:
        raise Unfit("The role of DATABASE_URL has no rights on the schema: serve as tn_app.") from error
    return {row["name"] for row in rows}


class Probe:
    """Asks the database whether this process can serve, over a connection of its own: a full pool is no illness.

    An answer counts for a second, however many ask.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: asyncpg.Connection | None = None
        self._asking = asyncio.Lock()
        self._answer: str | None = None
        self._until = 0.0

    async def trouble(self) -> str | None:
        """Return what is wrong in a word or two, None when nothing is."""
        async with self._asking:
            if time.monotonic() >= self._until:
                self._answer = await self._ask()
                self._until = time.monotonic() + FRESH_SECONDS
            return self._answer

    async def close(self) -> None:
        """Let go of the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()

    async def _ask(self) -> str | None:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                if self._connection is None or self._connection.is_closed():
                    self._connection = await asyncpg.connect(**self._access())
                await check_role(self._connection)
                # A newer schema is no trouble: the next version may be on its way in.
                return "migrations missing" if known() - await _applied(self._connection) else None
        except Unfit:
            return "unfit"
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
            await self.close()
            return "down"

    def _access(self) -> dict[str, Any]:
        settings = {"application_name": "tenantry health"}
        return {**credentials(self._url), "timeout": CONNECT_SECONDS, "server_settings": settings}
