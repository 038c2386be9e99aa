"""Whoever goes away in the middle of a change leaves all of it or nothing, and a pool that is whole."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest

from app.auth.backend import client
from app.auth.policies.tickets import TicketPolicy
from app.models.tickets import Ticket
from app.resolvers.tickets import comment
from app.subscriptions.transaction import transaction
from tests.auth.test_scope import check_whole
from tests.support.services import Database, open_folder
from tests.support.world import World, opened


@pytest.fixture
async def small(world_database: Database) -> AsyncIterator[World]:
    """The world behind a pool of two connections."""
    async with opened(world_database, pool_size=2) as made:
        yield made


async def said(world: World) -> tuple[int, int, int]:
    """Comments, events of tickets and audit entries of organization A."""
    async with world.superuser() as connection:
        counts = [
            await connection.fetchval(f"SELECT count(*) FROM {rows} AND organization_id = $1", world.a.organization_id)
            for rows in ("ticket_comment WHERE true", "event WHERE noun <> 'notification'", "audit_entry WHERE true")
        ]
    return counts[0], counts[1], counts[2]


async def cancelled(task: "asyncio.Task[object]") -> bool:
    """Cancel a task, wait for it, and say whether it was in time."""
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
        return False
    return True


async def test_a_change_that_is_cancelled_inside_is_taken_back(small: World) -> None:
    manager, leak = small.viewer_of("manager"), small.a.id(Ticket, "leak")
    before, inside = await said(small), asyncio.Event()

    async def change() -> None:
        async with transaction(manager) as tx:
            ticket = await TicketPolicy.lock(manager, leak, to=TicketPolicy.triage)
            ticket.title = "never written"
            await tx.save(ticket, "title")
            tx.announce(ticket, "STATUS_CHANGED", {"ticket_id": leak})
            inside.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(change())
    await inside.wait()
    assert await cancelled(task)
    assert await said(small) == before
    await check_whole(small)


async def test_a_change_that_is_cancelled_anywhere_is_whole_or_nothing(small: World) -> None:
    manager, leak = small.viewer_of("manager"), small.a.id(Ticket, "leak")
    before, in_time = await said(small), 0
    for turn in range(60):
        task = asyncio.create_task(comment(manager, leak, f"said in turn {turn}", False))
        for _ in range(turn):
            await asyncio.sleep(0)
        in_time += await cancelled(task)
    await asyncio.sleep(0.2)
    after = await said(small)
    written = {now - then for now, then in zip(after, before, strict=True)}
    assert len(written) == 1, "comment, event and audit entry are written together"
    assert in_time > 0
    async with small.superuser() as connection:
        head = await connection.fetchrow(
            "SELECT head - (SELECT count(*) FROM event WHERE organization_id = $1 AND noun = 'notification') AS head,"
            " audit_head FROM organization_stream WHERE organization_id = $1",
            small.a.organization_id,
        )
    assert (head["head"], head["audit_head"]) == (after[1], after[2])
    await check_whole(small)


@dataclass
class Line:
    """The line to PostgreSQL, on which the answer to COMMIT can be held back."""

    server: str
    open: asyncio.Event = field(default_factory=asyncio.Event)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection until either side ends it."""
        inward, outward = await asyncio.open_unix_connection(self.server)
        held = asyncio.Event()
        pumps = [self._pump(reader, outward, held, True), self._pump(inward, writer, held, False)]
        await asyncio.gather(*pumps, return_exceptions=True)

    async def _pump(
        self, source: asyncio.StreamReader, to: asyncio.StreamWriter, held: asyncio.Event, asks: bool
    ) -> None:
        while data := await source.read(65_536):
            if asks and b"COMMIT" in data:
                held.set()
                self.asked.set()
            elif not asks and held.is_set():
                await self.open.wait()
            to.write(data)
            await to.drain()
        to.close()


@asynccontextmanager
async def line_to(database: Database) -> AsyncIterator[tuple[Line, Database]]:
    """The same database behind such a line."""
    folder = database.app_url.partition("host=")[2].partition("&")[0]
    with open_folder() as own:
        line = Line(f"{folder}/.s.PGSQL.5432")
        server = await asyncio.start_unix_server(line.connect, own / ".s.PGSQL.5432")
        async with server:
            yield line, replace(database, app_url=database.app_url.replace(folder, str(own)))


async def test_a_commit_is_heard_to_its_end(world_database: Database) -> None:
    async with line_to(world_database) as (line, behind):
        async with opened(behind, pool_size=2) as world:
            line.open.set()
            before, manager = await said(world), world.viewer_of("manager")
            line.open.clear()
            line.asked.clear()
            task = asyncio.create_task(comment(manager, world.a.id(Ticket, "leak"), "written after all", False))
            await asyncio.wait_for(line.asked.wait(), 5)
            assert await cancelled(task)
            assert client().pool.get_idle_size() < client().pool.get_size(), "the COMMIT is not answered yet"
            line.open.set()
            await asyncio.sleep(0.2)
            assert [now - then for now, then in zip(await said(world), before, strict=True)] == [1, 1, 1]
            await check_whole(world)
