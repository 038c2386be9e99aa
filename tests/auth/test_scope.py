"""Scopes: one connection, one organization, one snapshot; the pool is whole whatever happens inside."""

import asyncio
import contextvars
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from app.auth.backend import client
from app.auth.doors import door
from app.auth.policies.tickets import TicketPolicy
from app.auth.scope import Busy, Scope, reading, writing
from app.auth.viewer import Viewer
from app.errors import Unavailable
from app.models.properties import Unit
from app.models.tickets import Move, Ticket, TicketCategory, TicketStatus
from app.resolvers.tickets import NewTicket, change_status, comment, create
from app.subscriptions.transaction import transaction
from tests.support.services import Database
from tests.support.world import World, opened

REFUSED = (RuntimeError, Unavailable)
SETTINGS = "SELECT name, setting FROM pg_settings WHERE name IN ('statement_timeout', 'lock_timeout')"


@pytest.fixture
async def small(world_database: Database) -> AsyncIterator[World]:
    """The world behind a pool of two connections."""
    async with opened(world_database, pool_size=2) as made:
        yield made


async def check_whole(world: World) -> None:
    """Fail unless every connection of the pool can be had, and none remembers anything."""
    pool = client().pool
    taken = [await pool.acquire(timeout=2) for _ in range(pool.get_max_size())]
    try:
        for connection in taken:
            assert not connection.is_in_transaction()
            for name in ("app.organization", "app.person"):
                assert await connection.fetchval("SELECT current_setting($1, true)", name) in (None, "")
            assert {row["setting"] for row in await connection.fetch(SETTINGS)} == {"0"}
            assert await connection.fetchval("SELECT count(*) FROM ticket") == 0
    finally:
        for connection in taken:
            await pool.release(connection)
    async with reading(world.viewer_of("manager")):
        assert await TicketPolicy.count(world.viewer_of("manager")) > 0


async def count(world: World, table: str) -> int:
    """How many rows a table has in truth."""
    async with world.superuser() as connection:
        return int(await connection.fetchval(f"SELECT count(*) FROM {table}"))


async def test_nothing_of_a_scope_survives_it(small: World) -> None:
    for viewer in (small.viewer_of("manager"), small.viewer_of("tenant", "B")):
        async with reading(viewer) as scope:
            with door("test"):
                assert (await scope.row("SELECT app.current_org() AS id"))["id"] == viewer.organization_id
                assert (await scope.row("SELECT app.current_person() AS id"))["id"] == viewer.person_id
                assert {row["setting"] for row in await scope.rows(SETTINGS)} == {"5000", "2000"}
        async with writing(viewer) as scope:
            with door("test"):
                assert (await scope.row("SELECT app.current_org() AS id"))["id"] == viewer.organization_id
                assert {row["setting"] for row in await scope.rows(SETTINGS)} == {"5000", "2000"}
        await check_whole(small)


async def test_a_read_scope_is_one_snapshot(small: World) -> None:
    manager, leak = small.viewer_of("manager"), small.a.id(Ticket, "leak")
    async with reading(manager) as scope:
        before = await TicketPolicy.fetch(manager, leak)
        elsewhere = change_status(manager, leak, Move(TicketStatus.IN_PROGRESS))
        await asyncio.create_task(elsewhere, context=contextvars.Context())
        assert (await TicketPolicy.fetch(manager, leak)).status == before.status == "TRIAGED"
        await scope.close()
        assert (await TicketPolicy.fetch(manager, leak)).status == "IN_PROGRESS"


async def test_a_read_scope_writes_nothing(small: World) -> None:
    manager = small.viewer_of("manager")
    with pytest.raises(REFUSED):
        async with reading(manager) as scope:
            with door("test"):
                await scope.rows("UPDATE ticket SET title = 'x'")
    with pytest.raises(REFUSED):
        async with reading(manager):
            await TicketPolicy.lock(manager, small.a.id(Ticket, "leak"), to=TicketPolicy.triage)
    await check_whole(small)


async def test_transactions_do_not_nest(small: World) -> None:
    manager = small.viewer_of("manager")
    async with transaction(manager):
        with pytest.raises(RuntimeError, match="do not nest"):
            async with transaction(manager):
                raise AssertionError("the inner transaction was opened")
    await check_whole(small)


async def test_a_write_lets_go_of_the_read_before_it(small: World) -> None:
    manager = small.viewer_of("manager")
    async with reading(manager):
        assert await TicketPolicy.count(manager) == 5
        await comment(manager, small.a.id(Ticket, "leak"), "said in between", False)
        assert await TicketPolicy.count(manager) == 5
        assert client().pool.get_size() - client().pool.get_idle_size() == 1
    await check_whole(small)


async def test_fifty_changes_at_once_finish_on_two_connections(small: World) -> None:
    manager, unit = small.viewer_of("manager"), small.a.id(Unit, "north_1")

    async def report(number: int) -> None:
        async with reading(manager):
            assert await TicketPolicy.count(manager) >= 5
            id = await create(manager, NewTicket(f"Report {number}", TicketCategory.OTHER, unit))
            await change_status(manager, id, Move(TicketStatus.TRIAGED))
            assert (await TicketPolicy.fetch(manager, id)).status == "TRIAGED"

    for batch in range(5):
        await asyncio.gather(*(report(batch * 10 + place) for place in range(10)))
    assert await count(small, "ticket") == 65
    async with small.superuser() as connection:
        rows = await connection.fetch("SELECT seq FROM event WHERE organization_id = $1", small.a.organization_id)
        numbers = await connection.fetch(
            "SELECT number FROM ticket WHERE organization_id = $1 AND number > 1000", small.a.organization_id
        )
    assert sorted(row["seq"] for row in rows) == list(range(1, len(rows) + 1))
    assert len({row["number"] for row in numbers}) == 50
    await check_whole(small)


async def test_a_lock_that_is_not_to_be_had_is_busy(small: World) -> None:
    manager, leak = small.viewer_of("manager"), small.a.id(Ticket, "leak")
    async with small.superuser() as other, other.transaction():
        await other.execute("SELECT FROM ticket WHERE id = $1 FOR UPDATE", leak)
        with pytest.raises(Busy):
            await change_status(manager, leak, Move(TicketStatus.IN_PROGRESS))
    assert issubclass(Busy, Unavailable)
    await change_status(manager, leak, Move(TicketStatus.IN_PROGRESS))
    await check_whole(small)


@asynccontextmanager
async def killer(world: World) -> AsyncIterator[asyncpg.Connection]:
    """A connection that ends the application's own."""
    async with world.superuser() as connection:
        yield connection


KILL = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
 WHERE usename = 'tn_app' AND datname = current_database()
"""


async def test_connections_that_die_leave_the_pool_whole(small: World) -> None:
    manager, leak = small.viewer_of("manager"), small.a.id(Ticket, "leak")
    refused = 0
    async with killer(small) as connection:
        for turn in range(50):
            await connection.execute(KILL)
            try:
                if turn % 2:
                    await comment(manager, leak, f"said in turn {turn}", False)
                else:
                    async with reading(manager):
                        await TicketPolicy.count(manager)
            except Unavailable:
                refused += 1
    assert refused > 0
    await asyncio.sleep(0.1)  # the last one to die has been heard of
    await check_whole(small)


async def test_a_begin_that_fails_gives_its_connection_back(small: World, monkeypatch: pytest.MonkeyPatch) -> None:
    manager = small.viewer_of("manager")
    with monkeypatch.context() as broken:
        broken.setattr(Scope, "_settings", lambda _: [("no.such-name", "x")])
        for _ in range(50):
            for scope in (reading, writing):
                with pytest.raises((Unavailable, RuntimeError)):
                    async with scope(manager) as opened_scope:
                        with door("test"):
                            await opened_scope.rows("SELECT 1")
    await check_whole(small)


async def test_a_connection_that_dies_inside_a_change_takes_the_change_with_it(small: World) -> None:
    manager, leak = small.viewer_of("manager"), small.a.id(Ticket, "leak")
    async with killer(small) as connection:
        with pytest.raises(Unavailable):
            async with transaction(manager) as tx:
                ticket = await TicketPolicy.lock(manager, leak, to=TicketPolicy.triage)
                ticket.title = "never written"
                await tx.save(ticket, "title")
                await connection.execute(KILL)
    await asyncio.sleep(0.1)
    async with reading(manager):
        assert (await TicketPolicy.fetch(manager, leak)).title == "CANARY-A-ticket-leak-title"
    await check_whole(small)


async def test_a_pool_that_is_used_up_is_told_in_time(small: World) -> None:
    viewer = Viewer.anonymous()
    async with reading(viewer) as first, writing(small.viewer_of("manager")):
        with door("test"):
            await first.rows("SELECT 1")
            other = Scope(viewer)
            with pytest.raises(Unavailable):
                await asyncio.wait_for(other.rows("SELECT 1"), 3)
    await check_whole(small)
