"""One database connection, one lock, one organization: the only way a statement reaches PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import ContextVar
from datetime import timedelta
from typing import Any, TypeVar

import asyncpg
from tortoise.connection import ConnectionToken
from tortoise.context import require_context
from tortoise.exceptions import IntegrityError, OperationalError

from app import metrics
from app.auth.backend import ALIAS, ScopedClient, client
from app.auth.doors import require_door
from app.auth.viewer import Viewer
from app.errors import BadInput, Conflict, Unavailable
from app.models.base import Row

ACQUIRE_SECONDS = 1.0
R = TypeVar("R", bound=asyncpg.Record)

LIMITS = {
    "statement_timeout": "5s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "15s",
}

BROKEN = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError)
"""What the driver says of a statement or a connection that failed; the third when it dies at the very moment of use."""

_current: ContextVar["Scope | None"] = ContextVar("scope", default=None)
_works: ContextVar[bool] = ContextVar("works", default=False)


class Busy(Unavailable):
    """A lock was not to be had in time, or two transactions waited for each other."""


class Violation(Conflict):
    """The database refused: `constraint` is its name, for the one place that knows what it means."""

    def __init__(self, constraint: str | None) -> None:
        super().__init__("This clashes with something that is there already.")
        self.constraint = constraint


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's exceptions into ours, with nothing of the database in the message."""
    try:
        yield
    except (IntegrityError, OperationalError) as error:
        raise _translate(error.__cause__ or error) from error
    except BROKEN as error:
        raise _translate(error) from error


def _translate(error: BaseException) -> BaseException:
    if isinstance(error, asyncpg.LockNotAvailableError | asyncpg.DeadlockDetectedError):
        return Busy("Somebody else is changing this at the moment; try again.")
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        return Violation(error.constraint_name)
    if isinstance(error, asyncpg.DataError) and not isinstance(error, asyncpg.InvalidTextRepresentationError):
        return BadInput("A value is out of the range that can be stored.")
    if isinstance(error, asyncpg.SyntaxOrAccessError | asyncpg.DataError | asyncpg.RaiseError):
        return RuntimeError(
            f"{type(error).__name__}: {error}"
        )  # our own mistake, never the client's: it is masked and logged
    return Unavailable("The database did not answer in time; try again.")


class Scope:
    """Reads of one operation: nothing until the first statement, then one snapshot until `close`."""

    writing = False

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.lock = asyncio.Lock()
        self.statements = 0
        self.ahead: timedelta | None = None
        self._connection: Any = None

    async def rows(self, sql: str, *args: Any, row: type[Any] = Row) -> list[Any]:
        """Run one statement and return its rows."""
        require_door()
        async with self.lock:
            with translated():
                connection = await self._acquired()
                self.statements += 1
                return list(await connection.fetch(sql, *args, record_class=row))

    async def row(self, sql: str, *args: Any, row: type[Any] = Row) -> Any | None:
        """Run one statement and return its only row, or None."""
        found = await self.rows(sql, *args, row=row)
        return found[0] if found else None

    async def close(self) -> None:
        """End the snapshot and give the connection back; the next statement starts a new one."""
        async with self.lock:
            connection, self._connection, self.ahead = self._connection, None, None
            if connection is not None:
                await asyncio.shield(_end_and_release(connection))

    async def enter(self, viewer: Viewer) -> None:
        """Go on as another viewer, in a new snapshot."""
        await self.close()
        self.viewer = viewer

    async def _acquired(self) -> Any:
        if self._connection is None:
            with metrics.timed(metrics.acquire_seconds):
                connection = await client().pool.acquire(timeout=ACQUIRE_SECONDS)
            try:
                await self._begin(connection)
            except BaseException:
                await asyncio.shield(_end_and_release(connection))
                raise
            self._connection = connection
        return self._connection

    async def _begin(self, connection: Any) -> None:
        # One round trip. The only values in the text are UUIDs that were parsed, and constants.
        settings = ", ".join(f"set_config('{name}', '{value}', true)" for name, value in self._settings())
        await connection.execute(f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT {settings}")

    def _settings(self) -> list[tuple[str, str]]:
        viewer = self.viewer
        who = {"app.organization": viewer.organization_id, "app.person": viewer.account}
        role = {"role": "tn_worker"} if _works.get() and client().lends_worker else {}
        named = ((name, str(value)) for name, value in who.items() if value is not None)
        return [*role.items(), *named, *LIMITS.items()]


class WriteScope(Scope):
    """One transaction that changes something; Tortoise and plain SQL share its connection and its lock."""

    writing = True

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self.locked: dict[tuple[str, Any], Row] = {}

    async def begin(self) -> ConnectionToken:
        """Start the transaction and make Tortoise use it in this task."""
        with translated():
            connection = await self._acquired()
        pooled = client()
        pooled._connection = connection
        self.orm = ScopedClient(pooled)
        pooled._connection = None
        self.orm._lock = self.lock
        return require_context().connections.set(ALIAS, self.orm)

    async def finish(self, commit: bool) -> None:
        """COMMIT or ROLLBACK, then give the connection back, whatever happens."""
        connection, self._connection = self._connection, None
        try:
            with translated():
                await (self._transaction.commit() if commit else self._transaction.rollback())
            metrics.transactions.labels("committed" if commit else "rolled_back").inc()
        finally:
            await _release(connection)

    async def _begin(self, connection: Any) -> None:
        self._transaction = connection.transaction()
        await self._transaction.start()
        names, values = zip(*self._settings(), strict=True)
        await connection.execute(
            "SELECT set_config(name, value, true) FROM unnest($1::text[], $2::text[]) AS s (name, value)",
            list(names),
            list(values),
        )


async def _end_and_release(connection: Any) -> None:
    try:
        await connection.execute("ROLLBACK", timeout=2)
    except BROKEN:
        with suppress(asyncpg.InterfaceError, asyncpg.InternalClientError):
            connection.terminate()
    await _release(connection)


async def _release(connection: Any) -> None:
    # A connection that died in the meantime was taken back by the pool already, and answers nothing any more.
    with suppress(asyncpg.InterfaceError, asyncpg.InternalClientError):
        if connection.is_in_transaction():
            connection.terminate()
    await client().pool.release(connection)


async def alone(sql: str, *args: Any, row: type[Any] = Row) -> list[Any]:
    """Run one read that needs no organization, in one round trip and a transaction of its own."""
    require_door()
    if _works.get() and client().lends_worker:
        # A job has the rights of jobs here too; the role is lent for a transaction.
        scope = Scope(Viewer.anonymous())
        try:
            return await scope.rows(sql, *args, row=row)
        finally:
            await scope.close()
    with translated():
        with metrics.timed(metrics.acquire_seconds):
            connection = await client().pool.acquire(timeout=ACQUIRE_SECONDS)
        try:
            return list(await connection.fetch(sql, *args, record_class=row))
        finally:
            await asyncio.shield(_release(connection))


def current() -> Scope:
    """Return the scope this task works in."""
    scope = _current.get()
    if scope is None:
        raise RuntimeError("No scope is open: enter reading(viewer) or transaction(viewer).")
    return scope


@contextmanager
def working() -> Iterator[None]:
    """Let every scope that is opened in here have the rights of `tn_worker` alone, where the database lends them.

    For jobs, which sign nobody in. It guards against mistakes of theirs, not against statements made to undo it.
    """
    token = _works.set(True)
    try:
        yield
    finally:
        _works.reset(token)


@asynccontextmanager
async def reading(viewer: Viewer) -> AsyncIterator[Scope]:
    """Open a scope for reads; its connection is taken at the first statement and given back at the end."""
    scope = Scope(viewer)
    token = _current.set(scope)
    try:
        yield scope
    finally:
        _current.reset(token)
        await scope.close()


@asynccontextmanager
async def writing(viewer: Viewer) -> AsyncIterator[WriteScope]:
    """Open a transaction. A read scope of the same operation is closed first: no task holds two connections."""
    outer = _current.get()
    if outer is not None and outer.writing:
        raise RuntimeError("Transactions do not nest: hand `tx` to the verbs that compose it.")
    if outer is not None:
        await outer.close()
    scope = WriteScope(viewer)
    orm_token = await scope.begin()
    token = _current.set(scope)
    committed = False
    try:
        yield scope
        committed = True
    finally:
        _current.reset(token)
        require_context().connections.reset(orm_token)
        # Shielded: a client that goes away must not leave a COMMIT half heard.
        await asyncio.shield(scope.finish(commit=committed))
