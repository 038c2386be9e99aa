"""Whose document cannot be answered goes on alone: the others of the organization neither wait nor end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from app.auth import scope
from app.auth.viewer import Viewer
from app.entrypoints.demo import demo_id
from app.resolvers import tickets
from app.schema import live as executor
from app.schema.live import LiveExecutor
from app.subscriptions import abreast
from app.subscriptions.ports import Plan
from app.subscriptions.stream import Happened, Message
from tests.subscriptions.conftest import Live
from tests.subscriptions.listening import Ear
from tests.subscriptions.test_feed import superuser
from tests.subscriptions.test_hub import FIELDS, HEAD
from tests.support.services import Database

LEAK = demo_id("nordlys", "ticket", "leak")
LIGHT = HEAD + FIELDS[0] + FIELDS[6] + "} }"
DEEP = HEAD + FIELDS[6] + "... on TicketEvent { ticket { unit { building { label } } } } } }"
PERSONAL = HEAD + FIELDS[6] + "... on TicketEvent { ticket { viewerCan { assign } unit { building { label } } } } } }"


@asynccontextmanager
async def locked(database: Database, table: str) -> AsyncIterator[None]:
    """Let nobody read a table: as when an administrator changes it."""
    async with superuser(database) as connection, connection.transaction():
        await connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield


def bodies(messages: list[dict[str, Any]]) -> list[str]:
    return [message["comment"]["body"] for message in messages if message["__typename"] == "TicketEvent"]


@pytest.mark.parametrize("document", [DEEP, PERSONAL])
async def test_a_document_that_fails_ends_its_own_stream_alone(live: Live, database: Database, document: str) -> None:
    ingrid, amira = await live.person("ingrid"), await live.person("amira")
    deep, light = live.listen(amira, document), live.listen(ingrid, LIGHT)
    await deep.hears(1)
    await light.hears(1)
    async with locked(database, "building"):
        await tickets.comment(ingrid, LEAK, "First.", False)
        await tickets.comment(ingrid, LEAK, "Second.", False)
        assert bodies(await light.hears(3, 20)) == ["First.", "Second."]
        await deep.ends()
    assert "UNAVAILABLE" in repr(deep.refused) or "Unavailable" in repr(deep.refused)
    assert light.refused is None and len(deep.heard) == 1
    again = live.listen(amira, document, after=deep.last_cursor)
    assert bodies((await again.hears(3))[:2]) == ["First.", "Second."]
    await tickets.comment(ingrid, LEAK, "Third.", False)
    assert bodies(await again.hears(4)) == ["First.", "Second.", "Third."]
    assert bodies(await light.hears(4)) == ["First.", "Second.", "Third."]


async def test_who_went_on_alone_comes_back_to_the_others(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    failing, execute = True, LiveExecutor.execute

    async def broken(self: LiveExecutor, plan: Plan, viewer: Viewer, message: Message) -> bytes:
        nonlocal failing
        if failing and "building" in plan.key[0] and isinstance(message, Happened):
            failing = False
            raise RuntimeError("a document of somebody's")
        return await execute(self, plan, viewer, message)

    ingrid = await live.person("ingrid")
    ears = [live.listen(ingrid, text) for text in (DEEP, LIGHT, DEEP)]
    for ear in ears:
        await ear.hears(1)
    monkeypatch.setattr(LiveExecutor, "execute", broken)
    for number in range(6):
        await tickets.comment(ingrid, LEAK, f"{number}", False)
    for ear in ears:
        assert bodies(await ear.hears(7)) == [f"{number}" for number in range(6)]
    (channel,) = live.streams.hub._channels.values()
    assert not failing
    async with asyncio.timeout(30):
        while len(channel._room.members) < 3:  # noqa: ASYNC110 - they are let in between two events
            await asyncio.sleep(0.02)


async def test_a_document_that_takes_long_holds_up_nobody(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    free, execute = asyncio.Event(), LiveExecutor.execute

    async def slow(self: LiveExecutor, plan: Plan, viewer: Viewer, message: Message) -> bytes:
        if "building" in plan.key[0] and isinstance(message, Happened):
            await free.wait()
        return await execute(self, plan, viewer, message)

    monkeypatch.setattr(LiveExecutor, "execute", slow)
    ingrid = await live.person("ingrid")
    held = [live.listen(ingrid, text) for text in (DEEP, PERSONAL)]
    quick = [live.listen(ingrid, text) for text in (LIGHT, LIGHT + " ")]
    await all_hear([*held, *quick])
    for number in range(3):
        await tickets.comment(ingrid, LEAK, f"{number}", False)
    # The first time everybody waits for a moment, later not at all.
    await all_hear(quick, "0", "1", "2")
    monkeypatch.setattr(abreast, "LATE_SECONDS", 300.0)
    await tickets.comment(ingrid, LEAK, "3", False)
    await all_hear(quick, "0", "1", "2", "3")
    assert [len(ear.heard) for ear in held] == [1, 1]
    free.set()
    await all_hear(held, "0", "1", "2", "3")
    await tickets.comment(ingrid, LEAK, "4", False)
    await all_hear([*held, *quick], "0", "1", "2", "3", "4")


async def all_hear(ears: list[Ear], *texts: str) -> None:
    """Each of them hears these comments after its first message, in this order and once."""
    for ear in ears:
        assert bodies(await ear.hears(1 + len(texts))) == list(texts)


async def test_a_database_that_is_away_ends_nobody(live: Live, database: Database) -> None:
    ingrid = await live.person("ingrid")
    ears = [live.listen(ingrid, text) for text in (LIGHT, DEEP, PERSONAL)]
    for ear in ears:
        await ear.hears(1)
    async with live.deaf():
        await tickets.comment(ingrid, LEAK, "Nobody could read it.", False)
        connection = superuser(database)
        blocker = await connection.__aenter__()
        transaction = blocker.transaction()
        await transaction.start()
        await blocker.execute("LOCK TABLE ticket_comment, ticket, building IN ACCESS EXCLUSIVE MODE")
    await asyncio.sleep(5)  # more than two tries
    assert [(len(ear.heard), ear.refused) for ear in ears] == [(1, None)] * 3
    await transaction.rollback()
    await connection.__aexit__(None, None, None)
    for ear in ears:
        assert bodies(await ear.hears(2)) == ["Nobody could read it."]


async def test_an_execution_has_an_end(live: Live, monkeypatch: pytest.MonkeyPatch, database: Database) -> None:
    monkeypatch.setattr(executor, "OPERATION_SECONDS", 0.3)
    for limit in ("lock_timeout", "statement_timeout"):
        monkeypatch.setitem(scope.LIMITS, limit, "40s")
    ingrid = await live.person("ingrid")
    deep = live.listen(ingrid, DEEP)
    await deep.hears(1)
    async with locked(database, "building"):
        await tickets.comment(ingrid, LEAK, "Too slow.", False)
        await deep.ends(30)
    assert "UNAVAILABLE" in repr(deep.refused) or "Unavailable" in repr(deep.refused)
