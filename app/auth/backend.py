"""Tortoise's engine: the pool belongs to scopes, and a statement outside one is refused aloud."""

import asyncio
import logging
from time import monotonic
from typing import Any

import asyncpg
from tortoise import Tortoise
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import NestedTransactionContext
from tortoise.connection import get_connection

from app import metrics
from app.auth.doors import require_door
from app.errors import Unavailable
from app.models.database import credentials
from app.models.tables import MODULES

logger = logging.getLogger("tenantry.database")

ALIAS = "default"
RETRY_SECONDS = 0.5
AWAY = (OSError, TimeoutError, asyncpg.OperatorInterventionError, asyncpg.PostgresConnectionError)
"""What is said of a server that is not there, starts, or is being stopped."""


class Unscoped(RuntimeError):
    """A statement outside a scope: row-level security would answer it with nothing, so it never runs."""


LENT = """
SELECT coalesce((SELECT pg_has_role(session_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = 'tn_worker'), false)
"""


class PooledClient(AsyncpgDBClient):
    """Owns the pool. Only scopes take connections from it."""

    lends_worker = False
    """Whether transactions may take on the rights of `tn_worker`; asked when the database is opened."""

    async def create_pool(self, **options: Any) -> asyncpg.Pool:
        # Every setting is local to its transaction, so nothing has to be reset when a connection comes back.
        return await asyncpg.create_pool(None, reset=_nothing, **options)

    @property
    def pool(self) -> asyncpg.Pool:
        """Return the pool, which exists from `open_database` to `close_database`."""
        if self._pool is None:
            raise Unscoped("The database is not open.")
        return self._pool

    def acquire_connection(self) -> Any:
        raise Unscoped("A statement needs a scope: use a policy, or transaction(viewer).")

    def _in_transaction(self) -> Any:
        raise Unscoped("Use transaction(viewer): a hand-made transaction has no organization, audit or events.")


class ScopedClient(TransactionWrapper):
    """What Tortoise sees inside a write scope: one connection, and every statement through a door."""

    def acquire_connection(self) -> Any:
        require_door()
        return super().acquire_connection()

    def _in_transaction(self) -> Any:
        # Tortoise's own savepoints, as in bulk_create: behind the same doors, and one statement at a time.
        require_door()
        inner = ScopedClient(self)
        inner._lock = self._lock
        return NestedTransactionContext(inner)


client_class = PooledClient


async def _nothing(_: asyncpg.Connection) -> None:
    return None


def client() -> PooledClient:
    """Return the one pooled client of this process."""
    found = get_connection(ALIAS)
    while isinstance(found, ScopedClient):
        found = found._parent
    assert isinstance(found, PooledClient)
    return found


async def open_database(url: str, pool_size: int, seconds: float = 0.0) -> None:
    """Open the pool as the application's own role. `pool_size` connections at most, one kept open.

    A server that is away is waited for that many seconds; raises `Unavailable` after them.
    """
    access = {
        **credentials(url),
        "minsize": 1,
        "maxsize": pool_size,
        "timeout": 2,
        "command_timeout": 6,
        "max_inactive_connection_lifetime": 300,
        "server_settings": {"application_name": "tenantry", "search_path": "app,public", "TimeZone": "UTC"},
    }
    await Tortoise.init(
        config={
            "connections": {ALIAS: {"engine": "app.auth.backend", "credentials": access}},
            "apps": {"models": {"models": MODULES, "default_connection": ALIAS}},
        },
        # Requests run in other tasks than the one that opened the database.
        _enable_global_fallback=True,
    )
    await _connect(monotonic() + seconds)
    pool = client().pool
    if not client().lends_worker:
        logger.info("jobs in here work with all rights of this role: it is no member of tn_worker")
    metrics.watch(metrics.pool_size, pool.get_size)
    metrics.watch(metrics.pool_idle, pool.get_idle_size)
    metrics.watch(metrics.pool_limit, pool.get_max_size)


async def _connect(until: float) -> None:
    while True:
        try:
            await client().create_connection(with_db=True)
            client().lends_worker = bool(await client().pool.fetchval(LENT))
            return
        except AWAY as error:
            await client().close()
            if monotonic() >= until:
                raise Unavailable(f"The database does not answer: {str(error) or type(error).__name__}.") from error
        await asyncio.sleep(RETRY_SECONDS)


async def close_database() -> None:
    """Close the pool; what still runs is ended after ten seconds."""
    await Tortoise.close_connections()
